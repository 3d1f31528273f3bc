#include "gateway/keep_warm.h"

#include <grpc/support/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>

#include "absl/time/time.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace saan {
namespace {

// Well below the second after which they sleep.
constexpr absl::Duration kPause = absl::Milliseconds(200);

}  // namespace

KeepWarm::KeepWarm(grpc::Server* server) {
  const std::shared_ptr<grpc::Channel> channel =
      server->InProcessChannel(grpc::ChannelArguments());
  thread_ = std::thread([this, channel] {
    const auto health = grpc::health::v1::Health::NewStub(channel);
    const grpc::health::v1::HealthCheckRequest request;
    grpc::health::v1::HealthCheckResponse response;
    while (!ending_.Await(kPause)) {
      grpc::ClientContext context;
      context.set_deadline(gpr_time_from_seconds(1, GPR_TIMESPAN));
      // What it answers is for others; that it is asked is an event.
      health->Check(&context, request, &response).IgnoreError();
    }
  });
}

KeepWarm::~KeepWarm() {
  ending_.Wake();
  thread_.join();
}

}  // namespace saan
