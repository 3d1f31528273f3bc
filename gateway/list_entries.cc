// ListEntries: the log, filtered; reading it is itself an entry.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gateway/audit_filter.h"
#include "gateway/audit_view.h"
#include "gateway/audit_walk.h"
#include "gateway/auditor.h"
#include "gateway/names.h"
#include "gateway/paging.h"
#include "gateway/timestamps.h"
#include "storage/log_index.h"
#include "storage/merkle.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Entries that one page may look through; a page may be short, or empty, and
// still have a next one.
constexpr uint64_t kMostEntriesExamined = 20000;
// Entries about one child that are brought into order; more than a child's
// records are looked at in many years.
constexpr size_t kMaxSubjectEntries = 100000;

// What is asked, as the log knows it.
struct Question {
  std::string agency;     // Empty: all.
  std::string actor_ref;  // Empty: all.
  std::string case_ref;   // Empty: all.
  AuditFilter filter;

  bool Matches(const v1::ListEntriesRequest& request, uint64_t index,
               const v1::AuditEntry& entry) const;
  std::vector<std::string> Terms() const;
};

bool Question::Matches(const v1::ListEntriesRequest& request, uint64_t index,
                       const v1::AuditEntry& entry) const {
  if (!agency.empty() && entry.agency() != agency) return false;
  if (!actor_ref.empty() && entry.actor_ref() != actor_ref) return false;
  if (!case_ref.empty() && entry.case_ref() != case_ref) return false;
  if (request.is_refused() && entry.outcome() != v1::OUTCOME_DENIED &&
      entry.outcome() != v1::OUTCOME_BAD_INPUT) {
    return false;
  }
  const absl::Time recorded = absl::FromUnixNanos(entry.recorded_unix_nanos());
  if (request.has_from_time() && recorded < TimeOf(request.from_time())) {
    return false;
  }
  if (request.has_until_time() && recorded >= TimeOf(request.until_time())) {
    return false;
  }
  return filter.Matches(index, entry);
}

std::vector<std::string> Question::Terms() const {
  std::vector<std::string> terms = filter.Terms();
  const auto add = [&](const char* property, const std::string& value) {
    if (value.empty()) return;
    terms.push_back(storage::IndexTerm(property, value));
  };
  add(storage::kTermCase, absl::BytesToHexString(case_ref));
  add(storage::kTermActor, absl::BytesToHexString(actor_ref));
  add(storage::kTermAgency, agency);
  return terms;
}

// Refusals: NO_ACCESS for another agency's entries, those of the filter.
absl::StatusOr<Question> Understand(const House& house, const Call& call,
                                    const v1::ListEntriesRequest& request) {
  absl::StatusOr<AuditFilter> filter = AuditFilter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  Question question = {request.agency(), "", "", *std::move(filter)};
  if (!SeesWholeLog(house, call)) {
    if (!question.agency.empty() && question.agency != call.caller.agency) {
      return Refuse(v1::ERROR_REASON_NO_ACCESS);
    }
    question.agency = call.caller.agency;
  }
  const bool names_person =
      !request.actor().empty() || !request.case_reference().empty();
  if (names_person && question.agency.empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "agency");
  }
  if (!request.actor().empty()) {
    question.actor_ref = ActorRef(house, question.agency, request.actor());
  }
  if (!request.case_reference().empty()) {
    question.case_ref =
        CaseRef(house, question.agency, request.case_reference());
  }
  return question;
}

// The entries about the child that the request names, and into our own entry
// that it was asked about.
absl::StatusOr<std::vector<uint64_t>> EntriesOfChild(
    const House& house, const v1::ListEntriesRequest& request, uint64_t size,
    Call* call) {
  if (!IsHandle(request.child_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, request.child_id());
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "child_id");
  }
  if (!child.ok()) return child.status();
  const absl::StatusOr<std::string> pseudonym =
      SubjectRef(house, child->audit_ref());
  std::vector<uint64_t> indexes;
  if (absl::IsNotFound(pseudonym.status())) return indexes;
  if (!pseudonym.ok()) return pseudonym.status();
  call->entry.add_subject_refs(child->audit_ref());
  absl::Status scanned =
      house.log.ScanSubject(*pseudonym, 0, [&](uint64_t index) {
        if (index < size) indexes.push_back(index);
        return indexes.size() < kMaxSubjectEntries;
      });
  if (!scanned.ok()) return scanned;
  return indexes;
}

