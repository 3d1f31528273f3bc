#include "gateway/after_filing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "gateway/care/silences.h"
#include "gateway/events.h"
#include "gateway/helps.h"
#include "gateway/responsibilities.h"
#include "gateway/serving.h"
#include "gateway/signals.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Both sides of each review that this filing opened: the task, and for a report
// of an incident that it may be about a child already known. Whether another
// agency knows the child is told where a rule lets one match.
absl::Status TellOfReviews(const FiledFacts& facts, Call* call) {
  for (const storage::Put& put : call->changes.puts) {
    if (put.key.empty() || put.key[0] != storage::kReviews || !put.value) {
      continue;
    }
    v1::ReviewRow row;
    if (!row.ParseFromString(*put.value)) {
      return storage::MisshapenRow(storage::kReviews);
    }
    const v1::Review& review = row.review();
    if (review.state() != v1::REVIEW_STATE_OPEN) continue;
    for (const v1::RecordHandle* side :
         {&review.record(), &review.candidate()}) {
      const v1::RecordHandle& other =
          side == &review.record() ? review.candidate() : review.record();
      v1::Event event;
      event.set_kind(facts.is_incident ? v1::EVENT_KIND_POSSIBLY_KNOWN
                                       : v1::EVENT_KIND_REVIEW_TASK);
      event.set_child_id(side->child_id());
      event.set_subject_id(review.review_id());
      const bool is_own = side->agency() == other.agency();
      AddEvent(std::move(event), side->agency(), call,
               is_own ? v1::ACTION_UNSPECIFIED : v1::ACTION_MATCH);
      if (is_own) break;
    }
  }
  return absl::OkStatus();
}

// What the record was compared by before this filing; nothing where it is new.
absl::StatusOr<v1::Traits> TraitsBefore(const House& house,
                                        const std::string& record_id) {
  absl::StatusOr<v1::TraitsRow> row =
      storage::GetRow<v1::TraitsRow>(house.ahead, storage::kTraits, record_id);
  if (absl::IsNotFound(row.status())) return v1::Traits();
  if (!row.ok()) return row.status();
  return std::move(*row->mutable_traits());
}

// What it is compared by from now on.
absl::StatusOr<v1::Traits> TraitsNow(const std::string& record_id,
                                     const Call& call) {
  const std::string key = storage::Key(storage::kTraits, record_id);
  for (const storage::Put& put : call.changes.puts) {
    if (put.key != key || !put.value) continue;
    v1::TraitsRow row;
    if (!row.ParseFromString(*put.value)) {
      return storage::MisshapenRow(storage::kTraits);
    }
    return std::move(*row.mutable_traits());
  }
  return v1::Traits();
}

// Whoever is responsible where the child lives: for the protection of a child
// that something happened to, and when a child moves to another's area, both.
absl::Status TellOfArea(const House& house, const FiledFacts& facts,
                        const Serving& serving, const v1::Traits& traits_before,
                        Call* call) {
  // By the same record, or by the newest one.
  const std::string& before = traits_before.area_code().empty()
                                  ? serving.area_code
                                  : traits_before.area_code();
  const std::string& now =
      facts.signals.area_code().empty() ? before : facts.signals.area_code();
  // A coarser code of the same place is no move.
  const bool has_moved = !before.empty() && !absl::StartsWith(before, now) &&
                         !absl::StartsWith(now, before);
  if (!facts.is_incident && !has_moved) return absl::OkStatus();
  const auto tell = [&](const v1::ResponsibilityRow& row, v1::EventKind kind,
                        const char* detail) {
    v1::Event event;
    event.set_kind(kind);
    event.set_child_id(serving.child.child_id());
    event.set_from_agency(facts.agency);
    event.set_role(row.role());
    event.set_area_code(row.area_prefix());
    event.set_detail(detail);
    AddEvent(std::move(event), row.agency(), call, v1::ACTION_READ,
             facts.agency);
  };
  for (const absl::string_view duty : {kCareDuty, kProtectionDuty}) {
    const auto here = FindResponsible(house, duty, now, call->now);
    if (!here.ok()) return here.status();
    if (facts.is_incident && here->has_value() && duty == kProtectionDuty) {
      tell(**here, v1::EVENT_KIND_ALERT, "INCIDENT");
    }
    if (!has_moved) continue;
    const auto there = FindResponsible(house, duty, before, call->now);
    if (!there.ok()) return there.status();
    if (here->has_value() && there->has_value() &&
        (*here)->responsibility_id() == (*there)->responsibility_id()) {
      continue;
    }
    if (here->has_value()) tell(**here, v1::EVENT_KIND_HANDOVER, "MOVED_IN");
    if (there->has_value()) tell(**there, v1::EVENT_KIND_HANDOVER, "MOVED_OUT");
  }
  return absl::OkStatus();
}

