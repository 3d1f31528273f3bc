#include "adapters/mapping_value.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Merges `from` into `to`. False when they say two things.
bool Merge(const Message& from, Message* to) {
  const Reflection* reflection = from.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(from, &set);
  std::vector<const FieldDescriptor*> taken;
  for (const FieldDescriptor* field : set) {
    if (reflection->HasField(*to, field)) taken.push_back(field);
  }
  if (taken.empty()) {
    to->MergeFrom(from);
    return !set.empty();
  }
  if (to->GetDescriptor() != v1::Address::descriptor()) return false;
  // An address fills its gaps.
  std::unique_ptr<Message> gaps(from.New());
  gaps->CopyFrom(from);
  for (const FieldDescriptor* field : taken) {
    reflection->ClearField(gaps.get(), field);
  }
  to->MergeFrom(*gaps);
  return taken.size() < set.size();
}

bool PutMessage(const Place& place, const Message& value, std::string* path) {
  const Reflection* reflection = place.parent->GetReflection();
  if (!place.field->is_repeated()) {
    return Merge(value, reflection->MutableMessage(place.parent, place.field));
  }
  const int size = reflection->FieldSize(*place.parent, place.field);
  const int index = place.index >= 0 ? place.index : size;
  for (int i = size; i <= index; ++i) {
    reflection->AddMessage(place.parent, place.field);
  }
  if (place.index < 0) absl::StrAppend(path, "[", index, "]");
  return Merge(value, reflection->MutableRepeatedMessage(place.parent,
                                                         place.field, index));
}

void SetNumber(const Place& place, double number) {
  const Reflection* reflection = place.parent->GetReflection();
  switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection->SetEnumValue(place.parent, place.field,
                               static_cast<int>(number));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(place.parent, place.field, number != 0);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(place.parent, place.field,
                           static_cast<int32_t>(number));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(place.parent, place.field,
                           static_cast<int64_t>(number));
      break;
    default:
      reflection->SetDouble(place.parent, place.field, number);
  }
}

// Appends to a list of enums (the only numbers that the schema lists). False
// when the value is there already.
bool AppendEnum(const Place& place, int number) {
  const Reflection* reflection = place.parent->GetReflection();
  const int size = reflection->FieldSize(*place.parent, place.field);
  for (int i = 0; i < size; ++i) {
    if (reflection->GetRepeatedEnumValue(*place.parent, place.field, i) ==
        number) {
      return false;
    }
  }
  reflection->AddEnumValue(place.parent, place.field, number);
  return true;
}

// Appends or sets a text or a number.
bool PutScalar(const Place& place, const Value& value, std::string* path) {
  const Reflection* reflection = place.parent->GetReflection();
  const std::string* text = std::get_if<std::string>(&value);
  if (place.field->is_repeated()) {
    const int index = reflection->FieldSize(*place.parent, place.field);
    if (text != nullptr) {
      reflection->AddString(place.parent, place.field, *text);
    } else if (!AppendEnum(place, static_cast<int>(std::get<double>(value)))) {
      return false;
    }
    absl::StrAppend(path, "[", index, "]");
    return true;
  }
  if (reflection->HasField(*place.parent, place.field)) return false;
  if (text != nullptr) {
    reflection->SetString(place.parent, place.field, *text);
  } else {
    SetNumber(place, std::get<double>(value));
  }
  return true;
}

// Gives the sources below `old` the beginning `now`.
void Rename(const std::string& old, const std::string& now,
            v1::Record* record) {
  for (v1::Source& source : *record->mutable_sources()) {
    if (absl::StartsWith(source.path(), old)) {
      source.set_path(absl::StrCat(now, source.path().substr(old.size())));
    }
  }
}

// A message on the way down from the record; its path is written only where
// something moves.
struct Step {
  const Step* above;  // Null at the record.
  const FieldDescriptor* field;
  int index;  // kNoIndex when the field is no list.
};
constexpr int kNoIndex = -1;

std::string PathOf(const Step& step, int index) {
  std::string path = step.above == nullptr
                         ? step.field->name()
                         : absl::StrCat(PathOf(*step.above, step.above->index),
                                        ".", step.field->name());
  if (index != kNoIndex) absl::StrAppend(&path, "[", index, "]");
  return path;
}

// The fields of a type of the schema that hold messages, but for sources.
const std::vector<const FieldDescriptor*>& Containers(const Descriptor* type) {
  thread_local absl::flat_hash_map<const Descriptor*,
                                   std::vector<const FieldDescriptor*>>
      known;
  const auto [found, is_new] = known.try_emplace(type);
  for (int i = 0; is_new && i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        field->message_type() != v1::Source::descriptor()) {
      found->second.push_back(field);
    }
  }
  return found->second;
}

void CloseGapsOf(Message* message, const Step* above, v1::Record* record);

void CloseList(Message* message, const Step& list, v1::Record* record) {
  const Reflection* reflection = message->GetReflection();
  const int size = reflection->FieldSize(*message, list.field);
  int kept = 0;
  for (int i = 0; i < size; ++i) {
    Message* element =
        reflection->MutableRepeatedMessage(message, list.field, i);
    const Step here = {list.above, list.field, i};
    CloseGapsOf(element, &here, record);
    if (element->ByteSizeLong() == 0) {
      // Of texts that could not be read.
      Rename(PathOf(list, i), PathOf(list, kNoIndex), record);
      continue;
    }
    if (kept < i) {
      reflection->SwapElements(message, list.field, kept, i);
      Rename(PathOf(list, i), PathOf(list, kept), record);
    }
    ++kept;
  }
  for (int i = kept; i < size; ++i) {
    reflection->RemoveLast(message, list.field);
  }
}

void CloseGapsOf(Message* message, const Step* above, v1::Record* record) {
  const Reflection* reflection = message->GetReflection();
  for (const FieldDescriptor* field : Containers(message->GetDescriptor())) {
    const Step here = {above, field, kNoIndex};
    if (field->is_repeated()) {
      CloseList(message, here, record);
    } else if (reflection->HasField(*message, field)) {
      CloseGapsOf(reflection->MutableMessage(message, field), &here, record);
    }
  }
}

}  // namespace

std::string Put(Place place, const Value& value) {
  std::string path = std::move(place.path);
  const auto* message = std::get_if<std::unique_ptr<Message>>(&value);
  const bool is_put = message != nullptr ? PutMessage(place, **message, &path)
                                         : PutScalar(place, value, &path);
  return is_put ? path : "";
}

void PutConstant(const Constant& constant, Message* base) {
  Place place = MakePlace(constant.to, base, "", true);
  const bool is_text =
      place.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  Put(std::move(place),
      is_text ? Value(constant.text) : Value(constant.number));
}

void CloseGaps(v1::Record* record) { CloseGapsOf(record, nullptr, record); }

}  // namespace saan::adapters
