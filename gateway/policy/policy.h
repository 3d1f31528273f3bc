// Who may see what of a child's data, for which purpose. Pure: the answer
// depends on the arguments alone. A refusal is an answer, not an error.

#ifndef SAAN_GATEWAY_POLICY_POLICY_H_
#define SAAN_GATEWAY_POLICY_POLICY_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/sharing.pb.h"

namespace saan::policy {

// Who asks, why, and when.
struct Ask {
  std::string agency;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  v1::Action action = v1::ACTION_UNSPECIFIED;
  absl::Time now;
};

// How much of each label may be shown: for a category, about someone, the
// level at each sensitivity 0-4. Default: nothing.
class Decision {
 public:
  // Level of a value with this label. ABOUT_UNSPECIFIED means the child. A
  // label outside the schema's words has level 0.
  v1::DisclosureLevel Level(const v1::Label& label) const;
  // True when something may be shown, be it only that it exists.
  bool allows_anything() const;
  // Rules that matched, sorted; "owner" when the asker owns the record.
  const std::vector<std::string>& rule_ids() const { return rule_ids_; }
  // The owner of a record sees all of it, unlabelled values too.
  static Decision Owner();

  static constexpr int kCategories = 16;
  static constexpr int kAbouts = 6;
  static constexpr int kSensitivities = 5;

 private:
  friend class Rules;
  // One bit for each label.
  using Cells = std::bitset<kCategories * kAbouts * kSensitivities>;
  static constexpr int kLevels = v1::DISCLOSURE_LEVEL_FULL;

  // The bit of a label whose words are all known.
  static int Cell(int category, int about, int sensitivity);

  // shown_[k]: the labels shown at level k + 1 or higher.
  std::array<Cells, kLevels> shown_;
  std::vector<std::string> rule_ids_;
};

// The rules in force. Immutable once loaded; any thread may use it.
class Rules {
 public:
  ~Rules();

  // Reads a RuleSet textproto and checks its Ed25519 signature (64 raw bytes
  // over the file's bytes) by `public_key_pem`, before anything is parsed.
  // INVALID_ARGUMENT "file:line: reason", or "file: reason" when a file cannot
  // be used at all; PERMISSION_DENIED when the signature does not fit.
  static absl::StatusOr<std::unique_ptr<Rules>> Load(
      const std::string& file, const std::string& signature_file,
      absl::string_view public_key_pem);
  // For rules already trusted. INVALID_ARGUMENT names the rule and the field.
  static absl::StatusOr<std::unique_ptr<Rules>> FromSet(v1::RuleSet set);

  uint64_t epoch() const;

  // What `ask` may see of records that `holder` owns. With the owner itself,
  // Decision::Owner(). Order-free: min over FORBID of cap, over max over PERMIT
  // of cap, default nothing. Recipient "*" is every agency but the holder: the
  // caller vouches that `ask.agency` is registered. An empty `holder` is none
  // in particular: every FORBID counts, but only a PERMIT for every holder.
  Decision Decide(const Ask& ask, absl::string_view holder) const;

 private:
  struct Table;

  explicit Rules(std::unique_ptr<const Table> table);
  // Of a set in which no fault was found.
  static std::unique_ptr<Rules> Compile(const v1::RuleSet& set);

  std::unique_ptr<const Table> table_;
};

// Clears every value of `record` that `decision` does not show in full, at any
// depth; containers that end empty go too, so that no count of hidden things
// shows. A container, or the record itself, that would keep nothing but
// ADMINISTRATIVE values counts as empty. Handles of the record itself (agency,
// system, form, times) are ADMINISTRATIVE. Unknown fields go.
// Sources go with their values, and the rest are renumbered; the raw text goes
// where it also fed a value that is not shown, or was derived from others.
// Adds to `withheld` the categories that `decision` does not show whole: the
// same whether or not this record held any; and none when the record ends
// empty, so that nothing tells of a record that is left out.
void Redact(const Decision& decision, v1::Record* record,
            std::set<v1::Category>* withheld);

// The labels of all that is left in `records`, distinct, sorted: for the log.
std::vector<v1::Label> LabelsOf(const std::vector<v1::Record>& records);
std::vector<v1::Label> LabelsOf(const v1::Record& record);

// One value of a record as text, for showing records side by side.
struct Value {
  std::string path;      // With positions, e.g. "person.names[0].given_name".
  std::string pathless;  // Without, e.g. "person.names.given_name".
  std::string text;      // Enums by value name; timestamps RFC 3339.
  v1::Label label;       // Joined along the path.
};
// All values of `record` in schema order, sources left out.
std::vector<Value> ValuesOf(const v1::Record& record);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_POLICY_H_
