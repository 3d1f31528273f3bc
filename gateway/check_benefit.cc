// CheckBenefit: is help given twice? An advice at presence level, for whoever
// serves the child: that another payer gives something for the same time. Kinds
// that betray HIV, foster care or disability are never named.

#include <set>

#include "gateway/coordination.h"
#include "gateway/disclosure.h"
#include "gateway/helps.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::CheckBenefitRequest& request,
                  Call* call, v1::CheckBenefitResponse* response) {
  const care::BenefitRule* rule = care::RuleOf(request.kind());
  if (rule == nullptr) return Refuse(v1::ERROR_REASON_FIELD_INVALID, "kind");
  care::Help help;
  if (!care::HelpOf(request.kind(), request.from_date(), request.until_date(),
                    &help)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "from_date, until_date");
  }
  absl::StatusOr<KnownChild> known =
      ChildKnownTo(house, request.child_id(), call);
  if (!known.ok()) return known.status();
  absl::StatusOr<std::vector<MetHelp>> met =
      HelpsThatMeet(house, known->serving, help, call->caller.agency);
  if (!met.ok()) return met.status();
  // What others give to a child that is held from the caller is nothing.
  if (known->is_held) met->clear();
  std::set<std::string> told;  // By bytes: what looks the same is told once.
  std::set<std::string> holders;
  for (const MetHelp& one : *met) {
    v1::HelpOverlap overlap;
    overlap.set_kind(care::Tellable(one.kind));
    // The kind that was asked about, where both are closed, is not named.
    if (rule->is_closed) overlap.clear_kind();
    overlap.set_is_of_household(one.is_of_household);
    if (ReadLevel(*call, known->facts, one.agency, v1::CATEGORY_BENEFIT, 1) >=
        v1::DISCLOSURE_LEVEL_PRESENCE) {
      overlap.set_contact_agency(one.agency);
    }
    if (!told.insert(overlap.SerializeAsString()).second) continue;
    holders.insert(one.agency);
    *response->add_overlaps() = std::move(overlap);
  }
  for (const std::string& holder : holders) call->entry.add_holders(holder);
  KeepDecision(house, v1::ACTION_READ, known->serving.child.child_id(),
               known->facts, known->serving.agencies, call);
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::CheckBenefit(grpc::ServerContext* context,
                                        const v1::CheckBenefitRequest* request,
                                        v1::CheckBenefitResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/CheckBenefit", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
