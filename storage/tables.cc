#include "storage/tables.h"

#include <cassert>

namespace saan::storage {

std::string Key(char prefix, absl::string_view id) {
  std::string key;
  key.reserve(1 + id.size());
  key.push_back(prefix);
  key.append(id.data(), id.size());
  return key;
}

absl::Status MisshapenRow(char prefix) {
  return absl::DataLossError(absl::StrCat(
      "a row of table '", std::string(1, prefix), "' does not parse"));
}

std::string BigEndian64(uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i) {
    bytes[i] = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  return bytes;
}

uint64_t FromBigEndian64(absl::string_view bytes) {
  assert(bytes.size() == 8);
  uint64_t number = 0;
  for (char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace saan::storage
