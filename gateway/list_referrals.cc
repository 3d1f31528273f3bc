// ListReferrals: what the caller's agency received or sent, without its words.

#include "absl/strings/str_cat.h"
#include "gateway/coordination.h"
#include "gateway/events.h"
#include "gateway/paging.h"
#include "gateway/referrals.h"
#include "storage/tables.h"

namespace saan {
namespace {

// A position is eight bytes of time and the handle.

absl::Status Body(const House& house, const v1::ListReferralsRequest& request,
                  Call* call, v1::ListReferralsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const char side = request.side() == v1::REFERRAL_SIDE_SENT ? 'S' : 'R';
  const std::string prefix =
      storage::Key(storage::kReferralOrder,
                   absl::StrCat(std::string(1, side), call->caller.agency,
                                std::string(1, '\0')));
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, prefix, asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& position : page->positions) {
    absl::StatusOr<PartyReferral> found =
        FindReferral(house, position.substr(storage::kTimeBytes), *call);
    // Held since it was sent.
    if (ReasonOf(found.status()) == v1::ERROR_REASON_NO_ACCESS) continue;
    if (!found.ok()) return found.status();
    if (request.only_open() && !care::IsOpen(found->row.referral().status())) {
      continue;
    }
    absl::Status named =
        NameChild(house, found->row.referral().child_id(), call);
    if (!named.ok()) return named;
    v1::CareReferral& listed = *response->add_referrals();
    listed = ViewOf(found->row, care::Party::kOverseer);
    listed.clear_steps();
  }
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::ListReferrals(
    grpc::ServerContext* context, const v1::ListReferralsRequest* request,
    v1::ListReferralsResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/ListReferrals", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
