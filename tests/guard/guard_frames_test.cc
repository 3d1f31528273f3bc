#include "gateway/guard_frames.h"

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/guard/frames.h"

namespace saan {
namespace {

using Time = FrameGuard::Time;

constexpr Time kStart{std::chrono::hours(1)};

// A guard that has seen the client's preface, and a clock.
struct Wire {
  Wire() { EXPECT_TRUE(Client(Preface()).ok()); }
  absl::Status Client(const std::string& bytes) {
    return guard.FromClient(bytes, now);
  }
  absl::Status Server(const std::string& bytes) {
    return guard.FromServer(bytes, now);
  }
  // Sends until it is refused, at most `most` times; gives how many passed.
  template <typename Make>
  int Until(int most, const Make& make) {
    for (int i = 0; i < most; ++i) {
      const absl::Status status = Client(make(i));
      if (!status.ok()) {
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted)
            << status;
        return i;
      }
    }
    return most;
  }

  Time now = kStart;
  FrameGuard guard{kStart};
};

uint32_t Stream(int i) { return 2 * static_cast<uint32_t>(i) + 1; }

std::string Open(int i) {
  return FrameOf(kHeadersFrame, kEndsHeaders | kEnds, Stream(i), "block");
}

std::string Answer(int i) {
  return absl::StrCat(FrameOf(kHeadersFrame, kEndsHeaders, Stream(i), "ok"),
                      FrameOf(kDataFrame, 0, Stream(i), "answer"),
                      FrameOf(kHeadersFrame, kEndsHeaders | kEnds, Stream(i)));
}

TEST(FrameCutter, CutsTheSameInAnyPieces) {
  const std::string bytes =
      absl::StrCat(FrameOf(kDataFrame, kEnds, 5, "payload"), ResetOf(7, 8),
                   FrameOf(kSettingsFrame, kEnds, 0),
                   FrameOf(kHeadersFrame, kEndsHeaders, 9, "block"));
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    FrameCutter cutter;
    std::string seen;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      absl::string_view part = absl::string_view(bytes).substr(at, piece);
      while (std::optional<Http2Frame> frame = cutter.Next(&part)) {
        absl::StrAppend(&seen, int{frame->type}, "/", int{frame->flags}, "/",
                        frame->stream, "/", frame->payload_bytes, "/",
                        frame->error_code, " ");
      }
    }
    EXPECT_EQ(seen, "0/1/5/7/0 3/0/7/4/8 4/1/0/0/0 1/4/9/5/0 ") << piece;
    EXPECT_TRUE(cutter.between_frames());
  }
}

TEST(FrameCutter, IsBetweenFramesOnlyAfterTheWholePayload) {
  FrameCutter cutter;
  const std::string bytes = FrameOf(kDataFrame, 0, 1, "payload");
  absl::string_view part = absl::string_view(bytes).substr(0, 4);
  EXPECT_FALSE(cutter.Next(&part).has_value());
  EXPECT_FALSE(cutter.between_frames());
  part = absl::string_view(bytes).substr(4, 9);
  EXPECT_TRUE(cutter.Next(&part).has_value());
  EXPECT_FALSE(cutter.Next(&part).has_value());
  EXPECT_FALSE(cutter.between_frames());
  part = absl::string_view(bytes).substr(13);
  EXPECT_FALSE(cutter.Next(&part).has_value());
  EXPECT_TRUE(cutter.between_frames());
}

TEST(Allowance, IsGivenBackByTimeUpToItsBurst) {
  Allowance allowance({2, 1}, kStart);
  EXPECT_TRUE(allowance.Take(kStart));
  EXPECT_TRUE(allowance.Take(kStart));
  EXPECT_FALSE(allowance.Take(kStart));
  const Time later = kStart + std::chrono::seconds(1);
  EXPECT_TRUE(allowance.Take(later));
  EXPECT_FALSE(allowance.Take(later));
  const Time much_later = kStart + std::chrono::hours(1);
  EXPECT_TRUE(allowance.Take(much_later));
  EXPECT_TRUE(allowance.Take(much_later));
  EXPECT_FALSE(allowance.Take(much_later));
}