absl::StatusOr<EntryWalk> WalkOf(const House& house,
                                 const v1::ListEntriesRequest& request,
                                 const Question& question,
                                 const std::string& position, uint64_t size,
                                 Call* call) {
  WalkPlan plan;
  plan.size = size;
  plan.is_newest_first = request.is_newest_first();
  plan.terms = question.Terms();
  if (!request.child_id().empty()) {
    absl::StatusOr<std::vector<uint64_t>> listed =
        EntriesOfChild(house, request, size, call);
    if (!listed.ok()) return listed.status();
    plan.listed = *std::move(listed);
  }
  std::optional<uint64_t> from;
  if (position.size() == 8) from = storage::FromBigEndian64(position);
  return EntryWalk(house.log, std::move(plan), from);
}

// Adds to each entry its proof under one checkpoint.
absl::Status AddProofs(const House& house, uint64_t size,
                       v1::ListEntriesResponse* response) {
  const absl::StatusOr<storage::SignedCheckpoint> checkpoint =
      house.signatory.Covering(size);
  if (!checkpoint.ok()) return checkpoint.status();
  response->set_checkpoint(checkpoint->note);
  for (v1::LoggedEntry& logged : *response->mutable_entries()) {
    absl::Status proven = AddInclusionProof(house, checkpoint->size, &logged);
    if (!proven.ok()) return proven;
  }
  return absl::OkStatus();
}

// What the page is complete for: from where it began to where it stopped.
void TellCoverage(const v1::ListEntriesRequest& request, const EntryWalk& walk,
                  std::optional<uint64_t> begun, uint64_t size,
                  v1::ListEntriesResponse* response) {
  const std::optional<uint64_t> next = walk.position();
  if (!begun.has_value()) return;  // Nothing was left to look through.
  if (request.is_newest_first()) {
    response->set_covered_first(next.has_value() ? *next + 1 : 0);
    response->set_covered_end(*begun + 1);
  } else {
    response->set_covered_first(*begun);
    response->set_covered_end(next.value_or(size));
  }
}

absl::Status Body(const House& house, const v1::ListEntriesRequest& request,
                  Call* call, v1::ListEntriesResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const absl::StatusOr<Question> question = Understand(house, *call, request);
  if (!question.ok()) return question.status();
  *response->mutable_tree_head() = house.log.Head();
  const uint64_t size = response->tree_head().size();
  absl::StatusOr<EntryWalk> walk =
      WalkOf(house, request, *question, asked->position, size, call);
  if (!walk.ok()) return walk.status();
  const std::optional<uint64_t> begun = walk->position();
  uint64_t examined = 0;
  uint64_t expired = 0;
  while (response->entries_size() < asked->size &&
         examined < kMostEntriesExamined) {
    const absl::StatusOr<std::optional<uint64_t>> index = walk->Next();
    if (!index.ok()) return index.status();
    if (!index->has_value()) break;
    ++examined;
    absl::StatusOr<v1::LoggedEntry> logged =
        ReadEntry(house, **index, request.with_proofs());
    if (!logged.ok()) return logged.status();
    if (logged->is_expired()) {
      ++expired;
      continue;
    }
    if (!question->Matches(request, **index, logged->entry())) continue;
    *response->add_entries() = *std::move(logged);
  }
  response->set_entries_examined(examined);
  response->set_entries_expired(expired);
  response->set_is_by_index(!request.child_id().empty() ||
                            !question->Terms().empty());
  TellCoverage(request, *walk, begun, size, response);
  if (walk->position().has_value()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question,
                      storage::BigEndian64(*walk->position())));
  }
  call->entry.set_entries_read(response->entries_size());
  if (!request.with_proofs()) return absl::OkStatus();
  return AddProofs(house, size, response);
}

}  // namespace

grpc::Status Auditor::ListEntries(grpc::ServerContext* context,
                                  const v1::ListEntriesRequest* request,
                                  v1::ListEntriesResponse* response) {
  return Serve(frame_, *context, {"AuditorService/ListEntries", Door::kAuditor},
               *request, response, &Body);
}

}  // namespace saan
