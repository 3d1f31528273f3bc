// Thai text as people type it, folded to one form before anything is compared.

#ifndef SAAN_ADAPTERS_THAI_TEXT_H_
#define SAAN_ADAPTERS_THAI_TEXT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace saan::thai {

// What stands before the text of some UTF-8 files.
inline constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Valid UTF-8 (no surrogates, no overlong forms).
bool IsUtf8(absl::string_view text);

// windows-874 (TIS-620 with Microsoft's additions) as UTF-8; nothing when a
// byte has no meaning there.
std::optional<std::string> FromWindows874(absl::string_view bytes);

// NFC, then the Thai orders that NFC leaves alone: doubled SARA E, NIKHAHIT and
// SARA AA, tone before vowel, repeated marks, dangling marks; zero-width, bidi
// and soft-hyphen characters dropped; every space a plain one, runs collapsed,
// ends trimmed; bytes that are no UTF-8 are U+FFFD. Idempotent. Never NFKC,
// which takes SARA AM apart.
std::string Fold(absl::string_view utf8);

// Thai digits as ASCII digits; all else as it is.
std::string ArabicDigits(absl::string_view utf8);

// True for texts that say "nothing": empty, "-", ".", "ไม่มี", "ไม่ทราบ",
// "ไม่ระบุ", "null", "n/a" and the like (after Fold).
bool IsFiller(absl::string_view folded);

// True when the text holds NUL, another C0 or C1 control character or DEL (tab,
// CR and LF excepted), or a bidirectional embedding, override or isolate.
bool HasForbiddenCharacter(absl::string_view utf8);

// What the text would be if it had been typed on a Thai (Kedmanee) layout by
// someone whose keyboard stood on English; nothing when it does not look so.
// A suggestion for a person, never a correction.
std::optional<std::string> KedmaneeSlip(absl::string_view text);

}  // namespace saan::thai

#endif  // SAAN_ADAPTERS_THAI_TEXT_H_
