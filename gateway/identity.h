// The door for those who decide who is who. One method, one file.

#ifndef SAAN_GATEWAY_IDENTITY_H_
#define SAAN_GATEWAY_IDENTITY_H_

#include "gateway/serve.h"
#include "saan/v1/identity.grpc.pb.h"

namespace saan {

// Thread-safe. The frame must outlive it.
class Identity final : public v1::IdentityService::Service {
 public:
  explicit Identity(const Frame& frame) : frame_(frame) {}

  grpc::Status ListReviewQueue(grpc::ServerContext*,
                               const v1::ListReviewQueueRequest*,
                               v1::ListReviewQueueResponse*) override;
  grpc::Status GetReview(grpc::ServerContext*, const v1::GetReviewRequest*,
                         v1::GetReviewResponse*) override;
  grpc::Status ClaimReview(grpc::ServerContext*, const v1::ClaimReviewRequest*,
                           v1::ClaimReviewResponse*) override;
  grpc::Status ReleaseReview(grpc::ServerContext*,
                             const v1::ReleaseReviewRequest*,
                             v1::ReleaseReviewResponse*) override;
  grpc::Status DecideReview(grpc::ServerContext*,
                            const v1::DecideReviewRequest*,
                            v1::DecideReviewResponse*) override;
  grpc::Status LinkRecords(grpc::ServerContext*, const v1::LinkRecordsRequest*,
                           v1::LinkRecordsResponse*) override;
  grpc::Status UnlinkRecord(grpc::ServerContext*,
                            const v1::UnlinkRecordRequest*,
                            v1::UnlinkRecordResponse*) override;
  grpc::Status SplitChild(grpc::ServerContext*, const v1::SplitChildRequest*,
                          v1::SplitChildResponse*) override;
  grpc::Status KeepApart(grpc::ServerContext*, const v1::KeepApartRequest*,
                         v1::KeepApartResponse*) override;
  grpc::Status UndoDecision(grpc::ServerContext*,
                            const v1::UndoDecisionRequest*,
                            v1::UndoDecisionResponse*) override;
  grpc::Status ListDecisions(grpc::ServerContext*,
                             const v1::ListDecisionsRequest*,
                             v1::ListDecisionsResponse*) override;
  grpc::Status ExplainMatch(grpc::ServerContext*,
                            const v1::ExplainMatchRequest*,
                            v1::ExplainMatchResponse*) override;
  grpc::Status GetMatchQuality(grpc::ServerContext*,
                               const v1::GetMatchQualityRequest*,
                               v1::GetMatchQualityResponse*) override;
  grpc::Status Rematch(grpc::ServerContext*, const v1::RematchRequest*,
                       v1::RematchResponse*) override;
  grpc::Status TrainMatchModel(grpc::ServerContext*,
                               const v1::TrainMatchModelRequest*,
                               v1::TrainMatchModelResponse*) override;

 private:
  const Frame& frame_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_IDENTITY_H_
