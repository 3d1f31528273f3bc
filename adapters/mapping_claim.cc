#include "adapters/mapping_claim.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/mapping_unstep.h"

namespace saan::adapters {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

template <typename M>
Value Copy(const M& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return Value(std::move(copy));
}

// The value of a singular field, or of an element of a list.
Value ValueAt(const Message& parent, const FieldDescriptor* field, int index) {
  const Reflection* reflection = parent.GetReflection();
  const bool is_element = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return is_element ? reflection->GetRepeatedString(parent, field, index)
                        : reflection->GetString(parent, field);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Copy(is_element
                      ? reflection->GetRepeatedMessage(parent, field, index)
                      : reflection->GetMessage(parent, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return Value(static_cast<double>(
          is_element ? reflection->GetRepeatedEnumValue(parent, field, index)
                     : reflection->GetEnumValue(parent, field)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Value(reflection->GetBool(parent, field) ? 1.0 : 0.0);
    case FieldDescriptor::CPPTYPE_INT32:
      return Value(static_cast<double>(reflection->GetInt32(parent, field)));
    case FieldDescriptor::CPPTYPE_INT64:
      return Value(static_cast<double>(reflection->GetInt64(parent, field)));
    default:
      return Value(reflection->GetDouble(parent, field));
  }
}

// What an element says of a constant whose path leads from the element through
// single fields: 2 the same, 1 nothing, 0 something else.
int FitConstant(const Constant& constant, size_t depth,
                const Message& element) {
  const Message* message = &element;
  const std::vector<PathPart>& parts = constant.to.parts();
  for (size_t i = depth; i < parts.size(); ++i) {
    if (parts[i].field->is_repeated()) return 1;
    const Reflection* reflection = message->GetReflection();
    if (!reflection->HasField(*message, parts[i].field)) return 1;
    if (i + 1 < parts.size()) {
      message = &reflection->GetMessage(*message, parts[i].field);
      continue;
    }
    const Value value = ValueAt(*message, parts[i].field, -1);
    const std::string* text = std::get_if<std::string>(&value);
    const bool is_same = text != nullptr
                             ? *text == constant.text
                             : std::get<double>(value) == constant.number;
    return is_same ? 2 : 0;
  }
  return 1;
}

// Whether the element holds something else than a constant of the block.
bool Contradicts(const BlockPlan& block, const Message& element) {
  for (const FieldPlan& field : block.fields) {
    for (const Constant& constant : field.with) {
      if (FitConstant(constant, 0, element) == 0) return true;
    }
  }
  return false;
}

bool LeadsInto(const Constant& constant, const FieldPlan& field, size_t depth) {
  const std::vector<PathPart>& parts = constant.to.parts();
  if (parts.size() <= depth + 1) return false;
  for (size_t i = 0; i <= depth; ++i) {
    const PathPart& other = field.to.parts()[i];
    if (parts[i].field != other.field || parts[i].index != other.index) {
      return false;
    }
  }
  return true;
}

}  // namespace

Claims::Claims(const BlockPlan& plan, const Message& base)
    : plan_(plan), base_(base) {
  Collect();
  for (const std::string& name : order_) Assign(&groups_[name]);
}

std::string Claims::KeyName(const FieldPlan& field, size_t depth) const {
  const PathPart& part = field.to.parts()[depth];
  const std::string list = GroupName(field, depth);
  if (part.index >= 0) return absl::StrCat(list, "[", part.index, "]");
  return absl::StrCat(list, "[+", &field - plan_.fields.data(), "]");
}

std::string Claims::GroupName(const FieldPlan& field, size_t depth) const {
  std::string name;
  for (size_t i = 0; i <= depth; ++i) {
    const PathPart& part = field.to.parts()[i];
    const bool has_key = i < depth && part.field->is_repeated();
    if (has_key) {
      name = KeyName(field, i);
    } else {
      absl::StrAppend(&name, part.field->name());
    }
    if (i < depth) absl::StrAppend(&name, ".");
  }
  return name;
}

void Claims::Collect() {
  for (const FieldPlan& field : plan_.fields) {
    const std::vector<PathPart>& parts = field.to.parts();
    for (size_t depth = 0; depth < parts.size(); ++depth) {
      if (!parts[depth].field->is_repeated()) continue;
      const std::string name = GroupName(field, depth);
      const auto [place, is_new] = groups_.try_emplace(name);
      Group& group = place->second;
      if (is_new) {
        order_.push_back(name);
        group.example = &field;
        group.depth = depth;
      }
      if (parts[depth].index == PathPart::kWhole) continue;
      const std::string key_name = KeyName(field, depth);
      auto key = std::find_if(
          group.keys.begin(), group.keys.end(),
          [&](const Key& known) { return known.name == key_name; });
      if (key == group.keys.end()) {
        key = group.keys.insert(key, Key{key_name, {}, depth});
      }
      key->fields.push_back(&field);
    }
  }
}

const Message* Claims::ParentOf(const FieldPlan& field, size_t depth,
                                std::string* path) const {
  const Message* message = &base_;
  for (size_t i = 0; i < depth; ++i) {
    const PathPart& part = field.to.parts()[i];
    const Reflection* reflection = message->GetReflection();
    absl::StrAppend(path, part.field->name());
    if (!part.field->is_repeated()) {
      if (!reflection->HasField(*message, part.field)) return nullptr;
      message = &reflection->GetMessage(*message, part.field);
    } else {
      const auto position = positions_.find(KeyName(field, i));
      if (position == positions_.end()) return nullptr;
      message = &reflection->GetRepeatedMessage(*message, part.field,
                                                position->second);
      absl::StrAppend(path, "[", position->second, "]");
    }
    absl::StrAppend(path, ".");
  }
  return message;
}

bool Claims::IsKnownByValue(const Key& key) const {
  for (const FieldPlan* field : key.fields) {
    for (const Constant& constant : field->with) {
      if (LeadsInto(constant, *field, key.depth)) return true;
    }
    const bool is_leaf = key.depth + 1 == field->to.parts().size();
    if (is_leaf && (field->spec->has_code() || field->spec->has_identifier() ||
                    field->spec->has_person_number())) {
      return true;
    }
  }
  return false;
}

int Claims::Fit(const Key& key, const Message& parent,
                const FieldDescriptor* list, int index) const {
  int fit = 2;
  for (const FieldPlan* field : key.fields) {
    const bool is_leaf = key.depth + 1 == field->to.parts().size();
    if (list->message_type() == nullptr) {
      const Value value = ValueAt(parent, list, index);
      return UndoStep(*field, value, std::nullopt).empty() ? 0 : 2;
    }
    const Message& element =
        parent.GetReflection()->GetRepeatedMessage(parent, list, index);
    if (is_leaf && !IsIdentifierOf(*field->spec, element)) return 0;
    for (const Constant& constant : field->with) {
      if (!LeadsInto(constant, *field, key.depth)) continue;
      fit = std::min(fit, FitConstant(constant, key.depth + 1, element));
    }
  }
  return fit;
}

void Claims::Claim(const Key& key, int index, Group* group) {
  positions_[key.name] = index;
  group->is_taken[index] = true;
}

void Claims::Assign(Group* group) {
  std::string path;
  const Message* parent = ParentOf(*group->example, group->depth, &path);
  if (parent == nullptr) return;
  const FieldDescriptor* list = group->example->to.parts()[group->depth].field;
  const int size = parent->GetReflection()->FieldSize(*parent, list);
  group->is_taken.assign(size, false);
  // First those that are known by what they hold, then those known by their
  // order, last those whose constants are not there.
  for (const int pass : {2, 0, 1}) {
    for (const Key& key : group->keys) {
      if (positions_.contains(key.name)) continue;
      if (IsKnownByValue(key) != (pass > 0)) continue;
      for (int i = 0; i < size; ++i) {
        if (group->is_taken[i]) continue;
        if (pass > 0 && Fit(key, *parent, list, i) != pass) continue;
        Claim(key, i, group);
        break;
      }
    }
  }
}

std::vector<FoundValue> Claims::Find(const FieldPlan& field) {
  std::vector<FoundValue> found;
  std::string path;
  const size_t depth = field.to.parts().size() - 1;
  const Message* parent = ParentOf(field, depth, &path);
  if (parent == nullptr) return found;
  const PathPart& last = field.to.last();
  absl::StrAppend(&path, last.field->name());
  if (!last.field->is_repeated()) {
    const bool is_message = last.field->message_type() != nullptr;
    if (is_message && !parent->GetReflection()->HasField(*parent, last.field)) {
      return found;
    }
    found.push_back({ValueAt(*parent, last.field, -1), path, parent});
    return found;
  }
  const auto take = [&](int index) {
    found.push_back({ValueAt(*parent, last.field, index),
                     absl::StrCat(path, "[", index, "]"), parent});
  };
  if (last.index != PathPart::kWhole) {
    const auto position = positions_.find(KeyName(field, depth));
    if (position != positions_.end()) take(position->second);
    return found;
  }
  std::vector<bool>& is_taken = groups_[GroupName(field, depth)].is_taken;
  for (size_t i = 0; i < is_taken.size(); ++i) {
    if (is_taken[i]) continue;
    is_taken[i] = true;
    take(static_cast<int>(i));
  }
  return found;
}

std::vector<FoundElement> Claims::TakeList(const ListPlan& list) {
  std::vector<FoundElement> taken;
  FieldPlan way;
  way.to = list.to;
  const size_t depth = list.to.parts().size() - 1;
  std::string path;
  const Message* parent = ParentOf(way, depth, &path);
  if (parent == nullptr) return taken;
  const FieldDescriptor* field = list.to.leaf();
  const Reflection* reflection = parent->GetReflection();
  const int size = reflection->FieldSize(*parent, field);
  std::vector<bool>& is_taken = groups_[GroupName(way, depth)].is_taken;
  is_taken.resize(size, false);
  for (int i = 0; i < size; ++i) {
    const Message& element = reflection->GetRepeatedMessage(*parent, field, i);
    if (is_taken[i] || Contradicts(*list.block, element)) continue;
    is_taken[i] = true;
    taken.push_back({&element, absl::StrCat(path, field->name(), "[", i, "]")});
  }
  return taken;
}

}  // namespace saan::adapters
