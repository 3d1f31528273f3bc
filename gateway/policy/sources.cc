#include "gateway/policy/sources.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/wire.h"
#include "saan/v1/child.pb.h"

namespace saan::policy {
namespace {

// Sources of most records; others have more.
constexpr size_t kUsualSources = 64;

// "names[0]": a field, and a place in it or kWhole.
struct Segment {
  absl::string_view name;
  int index = kWhole;
};

bool ParseSegment(absl::string_view text, Segment* segment) {
  segment->name = text;
  if (text.empty() || text.back() != ']') return true;
  const size_t bracket = text.find('[');
  if (bracket == absl::string_view::npos) return false;
  segment->name = text.substr(0, bracket);
  const absl::string_view digits =
      text.substr(bracket + 1, text.size() - bracket - 2);
  return absl::SimpleAtoi(digits, &segment->index) && segment->index >= 0;
}

// Where a path leads, in the schema and in the redacted record.
struct Spot {
  const Node* node = nullptr;  // Null: the path leads nowhere.
  // The container that is there; kNoContainer where none is.
  ContainerId container = kNoContainer;
  bool is_present = false;
  int index = kWhole;     // Where it stands now.
  bool is_moved = false;  // It, or a container around it.
};

// Follows paths one after another. Each path must outlive the next call.
class Follower {
 public:
  Follower(const LabelMask& visible, const Places& places)
      : schema_(RecordSchema()), visible_(visible), places_(places) {
    root_.node = &schema_.record;
    root_.container = kRootContainer;
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
    Enter(*around, is_top ? path : path.substr(dot + 1), &last_);
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
      Spot spot;
      Enter(Innermost(), container.substr(begin, end - begin), &spot);
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

  // One step down. Of what is not left nothing but its node.
  void Enter(const Spot& from, absl::string_view text, Spot* spot) const {
    *spot = Spot();
    Segment segment;
    if (!ParseSegment(text, &segment)) return;
    const Node* child = from.node->Child(segment.name);
    if (child == nullptr || child == schema_.sources) return;
    spot->node = child;
    if (from.container == kNoContainer) return;
    const std::optional<Place> place =
        places_.Find(from.container, *child, segment.index);
    if (!place.has_value()) return;
    spot->container = place->container;
    spot->is_present = true;
    spot->index = place->index;
    spot->is_moved = from.is_moved || spot->index != segment.index;
  }

  const Schema& schema_;
  const LabelMask& visible_;
  const Places& places_;
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

// One source as it lies in the record.
struct Source {
  absl::string_view whole;  // The field, with its tag.
  absl::string_view bytes;
  absl::string_view path;
  absl::string_view native_path;
  bool is_derived = false;
  bool has_unknown_fields = false;
};

// False where `field` holds no source; `schema` is of a source.
bool Read(const Node& schema, const WireField& field, Source* source) {
  source->whole = field.whole;
  source->bytes = field.value;
  WireFields fields(field.value);
  while (fields.Next()) {
    const WireField& part = fields.field();
    if (schema.Child(part) == nullptr) {
      source->has_unknown_fields = true;
    } else if (part.number == v1::Source::kPathFieldNumber) {
      source->path = part.value;
    } else if (part.number == v1::Source::kNativePathFieldNumber) {
      source->native_path = part.value;
    } else if (part.number == v1::Source::kParseStatusFieldNumber) {
      source->is_derived = part.varint == v1::PARSE_STATUS_DERIVED;
    }
  }
  return !fields.is_broken();
}

// Appends what of a source is shown; `path` leads to its value as it stands
// now.
void Append(const Node& schema, const Source& source, absl::string_view path,
            bool shows_raw_text, std::string* record) {
  const bool is_moved = path.data() != source.path.data();
  if (shows_raw_text && !is_moved && !source.has_unknown_fields) {
    record->append(source.whole.data(), source.whole.size());
    return;
  }
  const size_t begin = record->size();
  WireFields fields(source.bytes);
  while (fields.Next()) {
    const WireField& part = fields.field();
    if (schema.Child(part) == nullptr) continue;
    if (part.number == v1::Source::kRawTextFieldNumber && !shows_raw_text) {
      continue;
    }
    if (part.number == v1::Source::kPathFieldNumber && is_moved) {
      AppendBytes(part.number, path, record);
    } else {
      record->append(part.whole.data(), part.whole.size());
    }
  }
  WrapFrom(begin, v1::Record::kSourcesFieldNumber, record);
}

}  // namespace

bool FollowValues(const LabelMask& visible, const Places& places,
                  absl::string_view record, std::string* left) {
  const Schema& schema = RecordSchema();
  Follower follower(visible, places);
  TextSet mixed_texts;
  std::vector<Source> kept;
  std::vector<std::pair<size_t, std::string>> new_paths;
  kept.reserve(kUsualSources);
  WireFields fields(record);
  while (fields.Next()) {
    if (schema.record.Child(fields.field()) != schema.sources) continue;
    Source& source = kept.emplace_back();
    if (!Read(*schema.sources, fields.field(), &source)) return false;
    const Spot* spot = follower.Follow(source.path);
    if (spot == nullptr) mixed_texts.Add(source.native_path);
    if (spot == nullptr || !spot->is_present) {
      kept.pop_back();
    } else if (spot->is_moved) {
      new_paths.emplace_back(kept.size() - 1, follower.PathNow());
    }
  }
  mixed_texts.Sort();
  auto new_path = new_paths.begin();
  for (size_t i = 0; i < kept.size(); ++i) {
    const bool is_moved = new_path != new_paths.end() && new_path->first == i;
    Append(*schema.sources, kept[i], is_moved ? new_path->second : kept[i].path,
           !kept[i].is_derived && !mixed_texts.Contains(kept[i].native_path),
           left);
    if (is_moved) ++new_path;
  }
  return !fields.is_broken();
}

}  // namespace saan::policy
