// The door for auditors. One method, one file.

#ifndef SAAN_GATEWAY_AUDITOR_H_
#define SAAN_GATEWAY_AUDITOR_H_

#include "gateway/serve.h"
#include "saan/v1/auditor.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Auditor final : public v1::AuditorService::Service {
 public:
  explicit Auditor(const Frame& frame) : frame_(frame) {}

  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest*,
                           v1::ListEntriesResponse*) override;
  grpc::Status GetEntry(grpc::ServerContext*, const v1::GetEntryRequest*,
                        v1::GetEntryResponse*) override;
  grpc::Status GetCheckpoint(grpc::ServerContext*,
                             const v1::GetCheckpointRequest*,
                             v1::GetCheckpointResponse*) override;
  grpc::Status ProveEntry(grpc::ServerContext*, const v1::ProveEntryRequest*,
                          v1::ProveEntryResponse*) override;
  grpc::Status ProveConsistency(grpc::ServerContext*,
                                const v1::ProveConsistencyRequest*,
                                v1::ProveConsistencyResponse*) override;
  grpc::Status AddCosignature(grpc::ServerContext*,
                              const v1::AddCosignatureRequest*,
                              v1::AddCosignatureResponse*) override;
  grpc::Status ReadTiles(grpc::ServerContext*, const v1::ReadTilesRequest*,
                         v1::ReadTilesResponse*) override;
  grpc::Status ListSegments(grpc::ServerContext*,
                            const v1::ListSegmentsRequest*,
                            v1::ListSegmentsResponse*) override;
  grpc::Status ProveSubject(grpc::ServerContext*,
                            const v1::ProveSubjectRequest*,
                            v1::ProveSubjectResponse*) override;
  grpc::Status NameSubjects(grpc::ServerContext*,
                            const v1::NameSubjectsRequest*,
                            v1::NameSubjectsResponse*) override;
  grpc::Status AcknowledgeFinding(grpc::ServerContext*,
                                  const v1::AcknowledgeFindingRequest*,
                                  v1::AcknowledgeFindingResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_AUDITOR_H_
