// Editions of the rules and their drafts, as the store keeps them.

#ifndef SAAN_GATEWAY_EPOCHS_H_
#define SAAN_GATEWAY_EPOCHS_H_

#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/governance.pb.h"
#include "saan/v1/stored_sharing.pb.h"

namespace saan {

inline constexpr size_t kMaxRulesText = 3 << 20;  // Bytes.
inline constexpr size_t kMaxNoteText = 2'000;     // Bytes.

// Compiled rules, with their text.
struct Edition {
  std::shared_ptr<const policy::Rules> rules;
  v1::RuleSet written;  // As the text has it.
  std::string text;     // Empty for the edition of the start file.
  std::string signature;
};

// The edition of this number; 0 stands for the one in force. NOT_FOUND "epoch".
absl::StatusOr<Edition> EditionOf(const House& house, const Call& call,
                                  uint64_t epoch);
// A draft. NOT_FOUND "draft_id".
absl::StatusOr<v1::DraftRow> DraftOf(const House& house,
                                     const std::string& draft_id);
absl::StatusOr<Edition> EditionOfDraft(const House& house,
                                       const std::string& draft_id);

// Parses a text that is not trusted yet. RULES_FAULTY, with place and reason in
// the field; RULE_TEST_FAILED, with the test's name.
absl::StatusOr<Edition> EditionOfText(const std::string& text);

// The highest number of any edition so far.
absl::StatusOr<uint64_t> HighestEpoch(const House& house);

// Agencies that are registered.
absl::StatusOr<std::set<std::string>> RegisteredAgencies(const House& house);

// How drafts and editions are told.
v1::EpochDraft DraftView(const v1::DraftRow& row);
v1::RuleEpoch EpochView(const v1::EpochRow& row, uint64_t in_force);

// Puts the edition in force: in the changes of `call`, and in the house once
// they have their place in the order.
void PutInForce(const House& house, std::shared_ptr<const policy::Rules> rules,
                Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_EPOCHS_H_
