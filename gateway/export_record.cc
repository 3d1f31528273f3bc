// ExportRecord: a record in a native form of the caller's system.

#include <utility>

#include "gateway/disclosure.h"
#include "gateway/exchange.h"
#include "gateway/export_asked.h"
#include "gateway/names.h"
#include "storage/tables.h"

namespace saan {
namespace {

absl::StatusOr<StoredRecord> StoredRecordAsked(const House& house,
                                               const std::string& record_id) {
  if (!IsHandle(record_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "record_id");
  }
  absl::StatusOr<StoredRecord> record =
      StoredRecord::Read(house.store, record_id);
  if (absl::IsNotFound(record.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  return record;
}

absl::Status Body(const House& house, const v1::ExportRecordRequest& request,
                  Call* call, v1::ExportRecordResponse* response) {
  absl::StatusOr<ExportAsked> asked =
      ReadExportAsked(house, *call, request.system(), request.form());
  if (!asked.ok()) return asked.status();
  absl::StatusOr<StoredRecord> record =
      StoredRecordAsked(house, request.record_id());
  if (!record.ok()) return record.status();
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      house.store, storage::kChildren, record->child_id());
  if (!child.ok()) return child.status();
  absl::StatusOr<Disclosed> disclosed =
      DiscloseOne(house, *child, *std::move(record), call);
  if (!disclosed.ok()) return disclosed.status();
  const absl::StatusOr<std::vector<v1::Record>> shown = Parsed(*disclosed);
  if (!shown.ok()) return shown.status();
  absl::StatusOr<std::string> native =
      asked->adapter.FromShared(shown->at(0), asked->form);
  if (!native.ok()) return native.status();
  response->set_native(*std::move(native));
  response->set_form(std::move(asked->form));
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
