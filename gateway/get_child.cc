// GetChild: find the child, decide, redact. Serve writes the entry before the
// reply. A child that may not be seen and one that is not there look the same.

#include <utility>
#include <vector>

#include "gateway/children.h"
#include "gateway/disclosure.h"
#include "gateway/etag.h"
#include "gateway/exchange.h"
#include "gateway/facts.h"
#include "gateway/filing.h"
#include "gateway/names.h"
#include "gateway/together.h"

namespace saan {
namespace {

// What cannot be found is refused like what may not be seen.
absl::Status NotFoundIsNoAccess(absl::Status status) {
  return absl::IsNotFound(status) ? Refuse(v1::ERROR_REASON_NO_ACCESS) : status;
}

// The child that is asked for, and what was read of it on the way.
struct Asked {
  std::string child_id;
  StoredRecord record;  // None where none was read.
};

absl::StatusOr<Asked> ByNative(const House& house, const Call& call,
                               const v1::NativeReference& native) {
  if (native.system() != call.caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "native.system");
  }
  absl::StatusOr<std::string> record_id =
      house.store.Get(NativeKey(house.seal, native));
  if (!record_id.ok()) return NotFoundIsNoAccess(record_id.status());
  absl::StatusOr<StoredRecord> record =
      StoredRecord::Read(house.store, *record_id);
  if (!record.ok()) return NotFoundIsNoAccess(record.status());
  std::string child_id = record->child_id();
  return Asked{std::move(child_id), *std::move(record)};
}

absl::StatusOr<Asked> ByIdentifier(const House& house, const Call& call,
                                   const v1::Identifier& identifier) {
  if (identifier.value().empty() ||
      identifier.kind() == v1::IDENTIFIER_KIND_UNSPECIFIED) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "identifier");
  }
  v1::Record record;
  *record.mutable_person()->add_identifiers() = identifier;
  record.mutable_person()->mutable_identifiers(0)->set_status(
      v1::IDENTIFIER_STATUS_VALID);
  const v1::Traits traits = match::TraitsOf(record);
  // The number must be searchable in the record that holds it.
  v1::Label label;
  label.set_category(v1::CATEGORY_IDENTIFIER);
  label.set_about(v1::ABOUT_CHILD);
  label.set_sensitivity(3);
  for (const std::string& number : traits.identifiers()) {
    for (Identities::Holder& holder : house.identities.HoldersOf(number)) {
      const policy::Decision decision = call.rules->Decide(
          call.Ask(v1::ACTION_SEARCH), holder.agency, FactsOfAsker(call));
      if (decision.Level(label) < v1::DISCLOSURE_LEVEL_PRESENCE) continue;
      // A record of the caller's own is there whatever is held.
      if (holder.agency != call.caller.agency) {
        const absl::StatusOr<bool> is_held =
            IsHeldFrom(house, call, holder.child_id);
        if (!is_held.ok()) return is_held.status();
        if (*is_held) continue;
      }
      return Asked{std::move(holder.child_id), {}};
    }
  }
  return Refuse(v1::ERROR_REASON_NO_ACCESS);
}

absl::StatusOr<Asked> ChildAsked(const House& house, const Call& call,
                                 const v1::GetChildRequest& request) {
  switch (request.child_case()) {
    case v1::GetChildRequest::kChildId:
      if (!IsHandle(request.child_id())) {
        return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
      }
      return Asked{request.child_id(), {}};
    case v1::GetChildRequest::kNative:
      return ByNative(house, call, request.native());
    case v1::GetChildRequest::kIdentifier:
      return ByIdentifier(house, call, request.identifier());
    case v1::GetChildRequest::CHILD_NOT_SET:
      break;
  }
  return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "child");
}

// The records in the bytes that they are disclosed in: read, they would be
// written again unread. On the wire they are Child.records as any others.
void AddAsTheyLie(std::vector<std::string>* records, v1::Child* child) {
  auto* fields = child->GetReflection()->MutableUnknownFields(child);
  for (std::string& record : *records) {
    *fields->AddLengthDelimited(v1::Child::kRecordsFieldNumber) =
        std::move(record);
  }
}

absl::Status AddTogether(const Titles& titles, const Disclosed& disclosed,
                         v1::Child* child) {
  absl::StatusOr<std::vector<v1::Record>> records = Parsed(disclosed);
  if (!records.ok()) return records.status();
  for (v1::Record& record : *records) {
    *child->add_records() = std::move(record);
  }
  PutTogether(titles, child);
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::GetChildRequest& request,
                  Call* call, v1::GetChildResponse* response) {
  absl::StatusOr<Asked> asked = ChildAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.store, asked->child_id);
  if (!child.ok()) return NotFoundIsNoAccess(child.status());
  absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, *child, std::move(asked->record));
  if (!records.ok()) return records.status();
  const absl::StatusOr<policy::Facts> facts =
      FactsOf(house, *call, *child, *records);
  if (!facts.ok()) return facts.status();
  // The log names the child that was asked for even when nothing is shown.
  absl::StatusOr<Disclosed> disclosed =
      Disclose(house, *child, *facts, *records, call);
  if (!disclosed.ok()) {
    if (ReasonOf(disclosed.status()) == v1::ERROR_REASON_NO_ACCESS) {
      call->entry.add_subject_refs(child->audit_ref());
    }
    return disclosed.status();
  }
  v1::Child& shown = *response->mutable_child();
  shown.set_child_id(child->child_id());
  shown.set_etag(EtagOf(child->version()));
  if (request.view() == v1::CHILD_VIEW_TOGETHER) {
    absl::Status added = AddTogether(house.titles, *disclosed, &shown);
    if (!added.ok()) return added;
  } else {
    AddAsTheyLie(&disclosed->records, &shown);
  }
  TellWithheld(disclosed->withheld, response);
  for (v1::Obligation& duty : disclosed->obligations) {
    *response->add_obligations() = std::move(duty);
  }
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* Exchange::GetChild(
    grpc::CallbackServerContext* context, const v1::GetChildRequest* request,
    v1::GetChildResponse* response) {
  return ServeSoon(frame_, context,
                   {"ExchangeService/GetChild", Door::kExchange}, request,
                   response, &Body);
}

}  // namespace saan
