// Builds HTTP/2 frames (RFC 9113) for tests of the guard.

#ifndef SAAN_TESTS_GUARD_FRAMES_H_
#define SAAN_TESTS_GUARD_FRAMES_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace saan {

enum TestFrame : uint8_t {
  kDataFrame,
  kHeadersFrame,
  kPriorityFrame,
  kResetFrame,
  kSettingsFrame,
  kPushFrame,
  kPingFrame,
  kGoawayFrame,
  kWindowFrame,
  kContinuationFrame,
};
inline constexpr uint8_t kEnds = 0x1;         // END_STREAM, or ACK.
inline constexpr uint8_t kEndsHeaders = 0x4;  // END_HEADERS.

inline std::string Number(uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) {
    text.push_back(static_cast<char>(value >> (8 * i)));
  }
  return text;
}

inline std::string FrameOf(uint8_t type, uint8_t flags, uint32_t stream,
                           absl::string_view payload = "") {
  std::string frame = Number(static_cast<uint32_t>(payload.size()), 3);
  frame.push_back(static_cast<char>(type));
  frame.push_back(static_cast<char>(flags));
  return absl::StrCat(frame, Number(stream, 4), payload);
}

inline std::string ResetOf(uint32_t stream, uint32_t error) {
  return FrameOf(kResetFrame, 0, stream, Number(error, 4));
}

inline std::string Preface() {
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                      FrameOf(kSettingsFrame, 0, 0));
}

// A gRPC request's header block, without Huffman and without indexing.
inline std::string RequestBlock(absl::string_view path) {
  std::string block;
  const auto add = [&block](absl::string_view name, absl::string_view value) {
    block.push_back('\0');
    block.push_back(static_cast<char>(name.size()));
    absl::StrAppend(&block, name);
    block.push_back(static_cast<char>(value.size()));
    absl::StrAppend(&block, value);
  };
  add(":method", "POST");
  add(":scheme", "http");
  add(":path", path);
  add(":authority", "localhost");
  add("te", "trailers");
  add("content-type", "application/grpc");
  return block;
}

// A call with one empty message, ended by the client.
inline std::string CallOf(uint32_t stream, absl::string_view path) {
  return absl::StrCat(
      FrameOf(kHeadersFrame, kEndsHeaders, stream, RequestBlock(path)),
      FrameOf(kDataFrame, kEnds, stream, absl::string_view("\0\0\0\0\0", 5)));
}

}  // namespace saan

#endif  // SAAN_TESTS_GUARD_FRAMES_H_
