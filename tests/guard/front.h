// A guard with a gRPC server behind it, and clients of both kinds.

#ifndef SAAN_TESTS_GUARD_FRONT_H_
#define SAAN_TESTS_GUARD_FRONT_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gateway/guard.h"
#include "gtest/gtest.h"
#include "tests/guard/forge.h"

namespace saan {

// Only so that a broken test ends.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// Answers "/t/WhoAmI" by the URI of the peer; "/t/Pour" never stops to
// answer; "/t/Hold" asks for its peer only when it is told to; any other
// takes all messages and answers by their number.
class Answering : public grpc::CallbackGenericService {
 public:
  Guard* guard = nullptr;
  std::atomic<int> poured{0};  // Messages of kPourBytes.
  absl::Notification is_holding;
  absl::Notification may_ask;
  std::string held_peer;
  absl::Notification has_asked;

  static constexpr size_t kPourBytes = 16384;

 private:
  static grpc::ByteBuffer Bytes(const std::string& text) {
    const grpc::Slice slice(text);
    return grpc::ByteBuffer(&slice, 1);
  }

  struct Call : grpc::ServerGenericBidiReactor {
    Call(Answering* service, grpc::GenericCallbackServerContext* context)
        : service(service), method(context->method()), peer(context->peer()) {
      if (method == "/t/Pour") {
        out = Bytes(std::string(kPourBytes, 'p'));
        StartWrite(&out);
      } else if (method == "/t/Hold") {
        // Another thread, for gRPC has only two for these.
        holder = std::thread([this] { Hold(); });
      } else {
        StartRead(&in);
      }
    }
    void Hold() {
      service->is_holding.Notify();
      service->may_ask.WaitForNotification();
      const std::optional<Peer> found = service->guard->PeerOf(peer);
      service->held_peer = found.has_value() ? found->uri : "nobody";
      service->has_asked.Notify();
      Finish(grpc::Status::OK);
    }
    void OnReadDone(bool ok) override {
      if (ok) {
        ++read;
        StartRead(&in);
        return;
      }
      const std::optional<Peer> found = service->guard->PeerOf(peer);
      out = Bytes(method != "/t/WhoAmI" ? std::to_string(read)
                  : found.has_value()   ? found->uri
                                        : "nobody");
      StartWriteAndFinish(&out, grpc::WriteOptions(), grpc::Status::OK);
    }
    void OnWriteDone(bool ok) override {
      if (method != "/t/Pour") return;
      if (!ok) return Finish(grpc::Status::CANCELLED);
      ++service->poured;
      StartWrite(&out);
    }
    void OnDone() override {
      if (holder.joinable()) holder.detach();
      delete this;
    }

    Answering* const service;
    const std::string method;
    const std::string peer;
    std::thread holder;
    int read = 0;
    grpc::ByteBuffer in;
    grpc::ByteBuffer out;
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new Call(this, context);
  }
};

// TLS and bytes, no more: what an attacker has.
class RawClient {
 public:
  // Connects; no handshake yet. `receive_bytes` of the socket, 0 is usual.
  explicit RawClient(int port, int receive_bytes = 0)
      : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_bytes > 0) {
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                 sizeof(receive_bytes));
    }
    if (port > 0) Connect(port);
  }
  ~RawClient() {
    SSL_free(ssl_);
    close(fd_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool Connect(int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd_, reinterpret_cast<sockaddr*>(&address),
                   sizeof(address)) == 0;
  }

  // False when the handshake fails on the client's side.
  bool Handshake(const Forged* identity, int version = TLS1_3_VERSION,
                 bool has_alpn = true) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    if (identity != nullptr) {
      SSL_CTX_use_certificate(context, identity->certificate.get());
      SSL_CTX_use_PrivateKey(context, identity->key.get());
    }
    const unsigned char h2[] = {2, 'h', '2'};
    if (has_alpn) SSL_CTX_set_alpn_protos(context, h2, sizeof(h2));
    ssl_ = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(ssl_, fd_);
    ERR_clear_error();
    return SSL_connect(ssl_) == 1;
  }

  // False when the connection is gone.
  bool Send(const std::string& bytes) {
    ERR_clear_error();
    return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  bool SendPlain(const std::string& bytes) {
    return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  }
  // Empty when the connection has ended.
  std::string Receive() {
    std::string bytes(65536, '\0');
    ERR_clear_error();
    const int count =
        SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    alert_ = count > 0 ? 0 : ERR_GET_REASON(ERR_peek_last_error());
    bytes.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return bytes;
  }
  std::string ReceiveAll() {
    std::string all;
    for (std::string more; !(more = Receive()).empty();) all += more;
    return all;
  }
  // Waits for the end of a connection that never became TLS.
  void ReceivePlain() {
    char byte;
    while (recv(fd_, &byte, 1, 0) > 0) {
    }
  }
  bool AskForNewKeys() {
    ERR_clear_error();
    return SSL_key_update(ssl_, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
           SSL_do_handshake(ssl_) == 1;
  }
  // Reason code of the last failed Receive, e.g. a TLS alert.
  int alert() const { return alert_; }

 private:
  const int fd_;
  SSL* ssl_ = nullptr;
  int alert_ = 0;
};

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
