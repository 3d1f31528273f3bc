// The door for auditors. One method, one file.

#ifndef SAAN_GATEWAY_AUDITOR_H_
#define SAAN_GATEWAY_AUDITOR_H_

#include "gateway/call.h"
#include "saan/v1/auditor.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Auditor final : public v1::AuditorService::Service {
 public:
  explicit Auditor(const Frame& frame) : frame_(frame) {}

  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest*,
                           v1::ListEntriesResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_AUDITOR_H_
