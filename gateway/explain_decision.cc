// ExplainDecision: as it was made, with the edition, the facts and the
// directions of that moment. An agency may ask about its own decisions, but not
// about refusals, which would tell that the child is known; to it a hold looks
// like no rule, and rules that did not apply are left out, for they would tell
// what is known of the child.

#include "gateway/decisions.h"
#include "gateway/epochs.h"
#include "gateway/names.h"
#include "gateway/oversight.h"
#include "gateway/policy/explain.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"

namespace saan {
namespace {

void LeaveOutUnmet(v1::AccessExplanation* explanation) {
  auto& rules = *explanation->mutable_rules();
  int kept = 0;
  for (int i = 0; i < rules.size(); ++i) {
    if (rules.Get(i).unmet().empty()) rules.SwapElements(kept++, i);
  }
  while (rules.size() > kept) rules.RemoveLast();
}

absl::Status Body(const House& house, const v1::ExplainDecisionRequest& request,
                  Call* call, v1::ExplainDecisionResponse* response) {
  if (!IsHandle(request.decision_id())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "decision_id");
  }
  const absl::StatusOr<v1::DecisionRow> row =
      DecisionOf(house, request.decision_id());
  if (!row.ok()) return row.status();
  const bool oversees = Oversees(house, *call);
  if (!oversees &&
      (row->is_refused() || row->asker().agency() != call->caller.agency)) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "decision_id");
  }
  const absl::StatusOr<Edition> edition = EditionOf(house, *call, row->epoch());
  if (!edition.ok()) return edition.status();
  const absl::StatusOr<Replayed> replayed = ReplayOf(house, *row);
  if (!replayed.ok()) return replayed.status();
  *response->mutable_decided_time() = TimestampOf(replayed->ask.now);
  *response->mutable_asker() = row->asker();
  for (const std::string& holder : row->holders()) {
    v1::HolderExplanation& told = *response->add_explanations();
    told.set_holder(holder);
    *told.mutable_explanation() = policy::Explain(
        *edition->rules, replayed->ask, holder, replayed->facts, oversees);
    if (!oversees) LeaveOutUnmet(told.mutable_explanation());
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ExplainDecision(grpc::ServerContext* context,
                                      const v1::ExplainDecisionRequest* request,
                                      v1::ExplainDecisionResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ExplainDecision", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
