#include "gateway/guard_frames.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace saan {
namespace {

// Frame types, flags and error codes: RFC 9113, sections 6 and 7.
enum FrameType : uint8_t {
  kData = 0,
  kHeaders = 1,
  kPriority = 2,
  kRstStream = 3,
  kSettingsType = 4,
  kPushPromise = 5,
  kPing = 6,
  kGoaway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};
constexpr uint8_t kEndStream = 0x1;  // DATA, HEADERS.
constexpr uint8_t kAck = 0x1;        // SETTINGS, PING.
constexpr uint8_t kEndHeaders = 0x4;

// Error codes by which a server ends a call for its own reasons. Any other
// code means that the client broke the stream.
constexpr uint32_t kNoError = 0x0;
constexpr uint32_t kRefusedStream = 0x7;
constexpr uint32_t kCancel = 0x8;
constexpr uint32_t kEnhanceYourCalm = 0xb;

bool ClientIsAtFault(uint32_t error_code) {
  return error_code != kNoError && error_code != kRefusedStream &&
         error_code != kCancel && error_code != kEnhanceYourCalm;
}

uint32_t BigEndian(const uint8_t* bytes, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

absl::Status Broken(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("HTTP/2: ", what));
}

absl::Status TooMany(absl::string_view what) {
  return absl::ResourceExhaustedError(absl::StrCat("HTTP/2: too many ", what));
}

absl::Status Check(Allowance* allowance, Allowance::Time now,
                   absl::string_view what) {
  return allowance->Take(now) ? absl::OkStatus() : TooMany(what);
}

}  // namespace

