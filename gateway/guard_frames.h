// HTTP/2 frames as they pass, counted against limits. Pure: no sockets, no
// clock. It reads frame headers only, copies no payload and changes no byte.
//
// Where a fast honest client and an attacker send the same frames, the limit
// is a ratio and not a rate: what the server sends back earns the client the
// right to send more. So no number here slows a client that is being served.

#ifndef SAAN_GATEWAY_GUARD_FRAMES_H_
#define SAAN_GATEWAY_GUARD_FRAMES_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace saan {

// Streams that a client may hold open on one connection. Above the 100 that
// the server advertises (kGuardMaxStreams), because a client may open some
// before it has read that.
inline constexpr size_t kMaxOpenStreams = 128;

// Payload of one frame, and of DATA: the first is the size that every HTTP/2
// server takes (RFC 9113, 4.2), the second is what gRPC 1.51 advertises.
inline constexpr uint32_t kMaxFrameBytes = 16384;
inline constexpr uint32_t kMaxDataFrameBytes = 4194303;

// A header block over all its frames. gRPC takes 8 KiB of metadata, so twice
// that holds every block it would accept; four CONTINUATIONs are more than a
// block of this size needs.
inline constexpr uint32_t kMaxHeaderBlockBytes = 16384;
inline constexpr int kMaxContinuations = 4;

// HTTP/2 defines six settings, gRPC two more; 32 leaves room for others.
inline constexpr uint32_t kMaxSettingsBytes = 32 * 6;

// How many frames of one kind a client may send.
struct FrameLimit {
  double burst;       // At once, and the most that can be saved up.
  double per_second;  // Given back by time.
};

// All kinds together: about six times what one connection needs for 30,000
// messages a second, and still far from a core's worth of work.
inline constexpr FrameLimit kAllFrames{200000, 200000};
// Cancelled calls (rapid reset, CVE-2023-44487). All open streams twice at
// once, then half of them a second; each answered call earns half a reset.
// Streams that the server had to reset for a fault of the client count too
// (CVE-2025-8671).
inline constexpr FrameLimit kResets{256, 64};
inline constexpr double kResetsPerAnswer = 0.5;
// HEADERS and RST_STREAM that cross the end of their stream on the wire, and
// trailers: one for each answered call, so few more.
inline constexpr FrameLimit kStrays{1024, 16};
// DATA that carries nothing and ends nothing: no gRPC client sends any.
inline constexpr FrameLimit kEmptyData{64, 8};
// gRPC tunes its window by SETTINGS a few times a second while a stream runs.
inline constexpr FrameLimit kSettings{32, 8};
// Answers to the server's own SETTINGS and PING: one for each.
inline constexpr FrameLimit kAcks{32, 1};
// Keep-alive by time; bandwidth probes by what they measure: some clients
// send one in each round trip while data comes in.
inline constexpr FrameLimit kPings{64, 2};
// Some clients open the window for each message, or each 4 KiB, they read.
inline constexpr FrameLimit kWindowUpdates{8192, 512};
inline constexpr uint32_t kBytesPerWindowUpdate = 4096;
// PRIORITY, GOAWAY and unknown kinds: nothing gRPC needs; RFC 9113 (5.5)
// wants them ignored, so a few are.
inline constexpr FrameLimit kRareFrames{32, 1};

// A token bucket. Not thread-safe.
class Allowance {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Allowance(FrameLimit limit, Time now)
      : limit_(limit), left_(limit.burst), filled_(now) {}

  // Takes one; false when none is left.
  bool Take(Time now);
  void Earn(double count);

 private:
  const FrameLimit limit_;
  double left_;
  Time filled_;
};

struct Http2Frame {
  uint32_t payload_bytes = 0;
  uint8_t type = 0;
  uint8_t flags = 0;
  uint32_t stream = 0;
  uint32_t error_code = 0;  // Of RST_STREAM only.
};

// Cuts the bytes of one direction into frames, in pieces of any size.
class FrameCutter {
 public:
  // Takes bytes off the front of `bytes`. Gives a frame as soon as its header
  // is whole (its payload is passed over later), nothing once `bytes` is
  // empty.
  std::optional<Http2Frame> Next(absl::string_view* bytes);

  // Nothing of a frame has passed that has not passed whole.
  bool between_frames() const { return held_ == 0 && payload_left_ == 0; }

 private:
  // A frame header, and the error code of RST_STREAM.
  static constexpr size_t kHeaderBytes = 9;
  static constexpr size_t kErrorBytes = 4;

  size_t BytesNeeded() const;

  std::array<uint8_t, kHeaderBytes + kErrorBytes> head_;
  size_t held_ = 0;
  uint32_t payload_left_ = 0;
};

// One connection, both directions. Not thread-safe.
class FrameGuard {
 public:
  using Time = Allowance::Time;

  explicit FrameGuard(Time now);

  // Counts what passes. INVALID_ARGUMENT: the client breaks HTTP/2;
  // RESOURCE_EXHAUSTED: it goes over a limit, which the message names. After
  // an error the bytes must not be passed on and the connection must end.
  absl::Status FromClient(absl::string_view bytes, Time now);
  absl::Status FromServer(absl::string_view bytes, Time now);

  // The client's preface has come whole.
  bool has_preface() const { return preface_bytes_ == kPreface.size(); }
  // A frame of our own may be put into the server's direction here.
  bool server_between_frames() const { return server_.between_frames(); }
  size_t open_streams() const { return open_.size(); }

 private:
  static constexpr absl::string_view kPreface =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  absl::Status CheckPreface(absl::string_view* bytes);
  absl::Status CheckClient(const Http2Frame& frame, Time now);
  absl::Status CheckSize(const Http2Frame& frame) const;
  absl::Status CheckHeaders(const Http2Frame& frame, Time now);
  absl::Status CheckContinuation(const Http2Frame& frame);
  absl::Status CheckReset(const Http2Frame& frame, Time now);
  absl::Status CheckServer(const Http2Frame& frame, Time now);

  size_t preface_bytes_ = 0;
  bool has_settings_ = false;
  FrameCutter client_;
  FrameCutter server_;

  // Calls that the server has not ended yet, at most kMaxOpenStreams.
  absl::flat_hash_set<uint32_t> open_;
  uint32_t last_stream_ = 0;

  // The header block that is being sent; 0 is none.
  uint32_t block_stream_ = 0;
  uint32_t block_bytes_ = 0;
  int continuations_ = 0;

  Allowance all_;
  Allowance resets_;
  Allowance strays_;
  Allowance empty_data_;
  Allowance settings_;
  Allowance settings_acks_;
  Allowance pings_;
  Allowance ping_acks_;
  Allowance window_updates_;
  Allowance rare_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_FRAMES_H_
