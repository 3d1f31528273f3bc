#include <bitset>
#include <set>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/schema.h"
#include "gateway/policy/sources.h"

namespace saan::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr v1::Category kHandles = v1::CATEGORY_ADMINISTRATIVE;

LabelMask VisibleLabels(const Decision& decision) {
  const Schema& schema = RecordSchema();
  LabelMask visible;
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    visible[i] = decision.Level(schema.labels[i]) == v1::DISCLOSURE_LEVEL_FULL;
  }
  return visible;
}

bool IsPresent(const Reflection& reflection, const Message& message,
               const FieldDescriptor* field) {
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0
                              : reflection.HasField(message, field);
}

class Pruner {
 public:
  explicit Pruner(const LabelMask& visible)
      : visible_(visible), sources_(RecordSchema().sources) {}

  // Prunes all that is below `node` out of `message`. True when a value is
  // left that is more than ADMINISTRATIVE.
  bool Prune(const Node& node, Message* message) {
    const Reflection* reflection = node.reflection;
    if (!reflection->GetUnknownFields(*message).empty()) {
      reflection->MutableUnknownFields(message)->Clear();
    }
    bool tells = false;
    for (const Node& child : node.children) {
      const FieldDescriptor* field = child.field;
      if ((child.labels & visible_).none()) {
        reflection->ClearField(message, field);
      } else if (!child.is_container()) {
        // Presence is dear; one value is as good as many.
        tells = tells || (child.label.category() != kHandles &&
                          IsPresent(*reflection, *message, field));
      } else if (&child == sources_ ||
                 !IsPresent(*reflection, *message, field)) {
        continue;
      } else if (field->is_repeated()) {
        tells |= PruneList(child, *reflection, message);
      } else if (Prune(child, reflection->MutableMessage(message, field))) {
        tells = true;
      } else {
        reflection->ClearField(message, field);
      }
    }
    return tells;
  }

  const std::vector<Removal>& removals() const { return removals_; }

 private:
  // True when an element is left.
  bool PruneList(const Node& list, const Reflection& reflection,
                 Message* parent) {
    const int size = reflection.FieldSize(*parent, list.field);
    int kept = 0;
    for (int i = 0; i < size; ++i) {
      if (Prune(list,
                reflection.MutableRepeatedMessage(parent, list.field, i))) {
        reflection.SwapElements(parent, list.field, kept++, i);
      } else {
        removals_.push_back({parent, &list, i});
      }
    }
    for (int i = kept; i < size; ++i) {
      reflection.RemoveLast(parent, list.field);
    }
    return kept > 0;
  }

  const LabelMask& visible_;
  const Node* const sources_;
  std::vector<Removal> removals_;
};

}  // namespace

void Redact(const Decision& decision, v1::Record* record,
            std::set<v1::Category>* withheld) {
  const Schema& schema = RecordSchema();
  const LabelMask visible = VisibleLabels(decision);
  if ((schema.record.labels & ~visible).none()) return;

  Pruner pruner(visible);
  if (!pruner.Prune(schema.record, record)) {
    record->Clear();
    return;
  }
  if (record->sources_size() > 0) {
    FollowValues(visible, pruner.removals(), record);
  }
  std::bitset<Decision::kCategories> closed;
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    if (!visible[i]) closed.set(schema.labels[i].category());
  }
  for (size_t i = 0; i < closed.size(); ++i) {
    if (closed[i]) withheld->insert(static_cast<v1::Category>(i));
  }
}

}  // namespace saan::policy