bool Allowance::Take(Time now) {
  if (now > filled_) {
    const std::chrono::duration<double> since = now - filled_;
    left_ = std::min(limit_.burst, left_ + since.count() * limit_.per_second);
    filled_ = now;
  }
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

void Allowance::Earn(double count) {
  left_ = std::min(limit_.burst, left_ + count);
}

size_t FrameCutter::BytesNeeded() const {
  const bool is_reset = held_ >= kHeaderBytes && head_[3] == kRstStream &&
                        BigEndian(head_.data(), 3) == kErrorBytes;
  return is_reset ? kHeaderBytes + kErrorBytes : kHeaderBytes;
}

std::optional<Http2Frame> FrameCutter::Next(absl::string_view* bytes) {
  const size_t passed = std::min<size_t>(payload_left_, bytes->size());
  bytes->remove_prefix(passed);
  payload_left_ -= static_cast<uint32_t>(passed);
  while (held_ < BytesNeeded()) {
    if (bytes->empty()) return std::nullopt;
    const size_t taken = std::min(BytesNeeded() - held_, bytes->size());
    std::memcpy(head_.data() + held_, bytes->data(), taken);
    bytes->remove_prefix(taken);
    held_ += taken;
  }
  Http2Frame frame;
  frame.payload_bytes = BigEndian(head_.data(), 3);
  frame.type = head_[3];
  frame.flags = head_[4];
  frame.stream = BigEndian(&head_[5], 4) & 0x7fffffff;
  if (held_ > kHeaderBytes) frame.error_code = BigEndian(&head_[9], 4);
  payload_left_ =
      frame.payload_bytes - static_cast<uint32_t>(held_ - kHeaderBytes);
  held_ = 0;
  return frame;
}

FrameGuard::FrameGuard(Time now)
    : all_(kAllFrames, now),
      resets_(kResets, now),
      strays_(kStrays, now),
      empty_data_(kEmptyData, now),
      settings_(kSettings, now),
      settings_acks_(kAcks, now),
      pings_(kPings, now),
      ping_acks_(kAcks, now),
      window_updates_(kWindowUpdates, now),
      rare_(kRareFrames, now) {}

absl::Status FrameGuard::FromClient(absl::string_view bytes, Time now) {
  if (!has_preface()) {
    if (absl::Status status = CheckPreface(&bytes); !status.ok()) {
      return status;
    }
  }
  while (std::optional<Http2Frame> frame = client_.Next(&bytes)) {
    if (absl::Status status = CheckClient(*frame, now); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status FrameGuard::FromServer(absl::string_view bytes, Time now) {
  while (std::optional<Http2Frame> frame = server_.Next(&bytes)) {
    if (absl::Status status = CheckServer(*frame, now); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status FrameGuard::CheckPreface(absl::string_view* bytes) {
  const absl::string_view wanted =
      kPreface.substr(preface_bytes_, std::min(bytes->size(), kPreface.size()));
  if (bytes->substr(0, wanted.size()) != wanted) return Broken("no preface");
  preface_bytes_ += wanted.size();
  bytes->remove_prefix(wanted.size());
  return absl::OkStatus();
}

absl::Status FrameGuard::CheckSize(const Http2Frame& frame) const {
  const uint32_t limit = frame.type == kData           ? kMaxDataFrameBytes
                         : frame.type == kSettingsType ? kMaxSettingsBytes
                                                       : kMaxFrameBytes;
  if (frame.payload_bytes > limit) {
    return absl::ResourceExhaustedError("HTTP/2: a frame is too large");
  }
  return absl::OkStatus();
}

absl::Status FrameGuard::CheckClient(const Http2Frame& frame, Time now) {
  if (!has_settings_ && frame.type != kSettingsType) {
    return Broken("the first frame is not SETTINGS");
  }
  has_settings_ = true;
  if (!all_.Take(now)) return TooMany("frames");
  if (absl::Status size = CheckSize(frame); !size.ok()) return size;
  if (block_stream_ != 0 && frame.type != kContinuation) {
    return Broken("a header block is interrupted");
  }
  switch (frame.type) {
    case kData:
      if (frame.payload_bytes > 0 || frame.flags & kEndStream) {
        return absl::OkStatus();
      }
      return Check(&empty_data_, now, "empty DATA frames");
    case kHeaders:
      return CheckHeaders(frame, now);
    case kContinuation:
      return CheckContinuation(frame);
    case kRstStream:
      return CheckReset(frame, now);
    case kSettingsType:
      return Check(frame.flags & kAck ? &settings_acks_ : &settings_, now,
                   "SETTINGS frames");
    case kPing:
      return Check(frame.flags & kAck ? &ping_acks_ : &pings_, now,
                   "PING frames");
    case kWindowUpdate:
      return Check(&window_updates_, now, "WINDOW_UPDATE frames");
    case kPushPromise:
      return Broken("a client must not push");
    default:
      return Check(&rare_, now, "PRIORITY, GOAWAY or unknown frames");
  }
}

absl::Status FrameGuard::CheckHeaders(const Http2Frame& frame, Time now) {
  block_bytes_ = frame.payload_bytes;
  continuations_ = 0;
  block_stream_ = frame.flags & kEndHeaders ? 0 : frame.stream;
  if (frame.stream % 2 == 0) return Broken("a client's streams are odd");
  if (frame.stream <= last_stream_) {
    return Check(&strays_, now, "HEADERS on old streams");
  }
  last_stream_ = frame.stream;
  if (open_.size() >= kMaxOpenStreams) return TooMany("open streams");
  open_.insert(frame.stream);
  return absl::OkStatus();
}

absl::Status FrameGuard::CheckContinuation(const Http2Frame& frame) {
  if (block_stream_ == 0 || frame.stream != block_stream_) {
    return Broken("CONTINUATION without HEADERS");
  }
  block_bytes_ += frame.payload_bytes;
  if (++continuations_ > kMaxContinuations ||
      block_bytes_ > kMaxHeaderBlockBytes) {
    return absl::ResourceExhaustedError("HTTP/2: a header block is too large");
  }
  if (frame.flags & kEndHeaders) block_stream_ = 0;
  return absl::OkStatus();
}

absl::Status FrameGuard::CheckReset(const Http2Frame& frame, Time now) {
  if (frame.stream > last_stream_) return Broken("RST_STREAM of no stream");
  if (open_.erase(frame.stream) == 0) {
    return Check(&strays_, now, "RST_STREAM on old streams");
  }
  return Check(&resets_, now, "cancelled calls");
}

absl::Status FrameGuard::CheckServer(const Http2Frame& frame, Time now) {
  switch (frame.type) {
    case kSettingsType:
      if (!(frame.flags & kAck)) settings_acks_.Earn(1);
      return absl::OkStatus();
    case kPing:
      if (!(frame.flags & kAck)) ping_acks_.Earn(1);
      return absl::OkStatus();
    case kRstStream:
      if (open_.erase(frame.stream) > 0 && ClientIsAtFault(frame.error_code)) {
        return Check(&resets_, now, "broken calls");
      }
      return absl::OkStatus();
    case kData:
    case kHeaders:
      pings_.Earn(1);
      window_updates_.Earn(1 + frame.payload_bytes / kBytesPerWindowUpdate);
      if (frame.flags & kEndStream && open_.erase(frame.stream) > 0) {
        resets_.Earn(kResetsPerAnswer);
        strays_.Earn(1);
      }
      return absl::OkStatus();
    default:
      return absl::OkStatus();
  }
}

}  // namespace saan
