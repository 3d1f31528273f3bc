#include "adapters/mapping_path.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace saan::adapters {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Room for what "[+]" becomes, and for a position at the end.
constexpr size_t kPositionBytes = 8;

absl::StatusOr<PathPart> ParsePart(absl::string_view text,
                                   const Descriptor* base) {
  const size_t bracket = text.find('[');
  const std::string name(text.substr(0, bracket));
  PathPart part;
  part.field = base->FindFieldByName(name);
  if (part.field == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(base->full_name(), " has no field \"", name, "\""));
  }
  if (bracket == absl::string_view::npos) return part;
  absl::string_view position = text.substr(bracket);
  if (!part.field->is_repeated()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", name, "\" is no list and has no positions"));
  }
  if (position == "[+]") {
    part.index = PathPart::kAppend;
    return part;
  }
  if (position.back() != ']' ||
      !absl::SimpleAtoi(position.substr(1, position.size() - 2), &part.index) ||
      part.index < 0 || part.index > kMaxPosition) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" does not name a position of a list"));
  }
  return part;
}

}  // namespace

absl::StatusOr<SharedPath> SharedPath::Parse(absl::string_view text,
                                             const Descriptor* base) {
  SharedPath path;
  path.text_ = std::string(text);
  for (const absl::string_view piece : absl::StrSplit(text, '.')) {
    if (!path.parts_.empty()) {
      const PathPart& before = path.parts_.back();
      base = before.field->message_type();
      if (base == nullptr) {
        return absl::InvalidArgumentError(absl::StrCat(
            "\"", before.field->name(), "\" is a value and has no fields"));
      }
      if (before.field->is_repeated() && before.index == PathPart::kWhole) {
        return absl::InvalidArgumentError(
            absl::StrCat("\"", before.field->name(),
                         "\" is a list: name a position, as in \"[0]\""));
      }
    }
    absl::StatusOr<PathPart> part = ParsePart(piece, base);
    if (!part.ok()) return part.status();
    path.parts_.push_back(*part);
  }
  return path;
}

Place MakePlace(const SharedPath& path, Message* base, absl::string_view prefix,
                bool is_companion) {
  Place place;
  place.path.reserve(prefix.size() + path.text().size() + kPositionBytes);
  place.path.append(prefix.data(), prefix.size());
  Message* message = base;
  for (const PathPart& part : path.parts()) {
    const Reflection* reflection = message->GetReflection();
    const bool is_last = &part == &path.last();
    absl::StrAppend(&place.path, part.field->name());
    if (is_last) {
      place.parent = message;
      place.field = part.field;
      if (part.index >= 0) {
        place.index = part.index;
        absl::StrAppend(&place.path, "[", part.index, "]");
      }
      break;
    }
    if (!part.field->is_repeated()) {
      message = reflection->MutableMessage(message, part.field);
      absl::StrAppend(&place.path, ".");
      continue;
    }
    const int size = reflection->FieldSize(*message, part.field);
    int index = part.index;
    if (index == PathPart::kAppend) {
      index = is_companion && size > 0 ? size - 1 : size;
    }
    for (int i = size; i <= index; ++i) {
      reflection->AddMessage(message, part.field);
    }
    message = reflection->MutableRepeatedMessage(message, part.field, index);
    absl::StrAppend(&place.path, "[", index, "].");
  }
  return place;
}

Message* FindMessage(const SharedPath& path, Message* base) {
  Message* message = base;
  for (const PathPart& part : path.parts()) {
    const Reflection* reflection = message->GetReflection();
    if (!part.field->is_repeated()) {
      if (!reflection->HasField(*message, part.field)) return nullptr;
      message = reflection->MutableMessage(message, part.field);
      continue;
    }
    if (part.index < 0 ||
        part.index >= reflection->FieldSize(*message, part.field)) {
      return nullptr;
    }
    message =
        reflection->MutableRepeatedMessage(message, part.field, part.index);
  }
  return message;
}

}  // namespace saan::adapters
