// What of a child may leave the house for a caller: the one choke point of
// every verb that answers with a child's data.

#ifndef SAAN_GATEWAY_DISCLOSURE_H_
#define SAAN_GATEWAY_DISCLOSURE_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/stored_record.h"
#include "saan/v1/exchange.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Records of one child as the caller may see them.
struct Disclosed {
  // Serialised saan.v1.Record, each as it may leave.
  std::vector<std::string> records;
  std::set<v1::Category> withheld;
  // What must be done with them.
  std::vector<v1::Obligation> obligations;
};

// Redacts `records` of `child`, those that the answer is made of, for the
// caller by `facts`, which are of the whole child (facts.h), and enters into
// the log what is shown of whose records by which rules; keeps what the
// decision was made on; counts the child against budgets, and the caller's
// agency among those who got data under a consent. NO_ACCESS when nothing may
// be shown; BUDGET_SPENT: the call keeps what that was decided on as well,
// where it ends so; DATA_LOSS: a record that is none.
absl::StatusOr<Disclosed> Disclose(const House& house,
                                   const v1::ChildRow& child,
                                   const policy::Facts& facts,
                                   const std::vector<StoredRecord>& records,
                                   Call* call);

// The same for `record` alone, which is of `child`: the facts are of all
// records all the same. The codes of the store as well.
absl::StatusOr<Disclosed> DiscloseOne(const House& house,
                                      const v1::ChildRow& child,
                                      StoredRecord record, Call* call);

// What is disclosed, for a verb that reads it. DATA_LOSS: a record that is
// none.
absl::StatusOr<std::vector<v1::Record>> Parsed(const Disclosed& disclosed);

// `withheld` as it is told: categories and a reason that betrays nothing.
template <typename Response>
void TellWithheld(const std::set<v1::Category>& withheld, Response* response) {
  for (const v1::Category category : withheld) {
    v1::Withheld* told = response->add_withheld();
    told->set_category(category);
    told->set_reason("NO_RULE");
  }
}

// Keeps what a decision was made on, so that it can be explained and replayed
// (ExplainDecision, SimulateEpoch), and names it in the log. `child_id` is
// empty in a search.
void KeepDecision(const House& house, v1::Action action,
                  const std::string& child_id, const policy::Facts& facts,
                  const std::set<std::string>& holders, Call* call);

// Names the decision in the answer: the one that was kept last, or a new one,
// where the owner's own was all that was asked for.
template <typename Response>
void NameDecision(const House& house, Call* call, Response* response) {
  if (call->entry.decision_id().empty()) {
    call->entry.set_decision_id(NewHandle(house.env));
  }
  response->set_decision_id(call->entry.decision_id());
}

}  // namespace saan

#endif  // SAAN_GATEWAY_DISCLOSURE_H_
