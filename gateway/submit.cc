#include "gateway/submit.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/after_filing.h"
#include "gateway/children.h"
#include "gateway/facts.h"
#include "gateway/filing.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A record that cannot be mapped is kept whole, with its reasons.
void SetAside(const House& house, const Submission& submission,
              const adapters::Mapped& mapped, Call* call,
              v1::SubmitRecordResponse* response) {
  v1::QuarantineRow row;
  row.set_quarantine_id(NewHandle(house.env));
  row.set_agency(submission.agency);
  row.set_system(submission.system);
  row.set_form(mapped.record.form());
  row.set_native(std::string(submission.native.bytes));
  row.set_native_header(std::string(submission.native.header));
  for (const v1::Violation& violation : mapped.violations) {
    *row.add_violations() = violation;
    *response->add_violations() = violation;
  }
  row.set_received_unix_nanos(absl::ToUnixNanos(call->now));
  row.set_mapping_version(mapped.record.mapping_version());
  row.set_version(1);
  storage::PutRow<v1::QuarantineRow>(storage::kQuarantine, row.quarantine_id(),
                                     row, nullptr, &call->changes);
  call->changes.puts.push_back(
      {storage::Key(
           storage::kQuarantineOrder,
           absl::StrCat(storage::BigEndian64(absl::ToUnixNanos(call->now)),
                        row.quarantine_id())),
       std::string()});
  response->set_outcome(v1::SUBMIT_OUTCOME_QUARANTINED);
  response->set_quarantine_id(row.quarantine_id());
  call->entry.set_outcome(v1::OUTCOME_BAD_INPUT);
  call->entry.set_reason(ReasonName(mapped.violations[0].reason()));
  call->entry.set_records_quarantined(1);
}

// That a child is known elsewhere is information: it is told only where a rule
// lets the caller match.
absl::StatusOr<v1::SubmitOutcome> TellableOutcome(const House& house,
                                                  const Call& call,
                                                  const v1::ChildRow& child,
                                                  v1::SubmitOutcome outcome) {
  switch (outcome) {
    case v1::SUBMIT_OUTCOME_CREATED:
    case v1::SUBMIT_OUTCOME_LINKED:
    case v1::SUBMIT_OUTCOME_IN_REVIEW:
      break;
    default:
      return outcome;
  }
  const policy::Decision decision =
      call.rules->Decide(call.Ask(v1::ACTION_MATCH), "", FactsOfAsker(call));
  if (!decision.allows_anything()) return v1::SUBMIT_OUTCOME_ACCEPTED;
  // Who is held from the child's data meets it as a new one.
  const absl::StatusOr<bool> is_held =
      IsHeldFrom(house, call, child.child_id());
  if (!is_held.ok()) return is_held.status();
  return *is_held ? v1::SUBMIT_OUTCOME_CREATED : outcome;
}

}  // namespace

absl::Status SubmitOne(const House& house, const Submission& submission,
                       Call* call, v1::SubmitRecordResponse* response) {
  const adapters::Adapter* adapter = house.adapters.Find(submission.system);
  if (adapter == nullptr) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  if (submission.native.bytes.empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "native");
  }
  if (submission.native.bytes.size() + submission.native.header.size() >
      adapters::kMaxNativeBytes) {
    return Refuse(v1::ERROR_REASON_RECORD_TOO_LARGE, "native");
  }
  adapters::Mapped mapped = adapter->ToShared(submission.native);
  response->set_native_id(mapped.record.native_id());
  for (v1::Violation& notice : mapped.notices) {
    *response->add_notices() = std::move(notice);
  }
  if (!mapped.ok()) {
    SetAside(house, submission, mapped, call, response);
    return absl::OkStatus();
  }
  Submitted submitted;
  submitted.record = std::move(mapped.record);
  submitted.record.set_agency(submission.agency);
  *submitted.record.mutable_received_time() = TimestampOf(call->now);
  submitted.native = std::string(submission.native.bytes);
  submitted.native_header = std::string(submission.native.header);

  const FiledFacts facts = FiledFactsOf(submitted.record);
  call->filing = std::make_unique<FilingHold>(house.filing);
  absl::StatusOr<Filed> filed = File(house, std::move(submitted), call);
  if (!filed.ok()) return filed.status();
  const absl::StatusOr<v1::SubmitOutcome> outcome =
      TellableOutcome(house, *call, filed->child, filed->outcome);
  if (!outcome.ok()) return outcome.status();
  response->set_outcome(*outcome);
  if (absl::Status told = TellOfFiling(house, facts, *filed, call);
      !told.ok()) {
    return told;
  }
  response->set_record_id(filed->record_id);
  response->set_child_id(filed->child.child_id());
  NameSubject(filed->child, {filed->record_id}, &call->entry);
  call->entry.set_subject_count(1);
  call->entry.add_record_ids(filed->record_id);
  call->entry.set_records_accepted(1);
  return absl::OkStatus();
}

absl::Status SubmitOwn(const House& house,
                       const v1::SubmitRecordRequest& request, Call* call,
                       v1::SubmitRecordResponse* response) {
  if (request.system() != call->caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  const Submission submission = {
      call->caller.agency,
      request.system(),
      {request.native(), request.native_header(), request.form()}};
  return SubmitOne(house, submission, call, response);
}

}  // namespace saan
