// The small pieces of text that the C2SP formats of a log are made of: lines,
// decimals, base64, key names. Every reader here takes one spelling only, so
// that what was read and written again is the same bytes. Pure.

#ifndef SAAN_STORAGE_TLOG_TEXT_H_
#define SAAN_STORAGE_TLOG_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::storage {

// Takes the first line, without its newline, off the front of `text`.
// INVALID_ARGUMENT when no newline is left.
absl::StatusOr<absl::string_view> TakeLine(absl::string_view* text);

// A number of 0 to 2^63-1 in ASCII digits without sign or leading zeros.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text);

// Standard base64 with padding (RFC 4648 section 4) as an encoder writes it:
// no white space, no missing or unused bits. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> ParseBase64(absl::string_view text);

// As ParseBase64, and exactly 32 bytes.
absl::StatusOr<std::string> ParseHash(absl::string_view text);

// True for well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no
// surrogates, nothing beyond U+10FFFF.
bool IsUtf8(absl::string_view text);

// True for a key name of C2SP signed-note: not empty, UTF-8, no Unicode space,
// no plus sign, no ASCII control character.
bool IsKeyName(absl::string_view text);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_TLOG_TEXT_H_
