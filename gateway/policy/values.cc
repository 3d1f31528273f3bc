#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/schema.h"
#include "google/protobuf/timestamp.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

constexpr int kSingle = -1;

bool IsPresent(const Node& node, const Reflection& reflection,
               const Message& message) {
  return node.field->is_repeated()
             ? reflection.FieldSize(message, node.field) > 0
             : reflection.HasField(message, node.field);
}

void FindLabels(const Node& node, absl::string_view message, LabelMask* found) {
  WireFields fields(message);
  while (fields.Next()) {
    const Node* child = node.Child(fields.field());
    // Most lists tell nothing new after their first elements.
    if (child == nullptr || (child->labels & ~*found).none()) continue;
    if (!child->is_container()) {
      *found |= child->labels;
    } else {
      FindLabels(*child, fields.field().value, found);
    }
  }
}

std::vector<v1::Label> LabelsIn(const LabelMask& found) {
  const Schema& schema = RecordSchema();
  std::vector<v1::Label> labels;
  labels.reserve(found.count());
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    if (found[i]) labels.push_back(schema.labels[i]);
  }
  return labels;
}

std::string NumberText(double number) {
  // Room for the longest double without an exponent.
  char text[400];
  const auto end = std::to_chars(text, text + sizeof(text), number,
                                 std::chars_format::fixed);
  return std::string(text, end.ptr);
}

std::string TimeText(const Message& message) {
  const auto& time = static_cast<const Timestamp&>(message);
  return absl::FormatTime(
      "%Y-%m-%dT%H:%M:%E*SZ",
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
      absl::UTCTimeZone());
}

std::string EnumText(const FieldDescriptor& field, int number) {
  const EnumValueDescriptor* value =
      field.enum_type()->FindValueByNumber(number);
  return value != nullptr ? value->name() : absl::StrCat(number);
}

// One value of a field: of a list its `index`-th, else index is kSingle.
class Reader {
 public:
  Reader(const Reflection& reflection, const Message& message,
         const FieldDescriptor* field, int index)
      : reflection_(reflection),
        message_(message),
        field_(field),
        index_(index) {}

  std::string Text() const {
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return absl::StrCat(
            Get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
      case FieldDescriptor::CPPTYPE_INT64:
        return absl::StrCat(
            Get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64));
      case FieldDescriptor::CPPTYPE_UINT32:
        return absl::StrCat(
            Get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
      case FieldDescriptor::CPPTYPE_UINT64:
        return absl::StrCat(
            Get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return NumberText(
            Get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return NumberText(
            Get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat));
      case FieldDescriptor::CPPTYPE_BOOL:
        return Get(&Reflection::GetBool, &Reflection::GetRepeatedBool)
                   ? "true"
                   : "false";
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumText(*field_, Get(&Reflection::GetEnumValue,
                                     &Reflection::GetRepeatedEnumValue));
      case FieldDescriptor::CPPTYPE_STRING:
        return Get(&Reflection::GetString, &Reflection::GetRepeatedString);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return TimeText(
            index_ == kSingle
                ? reflection_.GetMessage(message_, field_)
                : reflection_.GetRepeatedMessage(message_, field_, index_));
    }
    return std::string();
  }

 private:
  template <typename T>
  T Get(T (Reflection::*one)(const Message&, const FieldDescriptor*) const,
        T (Reflection::*of_list)(const Message&, const FieldDescriptor*, int)
            const) const {
    return index_ == kSingle ? (reflection_.*one)(message_, field_)
                             : (reflection_.*of_list)(message_, field_, index_);
  }

  const Reflection& reflection_;
  const Message& message_;
  const FieldDescriptor* const field_;
  const int index_;
};

class Lister {
 public:
  void List(const Node& node, const Message& message) {
    for (const Node& child : node.children) {
      if (&child == RecordSchema().sources) continue;
      if (!IsPresent(child, *node.reflection, message)) continue;
      if (!child.field->is_repeated()) {
        Visit(node, child, message, kSingle);
        continue;
      }
      const int size = node.reflection->FieldSize(message, child.field);
      for (int i = 0; i < size; ++i) Visit(node, child, message, i);
    }
  }

  std::vector<Value> Take() && { return std::move(values_); }

 private:
  void Visit(const Node& node, const Node& child, const Message& message,
             int index) {
    const size_t path_size = path_.size();
    const size_t pathless_size = pathless_.size();
    const absl::string_view dot = path_.empty() ? "" : ".";
    absl::StrAppend(&path_, dot, child.field->name());
    absl::StrAppend(&pathless_, dot, child.field->name());
    if (index != kSingle) absl::StrAppend(&path_, "[", index, "]");
    const Reflection& reflection = *node.reflection;
    if (!child.is_container()) {
      values_.push_back({path_, pathless_,
                         Reader(reflection, message, child.field, index).Text(),
                         child.label});
    } else if (index == kSingle) {
      List(child, reflection.GetMessage(message, child.field));
    } else {
      List(child, reflection.GetRepeatedMessage(message, child.field, index));
    }
    path_.resize(path_size);
    pathless_.resize(pathless_size);
  }

  std::string path_;
  std::string pathless_;
  std::vector<Value> values_;
};

}  // namespace

std::vector<v1::Label> LabelsOf(const std::vector<std::string>& records) {
  LabelMask found;
  for (const std::string& record : records) {
    FindLabels(RecordSchema().record, record, &found);
  }
  return LabelsIn(found);
}

std::vector<Value> ValuesOf(const v1::Record& record) {
  Lister lister;
  lister.List(RecordSchema().record, record);
  return std::move(lister).Take();
}

}  // namespace saan::policy
