// Attacks on the guard by a client with a good certificate, or with none.
// In each the canary, on another connection, must be answered.

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "gateway/guard.h"
#include "gateway/guard_frames.h"
#include "tests/guard/forge.h"
#include "tests/guard/frames.h"
#include "tests/guard/front.h"
#include "tests/guard/raw_client.h"

namespace saan {
namespace {

class GuardAttack : public Front {
 protected:
  // Sends what `make` makes until the connection is closed on us.
  void SendUntilCut(const std::function<std::string(uint32_t)>& make) {
    Open();
    RawClient attacker(guard_->port());
    ASSERT_TRUE(attacker.Handshake(&client_));
    ASSERT_TRUE(attacker.Send(Preface()));
    for (uint32_t i = 0; i < 1000000 && attacker.Send(make(2 * i + 1)); ++i) {
    }
    const std::string heard = attacker.ReceiveAll();
    EXPECT_EQ(NextRefusal(), "LIMIT");
    ExpectOthersAreAnswered();
  }
};

TEST_F(GuardAttack, RapidResetIsCut) {
  SendUntilCut([](uint32_t stream) {
    return CallOf(stream, "/t/WhoAmI") + ResetOf(stream, 8);
  });
}

TEST_F(GuardAttack, ContinuationFloodIsCut) {
  SendUntilCut([](uint32_t stream) {
    return stream == 1 ? FrameOf(kHeadersFrame, 0, 1, RequestBlock("/t/WhoAmI"))
                       : FrameOf(kContinuationFrame, 0, 1);
  });
}

TEST_F(GuardAttack, OpenStreamFloodIsCut) {
  SendUntilCut([](uint32_t stream) {
    return FrameOf(kHeadersFrame, kEndsHeaders, stream,
                   RequestBlock("/t/Count"));
  });
}

TEST_F(GuardAttack, SettingsFloodIsCut) {
  SendUntilCut([](uint32_t) { return FrameOf(kSettingsFrame, 0, 0); });
}

TEST_F(GuardAttack, EmptyDataFloodIsCut) {
  SendUntilCut([](uint32_t stream) {
    return stream == 1 ? FrameOf(kHeadersFrame, kEndsHeaders, 1,
                                 RequestBlock("/t/Count"))
                       : FrameOf(kDataFrame, 0, 1);
  });
}

TEST_F(GuardAttack, SaysWhyBeforeItCloses) {
  Open();
  RawClient client(guard_->port());
  ASSERT_TRUE(client.Handshake(&client_));
  ASSERT_TRUE(client.Send(Preface()));
  std::string heard = client.Receive();
  ASSERT_TRUE(client.Send(FrameOf(kPushFrame, 0, 1, "push")));
  heard += client.ReceiveAll();
  const std::string goaway =
      FrameOf(kGoawayFrame, 0, 0, absl::StrCat(Number(0, 4), Number(1, 4)));
  EXPECT_TRUE(absl::EndsWith(heard, goaway));
  EXPECT_EQ(client.alert(), 0);
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
}

TEST_F(GuardAttack, EndlessNewKeysAreCut) {
  Open();
  RawClient attacker(guard_->port());
  ASSERT_TRUE(attacker.Handshake(&client_));
  ASSERT_TRUE(attacker.Send(Preface()));
  int asked = 0;
  while (asked < 1000000 && attacker.AskForNewKeys()) ++asked;
  EXPECT_LT(asked, 1000000);
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
  ExpectOthersAreAnswered();
}

TEST_F(GuardAttack, ASlowReaderCostsNoMemory) {
  Open();
  RawClient reader(guard_->port(), /*receive_bytes=*/16384);
  ASSERT_TRUE(reader.Handshake(&client_));
  // As wide a window as there is, and then not a byte is read.
  ASSERT_TRUE(reader.Send(absl::StrCat(
      Preface(),
      FrameOf(kSettingsFrame, 0, 0, Number(4, 2) + Number(0x7fffffff, 4)),
      FrameOf(kWindowFrame, 0, 0, Number(0x7fff0000, 4)),
      CallOf(1, "/t/Pour"))));
  const auto canary = Stub(Client("canary", 200));
  int before = -1;
  int still = 0;
  // It has stopped when fifty calls see no change.
  while (still < 50) {
    ASSERT_EQ(Ask(canary.get()), "spiffe://saan.local/agency/a/system/canary");
    const int poured = answering_.poured;
    still = poured == before && poured > 0 ? still + 1 : 0;
    before = poured;
    // The kernel's buffers are below 16 MiB; ours is 32 KiB.
    ASSERT_LT(poured, static_cast<int>((16 << 20) / Answering::kPourBytes));
  }
}

TEST_F(GuardAttack, StalledHandshakesDoNotKeepOthersOut) {
  Open();
  std::vector<std::unique_ptr<RawClient>> stalled;
  for (int i = 0; i < 300; ++i) {
    stalled.push_back(std::make_unique<RawClient>(guard_->port()));
    if (i % 2 == 0) stalled.back()->SendPlain("\x16\x03\x01\x02");
  }
  ExpectOthersAreAnswered();
  EXPECT_EQ(NextRefusal(), "LIMIT");
}

TEST_F(GuardAttack, WantOfDescriptorsDoesNotStopTheListener) {
  Open();
  ExpectOthersAreAnswered();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<RawClient>(0));
  }
  rlimit usual;
  getrlimit(RLIMIT_NOFILE, &usual);
  rlimit few = usual;
  few.rlim_cur = 256;
  setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> fill;
  for (int fd; (fd = dup(STDERR_FILENO)) >= 0;) fill.push_back(fd);
  for (const auto& client : clients) {
    EXPECT_TRUE(client->Connect(guard_->port()));
  }
  for (size_t i = 0; i < clients.size(); ++i) {
    clients[i]->ReceivePlain();
    EXPECT_EQ(NextRefusal(), "LIMIT");
  }
  for (int fd : fill) close(fd);
  setrlimit(RLIMIT_NOFILE, &usual);
  ExpectOthersAreAnswered();
}

// The limits must not touch an honest client, however fast.
TEST_F(GuardAttack, AFastHonestClientIsLeftAlone) {
  constexpr int kCalls = 6400;
  constexpr int kAtOnce = 64;
  Open();
  const auto stub = Stub(client_);
  std::atomic<int> started{0};
  std::atomic<int> good{0};
  absl::BlockingCounter lanes(kAtOnce);
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
  };
  std::function<void()> next = [&] {
    if (started.fetch_add(1) >= kCalls) {
      lanes.DecrementCount();
      return;
    }
    auto* call = new Call;
    call->context.set_wait_for_ready(true);
    const grpc::Slice slice(std::string(200, 'r'));
    call->request = grpc::ByteBuffer(&slice, 1);
    stub->UnaryCall(&call->context, "/t/Count", grpc::StubOptions(),
                    &call->request, &call->response,
                    [&good, &next, call](grpc::Status status) {
                      if (status.ok()) ++good;
                      delete call;
                      next();
                    });
  };
  for (int i = 0; i < kAtOnce; ++i) next();
  lanes.Wait();
  EXPECT_EQ(good, kCalls);
  EXPECT_EQ(RefusalCount(), 0u);
}

}  // namespace
}  // namespace saan
