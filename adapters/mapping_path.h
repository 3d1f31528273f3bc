// Paths into the shared schema, resolved against its descriptors.

#ifndef SAAN_ADAPTERS_MAPPING_PATH_H_
#define SAAN_ADAPTERS_MAPPING_PATH_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace saan::adapters {

// Highest position that a path may name, e.g. guardians[99].
inline constexpr int kMaxPosition = 99;

// One field on the way, and where in it when it is a list.
struct PathPart {
  static constexpr int kWhole = -1;   // No position: the list, or no list.
  static constexpr int kAppend = -2;  // "[+]".

  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = kWhole;
};

// "guardians[0].person.names[0].given_name", resolved.
class SharedPath {
 public:
  // INVALID_ARGUMENT when `base` has no such path: an unknown field, a position
  // in what is no list, none in a list on the way, or a field below a scalar.
  static absl::StatusOr<SharedPath> Parse(
      absl::string_view text, const google::protobuf::Descriptor* base);

  const std::vector<PathPart>& parts() const { return parts_; }
  const PathPart& last() const { return parts_.back(); }
  const google::protobuf::FieldDescriptor* leaf() const { return last().field; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<PathPart> parts_;
};

// Where a value goes: `field` of `parent`, and its path with real positions.
struct Place {
  google::protobuf::Message* parent = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = PathPart::kWhole;  // A position, or kWhole: set or append.
  std::string path;              // Begins with the prefix given.
};

// Finds the place, making what is missing on the way to it, but not the last
// element itself. "[+]" makes a new element on the way, or with `is_companion`
// takes the newest.
Place MakePlace(const SharedPath& path, google::protobuf::Message* base,
                absl::string_view prefix, bool is_companion);

// The message at `path` if it is there; "[+]" and missing positions are not.
google::protobuf::Message* FindMessage(const SharedPath& path,
                                       google::protobuf::Message* base);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_PATH_H_
