// The door for following up. One method, one file.

#ifndef SAAN_GATEWAY_FOLLOW_UP_H_
#define SAAN_GATEWAY_FOLLOW_UP_H_

#include "gateway/serve.h"
#include "saan/v1/follow_up.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class FollowUp final : public v1::FollowUpService::Service {
 public:
  explicit FollowUp(const Frame& frame) : frame_(frame) {}

  grpc::Status ListTargets(grpc::ServerContext*, const v1::ListTargetsRequest*,
                           v1::ListTargetsResponse*) override;
  grpc::Status CountChildren(grpc::ServerContext*,
                             const v1::CountChildrenRequest*,
                             v1::CountChildrenResponse*) override;
  grpc::Status ListSilences(grpc::ServerContext*,
                            const v1::ListSilencesRequest*,
                            v1::ListSilencesResponse*) override;
  grpc::Status SnoozeSilence(grpc::ServerContext*,
                             const v1::SnoozeSilenceRequest*,
                             v1::SnoozeSilenceResponse*) override;
  grpc::Status ExportChanges(grpc::ServerContext*,
                             const v1::ExportChangesRequest*,
                             v1::ExportChangesResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_FOLLOW_UP_H_
