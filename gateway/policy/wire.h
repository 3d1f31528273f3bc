// The fields of a serialised message as they lie there: what is not asked for
// is stepped over, never parsed. The encoding is that of
// protobuf.dev/programming-guides/encoding.

#ifndef SAAN_GATEWAY_POLICY_WIRE_H_
#define SAAN_GATEWAY_POLICY_WIRE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/wire_format_lite.h"

namespace saan::policy {

using WireType = google::protobuf::internal::WireFormatLite::WireType;

// One field of a message; its bytes are those of the message.
struct WireField {
  int number = 0;
  WireType type = WireType::WIRETYPE_VARINT;
  absl::string_view whole;  // With its tag.
  // Of a text, of bytes, of a message or a packed list: its content. Of a
  // number: its bytes as they lie there.
  absl::string_view value;
  uint64_t varint = 0;  // Of WIRETYPE_VARINT: the number.
};

// Reads the fields of a message one after another:
//   WireFields fields(message);
//   while (fields.Next()) Use(fields.field());
//   if (fields.is_broken()) ...
// `message` must outlive it.
class WireFields {
 public:
  explicit WireFields(absl::string_view message)
      : at_(message.data()), end_(message.data() + message.size()) {}

  // False at the end, and where what follows is no field.
  bool Next() {
    if (at_ == end_ || is_broken_) return false;
    is_broken_ = !Read();
    return !is_broken_;
  }
  // Valid after Next() was true, until it is called again.
  const WireField& field() const { return field_; }
  // True when the bytes are no message: groups, which nobody writes any more,
  // are none either.
  bool is_broken() const { return is_broken_; }

 private:
  bool Read() {
    const char* const begin = at_;
    uint64_t tag = 0;
    if (!ReadVarint(&tag) || tag >> 32 != 0) return false;
    field_.number = static_cast<int>(tag >> kTagTypeBits);
    field_.type = static_cast<WireType>(tag & ((1 << kTagTypeBits) - 1));
    if (field_.number == 0) return false;
    const char* value = at_;
    switch (field_.type) {
      case WireType::WIRETYPE_VARINT:
        if (!ReadVarint(&field_.varint)) return false;
        break;
      case WireType::WIRETYPE_FIXED64:
        if (!Skip(sizeof(uint64_t))) return false;
        break;
      case WireType::WIRETYPE_FIXED32:
        if (!Skip(sizeof(uint32_t))) return false;
        break;
      case WireType::WIRETYPE_LENGTH_DELIMITED: {
        uint64_t size = 0;
        if (!ReadVarint(&size)) return false;
        value = at_;
        if (!Skip(size)) return false;
        break;
      }
      default:
        return false;
    }
    field_.whole = absl::string_view(begin, at_ - begin);
    field_.value = absl::string_view(value, at_ - value);
    return true;
  }

  bool Skip(uint64_t size) {
    if (size > static_cast<uint64_t>(end_ - at_)) return false;
    at_ += size;
    return true;
  }

  // Seven bits a byte, the lowest first; the last byte has the highest bit not
  // set.
  bool ReadVarint(uint64_t* number) {
    *number = 0;
    for (int shift = 0; shift < 64 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      *number |= uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  static constexpr int kTagTypeBits =
      google::protobuf::internal::WireFormatLite::kTagTypeBits;

  const char* at_;
  const char* const end_;
  WireField field_;
  bool is_broken_ = false;
};

// What the value of a field of WIRETYPE_FIXED64 holds, read as a double.
double DoubleOf(absl::string_view value);

// Appends a field of a text, of bytes or of a message.
void AppendBytes(int number, absl::string_view value, std::string* message);
void AppendEnum(int number, int value, std::string* message);
void AppendDouble(int number, double value, std::string* message);

// Makes what stands in `*message` from `begin` on the content of the field
// `number`.
void WrapFrom(size_t begin, int number, std::string* message);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_WIRE_H_
