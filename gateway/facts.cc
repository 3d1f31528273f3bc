#include "gateway/facts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/care/nine_steps.h"
#include "gateway/children.h"
#include "gateway/open_referrals.h"
#include "gateway/policy/day.h"
#include "gateway/shared_cases.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Nothing is opened by a case of which the status is not known.
bool IsWorkedOnBy(const v1::Case& found, const std::string& actor) {
  return !actor.empty() && found.status() != v1::CASE_STATUS_UNSPECIFIED &&
         care::IsOpen(found) &&
         std::any_of(found.team().begin(), found.team().end(),
                     [&](const v1::TeamMember& member) {
                       return member.staff_code() == actor;
                     });
}

void AddAge(const std::vector<StoredRecord>& records, absl::Time now,
            v1::ChildFacts* facts) {
  std::optional<absl::CivilDay> earliest;
  for (const StoredRecord& stored : records) {
    const v1::Record& record = stored.glance();
    const std::optional<absl::CivilDay> day =
        policy::ParseDay(record.person().birth().earliest());
    if (day.has_value() && (!earliest.has_value() || *day < *earliest)) {
      earliest = day;
    }
  }
  const absl::CivilDay today = policy::DayOf(now);
  const std::optional<absl::CivilDay> latest = LatestBirth(records);
  if (latest.has_value()) {
    facts->set_youngest_age_years(
        std::max(0, policy::YearsBetween(*latest, today)));
  }
  if (earliest.has_value()) {
    facts->set_oldest_age_years(
        std::max(0, policy::YearsBetween(*earliest, today)));
  }
}

absl::Status AddTies(const House& house, const Call& call,
                     const v1::ChildRow& child,
                     const std::vector<StoredRecord>& records,
                     v1::ChildFacts* facts) {
  std::set<int> ties;
  // As they are on disk, like consents and holds: what is only placed has been
  // answered to nobody yet.
  const absl::StatusOr<bool> is_referred =
      HasOpenReferral(house.store, child, call.caller.agency);
  if (!is_referred.ok()) return is_referred.status();
  if (*is_referred) ties.insert(v1::TIE_OPEN_REFERRAL);
  const absl::StatusOr<bool> is_in_team =
      IsInJointTeam(house.store, child, call.caller.agency);
  if (!is_in_team.ok()) return is_in_team.status();
  if (*is_in_team) ties.insert(v1::TIE_SAME_CASE_TEAM);
  for (const StoredRecord& stored : records) {
    const v1::Record& record = stored.glance();
    if (record.agency() != call.caller.agency) continue;
    ties.insert(v1::TIE_KNOWN);
    if (IsWorkedOnBy(record.case_(), call.context.actor())) {
      ties.insert(v1::TIE_OWN_CASE_LOAD);
    }
  }
  for (const int tie : ties) facts->add_ties(static_cast<v1::Tie>(tie));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ChildSharingRow> SharingUnder(const storage::Reader& reader,
                                                 const std::string& child_id) {
  absl::StatusOr<v1::ChildSharingRow> row =
      storage::GetRow<v1::ChildSharingRow>(reader, storage::kChildSharing,
                                           child_id);
  if (absl::IsNotFound(row.status())) return v1::ChildSharingRow();
  return row;
}

absl::StatusOr<v1::ChildSharingRow> SharingOf(const storage::Reader& reader,
                                              const v1::ChildRow& child) {
  v1::ChildSharingRow all;
  for (const std::string& child_id : IdsOf(child)) {
    absl::StatusOr<v1::ChildSharingRow> row = SharingUnder(reader, child_id);
    if (!row.ok()) return row.status();
    all.MergeFrom(*row);
  }
  return all;
}

void AddSharing(v1::ChildSharingRow sharing, policy::Facts* facts) {
  const auto move_all = [](auto* from, auto* to) {
    to->reserve(from->size());
    for (auto& item : *from) to->push_back(std::move(item));
  };
  move_all(sharing.mutable_consents(), &facts->consents);
  move_all(sharing.mutable_holds(), &facts->holds);
  move_all(sharing.mutable_broken_glass(), &facts->broken_glass);
}

policy::Facts FactsOfAsker(const Call& call) {
  policy::Facts facts;
  const bool is_person = !call.context.actor().empty();
  facts.child.set_assurance(is_person && call.context.assurance() !=
                                             v1::ASSURANCE_UNSPECIFIED
                                ? call.context.assurance()
                                : v1::ASSURANCE_SYSTEM);
  return facts;
}

absl::StatusOr<policy::Facts> FactsOf(
    const House& house, const Call& call, const v1::ChildRow& child,
    const std::vector<StoredRecord>& records) {
  absl::StatusOr<v1::ChildSharingRow> sharing = SharingOf(house.store, child);
  if (!sharing.ok()) return sharing.status();
  policy::Facts facts = FactsOfAsker(call);
  facts.child.set_are_known(true);
  AddAge(records, call.now, &facts.child);
  std::set<int> statuses;
  std::set<std::string> areas;
  for (const StoredRecord& stored : records) {
    const v1::Record& record = stored.glance();
    statuses.insert(record.case_().status());
    areas.insert(record.person().current_address().area_code());
  }
  for (const int status : statuses) {
    if (status == v1::CASE_STATUS_UNSPECIFIED) continue;
    facts.child.add_case_statuses(static_cast<v1::CaseStatus>(status));
  }
  for (const std::string& area : areas) {
    if (!area.empty()) facts.child.add_area_codes(area);
  }
  if (absl::Status added = AddTies(house, call, child, records, &facts.child);
      !added.ok()) {
    return added;
  }
  AddSharing(*std::move(sharing), &facts);
  return facts;
}

absl::StatusOr<policy::Facts> FactsOf(const House& house, const Call& call,
                                      const v1::ChildRow& child) {
  const absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, child);
  if (!records.ok()) return records.status();
  return FactsOf(house, call, child, *records);
}

absl::StatusOr<bool> IsHeldFrom(const House& house, const Call& call,
                                const std::string& child_id) {
  const absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.ahead, child_id);
  // One that is just being made: nobody has said anything of it yet.
  if (absl::IsNotFound(child.status())) return false;
  if (!child.ok()) return child.status();
  absl::StatusOr<v1::ChildSharingRow> sharing = SharingOf(house.store, *child);
  if (!sharing.ok()) return sharing.status();
  if (sharing->holds().empty()) return false;
  policy::Facts facts;
  AddSharing(*std::move(sharing), &facts);
  return policy::IsHeld(call.Ask(v1::ACTION_READ), facts);
}

std::optional<absl::CivilDay> LatestBirth(
    const std::vector<StoredRecord>& records) {
  std::optional<absl::CivilDay> latest;
  for (const StoredRecord& stored : records) {
    const v1::Record& record = stored.glance();
    const std::optional<absl::CivilDay> day =
        policy::ParseDay(record.person().birth().latest());
    if (day.has_value() && (!latest.has_value() || *day > *latest)) {
      latest = day;
    }
  }
  return latest;
}

}  // namespace saan
