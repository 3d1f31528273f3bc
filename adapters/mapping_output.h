// How the steps of the mapping language say what they made of a text.

#ifndef SAAN_ADAPTERS_MAPPING_OUTPUT_H_
#define SAAN_ADAPTERS_MAPPING_OUTPUT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "adapters/mapping_finding.h"
#include "adapters/mapping_value.h"
#include "google/protobuf/message.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {

// What a step made of a text. No values and UNSPECIFIED: the text says nothing.
struct StepOutput {
  std::vector<Value> values;
  std::string title;  // PersonName: what stood before the name.
  v1::ParseStatus status = v1::PARSE_STATUS_UNSPECIFIED;
  std::string note;
  std::optional<Finding> notice;
  std::optional<Finding> violation;
  std::string detail;  // Of the violation.
};

// There is a text, but no value can be made of it.
inline StepOutput Unreadable(absl::string_view note,
                             std::optional<Finding> notice) {
  StepOutput out;
  out.status = v1::PARSE_STATUS_UNREADABLE;
  out.note = std::string(note);
  out.notice = notice;
  return out;
}

// A text that has been read; REPAIRED when it is not as it was written, and
// nothing when it is empty.
inline StepOutput Read(absl::string_view value, absl::string_view written) {
  StepOutput out;
  if (value.empty()) return out;
  out.values.emplace_back(std::string(value));
  out.status =
      value == written ? v1::PARSE_STATUS_EXACT : v1::PARSE_STATUS_REPAIRED;
  return out;
}

inline StepOutput ReadNumber(double number, bool is_repaired) {
  StepOutput out;
  out.values.emplace_back(number);
  out.status = is_repaired ? v1::PARSE_STATUS_REPAIRED : v1::PARSE_STATUS_EXACT;
  return out;
}

template <typename M>
Value ValueOf(const M& message) {
  return Value(std::unique_ptr<google::protobuf::Message>(new M(message)));
}

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_OUTPUT_H_
