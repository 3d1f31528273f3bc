// A guard with a gRPC server behind it, and honest clients.

#ifndef SAAN_TESTS_GUARD_FRONT_H_
#define SAAN_TESTS_GUARD_FRONT_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gateway/guard.h"
#include "gtest/gtest.h"
#include "tests/guard/answering.h"
#include "tests/guard/forge.h"

namespace saan {

// Only so that a broken test ends.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// A root, a gateway certificate, a guard and a server, in a temporary folder.
class Front : public testing::Test {
 protected:
  Front()
      : root_(Forge("root", AuthorityRecipe())),
        server_identity_(Forge("gateway", ServerRecipe(), &root_)),
        client_(Client("a", 100)) {
    std::string name = testing::TempDir() + "guard.XXXXXX";
    folder_ = mkdtemp(name.data());
    WriteFile(folder_ + "/ca.pem", Pem(root_.certificate.get()));
    WriteFile(folder_ + "/server.pem", Pem(server_identity_.certificate.get()));
    WriteFile(folder_ + "/server.key", Pem(server_identity_.key.get()));
    WriteFile(folder_ + "/crl.pem", Pem(ForgeList(root_, {66}).get()));
    options_.listen = "127.0.0.1:0";
    options_.certificate_file = folder_ + "/server.pem";
    options_.private_key_file = folder_ + "/server.key";
    options_.client_ca_file = folder_ + "/ca.pem";
    options_.client_crl_file = folder_ + "/crl.pem";
    options_.now = [this] { return absl::FromUnixSeconds(now_.load()); };
  }

  ~Front() override {
    if (server_ != nullptr) {
      server_->Shutdown(std::chrono::system_clock::now());
    }
    guard_.reset();
    for (const char* name : {"ca.pem", "server.pem", "server.key", "crl.pem"}) {
      unlink((folder_ + "/" + name).c_str());
    }
    rmdir(folder_.c_str());
  }

  // The certificate of a system of agency a.
  Forged Client(const std::string& system, long serial) const {
    const std::string uri = "URI:spiffe://saan.local/agency/a/system/" + system;
    Recipe recipe;
    recipe.alternative_name = uri.c_str();
    recipe.serial = serial;
    return Forge(system.c_str(), recipe, &root_);
  }

  void Open() {
    absl::StatusOr<std::unique_ptr<Guard>> guard = Guard::Open(options_);
    ASSERT_TRUE(guard.ok()) << guard.status();
    guard_ = *std::move(guard);
    answering_.guard = guard_.get();
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                               kGuardMaxStreams);
    builder.RegisterCallbackGenericService(&answering_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    guard_->Serve(server_.get(), [this](const Refusal& refusal) {
      absl::MutexLock lock(&mutex_);
      refusals_.push_back(refusal);
    });
  }

  // A connection of its own.
  std::unique_ptr<grpc::GenericStub> Stub(const Forged& identity) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Pem(root_.certificate.get());
    options.pem_private_key = Pem(identity.key.get());
    options.pem_cert_chain = Pem(identity.certificate.get());
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel("localhost:" + std::to_string(guard_->port()),
                                  grpc::SslCredentials(options), arguments));
  }

  // What the server answers, or the message of the error.
  static std::string Ask(grpc::GenericStub* stub,
                         const std::string& method = "/t/WhoAmI",
                         bool is_patient = true) {
    grpc::ClientContext context;
    context.set_wait_for_ready(is_patient);
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoSeconds(kPatience));
    const grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    grpc::Status status;
    absl::Notification done;
    stub->UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                    [&status, &done](grpc::Status result) {
                      status = std::move(result);
                      done.Notify();
                    });
    done.WaitForNotification();
    if (!status.ok()) return "error: " + status.error_message();
    std::vector<grpc::Slice> slices;
    std::string text;
    if (!response.Dump(&slices).ok()) return "error: no bytes";
    for (const grpc::Slice& slice : slices) {
      text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    return text;
  }

  // Somebody else, on a connection of their own, is answered.
  void ExpectOthersAreAnswered() {
    const Forged canary = Client("canary", 200);
    EXPECT_EQ(Ask(Stub(canary).get()),
              "spiffe://saan.local/agency/a/system/canary");
  }

  // The reason of the next refusal.
  std::string NextRefusal() {
    absl::MutexLock lock(&mutex_);
    const auto has_one = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !refusals_.empty();
    };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&has_one), kPatience)) {
      return "none came";
    }
    last_refusal_ = refusals_.front();
    refusals_.pop_front();
    return last_refusal_.reason;
  }

  size_t RefusalCount() {
    absl::MutexLock lock(&mutex_);
    return refusals_.size();
  }

  const Forged root_;
  const Forged server_identity_;
  const Forged client_;
  std::string folder_;
  std::atomic<int64_t> now_{absl::ToUnixSeconds(TestNow())};
  GuardOptions options_;
  std::unique_ptr<Guard> guard_;
  Answering answering_;
  std::unique_ptr<grpc::Server> server_;
  Refusal last_refusal_;

  absl::Mutex mutex_;
  std::deque<Refusal> refusals_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_TESTS_GUARD_FRONT_H_
