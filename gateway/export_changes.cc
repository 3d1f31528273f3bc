// ExportChanges: what others changed of children that the caller serves, in a
// native form of the caller's own system. The outbox says what has changed; the
// rules, as ever, what of it may be seen.

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "gateway/disclosure.h"
#include "gateway/event_token.h"
#include "gateway/events.h"
#include "gateway/export_asked.h"
#include "gateway/facts.h"
#include "gateway/follow_up.h"
#include "gateway/paging.h"
#include "gateway/rows.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kUsualChildren = 20;
constexpr int kMostChildren = 100;

std::string ChangesBinding(const Call& call) {
  return absl::StrCat("changes/", call.caller.agency, "/", call.caller.system);
}

// Children that changed after `position`, which moves past what was read;
// `is_at_end` when that was all.
absl::StatusOr<std::set<std::string>> Changed(const House& house,
                                              const Call& call, int size,
                                              uint64_t* position,
                                              bool* is_at_end) {
  *is_at_end = true;
  std::set<std::string> children;
  const std::string& agency = call.caller.agency;
  absl::Status scanned = ScanRowsBetween<v1::EventRow>(
      house.store, EventKey(agency, *position + 1),
      EventKey(agency, ~uint64_t{0}), [&](const v1::EventRow& row) {
        if (row.event().kind() == v1::EVENT_KIND_CHILD_CHANGED &&
            children.count(row.event().child_id()) == 0) {
          if (static_cast<int>(children.size()) == size) {
            *is_at_end = false;
            return false;
          }
          children.insert(row.event().child_id());
        }
        *position = PositionOfEvent(row.event().event_id());
        return true;
      });
  if (!scanned.ok()) return scanned;
  return children;
}

absl::Status AddChild(const House& house, const std::string& child_id,
                      const adapters::Adapter& adapter, Call* call,
                      std::set<v1::Category>* withheld,
                      v1::ExportChangesResponse* response) {
  absl::StatusOr<v1::ChildRow> child = ResolveChild(house.store, child_id);
  if (absl::IsNotFound(child.status())) return absl::OkStatus();
  if (!child.ok()) return child.status();
  absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, *child);
  if (!records.ok()) return records.status();
  const absl::StatusOr<policy::Facts> facts =
      FactsOf(house, *call, *child, *records);
  if (!facts.ok()) return facts.status();
  std::erase_if(*records, [&](const StoredRecord& record) {
    return record.glance().agency() == call->caller.agency;
  });
  if (records->empty()) return absl::OkStatus();
  absl::StatusOr<Disclosed> disclosed =
      Disclose(house, *child, *facts, *records, call);
  if (ReasonOf(disclosed.status()) == v1::ERROR_REASON_NO_ACCESS) {
    return absl::OkStatus();
  }
  if (!disclosed.ok()) return disclosed.status();
  withheld->insert(disclosed->withheld.begin(), disclosed->withheld.end());
  const absl::StatusOr<std::vector<v1::Record>> shown = Parsed(*disclosed);
  if (!shown.ok()) return shown.status();
  for (const v1::Record& record : *shown) {
    absl::StatusOr<std::string> native =
        adapter.FromShared(record, response->form());
    // A record that has nothing the form can hold is left out.
    if (!native.ok()) continue;
    v1::ChangedRecord& changed = *response->add_records();
    changed.set_child_id(child_id);
    changed.set_agency(record.agency());
    changed.set_native(*std::move(native));
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::ExportChangesRequest& request,
                  Call* call, v1::ExportChangesResponse* response) {
  absl::StatusOr<ExportAsked> asked =
      ReadExportAsked(house, *call, request.system(), request.form());
  if (!asked.ok()) return asked.status();
  response->set_form(asked->form);
  absl::StatusOr<int> size =
      PageSize(request.page_size(), kUsualChildren, kMostChildren);
  if (!size.ok()) return size.status();
  absl::StatusOr<uint64_t> position =
      ReadEventToken(house, ChangesBinding(*call), call->now,
                     request.since_token(), "since_token");
  if (!position.ok()) return position.status();
  bool is_at_end = false;
  absl::StatusOr<std::set<std::string>> children =
      Changed(house, *call, *size, &*position, &is_at_end);
  if (!children.ok()) return children.status();
  std::set<v1::Category> withheld;
  for (const std::string& child_id : *children) {
    absl::Status added =
        AddChild(house, child_id, asked->adapter, call, &withheld, response);
    if (!added.ok()) return added;
  }
  call->entry.set_subject_count(static_cast<uint32_t>(children->size()));
  response->set_since_token(
      MakeEventToken(house, ChangesBinding(*call), *position,
                     is_at_end ? call->now : absl::InfinitePast()));
  TellWithheld(withheld, response);
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status FollowUp::ExportChanges(grpc::ServerContext* context,
                                     const v1::ExportChangesRequest* request,
                                     v1::ExportChangesResponse* response) {
  return Serve(frame_, *context,
               {"FollowUpService/ExportChanges", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
