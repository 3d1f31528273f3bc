// Who may see what of a child's data, for which purpose. Pure: the answer
// depends on the arguments alone. A refusal is an answer, not an error.

#ifndef SAAN_GATEWAY_POLICY_POLICY_H_
#define SAAN_GATEWAY_POLICY_POLICY_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/sharing.pb.h"

namespace saan::policy {

// Who asks, why, and when. `now` may be any moment: decisions can be made "as
// of 3 March".
struct Ask {
  std::string agency;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  v1::Action action = v1::ACTION_UNSPECIFIED;
  absl::Time now;
  // Keyed digest of the person's staff id: whom a hold or a broken glass names.
  std::string actor_ref = std::string();
};

// What is known of the child that is asked for, and all that people have said
// about sharing its data. As it is made here nothing is known, which opens
// nothing that needs to be known: so a search asks.
struct Facts {
  v1::ChildFacts child;
  std::vector<v1::Consent> consents;
  std::vector<v1::Hold> holds;
  std::vector<v1::BreakGlass> broken_glass;
};

// How many children a rule may still show is for the caller to count.
struct BudgetUse {
  std::string rule_id;
  int max_children = 0;
  int days = 0;
};

// How much of each label may be shown: for a category, about someone, the
// level at each sensitivity 0-4. Default: nothing.
class Decision {
 public:
  static constexpr int kCategories = 16;
  static constexpr int kAbouts = 6;
  static constexpr int kSensitivities = 5;
  static constexpr int kLevels = v1::DISCLOSURE_LEVEL_FULL;
  // One bit for each label.
  using Cells = std::bitset<kCategories * kAbouts * kSensitivities>;

  // Level of a value with this label. ABOUT_UNSPECIFIED means the child. A
  // label outside the schema's words has level 0.
  v1::DisclosureLevel Level(const v1::Label& label) const;
  // True when something may be shown, be it only that it exists.
  bool allows_anything() const;
  // Rules that matched, sorted; "owner" when the asker owns the record.
  const std::vector<std::string>& rule_ids() const { return rule_ids_; }
  // What must be done with what is shown, each kind once with the fewest days.
  const std::vector<v1::Obligation>& obligations() const {
    return obligations_;
  }
  // Budgets of the permits that matched.
  const std::vector<BudgetUse>& budgets() const { return budgets_; }
  // Consents that opened something.
  const std::vector<std::string>& consent_ids() const { return consent_ids_; }
  // The owner of a record sees all of it, unlabelled values too.
  static Decision Owner();

  // The bit of a label whose words are all known.
  static int Cell(int category, int about, int sensitivity);

 private:
  friend class Rules;

  // shown_[k]: the labels shown at level k + 1 or higher.
  std::array<Cells, kLevels> shown_;
  std::vector<std::string> rule_ids_;
  std::vector<v1::Obligation> obligations_;
  std::vector<BudgetUse> budgets_;
  std::vector<std::string> consent_ids_;
};

// The rules in force. Immutable once loaded; any thread may use it.
class Rules {
 public:
  ~Rules();

  // Reads a RuleSet textproto and checks its Ed25519 signature (64 raw bytes
  // over the file's bytes) by `public_key_pem`, before anything is parsed.
  // INVALID_ARGUMENT "file:line:column: reason", or "file: reason" when a file
  // cannot be used at all; PERMISSION_DENIED when the signature does not fit.
  static absl::StatusOr<std::unique_ptr<Rules>> Load(
      const std::string& file, const std::string& signature_file,
      absl::string_view public_key_pem);
  // For rules already trusted. INVALID_ARGUMENT names the rule and the field.
  static absl::StatusOr<std::unique_ptr<Rules>> FromSet(v1::RuleSet set);

  uint64_t epoch() const;
  // As it was given, with windows, agreements and sentences filled in.
  const v1::RuleSet& set() const;

  // What `ask` may see of records that `holder` owns. With the owner itself,
  // Decision::Owner(). Order-free. For each label
  //   min(max over PERMIT of cap, min over FORBID of cap), default nothing;
  // a PERMIT that stands on consent opens only what consents allow
  // (consents.h), and nothing at all goes to whom a hold names: that looks like
  // no rule. Recipient "*" is every agency but the holder: the caller vouches
  // that `ask.agency` is registered. An empty `holder` is none in particular:
  // every FORBID counts, but only a PERMIT for every holder.
  Decision Decide(const Ask& ask, absl::string_view holder,
                  const Facts& facts) const;
  // The same where nothing is known of a child.
  Decision Decide(const Ask& ask, absl::string_view holder) const;
  // The most that any child could make of it: all conditions met, all consents
  // given, the glass broken, nothing held.
  Decision DecideAtMost(const Ask& ask, absl::string_view holder) const;

  // How the rules are compiled: for this room only (table.h).
  struct Table;
  const Table& table() const { return *table_; }

 private:
  explicit Rules(std::unique_ptr<const Table> table);
  Decision Make(const Ask& ask, absl::string_view holder, const Facts& facts,
                bool assumes_best) const;

  std::unique_ptr<const Table> table_;
};

// Adds a duty to those that are known: each kind once, with the fewest days.
void AddObligation(const v1::Obligation& added,
                   std::vector<v1::Obligation>* obligations);

// True when the hold stands at that time: placed, confirmed in time, not lifted
// and not over.
bool Stands(const v1::Hold& hold, absl::Time now);
// True when a hold keeps everything of the child from `ask` at that time.
bool IsHeld(const Ask& ask, const Facts& facts);

// A keyed digest of a value, as text: what level HASH shows. `path` is the
// pathless name of the field.
using Digester =
    std::function<std::string(absl::string_view path, absl::string_view value)>;

// What `decision` shows of `record`; both are serialised saan.v1.Record. What
// is not shown is stepped over, never parsed. Nothing where `record` is no
// message. Every value that `decision` does not show goes, at any depth;
// containers that end empty go too, so that no count of hidden things shows.
// What is shown at GENERALISE or HASH is put in its coarser form, or goes where
// it has none (coarse.h); without a `digester` HASH shows nothing. A container,
// or the record itself, that would keep nothing but ADMINISTRATIVE values
// counts as empty: of such a record the empty one is left. Handles of the
// record itself (agency, system, form, times) are ADMINISTRATIVE. Fields that
// the schema does not know go. Sources go with their values, and the rest are
// renumbered; the raw text goes where it also fed a value that is not shown, or
// was derived from others. Adds to `withheld` the categories that `decision`
// does not show whole: the same whether or not this record held any; and none
// when the record ends empty, so that nothing tells of a record that is left
// out.
std::optional<std::string> Redact(const Decision& decision,
                                  absl::string_view record,
                                  std::set<v1::Category>* withheld,
                                  const Digester& digester = nullptr);

// The labels of all values in `records`, serialised saan.v1.Record, distinct,
// sorted: for the log.
std::vector<v1::Label> LabelsOf(const std::vector<std::string>& records);

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