TEST(FrameGuard, WantsThePrefaceAndThenSettings) {
  FrameGuard plain(kStart);
  EXPECT_TRUE(absl::IsInvalidArgument(plain.FromClient("GET / HT", kStart)));
  FrameGuard halves(kStart);
  EXPECT_TRUE(halves.FromClient("PRI * HTTP/2.0\r\n", kStart).ok());
  EXPECT_FALSE(halves.has_preface());
  EXPECT_TRUE(halves.FromClient("\r\nSM\r\n\r\n", kStart).ok());
  EXPECT_TRUE(halves.has_preface());
  EXPECT_TRUE(absl::IsInvalidArgument(
      halves.FromClient(FrameOf(kPingFrame, 0, 0, "12345678"), kStart)));
}

TEST(FrameGuard, LetsAFastClientCallAsOftenAsItIsAnswered) {
  Wire wire;
  for (int i = 0; i < 60000; ++i) {  // In no time at all.
    ASSERT_TRUE(wire.Client(Open(i)).ok()) << i;
    ASSERT_TRUE(wire.Server(Answer(i)).ok()) << i;
    ASSERT_TRUE(wire.Client(FrameOf(kWindowFrame, 0, 0, "1234")).ok()) << i;
    ASSERT_TRUE(wire.Client(FrameOf(kPingFrame, 0, 0, "12345678")).ok()) << i;
    wire.now += std::chrono::microseconds(50);  // 20,000 a second.
  }
  EXPECT_EQ(wire.guard.open_streams(), 0u);
}

TEST(FrameGuard, LetsAStreamSendManyMessages) {
  Wire wire;
  ASSERT_TRUE(
      wire.Client(FrameOf(kHeadersFrame, kEndsHeaders, 1, "block")).ok());
  const std::string message = FrameOf(kDataFrame, 0, 1, std::string(3000, 'm'));
  for (int i = 0; i < 300000; ++i) {
    ASSERT_TRUE(wire.Client(message).ok()) << i;
    wire.now += std::chrono::microseconds(10);  // 100,000 a second.
  }
}

TEST(FrameGuard, TakesTheDataFramesThatGrpcInvites) {
  Wire wire;
  const std::string head = FrameOf(kDataFrame, 0, 1);
  EXPECT_TRUE(wire.Client(Number(kMaxDataFrameBytes, 3) + head.substr(3)).ok());
  Wire other;
  EXPECT_TRUE(absl::IsResourceExhausted(
      other.Client(Number(kMaxDataFrameBytes + 1, 3) + head.substr(3))));
}

TEST(FrameGuard, CutsRapidReset) {
  Wire wire;
  const int passed =
      wire.Until(2000, [](int i) { return Open(i) + ResetOf(Stream(i), 8); });
  EXPECT_EQ(passed, static_cast<int>(kResets.burst));
}

TEST(FrameGuard, CountsStreamsThatTheClientMadeTheServerReset) {
  Wire wire;
  int i = 0;
  absl::Status status;
  while (status.ok() && i < 2000) {
    ASSERT_TRUE(wire.Client(Open(i)).ok());
    status = wire.Server(ResetOf(Stream(i), 1));  // PROTOCOL_ERROR.
    ++i;
  }
  EXPECT_EQ(i, static_cast<int>(kResets.burst) + 1);
  EXPECT_TRUE(absl::IsResourceExhausted(status));
}

TEST(FrameGuard, DoesNotBlameTheClientForARefusedStream) {
  Wire wire;
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(wire.Client(Open(i)).ok());
    ASSERT_TRUE(wire.Server(ResetOf(Stream(i), 7)).ok());  // REFUSED_STREAM.
  }
}

TEST(FrameGuard, LetsAClientCancelHalfAsOftenAsItIsAnswered) {
  Wire wire;
  for (int i = 0; i < 30000; i += 3) {
    ASSERT_TRUE(wire.Client(Open(i) + ResetOf(Stream(i), 8)).ok()) << i;
    ASSERT_TRUE(wire.Client(Open(i + 1) + Open(i + 2)).ok()) << i;
    ASSERT_TRUE(wire.Server(Answer(i + 1) + Answer(i + 2)).ok()) << i;
  }
}

