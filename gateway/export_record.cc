// ExportRecord: a record in a native form of the caller's system.

#include <utility>

#include "gateway/disclosure.h"
#include "gateway/exchange.h"
#include "gateway/facts.h"
#include "gateway/names.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::StatusOr<std::string> FormAsked(const adapters::Adapter& adapter,
                                      const std::string& form) {
  for (const v1::FormInfo& info : adapter.forms()) {
    if (info.is_exportable() && (form.empty() || form == info.form())) {
      return info.form();
    }
  }
  return Refuse(v1::ERROR_REASON_FIELD_INVALID, "form");
}

absl::StatusOr<v1::RecordRow> RecordAsked(const House& house,
                                          const std::string& record_id) {
  if (!IsHandle(record_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "record_id");
  }
  absl::StatusOr<v1::RecordRow> row =
      storage::GetRow<v1::RecordRow>(house.store, storage::kRecords, record_id);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  return row;
}

absl::Status Body(const House& house, const v1::ExportRecordRequest& request,
                  Call* call, v1::ExportRecordResponse* response) {
  const adapters::Adapter* adapter = house.adapters.Find(request.system());
  if (adapter == nullptr || request.system() != call->caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  absl::StatusOr<std::string> form = FormAsked(*adapter, request.form());
  if (!form.ok()) return form.status();
  absl::StatusOr<v1::RecordRow> row = RecordAsked(house, request.record_id());
  if (!row.ok()) return row.status();
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, row->child_id());
  if (!child.ok()) return child.status();
  const absl::StatusOr<policy::Facts> facts = FactsOf(house, *call, *child);
  if (!facts.ok()) return facts.status();
  absl::StatusOr<Disclosed> disclosed = Disclose(
      house, *child, *facts, {std::move(*row->mutable_record())}, call);
  if (!disclosed.ok()) return disclosed.status();
  absl::StatusOr<std::string> native =
      adapter->FromShared(disclosed->records[0], *form);
  if (!native.ok()) return native.status();
  response->set_native(*std::move(native));
  response->set_form(*std::move(form));
  TellWithheld(disclosed->withheld, response);
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::ExportRecord(grpc::ServerContext* context,
                                    const v1::ExportRecordRequest* request,
                                    v1::ExportRecordResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/ExportRecord", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
