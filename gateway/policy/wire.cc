#include "gateway/policy/wire.h"

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

WireFields::WireFields(absl::string_view message)
    : message_(message),
      stream_(reinterpret_cast<const uint8_t*>(message.data()),
              static_cast<int>(message.size())) {}

bool WireFields::Next() {
  if (is_broken_ ||
      stream_.CurrentPosition() == static_cast<int>(message_.size())) {
    return false;
  }
  is_broken_ = !Read();
  return !is_broken_;
}

bool WireFields::Read() {
  const size_t begin = stream_.CurrentPosition();
  const uint32_t tag = stream_.ReadTagNoLastTag();
  field_.number = WireFormatLite::GetTagFieldNumber(tag);
  field_.type = WireFormatLite::GetTagWireType(tag);
  if (field_.number == 0) return false;
  size_t value_begin = stream_.CurrentPosition();
  switch (field_.type) {
    case WireFormatLite::WIRETYPE_VARINT:
      if (!stream_.ReadVarint64(&field_.varint)) return false;
      break;
    case WireFormatLite::WIRETYPE_FIXED64:
      if (!stream_.Skip(sizeof(uint64_t))) return false;
      break;
    case WireFormatLite::WIRETYPE_FIXED32:
      if (!stream_.Skip(sizeof(uint32_t))) return false;
      break;
    case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
      int length = 0;
      if (!stream_.ReadVarintSizeAsInt(&length)) return false;
      value_begin = stream_.CurrentPosition();
      if (!stream_.Skip(length)) return false;
      break;
    }
    default:
      return false;
  }
  const size_t end = stream_.CurrentPosition();
  field_.whole = message_.substr(begin, end - begin);
  field_.value = message_.substr(value_begin, end - value_begin);
  return true;
}

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
