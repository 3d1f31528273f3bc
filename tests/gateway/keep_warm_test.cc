#include "gateway/keep_warm.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "grpc/health/v1/health.grpc.pb.h"
#include "saan/v1/exchange.grpc.pb.h"

namespace saan {
namespace {

class KeepWarmTest : public testing::Test {
 protected:
  KeepWarmTest() {
    grpc::EnableDefaultHealthCheckService(true);
    server_ = grpc::ServerBuilder().RegisterService(&door_).BuildAndStart();
  }

  v1::ExchangeService::Service door_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(KeepWarmTest, LeavesTheServerToOthers) {
  ASSERT_NE(server_, nullptr);
  const KeepWarm warm(server_.get());
  const auto health = grpc::health::v1::Health::NewStub(
      server_->InProcessChannel(grpc::ChannelArguments()));
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckResponse response;
  EXPECT_TRUE(health->Check(&context, {}, &response).ok());
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(KeepWarmTest, EndsBesideAServerThatHasEnded) {
  ASSERT_NE(server_, nullptr);
  const KeepWarm warm(server_.get());
  server_->Shutdown(std::chrono::system_clock::now());
}

}  // namespace
}  // namespace saan
