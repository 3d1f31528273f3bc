#include "gateway/epochs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/etag.h"
#include "gateway/names.h"
#include "gateway/policy/review.h"
#include "gateway/policy/rule_file.h"
#include "gateway/timestamps.h"
#include "openssl/sha.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Long enough to say where and why; a text of ours, or a name in the rules.
constexpr size_t kMaxDetail = 300;

std::string Sha256Hex(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         digest);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

absl::StatusOr<Edition> EditionOfRow(const House& house,
                                     const v1::EpochRow& row) {
  absl::StatusOr<std::shared_ptr<const policy::Rules>> rules =
      house.rules.Read(row);
  if (!rules.ok()) return rules.status();
  Edition edition;
  edition.written = (*rules)->set();
  edition.rules = *std::move(rules);
  edition.text = row.text();
  edition.signature = row.signature();
  return edition;
}

}  // namespace

absl::StatusOr<Edition> EditionOf(const House& house, const Call& call,
                                  uint64_t epoch) {
  if (epoch == 0) epoch = call.rules->epoch();
  const absl::StatusOr<v1::EpochRow> row = storage::GetRow<v1::EpochRow>(
      house.store, storage::kEpochs, storage::BigEndian64(epoch));
  if (row.ok()) return EditionOfRow(house, *row);
  if (!absl::IsNotFound(row.status())) return row.status();
  if (epoch != house.rules.start()->epoch()) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "epoch");
  }
  Edition edition;
  edition.rules = house.rules.start();
  edition.written = edition.rules->set();
  return edition;
}

absl::StatusOr<v1::DraftRow> DraftOf(const House& house,
                                     const std::string& draft_id) {
  if (!IsHandle(draft_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "draft_id");
  }
  absl::StatusOr<v1::DraftRow> row =
      storage::GetRow<v1::DraftRow>(house.store, storage::kDrafts, draft_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "draft_id");
  }
  return row;
}

absl::StatusOr<Edition> EditionOfDraft(const House& house,
                                       const std::string& draft_id) {
  const absl::StatusOr<v1::DraftRow> row = DraftOf(house, draft_id);
  if (!row.ok()) return row.status();
  return EditionOfText(row->text());
}

absl::StatusOr<Edition> EditionOfText(const std::string& text) {
  absl::StatusOr<v1::RuleSet> set = policy::ParseRules("text", text);
  if (!set.ok()) {
    return Refuse(v1::ERROR_REASON_RULES_FAULTY,
                  set.status().message().substr(0, kMaxDetail));
  }
  Edition edition;
  edition.text = text;
  edition.written = *set;
  absl::StatusOr<std::unique_ptr<policy::Rules>> rules =
      policy::Rules::FromSet(*std::move(set));
  if (!rules.ok()) return rules.status();
  edition.rules = *std::move(rules);
  for (const v1::TestOutcome& outcome : policy::RunTests(*edition.rules)) {
    if (outcome.failures().empty()) continue;
    return Refuse(v1::ERROR_REASON_RULE_TEST_FAILED,
                  absl::StrCat(outcome.agreement_id(), ": ", outcome.name(),
                               ": ", outcome.failures(0))
                      .substr(0, kMaxDetail));
  }
  return edition;
}

absl::StatusOr<uint64_t> HighestEpoch(const House& house) {
  const absl::StatusOr<std::vector<uint64_t>> published =
      PublishedEpochs(house.store);
  if (!published.ok()) return published.status();
  const uint64_t start = house.rules.start()->epoch();
  return published->empty() ? start : std::max(start, published->back());
}

absl::StatusOr<std::set<std::string>> RegisteredAgencies(const House& house) {
  std::set<std::string> agencies;
  for (const auto& [agency, unused] : house.agencies.first()) {
    agencies.insert(agency);
  }
  const std::string prefix(1, storage::kAgencies);
  const absl::Status scanned =
      house.store.Scan(prefix, storage::PrefixEnd(prefix),
                       [&](absl::string_view key, absl::string_view) {
                         agencies.insert(std::string(key.substr(1)));
                         return true;
                       });
  if (!scanned.ok()) return scanned;
  return agencies;
}

v1::EpochDraft DraftView(const v1::DraftRow& row) {
  v1::EpochDraft view;
  view.set_draft_id(row.draft_id());
  view.set_epoch(row.epoch());
  view.set_text_sha256(Sha256Hex(row.text()));
  view.set_note(row.note());
  view.set_proposed_by(row.proposed_by());
  *view.mutable_proposed_time() =
      TimestampOf(absl::FromUnixSeconds(row.proposed_unix_seconds()));
  if (!row.approved_by().empty()) {
    view.set_approved_by(row.approved_by());
    *view.mutable_approved_time() =
        TimestampOf(absl::FromUnixSeconds(row.approved_unix_seconds()));
  }
  view.set_etag(EtagOf(row.version()));
  return view;
}

v1::RuleEpoch EpochView(const v1::EpochRow& row, uint64_t in_force) {
  v1::RuleEpoch view;
  view.set_epoch(row.epoch());
  view.set_is_in_force(row.epoch() == in_force);
  if (row.text().empty()) return view;  // Of the start file.
  view.set_text_sha256(Sha256Hex(row.text()));
  view.set_note(row.note());
  view.set_proposed_by(row.proposed_by());
  view.set_approved_by(row.approved_by());
  view.set_published_by(row.published_by());
  *view.mutable_published_time() =
      TimestampOf(absl::FromUnixSeconds(row.published_unix_seconds()));
  return view;
}

void PutInForce(const House& house, std::shared_ptr<const policy::Rules> rules,
                Call* call) {
  v1::InForceRow in_force;
  in_force.set_epoch(rules->epoch());
  call->changes.puts.push_back(
      {storage::Key(storage::kEpochs, storage::kInForceRow),
       in_force.SerializeAsString()});
  call->placed = [&house, rules = std::move(rules)] { house.rules.Put(rules); };
}

}  // namespace saan
