// The fields of a serialised message as they lie there: what is not asked for
// is stepped over, never parsed. The encoding is that of
// protobuf.dev/programming-guides/encoding.

#ifndef SAAN_GATEWAY_POLICY_WIRE_H_
#define SAAN_GATEWAY_POLICY_WIRE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/io/coded_stream.h"
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
  explicit WireFields(absl::string_view message);

  // False at the end, and where what follows is no field.
  bool Next();
  // Valid after Next() was true, until it is called again.
  const WireField& field() const { return field_; }
  // True when the bytes are no message: groups, which nobody writes any more,
  // are none either.
  bool is_broken() const { return is_broken_; }

 private:
  bool Read();

  absl::string_view message_;
  google::protobuf::io::CodedInputStream stream_;
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
