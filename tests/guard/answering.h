// The gRPC service that stands behind the guard in tests.

#ifndef SAAN_TESTS_GUARD_ANSWERING_H_
#define SAAN_TESTS_GUARD_ANSWERING_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "gateway/guard.h"

namespace saan {

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

}  // namespace saan

#endif  // SAAN_TESTS_GUARD_ANSWERING_H_
