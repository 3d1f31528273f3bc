// The door for agency systems. One method, one file: GetChild is in
// get_child.cc.

#ifndef SAAN_GATEWAY_EXCHANGE_H_
#define SAAN_GATEWAY_EXCHANGE_H_

#include "gateway/serve.h"
#include "saan/v1/exchange.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Exchange final
    : public v1::ExchangeService::WithCallbackMethod_SubmitRecords<
          v1::ExchangeService::WithCallbackMethod_GetChild<
              v1::ExchangeService::Service>> {
 public:
  explicit Exchange(const Frame& frame) : frame_(frame) {}

  grpc::Status SubmitRecord(grpc::ServerContext*,
                            const v1::SubmitRecordRequest*,
                            v1::SubmitRecordResponse*) override;
  grpc::ServerBidiReactor<v1::SubmitRecordsRequest, v1::SubmitRecordsResponse>*
  SubmitRecords(grpc::CallbackServerContext*) override;
  grpc::Status ValidateRecords(grpc::ServerContext*,
                               const v1::ValidateRecordsRequest*,
                               v1::ValidateRecordsResponse*) override;
  grpc::ServerUnaryReactor* GetChild(grpc::CallbackServerContext*,
                                     const v1::GetChildRequest*,
                                     v1::GetChildResponse*) override;
  grpc::Status FindChildren(grpc::ServerContext*,
                            const v1::FindChildrenRequest*,
                            v1::FindChildrenResponse*) override;
  grpc::Status ListRecords(grpc::ServerContext*, const v1::ListRecordsRequest*,
                           v1::ListRecordsResponse*) override;
  grpc::Status ExportRecord(grpc::ServerContext*,
                            const v1::ExportRecordRequest*,
                            v1::ExportRecordResponse*) override;
  grpc::Status WhoAmI(grpc::ServerContext*, const v1::WhoAmIRequest*,
                      v1::WhoAmIResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_EXCHANGE_H_
