// A gateway with one child that two agencies serve, and short ways to call the
// door through which they act together.

#ifndef SAAN_TESTS_E2E_TOGETHER_H_
#define SAAN_TESTS_E2E_TOGETHER_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "saan/v1/coordination.grpc.pb.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {

using Door = v1::CoordinationService::Stub;

// A native case of bma about the child with this number; "" for none.
std::string NativeCase(const std::string& case_id, const std::string& number,
                       const std::string& name);
// The header of dcy's benefit sheet, and a row about the child.
extern const char kBenefitHeader[];
std::string BenefitRow(const std::string& request, const std::string& date,
                       const std::string& kind, const std::string& number,
                       const std::string& name);

class Together : public testing::Test {
 protected:
  void SetUp() override;

  // One call of `client`, with a fresh request id where the request has one.
  template <typename Request, typename Response>
  grpc::Status Call(const Client& client,
                    grpc::Status (Door::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    const v1::CallContext& why, Request request,
                    Response* response) {
    *request.mutable_context() = why;
    if constexpr (requires { request.request_id(); }) {
      if (request.request_id().empty()) {
        request.set_request_id(RequestId(++number_));
      }
    }
    grpc::ClientContext context;
    return (client.coordination.get()->*method)(&context, request, response);
  }

  // Files a record; gives the child.
  std::string FileCase(const std::string& case_id, const std::string& number,
                       const std::string& name);
  std::string FileBenefit(const std::string& row);

  // A referral of bma to dcy about the child.
  v1::CareReferral Refer(const std::string& need = "housing");

  uint64_t number_ = 0xc0000000;
  RunningGateway gateway_;
  Client bma_;
  Client dcy_;
  std::string child_id_;
};

const v1::CallContext& CaseManager();   // For case care.
const v1::CallContext& SocialWorker();  // For case care.

// A stream of events as a test reads it.
class Watching {
 public:
  Watching(const Client& client, const v1::CallContext& why,
           const std::string& token = "", int heartbeat_seconds = 1,
           int events_at_once = 0);
  ~Watching();

  // The next event; a heartbeat ends the wait with an empty one where
  // `or_heartbeat`, and is passed by else.
  v1::WatchResponse Next(bool or_heartbeat = false);
  // The next event of this kind.
  v1::Event NextOf(v1::EventKind kind);
  // Passes by all that is there.
  void Drain();
  // Ends a Next that another thread waits in, and all later ones.
  void Cancel() { context_.TryCancel(); }
  // Ends it, unless the gateway has; gives how it ended.
  grpc::Status Finish();
  const std::string& token() const { return token_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> stream_;
  std::string token_;
  bool is_over_ = false;  // The gateway has ended it.
  bool is_finished_ = false;
};

}  // namespace saan::e2e

#endif  // SAAN_TESTS_E2E_TOGETHER_H_
