// Foreign JSON, read without exceptions and within limits; and JSON written.

#ifndef SAAN_ADAPTERS_JSON_H_
#define SAAN_ADAPTERS_JSON_H_

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "saan/v1/errors.pb.h"
#include "simdjson.h"

namespace saan::adapters {

// Parses one JSON object: UTF-8, at most kMaxNativeBytes, nested at most
// kMaxNesting deep; JSON_MALFORMED or NESTING_TOO_DEEP otherwise. The object
// lives in a parser of the calling thread, until its next call.
std::variant<simdjson::dom::object, v1::ErrorReason> ParseJsonObject(
    absl::string_view utf8);

// The text of a scalar: strings as they are, numbers in their shortest form,
// booleans as true and false. `element` must be one of these.
std::string ScalarText(const simdjson::dom::element& element);

// A JSON value to be written: members keep the order in which they were set.
class JsonTree {
 public:
  // Writes a member or an element; `path` is member names joined by ".", and
  // objects on the way are made. A member that is set already stays.
  void SetText(absl::string_view path, absl::string_view text);
  void SetBare(absl::string_view path, absl::string_view token);
  // A list that elements are added to; the one that is there already.
  JsonTree* List(absl::string_view path);
  JsonTree* AddObject();
  void AddText(absl::string_view text);
  void AddBare(absl::string_view token);

  // True when the member is there, or is there and a list.
  bool Has(absl::string_view path) const;
  bool IsList(absl::string_view path) const;
  // The text of a scalar member; empty when it is none.
  std::string Text(absl::string_view path) const;

  std::string Write() const;

 private:
  enum class Kind { kObject, kList, kText, kBare };

  static JsonTree Scalar(Kind kind, absl::string_view text);
  const JsonTree* Find(absl::string_view path) const;
  JsonTree* Make(absl::string_view path);
  void WriteTo(std::string* out) const;

  Kind kind_ = Kind::kObject;
  std::string text_;
  // Elements of a list have no name.
  std::vector<std::pair<std::string, std::unique_ptr<JsonTree>>> children_;
};

// True when `text` is a JSON number, true or false as it stands.
bool IsBareJson(absl::string_view text);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_JSON_H_
