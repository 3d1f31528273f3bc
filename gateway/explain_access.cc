// ExplainAccess: what an asker would see of a child, and why; never the data.

#include <set>

#include "gateway/decisions.h"
#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/policy/explain.h"
#include "gateway/sharing.h"
#include "gateway/timestamps.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::ExplainAccessRequest& request,
                  Call* call, v1::ExplainAccessResponse* response) {
  const v1::Asker& asker = request.asker();
  const absl::StatusOr<policy::Ask> ask =
      AskOf(asker, request.has_as_of_time() ? TimeOf(request.as_of_time())
                                            : call->now);
  if (!ask.ok()) return ask.status();
  std::set<std::string> holders;
  policy::Facts facts;
  if (!request.child_id().empty()) {
    const absl::StatusOr<v1::ChildRow> child =
        ChildNamed(house, request.child_id(), call);
    if (!child.ok()) return child.status();
    const absl::StatusOr<std::vector<StoredRecord>> records =
        StoredRecordsOf(house.store, *child);
    if (!records.ok()) return records.status();
    // As the asker would call: its ties are its own.
    Call as_asker;
    as_asker.caller.agency = asker.agency();
    as_asker.now = ask->now;
    absl::StatusOr<policy::Facts> known =
        FactsOf(house, as_asker, *child, *records);
    if (!known.ok()) return known.status();
    facts = *std::move(known);
    for (const StoredRecord& record : *records) {
      holders.insert(record.glance().agency());
    }
  }
  if (!asker.holder().empty()) holders = {asker.holder()};
  if (holders.empty()) holders.insert("");
  for (const std::string& holder : holders) {
    v1::HolderExplanation& told = *response->add_explanations();
    told.set_holder(holder);
    *told.mutable_explanation() =
        policy::Explain(*call->rules, *ask, holder, facts, true);
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ExplainAccess(grpc::ServerContext* context,
                                    const v1::ExplainAccessRequest* request,
                                    v1::ExplainAccessResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ExplainAccess", Door::kOversight}, *request,
               response, &Body);
}

}  // namespace saan
