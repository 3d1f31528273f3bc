#include "gateway/policy/sources.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
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
  if (text.empty() || text.back() != ']') return Segment{text, kWhole};
  const size_t bracket = text.find('[');
  if (bracket == absl::string_view::npos) return std::nullopt;
  Segment segment{text.substr(0, bracket)};
  const absl::string_view digits =
      text.substr(bracket + 1, text.size() - bracket - 2);
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
  int index = kWhole;     // Where it stands now.
  bool is_moved = false;  // It, or a container around it.
};

// Follows paths one after another. Each path must outlive the next call.
class Follower {
 public:
  Follower(const LabelMask& visible, const std::vector<Removal>& removals,
           const v1::Record& record)
      : visible_(visible), removals_(removals) {
    root_.node = &RecordSchema().record;
    root_.container = &record;
    root_.is_present = true;
  }

  // Null for a path that leads nowhere, or to what is not visible.
  const Spot* Follow(absl::string_view path) {
    const size_t dot = path.rfind('.');
    const bool is_top = dot == absl::string_view::npos;
    if (dot == 0) return nullptr;
    const Spot* around =
        EnterContainer(is_top ? absl::string_view() : path.substr(0, dot));
    if (around == nullptr) return nullptr;
    last_ = Enter(*around, is_top ? path : path.substr(dot + 1));
    return last_.node == nullptr || IsHidden(*last_.node) ? nullptr : &last_;
  }

  // The last path followed, as it is now.
  std::string PathNow() const {
    std::string path;
    for (const Step& step : steps_) AppendTo(step.spot, &path);
    AppendTo(last_, &path);
    return path;
  }

 private:
  struct Step {
    size_t end = 0;  // Of its segment, in container_.
    Spot spot;
  };

  static void AppendTo(const Spot& spot, std::string* path) {
    absl::StrAppend(path, path->empty() ? "" : ".", spot.node->field->name());
    if (spot.index == kWhole) return;
    absl::StrAppend(path, "[", spot.index, "]");
  }

  bool IsHidden(const Node& node) const {
    return (node.labels & ~visible_).any();
  }

  const Spot& Innermost() const {
    return steps_.empty() ? root_ : steps_.back().spot;
  }

  // Null when the path leads nowhere. Most values lie in the same container as
  // the one before; of others the containers that are shared are kept.
  const Spot* EnterContainer(absl::string_view container) {
    if (container == container_) return &Innermost();
    while (!steps_.empty() && !IsShared(container, steps_.back().end)) {
      steps_.pop_back();
    }
    container_ = container;
    if (container.empty()) return &root_;
    size_t begin = steps_.empty() ? 0 : steps_.back().end + 1;
    while (begin <= container.size()) {
      const size_t end = std::min(container.find('.', begin), container.size());
      const Spot spot =
          Enter(Innermost(), container.substr(begin, end - begin));
      if (spot.node == nullptr) {
        container_ = container.substr(0, steps_.empty() ? 0 : begin - 1);
        return nullptr;
      }
      steps_.push_back({end, spot});
      begin = end + 1;
    }
    return &Innermost();
  }

  // Whether `container` begins with the segments of container_ up to `end`.
  bool IsShared(absl::string_view container, size_t end) const {
    return container.size() >= end &&
           container.substr(0, end) == container_.substr(0, end) &&
           (container.size() == end || container[end] == '.');
  }

  // One step down. Of a value that is hidden nothing but its node.
  Spot Enter(const Spot& from, absl::string_view text) const {
    Spot spot;
    const std::optional<Segment> segment = ParseSegment(text);
    if (!segment.has_value()) return spot;
    const Node* child = from.node->Child(segment->name);
    if (child == nullptr || child == RecordSchema().sources) return spot;
    spot.node = child;
    if (from.container == nullptr) return spot;
    if (!child->is_container() && IsHidden(*child)) return spot;
    Look(from, segment->index, &spot);
    spot.is_moved = from.is_moved || spot.index != segment->index;
    return spot;
  }

  // Fills in what stands at `index_before` of the field now.
  void Look(const Spot& from, int index_before, Spot* spot) const {
    const auto& reflection = *from.node->reflection;
    const auto* field = spot->node->field;
    const Message& parent = *from.container;
    spot->index = index_before;
    if (!field->is_repeated()) {
      spot->is_present =
          index_before == kWhole && reflection.HasField(parent, field);
      if (spot->is_present && spot->node->is_container()) {
        spot->container = &reflection.GetMessage(parent, field);
      }
      return;
    }
    const int size = reflection.FieldSize(parent, field);
    if (index_before == kWhole) {
      spot->is_present = size > 0;
      return;
    }
    spot->index = IndexNow(parent, *spot->node, index_before);
    spot->is_present = spot->index != kWhole && spot->index < size;
    if (spot->is_present && spot->node->is_container()) {
      spot->container =
          &reflection.GetRepeatedMessage(parent, field, spot->index);
    }
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

  const LabelMask& visible_;
  const std::vector<Removal>& removals_;
  Spot root_;
  absl::string_view container_;         // Of the last path.
  absl::InlinedVector<Step, 8> steps_;  // Down to it.
  Spot last_;
};

// Texts, to be asked for once all are added. Native paths differ in length more
// often than in how they begin.
class TextSet {
 public:
  void Add(absl::string_view text) { texts_.push_back(text); }
  void Sort() { std::sort(texts_.begin(), texts_.end(), &IsBefore); }
  bool Contains(absl::string_view text) const {
    return std::binary_search(texts_.begin(), texts_.end(), text, &IsBefore);
  }

 private:
  static bool IsBefore(absl::string_view a, absl::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }

  absl::InlinedVector<absl::string_view, 32> texts_;
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
  Follower follower(visible, removals, *record);
  TextSet mixed_texts;
  std::vector<std::pair<int, std::string>> new_paths;
  int kept = 0;
  for (int i = 0; i < sources->size(); ++i) {
    const v1::Source& source = sources->Get(i);
    const Spot* spot = follower.Follow(source.path());
    if (spot == nullptr) {
      mixed_texts.Add(source.native_path());
    } else if (spot->is_present) {
      if (spot->is_moved) new_paths.emplace_back(kept, follower.PathNow());
      sources->SwapElements(kept++, i);
    }
  }
  mixed_texts.Sort();
  for (int i = 0; i < kept; ++i) {
    v1::Source* source = sources->Mutable(i);
    if (source->parse_status() == v1::PARSE_STATUS_DERIVED ||
        mixed_texts.Contains(source->native_path())) {
      source->clear_raw_text();
    }
    if (!reflection.GetUnknownFields(*source).empty()) {
      reflection.MutableUnknownFields(source)->Clear();
    }
  }
  // Not before: the follower keeps the last path.
  for (auto& [place, path] : new_paths) {
    sources->Mutable(place)->set_path(std::move(path));
  }
  while (sources->size() > kept) sources->RemoveLast();
}

}  // namespace saan::policy
