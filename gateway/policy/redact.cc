#include <bitset>
#include <set>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/schema.h"
#include "gateway/policy/sources.h"

namespace saan::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The labels at each level that shows something of a record.
struct Shown {
  LabelMask in_full;
  LabelMask coarsely;
  LabelMask hashed;
  LabelMask any;
};

Shown ShownBy(const Decision& decision, bool can_hash) {
  const Schema& schema = RecordSchema();
  Shown shown;
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    switch (decision.Level(schema.labels[i])) {
      case v1::DISCLOSURE_LEVEL_FULL:
        shown.in_full.set(i);
        break;
      case v1::DISCLOSURE_LEVEL_GENERALISE:
        shown.coarsely.set(i);
        break;
      case v1::DISCLOSURE_LEVEL_HASH:
        if (can_hash) shown.hashed.set(i);
        break;
      default:
        break;
    }
  }
  shown.any = shown.in_full | shown.coarsely | shown.hashed;
  return shown;
}

bool IsPresent(const Reflection& reflection, const Message& message,
               const FieldDescriptor* field) {
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0
                              : reflection.HasField(message, field);
}

class Pruner {
 public:
  Pruner(const Shown& shown, const Digester& digester)
      : shown_(shown), digester_(digester), sources_(RecordSchema().sources) {}

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
      if ((child.labels & shown_.any).none()) {
        reflection->ClearField(message, field);
      } else if (!child.is_container()) {
        if (!shown_.in_full[child.label_index]) {
          const bool is_left = Blur(child, *reflection, message);
          tells = tells || (is_left && !child.is_handle);
          continue;
        }
        // Presence is dear; one value is as good as many.
        tells = tells ||
                (!child.is_handle && IsPresent(*reflection, *message, field));
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

  // Puts a value that is not shown in full in its lesser form. True when
  // something is left.
  bool Blur(const Node& value, const Reflection& reflection, Message* message) {
    const FieldDescriptor* field = value.field;
    if (shown_.coarsely[value.label_index] &&
        value.forms.coarse != Coarse::kNothing) {
      return Coarsen(value.forms.coarse, reflection, field, message);
    }
    if (shown_.hashed[value.label_index] && value.forms.is_hashable) {
      const std::string text = reflection.GetString(*message, field);
      if (text.empty()) return false;
      reflection.SetString(message, field, digester_(value.pathless, text));
      return true;
    }
    reflection.ClearField(message, field);
    return false;
  }

  const Shown& shown_;
  const Digester& digester_;
  const Node* const sources_;
  std::vector<Removal> removals_;
};

}  // namespace

void Redact(const Decision& decision, v1::Record* record,
            std::set<v1::Category>* withheld, const Digester& digester) {
  const Schema& schema = RecordSchema();
  const Shown shown = ShownBy(decision, digester != nullptr);
  if ((schema.record.labels & ~shown.in_full).none()) return;

  Pruner pruner(shown, digester);
  if (!pruner.Prune(schema.record, record)) {
    record->Clear();
    return;
  }
  if (record->sources_size() > 0) {
    FollowValues(shown.in_full, pruner.removals(), record);
  }
  std::bitset<Decision::kCategories> closed;
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    if (!shown.in_full[i]) closed.set(schema.labels[i].category());
  }
  for (size_t i = 0; i < closed.size(); ++i) {
    if (closed[i]) withheld->insert(static_cast<v1::Category>(i));
  }
}

}  // namespace saan::policy