// Both payers, each about the child that it knows; neither is told who the
// other is.
absl::Status TellOfHelps(const House& house, const FiledFacts& facts,
                         const Serving& serving, const std::string& record_id,
                         Call* call) {
  std::set<std::string> told;
  const absl::StatusOr<std::vector<care::Help>> known =
      HelpsKept(house, record_id);
  if (!known.ok()) return known.status();
  for (const care::Help& help : facts.helps) {
    // What it told before was met before.
    if (std::find(known->begin(), known->end(), help) != known->end()) continue;
    const absl::StatusOr<std::vector<MetHelp>> met =
        HelpsThatMeet(house, serving, help, facts.agency);
    if (!met.ok()) return met.status();
    for (const MetHelp& one : *met) {
      v1::Event event;
      event.set_kind(v1::EVENT_KIND_HELP_OVERLAP);
      event.set_detail(care::Tellable(one.kind) == help.kind
                           ? v1::BenefitKind_Name(help.kind)
                           : "");
      event.set_child_id(serving.child.child_id());
      if (told.insert(facts.agency + event.detail()).second) {
        AddEvent(event, facts.agency, call);
      }
      event.set_child_id(one.child_id);
      if (told.insert(one.agency + one.child_id + event.detail()).second) {
        AddEvent(std::move(event), one.agency, call);
      }
    }
  }
  return absl::OkStatus();
}

// Agencies that see the child's risk differently: nothing is silently won, a
// person of each must look at it.
absl::Status TellOfDisagreement(const House& house, const FiledFacts& facts,
                                const Serving& serving,
                                const std::string& record_id, Call* call) {
  if (facts.signals.risk() == v1::RISK_LEVEL_UNSPECIFIED) {
    return absl::OkStatus();
  }
  const absl::StatusOr<v1::SignalRow> before =
      SignalsOfRecord(house, record_id);
  if (!before.ok() && !absl::IsNotFound(before.status())) {
    return before.status();
  }
  if (before.ok() && before->risk() == facts.signals.risk()) {
    return absl::OkStatus();
  }
  const absl::StatusOr<std::vector<v1::SignalRow>> signals =
      SignalsOfChild(house, serving.child);
  if (!signals.ok()) return signals.status();
  std::set<std::string> others;
  for (const v1::SignalRow& row : *signals) {
    if (row.agency() != facts.agency &&
        care::Disagree(row.risk(), facts.signals.risk())) {
      others.insert(row.agency());
    }
  }
  for (const std::string& agency : others) {
    for (const auto& [told, holder] : {std::make_pair(agency, facts.agency),
                                       std::make_pair(facts.agency, agency)}) {
      v1::Event event;
      event.set_kind(v1::EVENT_KIND_DISAGREEMENT);
      event.set_child_id(serving.child.child_id());
      event.set_from_agency(holder);
      event.set_detail("RISK");
      AddEvent(std::move(event), told, call, v1::ACTION_READ, holder);
    }
  }
  return absl::OkStatus();
}

// Keeps what the record tells, and listens to the child when a detector may ask
// for it, or has.
absl::Status KeepListening(const House& house, const FiledFacts& facts,
                           const Filed& filed, Call* call) {
  v1::SignalRow row = facts.signals;
  row.set_agency(facts.agency);
  row.set_child_id(filed.child.child_id());
  row.set_filed_unix_seconds(absl::ToUnixSeconds(call->now));
  absl::Status kept = KeepSignals(house, filed.record_id, row, call);
  if (!kept.ok()) return kept;
  if (care::IsSign(row)) {
    LookAgain(row.child_id(), call->now, call);
    return absl::OkStatus();
  }
  if (filed.child.record_ids_size() == 1) return absl::OkStatus();
  absl::StatusOr<std::vector<v1::SilenceRow>> known =
      SilencesOf(house, row.child_id());
  if (!known.ok()) return known.status();
  if (!known->empty()) LookAgain(row.child_id(), call->now, call);
  return absl::OkStatus();
}

}  // namespace

FiledFacts FiledFactsOf(const v1::Record& record) {
  FiledFacts facts;
  facts.agency = record.agency();
  facts.is_incident = record.incidents_size() > 0;
  facts.helps = care::HelpsIn(record);
  facts.signals = care::SignalsOf(record);
  return facts;
}

absl::Status TellOfFiling(const House& house, const FiledFacts& facts,
                          const Filed& filed, Call* call) {
  if (filed.outcome == v1::SUBMIT_OUTCOME_UNCHANGED) return absl::OkStatus();
  absl::StatusOr<Serving> serving = ServingOf(house, filed.child);
  if (!serving.ok()) return serving.status();
  for (const std::string& agency : serving->agencies) {
    if (agency == facts.agency) continue;
    v1::Event event;
    event.set_kind(v1::EVENT_KIND_CHILD_CHANGED);
    event.set_child_id(filed.child.child_id());
    event.set_from_agency(facts.agency);
    AddEvent(std::move(event), agency, call, v1::ACTION_READ, facts.agency);
  }
  if (absl::Status told = TellOfReviews(facts, call); !told.ok()) return told;
  const absl::StatusOr<v1::Traits> before =
      TraitsBefore(house, filed.record_id);
  if (!before.ok()) return before.status();
  if (absl::Status told = TellOfArea(house, facts, *serving, *before, call);
      !told.ok()) {
    return told;
  }
  if (absl::Status told =
          TellOfDisagreement(house, facts, *serving, filed.record_id, call);
      !told.ok()) {
    return told;
  }
  if (absl::Status kept = KeepListening(house, facts, filed, call);
      !kept.ok()) {
    return kept;
  }
  const absl::StatusOr<v1::Traits> now = TraitsNow(filed.record_id, *call);
  if (!now.ok()) return now.status();
  if (serving->house_code.empty()) serving->house_code = now->house_code();
  KeepHousehold(house, filed.record_id, before->house_code(), now->house_code(),
                call);
  KeepHelps(house, filed.record_id, facts.agency, facts.helps, call);
  return TellOfHelps(house, facts, *serving, filed.record_id, call);
}

}  // namespace saan
