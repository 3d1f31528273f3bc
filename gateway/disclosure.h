// What of a child may leave the house for a caller: the one choke point of
// every verb that answers with a child's data.

#ifndef SAAN_GATEWAY_DISCLOSURE_H_
#define SAAN_GATEWAY_DISCLOSURE_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/exchange.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Records of one child as the caller may see them.
struct Disclosed {
  std::vector<v1::Record> records;
  std::set<v1::Category> withheld;
};

// Redacts the records of `child` for the caller and enters into the log what is
// shown of whose records by which rules. NO_ACCESS when nothing may be shown.
absl::StatusOr<Disclosed> Disclose(const House& house,
                                   const v1::ChildRow& child,
                                   std::vector<v1::Record> records, Call* call);

// `withheld` as it is told: categories and a reason that betrays nothing.
template <typename Response>
void TellWithheld(const std::set<v1::Category>& withheld, Response* response) {
  for (const v1::Category category : withheld) {
    v1::Withheld* told = response->add_withheld();
    told->set_category(category);
    told->set_reason("NO_RULE");
  }
}

// Names the decision in the answer and in the log.
template <typename Response>
void NameDecision(const House& house, Call* call, Response* response) {
  call->entry.set_decision_id(NewHandle(house.env));
  response->set_decision_id(call->entry.decision_id());
}

}  // namespace saan

#endif  // SAAN_GATEWAY_DISCLOSURE_H_
