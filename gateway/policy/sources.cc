#include "gateway/policy/sources.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace saan::policy {
namespace {

using google::protobuf::Message;

constexpr int kWhole = -1;

// "names[0]": a field, and a place in it or kWhole.
struct Segment {
  absl::string_view name;
  int index = kWhole;
};

std::optional<Segment> ParseSegment(absl::string_view text) {
  const size_t bracket = text.find('[');
  if (bracket == absl::string_view::npos) return Segment{text, kWhole};
  Segment segment{text.substr(0, bracket)};
  absl::string_view digits = text.substr(bracket + 1);
  if (digits.empty() || digits.back() != ']') return std::nullopt;
  digits.remove_suffix(1);
  if (!absl::SimpleAtoi(digits, &segment.index) || segment.index < 0) {
    return std::nullopt;
  }
  return segment;
}

// Where a path leads, in the schema and in the redacted record.
struct Spot {
  const Node* node = nullptr;          // Null: the path leads nowhere.
  const Message* container = nullptr;  // Null: no container that is there.
  bool is_present = false;
  bool is_moved = false;
  std::string path;  // The new path, when moved.
};

class Follower {
 public:
  Follower(const std::vector<Removal>& removals, const v1::Record& record)
      : removals_(removals) {
    root_.node = &RecordSchema().record;
    root_.container = &record;
    root_.is_present = true;
  }

  Spot Follow(absl::string_view path) {
    const size_t dot = path.rfind('.');
    if (dot == absl::string_view::npos) return Enter(root_, {}, path);
    // Sources of one container mostly come together.
    const absl::string_view prefix = path.substr(0, dot);
    if (prefix != prefix_) {
      spot_ = FollowContainer(prefix);
      prefix_ = prefix;
    }
    return Enter(spot_, prefix, path.substr(dot + 1));
  }

 private:
  Spot FollowContainer(absl::string_view path) const {
    Spot spot = root_;
    size_t begin = 0;
    while (begin <= path.size() && spot.node != nullptr) {
      const size_t end = std::min(path.find('.', begin), path.size());
      const absl::string_view before =
          path.substr(0, begin == 0 ? 0 : begin - 1);
      spot = Enter(spot, before, path.substr(begin, end - begin));
      begin = end + 1;
    }
    return spot;
  }

  // One step down from `from`, whose old path is `path`.
  Spot Enter(const Spot& from, absl::string_view path,
             absl::string_view text) const {
    Spot spot;
    const std::optional<Segment> segment = ParseSegment(text);
    if (from.node == nullptr || !segment.has_value()) return spot;
    const auto child = from.node->by_name.find(segment->name);
    if (child == from.node->by_name.end()) return spot;
    if (child->second == RecordSchema().sources) return spot;
    spot.node = child->second;
    if (from.container == nullptr) return spot;
    const int index = Look(from, *segment, &spot);
    spot.is_moved = from.is_moved || index != segment->index;
    if (!spot.is_moved) return spot;
    spot.path = from.is_moved ? from.path : std::string(path);
    absl::StrAppend(&spot.path, spot.path.empty() ? "" : ".", segment->name);
    if (index != kWhole) absl::StrAppend(&spot.path, "[", index, "]");
    return spot;
  }

  // Fills in what stands at `segment` now; returns its index now.
  int Look(const Spot& from, const Segment& segment, Spot* spot) const {
    const auto* reflection = from.node->reflection;
    const auto* field = spot->node->field;
    const Message& parent = *from.container;
    if (!field->is_repeated()) {
      spot->is_present =
          segment.index == kWhole && reflection->HasField(parent, field);
      if (spot->is_present && spot->node->is_container()) {
        spot->container = &reflection->GetMessage(parent, field);
      }
      return segment.index;
    }
    const int size = reflection->FieldSize(parent, field);
    if (segment.index == kWhole) {
      spot->is_present = size > 0;
      return kWhole;
    }
    const int index = IndexNow(parent, *spot->node, segment.index);
    spot->is_present = index != kWhole && index < size;
    if (spot->is_present && spot->node->is_container()) {
      spot->container = &reflection->GetRepeatedMessage(parent, field, index);
    }
    return index;
  }

  // kWhole when the element itself was taken out.
  int IndexNow(const Message& parent, const Node& list, int before) const {
    int now = before;
    for (const Removal& removal : removals_) {
      if (removal.parent != &parent || removal.list != &list) continue;
      if (removal.index == before) return kWhole;
      if (removal.index < before) --now;
    }
    return now;
  }

  const std::vector<Removal>& removals_;
  Spot root_;
  absl::string_view prefix_;
  Spot spot_;
};

}  // namespace

void FollowValues(const LabelMask& visible,
                  const std::vector<Removal>& removals, v1::Record* record) {
  const Node& schema = *RecordSchema().sources;
  const google::protobuf::Reflection& reflection = *schema.reflection;
  auto* sources = record->mutable_sources();
  if ((schema.labels & ~visible).any()) {
    sources->Clear();
    return;
  }
  Follower follower(removals, *record);
  absl::flat_hash_set<absl::string_view> mixed_texts;
  std::vector<std::optional<Spot>> kept(sources->size());
  for (int i = 0; i < sources->size(); ++i) {
    const v1::Source& source = sources->Get(i);
    Spot spot = follower.Follow(source.path());
    if (spot.node == nullptr || (spot.node->labels & ~visible).any()) {
      mixed_texts.insert(source.native_path());
    } else if (spot.is_present) {
      kept[i] = std::move(spot);
    }
  }
  int count = 0;
  for (int i = 0; i < sources->size(); ++i) {
    if (!kept[i].has_value()) continue;
    v1::Source* source = sources->Mutable(i);
    if (source->parse_status() == v1::PARSE_STATUS_DERIVED ||
        mixed_texts.contains(source->native_path())) {
      source->clear_raw_text();
    }
    // The follower is done: nobody reads the old path any more.
    if (kept[i]->is_moved) source->set_path(std::move(kept[i]->path));
    if (!reflection.GetUnknownFields(*source).empty()) {
      reflection.MutableUnknownFields(source)->Clear();
    }
    sources->SwapElements(count++, i);
  }
  sources->DeleteSubrange(count, sources->size() - count);
}

}  // namespace saan::policy
