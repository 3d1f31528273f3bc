// ListTargets: the children of an area that someone should look after, for whom
// is responsible there. Signs are read of agencies that the caller may know of;
// there are no names.

#include <algorithm>

#include "absl/strings/match.h"
#include "gateway/care/silences.h"
#include "gateway/children.h"
#include "gateway/disclosure.h"
#include "gateway/events.h"
#include "gateway/facts.h"
#include "gateway/follow_up.h"
#include "gateway/paging.h"
#include "gateway/policy/day.h"
#include "gateway/responsibilities.h"
#include "gateway/serving.h"
#include "gateway/signals.h"
#include "storage/tables.h"

namespace saan {
namespace {

int32_t TodayInDays(absl::Time now) {
  return static_cast<int32_t>(policy::DayOf(now) - absl::CivilDay(1970, 1, 1));
}

// Each child comes once: with the first of its records that is in the area.
absl::StatusOr<bool> IsFirstOfItsChild(const House& house,
                                       const v1::ChildRow& child,
                                       const std::string& record_id,
                                       const std::string& area_prefix) {
  for (const std::string& other : child.record_ids()) {
    if (other == record_id) return true;
    const absl::StatusOr<v1::SignalRow> row = SignalsOfRecord(house, other);
    if (absl::IsNotFound(row.status())) continue;
    if (!row.ok()) return row.status();
    if (absl::StartsWith(row->area_code(), area_prefix)) return false;
  }
  return false;
}

// What the caller may know of the child; false where that is nothing.
bool Describe(const Call& call, const std::vector<v1::SignalRow>& signals,
              const policy::Facts& facts, v1::Target* target) {
  const auto may_read = [&](const v1::SignalRow& row, v1::Category category,
                            int sensitivity) {
    return ReadLevel(call, facts, row.agency(), category, sensitivity) ==
           v1::DISCLOSURE_LEVEL_FULL;
  };
  const int32_t today = TodayInDays(call.now);
  bool is_known = false;
  for (const v1::SignalRow& row : signals) {
    if (!may_read(row, v1::CATEGORY_CASE, 1)) continue;
    is_known = true;
    if (std::find(target->agencies().begin(), target->agencies().end(),
                  row.agency()) == target->agencies().end()) {
      target->add_agencies(row.agency());
    }
    target->set_has_open_need(target->has_open_need() || row.has_open_need());
    target->set_has_open_case(target->has_open_case() || row.has_open_case());
    target->set_is_past_deadline(
        target->is_past_deadline() ||
        (row.plan_until_days() != 0 && row.plan_until_days() < today));
    if (row.has_open_absence() && may_read(row, v1::CATEGORY_EDUCATION, 1)) {
      target->set_has_open_absence(true);
    }
    if (row.risk() >= v1::RISK_LEVEL_HIGH &&
        may_read(row, v1::CATEGORY_PROTECTION, 2)) {
      target->set_is_at_high_risk(true);
    }
  }
  return is_known;
}

absl::Status AddTarget(const House& house,
                       const v1::ListTargetsRequest& request,
                       const AreaPosition& position, Call* call,
                       v1::ListTargetsResponse* response) {
  const absl::StatusOr<v1::SignalRow> row =
      SignalsOfRecord(house, position.record_id);
  // Went since the page was read.
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  if (!row.ok()) return row.status();
  absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.store, row->child_id());
  if (absl::IsNotFound(child.status())) return absl::OkStatus();
  if (!child.ok()) return child.status();
  const absl::StatusOr<bool> is_first = IsFirstOfItsChild(
      house, *child, position.record_id, request.area_prefix());
  if (!is_first.ok()) return is_first.status();
  if (!*is_first) return absl::OkStatus();
  const absl::StatusOr<policy::Facts> facts = FactsOf(house, *call, *child);
  if (!facts.ok()) return facts.status();
  v1::Target target;
  target.set_child_id(child->child_id());
  target.set_area_code(position.area_code);
  const absl::StatusOr<std::vector<v1::SignalRow>> signals =
      SignalsOfChild(house, *child);
  if (!signals.ok()) return signals.status();
  if (!Describe(*call, *signals, *facts, &target)) return absl::OkStatus();
  if (request.only_open_cases() && !target.has_open_case()) {
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<v1::SilenceRow>> silences =
      SilencesOf(house, child->child_id());
  if (!silences.ok()) return silences.status();
  for (const v1::SilenceRow& silence : *silences) {
    if (silence.agency() == call->caller.agency) {
      target.add_silences(silence.detector());
    }
  }
  NameSubject(*child, RecordIdsOf(*child), &call->entry);
  *response->add_targets() = std::move(target);
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::ListTargetsRequest& request,
                  Call* call, v1::ListTargetsResponse* response) {
  if (!IsArea(request.area_prefix())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "area_prefix");
  }
  absl::StatusOr<bool> may = IsResponsible(house, *call, request.area_prefix());
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  absl::StatusOr<IndexPage> page =
      ReadIndexPage(house.store, AreaIndex(request.area_prefix()),
                    asked->position, asked->size);
  if (!page.ok()) return page.status();
  for (const std::string& position : page->positions) {
    absl::Status added = AddTarget(
        house, request, ReadAreaPosition(request.area_prefix(), position), call,
        response);
    if (!added.ok()) return added;
  }
  call->entry.set_subject_count(response->targets_size());
  NameDecision(house, call, response);
  if (!page->next.empty()) {
    response->set_next_page_token(
        MakePageToken(house, *call, asked->question, page->next));
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status FollowUp::ListTargets(grpc::ServerContext* context,
                                   const v1::ListTargetsRequest* request,
                                   v1::ListTargetsResponse* response) {
  return Serve(frame_, *context,
               {"FollowUpService/ListTargets", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
