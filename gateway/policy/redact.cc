#include <algorithm>
#include <bitset>
#include <optional>
#include <set>
#include <string>

#include "absl/container/inlined_vector.h"
#include "gateway/policy/places.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/schema.h"
#include "gateway/policy/sources.h"
#include "gateway/policy/wire.h"

namespace saan::policy {
namespace {

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

// How many elements of a list there were, and how many are left.
struct Count {
  const Node* list = nullptr;
  int before = 0;
  int now = 0;
};
using Counts = absl::InlinedVector<Count, 4>;

// Elements of one list mostly stand together.
Count& CountOf(const Node& list, Counts* counts) {
  for (auto count = counts->rbegin(); count != counts->rend(); ++count) {
    if (count->list == &list) return *count;
  }
  counts->push_back({&list});
  return counts->back();
}

// How many elements of a list are in one field: more than one when packed.
int ElementsIn(const WireField& field, const Node& list) {
  if (field.type == list.wire_type) return 1;
  switch (list.wire_type) {
    case WireType::WIRETYPE_FIXED64:
      return static_cast<int>(field.value.size() / sizeof(uint64_t));
    case WireType::WIRETYPE_FIXED32:
      return static_cast<int>(field.value.size() / sizeof(uint32_t));
    default:
      // The last byte of a varint is the one without the highest bit.
      return static_cast<int>(
          std::count_if(field.value.begin(), field.value.end(),
                        [](char byte) { return (byte & 0x80) == 0; }));
  }
}

class Pruner {
 public:
  // Notes in `places`, unless it is null, where the values that are shown in
  // full stand.
  Pruner(const Shown& shown, const Digester& digester, Places* places)
      : shown_(shown),
        digester_(digester),
        places_(places),
        sources_(RecordSchema().sources) {}

  // Appends what of `message`, which is `node`, is shown to `*left`; sources
  // are not. True when a value is left that is more than ADMINISTRATIVE.
  bool Prune(const Node& node, absl::string_view message, ContainerId id,
             std::string* left) {
    bool tells = false;
    Counts counts;
    WireFields fields(message);
    while (fields.Next()) {
      const WireField& field = fields.field();
      const Node* child = node.Child(field);
      if (child == nullptr || child == sources_ ||
          (child->labels & shown_.any).none()) {
        continue;
      }
      if (child->is_container()) {
        tells |= PruneContainer(*child, field, id, &counts, left);
      } else if (shown_.in_full[child->label_index]) {
        left->append(field.whole.data(), field.whole.size());
        NoteValue(*child, field, id, &counts);
        tells |= !child->is_handle;
      } else {
        const bool is_left = Blur(*child, field, left);
        tells |= is_left && !child->is_handle;
      }
    }
    is_broken_ |= fields.is_broken();
    return tells;
  }

  // True when what was pruned was no message.
  bool is_broken() const { return is_broken_; }

 private:
  // True when it is left.
  bool PruneContainer(const Node& container, const WireField& field,
                      ContainerId around, Counts* counts, std::string* left) {
    const size_t begin = left->size();
    const ContainerId id =
        places_ == nullptr ? kNoContainer : places_->NewContainer();
    const bool is_left = Prune(container, field.value, id, left);
    if (is_left) {
      WrapFrom(begin, field.number, left);
    } else {
      left->resize(begin);
    }
    if (places_ != nullptr) {
      NoteContainer(container, around, id, is_left, counts);
    }
    return is_left;
  }

  void NoteContainer(const Node& container, ContainerId around, ContainerId id,
                     bool is_left, Counts* counts) {
    if (!container.field->is_repeated()) {
      if (is_left) places_->Add(around, container, kWhole, {id, kWhole});
      return;
    }
    Count& count = CountOf(container, counts);
    const int before = count.before++;
    if (is_left) places_->Add(around, container, before, {id, count.now++});
  }

  void NoteValue(const Node& value, const WireField& field, ContainerId around,
                 Counts* counts) {
    if (places_ == nullptr) return;
    if (!value.field->is_repeated()) {
      places_->Add(around, value);
      return;
    }
    Count& count = CountOf(value, counts);
    for (int i = ElementsIn(field, value); i > 0; --i, ++count.now) {
      places_->Add(around, value, count.now, {kNoContainer, count.now});
    }
  }

  // Appends a value that is not shown in full in its lesser form. True when
  // something is left.
  bool Blur(const Node& value, const WireField& field, std::string* left) {
    if (shown_.coarsely[value.label_index]) {
      return Coarsen(value.forms.coarse, field, left);
    }
    if (!value.forms.is_hashable) return false;
    AppendBytes(field.number, digester_(value.pathless, field.value), left);
    return true;
  }

  const Shown& shown_;
  const Digester& digester_;
  Places* const places_;
  const Node* const sources_;
  bool is_broken_ = false;
};

void AddClosed(const LabelMask& in_full, std::set<v1::Category>* withheld) {
  const Schema& schema = RecordSchema();
  std::bitset<Decision::kCategories> closed;
  for (size_t i = 0; i < schema.labels.size(); ++i) {
    if (!in_full[i]) closed.set(schema.labels[i].category());
  }
  for (size_t i = 0; i < closed.size(); ++i) {
    if (closed[i]) withheld->insert(static_cast<v1::Category>(i));
  }
}

}  // namespace

std::optional<std::string> Redact(const Decision& decision,
                                  absl::string_view record,
                                  std::set<v1::Category>* withheld,
                                  const Digester& digester) {
  const Schema& schema = RecordSchema();
  const Shown shown = ShownBy(decision, digester != nullptr);
  if ((schema.record.labels & ~shown.in_full).none()) {
    return std::string(record);
  }
  const bool shows_sources = (schema.sources->labels & ~shown.in_full).none();
  Places places;
  Pruner pruner(shown, digester, shows_sources ? &places : nullptr);
  std::string left;
  left.reserve(record.size());
  const bool tells = pruner.Prune(schema.record, record, kRootContainer, &left);
  if (pruner.is_broken()) return std::nullopt;
  if (!tells) return std::string();
  if (shows_sources && !FollowValues(shown.in_full, places, record, &left)) {
    return std::nullopt;
  }
  AddClosed(shown.in_full, withheld);
  return left;
}

}  // namespace saan::policy
