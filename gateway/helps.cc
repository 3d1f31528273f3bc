#include "gateway/helps.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "saan/v1/stored_coordination.pb.h"
#include "storage/tables.h"

namespace saan {
namespace {

std::string HelpKey(absl::string_view record_id) {
  return storage::Key(storage::kHelps, absl::StrCat("B", record_id));
}

std::string HouseholdKey(const House& house, const std::string& house_code,
                         absl::string_view record_id) {
  return storage::Key(
      storage::kHelps,
      absl::StrCat("H", house.seal.Digest("household", house_code), record_id));
}

// Adds what of one record meets `help`.
absl::Status AddMet(const House& house, const std::string& record_id,
                    const care::Help& help, const MetHelp& about,
                    const std::string& payer,
                    std::set<std::pair<std::string, int>>* known,
                    std::vector<MetHelp>* met) {
  const std::string key = HelpKey(record_id);
  const absl::StatusOr<v1::HelpRow> row = storage::GetRow<v1::HelpRow>(
      house.ahead, key[0], absl::string_view(key).substr(1));
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  if (!row.ok()) return row.status();
  if (row->agency() == payer) return absl::OkStatus();
  for (const v1::HelpRow::Help& kept : row->helps()) {
    const care::Help other = {kept.kind(), kept.from_days(), kept.until_days()};
    if (!care::Overlaps(help, other)) continue;
    if (!known->emplace(row->agency(), kept.kind()).second) continue;
    MetHelp one = about;
    one.agency = row->agency();
    one.kind = kept.kind();
    met->push_back(std::move(one));
  }
  return absl::OkStatus();
}

// The children of whom a record says that they live in the house, but this one.
absl::StatusOr<std::set<std::string>> OthersOfHousehold(
    const House& house, const std::string& house_code,
    const v1::ChildRow& child) {
  const std::string prefix = HouseholdKey(house, house_code, "");
  std::set<std::string> others;
  absl::Status read;
  int looked = 0;
  const absl::Status scanned = house.ahead.Scan(
      prefix, storage::PrefixEnd(prefix),
      [&](absl::string_view key, absl::string_view) {
        const absl::StatusOr<v1::TraitsRow> traits =
            storage::GetRow<v1::TraitsRow>(house.ahead, storage::kTraits,
                                           key.substr(prefix.size()));
        if (!traits.ok() && !absl::IsNotFound(traits.status())) {
          read = traits.status();
          return false;
        }
        if (traits.ok() && traits->child_id() != child.child_id()) {
          others.insert(traits->child_id());
        }
        return ++looked < kMaxHouseholdRecords;
      });
  if (!scanned.ok()) return scanned;
  if (!read.ok()) return read;
  return others;
}

}  // namespace

absl::StatusOr<std::vector<MetHelp>> HelpsThatMeet(const House& house,
                                                   const Serving& serving,
                                                   const care::Help& help,
                                                   const std::string& payer) {
  std::vector<MetHelp> met;
  std::set<std::pair<std::string, int>> known;
  MetHelp about;
  about.child_id = serving.child.child_id();
  for (const std::string& record_id : serving.child.record_ids()) {
    absl::Status added =
        AddMet(house, record_id, help, about, payer, &known, &met);
    if (!added.ok()) return added;
  }
  const care::BenefitRule* rule = care::RuleOf(help.kind);
  if (serving.house_code.empty() || rule == nullptr ||
      rule->scope != care::Scope::kHousehold) {
    return met;
  }
  const absl::StatusOr<std::set<std::string>> others =
      OthersOfHousehold(house, serving.house_code, serving.child);
  if (!others.ok()) return others.status();
  about.is_of_household = true;
  int looked = 0;
  for (const std::string& child_id : *others) {
    const absl::StatusOr<v1::ChildRow> child =
        ResolveChild(house.ahead, child_id);
    if (absl::IsNotFound(child.status())) continue;
    if (!child.ok()) return child.status();
    about.child_id = child->child_id();
    for (const std::string& record_id : child->record_ids()) {
      if (++looked > kMaxHouseholdRecords) return met;
      absl::Status added =
          AddMet(house, record_id, help, about, payer, &known, &met);
      if (!added.ok()) return added;
    }
  }
  return met;
}

absl::StatusOr<std::vector<care::Help>> HelpsKept(
    const House& house, const std::string& record_id) {
  std::vector<care::Help> helps;
  const std::string key = HelpKey(record_id);
  const absl::StatusOr<v1::HelpRow> row = storage::GetRow<v1::HelpRow>(
      house.ahead, key[0], absl::string_view(key).substr(1));
  if (absl::IsNotFound(row.status())) return helps;
  if (!row.ok()) return row.status();
  for (const v1::HelpRow::Help& kept : row->helps()) {
    helps.push_back({kept.kind(), kept.from_days(), kept.until_days()});
  }
  return helps;
}

void KeepHelps(const House& house, const std::string& record_id,
               const std::string& agency, const std::vector<care::Help>& helps,
               Call* call) {
  const std::string key = HelpKey(record_id);
  if (helps.empty()) {
    // A record that told of help before, and does no more.
    if (house.ahead.Get(key).ok()) {
      call->changes.puts.push_back({key, std::nullopt});
    }
    return;
  }
  v1::HelpRow row;
  row.set_agency(agency);
  for (const care::Help& help : helps) {
    v1::HelpRow::Help& kept = *row.add_helps();
    kept.set_kind(help.kind);
    kept.set_from_days(help.from_days);
    kept.set_until_days(help.until_days);
  }
  call->changes.puts.push_back({key, row.SerializeAsString()});
}

void KeepHousehold(const House& house, const std::string& record_id,
                   const std::string& before, const std::string& now,
                   Call* call) {
  std::vector<storage::Put>& puts = call->changes.puts;
  if (!before.empty() && before != now) {
    puts.push_back({HouseholdKey(house, before, record_id), std::nullopt});
  }
  if (!now.empty()) puts.push_back({HouseholdKey(house, now, record_id), ""});
}

}  // namespace saan
