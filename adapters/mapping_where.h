// Where in a mapping.textproto a thing stands, for refusals that name the line.

#ifndef SAAN_ADAPTERS_MAPPING_WHERE_H_
#define SAAN_ADAPTERS_MAPPING_WHERE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

namespace saan::adapters {

// A message of the file. Copies are cheap; the parse tree outlives them.
class Where {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  // The whole file.
  Where(const std::string* file, const Tree* tree,
        const google::protobuf::Descriptor* type)
      : Where(file, tree, type, 0) {}

  // The message in `field`, at `index` when it is a list.
  Where Within(const std::string& field, int index = -1) const {
    const google::protobuf::FieldDescriptor* found =
        type_->FindFieldByName(field);
    const Tree* tree = tree_->GetTreeForNested(found, index);
    return Where(file_, tree == nullptr ? tree_ : tree, found->message_type(),
                 LineOf(field, index));
  }

  // "file:line: reason", with the line of `field`, or of the message when the
  // field is missing.
  absl::Status Refuse(const std::string& field, int index,
                      absl::string_view reason) const {
    return absl::InvalidArgumentError(
        absl::StrCat(*file_, ":", LineOf(field, index) + 1, ": ", reason));
  }

 private:
  Where(const std::string* file, const Tree* tree,
        const google::protobuf::Descriptor* type, int line)
      : file_(file), tree_(tree), type_(type), line_(line) {}

  int LineOf(const std::string& field, int index) const {
    const google::protobuf::FieldDescriptor* found =
        type_->FindFieldByName(field);
    if (found->is_repeated() && index < 0) return line_;
    const int line = tree_->GetLocation(found, index).line;
    return line < 0 ? line_ : line;
  }

  const std::string* file_;
  const Tree* tree_;
  const google::protobuf::Descriptor* type_;
  int line_;  // From 0.
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_WHERE_H_
