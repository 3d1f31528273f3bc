#include "gateway/policy/wire.h"

#include "google/protobuf/io/coded_stream.h"

namespace saan::policy {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

// A tag and a length, or a tag and a number of 64 bits.
constexpr size_t kMaxHeadBytes = 16;

// Writes the tag and the length of a field to `head`, of kMaxHeadBytes; gives
// how many bytes.
size_t WriteHead(int number, size_t length, uint8_t* head) {
  uint8_t* end = WireFormatLite::WriteTagToArray(
      number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, head);
  end = CodedOutputStream::WriteVarint64ToArray(length, end);
  return static_cast<size_t>(end - head);
}

}  // namespace

double DoubleOf(absl::string_view value) {
  uint64_t bits = 0;
  CodedInputStream::ReadLittleEndian64FromArray(
      reinterpret_cast<const uint8_t*>(value.data()), &bits);
  return WireFormatLite::DecodeDouble(bits);
}

void AppendBytes(int number, absl::string_view value, std::string* message) {
  uint8_t head[kMaxHeadBytes];
  const size_t size = WriteHead(number, value.size(), head);
  message->append(reinterpret_cast<const char*>(head), size);
  message->append(value.data(), value.size());
}

void AppendEnum(int number, int value, std::string* message) {
  uint8_t bytes[kMaxHeadBytes];
  const uint8_t* end = WireFormatLite::WriteEnumToArray(number, value, bytes);
  message->append(reinterpret_cast<const char*>(bytes), end - bytes);
}

void AppendDouble(int number, double value, std::string* message) {
  uint8_t bytes[kMaxHeadBytes];
  const uint8_t* end = WireFormatLite::WriteDoubleToArray(number, value, bytes);
  message->append(reinterpret_cast<const char*>(bytes), end - bytes);
}

void WrapFrom(size_t begin, int number, std::string* message) {
  uint8_t head[kMaxHeadBytes];
  const size_t size = WriteHead(number, message->size() - begin, head);
  message->insert(begin, reinterpret_cast<const char*>(head), size);
}

}  // namespace saan::policy
