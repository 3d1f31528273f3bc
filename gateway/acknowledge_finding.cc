// AcknowledgeFinding: what came of a finding, as an entry of the log; so it is
// in every copy, beside what it speaks of.

#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "storage/ledger.h"

namespace saan {
namespace {

constexpr size_t kMaxText = 64;

absl::Status CheckFinding(const House& house,
                          const v1::AcknowledgedFinding& finding) {
  if (finding.rule().empty() || finding.version().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "finding.rule");
  }
  if (finding.rule().size() > kMaxText || finding.version().size() > kMaxText ||
      finding.agency().size() > kMaxText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "finding");
  }
  if (!finding.actor_ref().empty() &&
      finding.actor_ref().size() != storage::kSubjectRefBytes) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "finding.actor_ref");
  }
  if (finding.first_index() > finding.last_index() ||
      finding.last_index() >= house.log.Head().size()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "finding.last_index");
  }
  if (finding.verdict() == v1::FINDING_VERDICT_UNSPECIFIED ||
      !v1::FindingVerdict_IsValid(finding.verdict())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "finding.verdict");
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house,
                  const v1::AcknowledgeFindingRequest& request, Call* call,
                  v1::AcknowledgeFindingResponse*) {
  absl::Status checked = CheckFinding(house, request.finding());
  if (!checked.ok()) return checked;
  // The entry that begins it must be one that the caller may see.
  const absl::StatusOr<v1::LoggedEntry> first =
      ReadEntry(house, request.finding().first_index(), /*with_leaf=*/false);
  if (!first.ok()) return first.status();
  absl::Status seen = MaySee(house, *call, first->entry());
  if (!seen.ok()) return seen;
  if (first->entry().agency() != request.finding().agency()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "finding.agency");
  }
  *call->entry.mutable_acknowledged() = request.finding();
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::AcknowledgeFinding(
    grpc::ServerContext* context, const v1::AcknowledgeFindingRequest* request,
    v1::AcknowledgeFindingResponse* response) {
  return Serve(frame_, *context,
               {"AuditorService/AcknowledgeFinding", Door::kAuditor}, *request,
               response, &Body);
}

}  // namespace saan
