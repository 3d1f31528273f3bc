// FindChildren: a description in, handles out. What the caller may not see of a
// record cannot help to find it.

#include <vector>

#include "gateway/children.h"
#include "gateway/disclosure.h"
#include "gateway/exchange.h"
#include "gateway/facts.h"
#include "gateway/paging.h"
#include "gateway/question.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kUsualCandidates = 10;
constexpr int kMostCandidates = 20;

absl::Status Body(const House& house, const v1::FindChildrenRequest& request,
                  Call* call, v1::FindChildrenResponse* response) {
  absl::StatusOr<int> size =
      PageSize(request.page_size(), kUsualCandidates, kMostCandidates);
  if (!size.ok()) return size.status();
  const absl::StatusOr<v1::Traits> question = ReadQuestion(request, call->now);
  if (!question.ok()) return question.status();
  absl::StatusOr<Searched> searched = WeighSearchable(house, *call, *question);
  if (!searched.ok()) return searched.status();
  std::vector<WeighedChild>& found = searched->found;
  if (found.size() > static_cast<size_t>(*size)) found.resize(*size);
  for (const WeighedChild& candidate : found) {
    absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
        house.ahead, storage::kChildren, candidate.child_id);
    if (!child.ok()) return child.status();
    v1::Candidate& told = *response->add_candidates();
    told.set_child_id(candidate.child_id);
    told.set_likelihood(candidate.verdict == v1::VERDICT_SAME
                            ? v1::LIKELIHOOD_LIKELY
                            : v1::LIKELIHOOD_POSSIBLE);
    NameSubject(*child, {candidate.record_id}, &call->entry);
  }
  call->entry.set_subject_count(static_cast<uint32_t>(found.size()));
  KeepDecision(house, v1::ACTION_SEARCH, "", FactsOfAsker(*call),
               searched->holders, call);
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::FindChildren(grpc::ServerContext* context,
                                    const v1::FindChildrenRequest* request,
                                    v1::FindChildrenResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/FindChildren", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