TEST(FrameGuard, CutsWhoHoldsTooManyStreamsOpen) {
  Wire wire;
  EXPECT_EQ(wire.Until(1000, Open), static_cast<int>(kMaxOpenStreams));
}

TEST(FrameGuard, CutsAContinuationFlood) {
  Wire wire;
  ASSERT_TRUE(wire.Client(FrameOf(kHeadersFrame, 0, 1, "block")).ok());
  const int passed =
      wire.Until(1000, [](int) { return FrameOf(kContinuationFrame, 0, 1); });
  EXPECT_EQ(passed, kMaxContinuations);
}

TEST(FrameGuard, CutsAHeaderBlockThatIsTooLarge) {
  Wire wire;
  const std::string half(kMaxHeaderBlockBytes / 2 + 1, 'h');
  ASSERT_TRUE(wire.Client(FrameOf(kHeadersFrame, 0, 1, half)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(
      wire.Client(FrameOf(kContinuationFrame, kEndsHeaders, 1, half))));
}

TEST(FrameGuard, RefusesABrokenOrderOfFrames) {
  const std::string open_block = FrameOf(kHeadersFrame, 0, 1, "block");
  const std::string bad[] = {
      FrameOf(kContinuationFrame, kEndsHeaders, 1, "block"),
      open_block + FrameOf(kDataFrame, 0, 1, "data"),
      open_block + FrameOf(kContinuationFrame, kEndsHeaders, 3, "block"),
      FrameOf(kHeadersFrame, kEndsHeaders, 2, "block"),
      FrameOf(kHeadersFrame, kEndsHeaders, 0, "block"),
      FrameOf(kPushFrame, 0, 1, "push"),
      ResetOf(9, 8),
  };
  for (const std::string& bytes : bad) {
    Wire wire;
    EXPECT_TRUE(absl::IsInvalidArgument(wire.Client(bytes)));
  }
}

TEST(FrameGuard, CutsFloodsOfCheapFrames) {
  const struct {
    std::string frame;
    FrameLimit limit;
  } floods[] = {
      {FrameOf(kDataFrame, 0, 1), kEmptyData},
      {FrameOf(kSettingsFrame, kEnds, 0), kAcks},
      {FrameOf(kPingFrame, 0, 0, "12345678"), kPings},
      {FrameOf(kPingFrame, kEnds, 0, "12345678"), kAcks},
      {FrameOf(kWindowFrame, 0, 0, "1234"), kWindowUpdates},
      {FrameOf(kPriorityFrame, 0, 1, "12345"), kRareFrames},
      {FrameOf(kGoawayFrame, 0, 0, "12345678"), kRareFrames},
      {FrameOf(0xbe, 0, 0, "grease"), kRareFrames},
  };
  for (const auto& flood : floods) {
    Wire wire;
    const int passed = wire.Until(20000, [&flood](int) { return flood.frame; });
    EXPECT_EQ(passed, static_cast<int>(flood.limit.burst));
  }
  Wire wire;  // It has sent one with the preface.
  EXPECT_EQ(wire.Until(100, [](int) { return FrameOf(kSettingsFrame, 0, 0); }),
            static_cast<int>(kSettings.burst) - 1);
}

TEST(FrameGuard, LetsEachSettingsAndPingOfTheServerBeAnswered) {
  Wire wire;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(wire.Server(FrameOf(kSettingsFrame, 0, 0) +
                            FrameOf(kPingFrame, 0, 0, "12345678"))
                    .ok());
    ASSERT_TRUE(wire.Client(FrameOf(kSettingsFrame, kEnds, 0) +
                            FrameOf(kPingFrame, kEnds, 0, "12345678"))
                    .ok());
  }
}

TEST(FrameGuard, LimitsAllFramesTogether) {
  Wire wire;
  const std::string tiny = FrameOf(kDataFrame, 0, 1, "t");
  EXPECT_EQ(wire.Until(300000, [&tiny](int) { return tiny; }),
            static_cast<int>(kAllFrames.burst) - 1);
}

}  // namespace
}  // namespace saan
