#include "gateway/policy/schema.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"
#include "saan/v1/child.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using google::protobuf::internal::WireFormatLite;

// The record nests five deep; a schema that loops would nest for ever.
constexpr int kMaxDepth = 16;

using LabelKey = std::tuple<int, int, int>;

LabelKey KeyOf(const v1::Label& label) {
  return {label.category(), label.sensitivity(), label.about()};
}

v1::Label Join(const v1::Label& container, const v1::Label& own) {
  v1::Label joined = container;
  if (own.category() != v1::CATEGORY_UNSPECIFIED &&
      container.category() != v1::CATEGORY_REPORTER) {
    joined.set_category(own.category());
  }
  joined.set_sensitivity(std::max(container.sensitivity(), own.sensitivity()));
  if (own.about() != v1::ABOUT_UNSPECIFIED) joined.set_about(own.about());
  return joined;
}

const Reflection* ReflectionOf(const Descriptor* type) {
  return MessageFactory::generated_factory()
      ->GetPrototype(type)
      ->GetReflection();
}

WireType WireTypeOf(const FieldDescriptor& field) {
  return WireFormatLite::WireTypeForFieldType(
      static_cast<WireFormatLite::FieldType>(field.type()));
}

void AddChildren(const Descriptor* type, int depth, Node* node) {
  GOOGLE_CHECK_LT(depth, kMaxDepth) << "the schema nests without end";
  node->reflection = ReflectionOf(type);
  GOOGLE_CHECK_LE(type->field_count(), kMaxFields) << "raise kMaxFields";
  node->children.resize(type->field_count());
  for (int i = 0; i < type->field_count(); ++i) {
    Node& child = node->children[i];
    child.field = type->field(i);
    child.position = static_cast<int8_t>(i);
    node->names.push_back(child.field->name());
    child.pathless = node->pathless.empty() ? child.field->name()
                                            : absl::StrCat(node->pathless, ".",
                                                           child.field->name());
    child.forms = CoarseFormsOf(*child.field);
    child.wire_type = WireTypeOf(*child.field);
    child.is_packable = child.field->is_packable();
    const size_t number = static_cast<size_t>(child.field->number());
    if (number >= node->by_number.size()) {
      node->by_number.resize(number + 1, Node::kNoField);
    }
    node->by_number[number] = static_cast<int16_t>(i);
    child.label =
        Join(node->label, child.field->options().GetExtension(v1::label));
    const Descriptor* below = child.field->message_type();
    if (below != nullptr && below->file()->package() == "saan.v1") {
      AddChildren(below, depth + 1, &child);
    }
  }
}

void CollectLabels(const Node& node, std::map<LabelKey, int>* places) {
  if (!node.is_container()) places->emplace(KeyOf(node.label), 0);
  for (const Node& child : node.children) CollectLabels(child, places);
}

void Number(const std::map<LabelKey, int>& places, Node* node) {
  if (!node->is_container()) {
    node->label_index = places.at(KeyOf(node->label));
    node->labels.set(node->label_index);
    node->is_handle = node->label.category() == v1::CATEGORY_ADMINISTRATIVE;
  }
  for (Node& child : node->children) {
    Number(places, &child);
    node->labels |= child.labels;
  }
}

const Schema* Build() {
  auto* schema = new Schema;
  schema->record.label.set_about(v1::ABOUT_CHILD);
  AddChildren(v1::Record::descriptor(), 0, &schema->record);

  std::map<LabelKey, int> places;
  CollectLabels(schema->record, &places);
  GOOGLE_CHECK_LE(places.size(), kMaxLabels) << "raise kMaxLabels";
  for (auto& [key, place] : places) {
    place = static_cast<int>(schema->labels.size());
    v1::Label& label = schema->labels.emplace_back();
    label.set_category(static_cast<v1::Category>(std::get<0>(key)));
    label.set_sensitivity(std::get<1>(key));
    label.set_about(static_cast<v1::About>(std::get<2>(key)));
  }
  Number(places, &schema->record);
  schema->sources = schema->record.Child("sources");
  return schema;
}

}  // namespace

const Node* Node::Child(absl::string_view name) const {
  // At most 30 names, mostly of different lengths: faster than hashing.
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &children[i];
  }
  return nullptr;
}

const Schema& RecordSchema() {
  static const Schema& schema = *Build();
  return schema;
}

}  // namespace saan::policy
