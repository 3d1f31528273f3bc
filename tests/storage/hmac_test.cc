#include "storage/hmac.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace saan::storage {
namespace {

// RFC 4231, section 4.2.
constexpr char kFirst[] =
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
// RFC 4231, section 4.3.
constexpr char kSecond[] =
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

TEST(Hmac, IsThatOfTheStandard) {
  Hmac hmac(std::string(20, '\x0b'));
  EXPECT_EQ(absl::BytesToHexString(hmac.Digest({"Hi There"})), kFirst);
}

TEST(Hmac, TakesPiecesForTheirSum) {
  Hmac hmac("Jefe");
  EXPECT_EQ(absl::BytesToHexString(
                hmac.Digest({"what do ya want", "", " for nothing?"})),
            kSecond);
}

TEST(Hmac, AnswersByTheLatestKeyAlone) {
  Hmac hmac("Jefe");
  hmac.Digest({"of the first key"});
  hmac.SetKey(std::string(20, '\x0b'));
  EXPECT_EQ(absl::BytesToHexString(hmac.Digest({"Hi There"})), kFirst);
}

}  // namespace
}  // namespace saan::storage
