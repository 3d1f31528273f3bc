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
      : visible_(visible), places_(places) {
    root_.node = &RecordSchema().record;
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

  // One step down. Of what is not left, and of a value that is hidden, nothing
  // but its node.
  Spot Enter(const Spot& from, absl::string_view text) const {
    Spot spot;
    const std::optional<Segment> segment = ParseSegment(text);
    if (!segment.has_value()) return spot;
    const Node* child = from.node->Child(segment->name);
    if (child == nullptr || child == RecordSchema().sources) return spot;
    spot.node = child;
    if (from.container == kNoContainer) return spot;
    const Place* place =
        places_.Find(from.container, *child, segment->index);
    if (place == nullptr) return spot;
    spot.container = place->container;
    spot.is_present = true;
    spot.index = place->index;
    spot.is_moved = from.is_moved || spot.index != segment->index;
    return spot;
  }

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
  absl::string_view bytes;
  absl::string_view path;
  absl::string_view native_path;
  bool is_derived = false;
  // Where its value went; empty where it did not move.
  std::string new_path;
};

bool Reads(absl::string_view bytes, Source* source) {
  source->bytes = bytes;
  WireFields fields(bytes);
  while (fields.Next()) {
    const WireField& field = fields.field();
    if (RecordSchema().sources->Child(field) == nullptr) continue;
    switch (field.number) {
      case v1::Source::kPathFieldNumber:
        source->path = field.value;
        break;
      case v1::Source::kNativePathFieldNumber:
        source->native_path = field.value;
        break;
      case v1::Source::kParseStatusFieldNumber:
        source->is_derived = field.varint == v1::PARSE_STATUS_DERIVED;
        break;
      default:
        break;
    }
  }
  return !fields.is_broken();
}

void Append(const Source& source, bool shows_raw_text, std::string* record) {
  const size_t begin = record->size();
  WireFields fields(source.bytes);
  while (fields.Next()) {
    const WireField& field = fields.field();
    if (RecordSchema().sources->Child(field) == nullptr) continue;
    if (field.number == v1::Source::kRawTextFieldNumber && !shows_raw_text) {
      continue;
    }
    if (field.number == v1::Source::kPathFieldNumber &&
        !source.new_path.empty()) {
      AppendBytes(field.number, source.new_path, record);
    } else {
      record->append(field.whole.data(), field.whole.size());
    }
  }
  WrapFrom(begin, v1::Record::kSourcesFieldNumber, record);
}

}  // namespace

bool FollowValues(const LabelMask& visible, const Places& places,
                  absl::string_view record, std::string* left) {
  Follower follower(visible, places);
  TextSet mixed_texts;
  std::vector<Source> kept;
  WireFields fields(record);
  while (fields.Next()) {
    if (RecordSchema().record.Child(fields.field()) != RecordSchema().sources) {
      continue;
    }
    Source source;
    if (!Reads(fields.field().value, &source)) return false;
    const Spot* spot = follower.Follow(source.path);
    if (spot == nullptr) {
      mixed_texts.Add(source.native_path);
    } else if (spot->is_present) {
      if (spot->is_moved) source.new_path = follower.PathNow();
      kept.push_back(std::move(source));
    }
  }
  mixed_texts.Sort();
  for (const Source& source : kept) {
    Append(source,
           !source.is_derived && !mixed_texts.Contains(source.native_path),
           left);
  }
  return !fields.is_broken();
}

}  // namespace saan::policy
