#include "storage/xaes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"

namespace saan::storage {
namespace {

constexpr char kNonce[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
constexpr char kText[] = "XAES-256-GCM";

// The two test vectors of the specification (C2SP XAES-256-GCM): one for each
// way that doubling in GF(2^128) can go.
TEST(Xaes, GivesTheBytesOfTheSpecification) {
  std::string sealed;
  Xaes(std::string(32, 1)).Close(kNonce, "", kText, &sealed);
  EXPECT_EQ(absl::BytesToHexString(sealed),
            "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
  sealed.clear();
  Xaes(std::string(32, 3))
      .Close(kNonce, "c2sp.org/XAES-256-GCM", kText, &sealed);
  EXPECT_EQ(absl::BytesToHexString(sealed),
            "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
}

TEST(Xaes, OpensWhatItClosedAgainAndAgain) {
  Xaes xaes(std::string(32, 'k'));
  for (size_t size : {0, 1, 15, 16, 17, 5000}) {
    const std::string text(size, 'x');
    std::string sealed;
    xaes.Close(kNonce, "row", text, &sealed);
    EXPECT_EQ(sealed.size(), size + kXaesTagBytes);
    EXPECT_EQ(xaes.Open(kNonce, "row", sealed), text);
  }
}

// A message key is kept for the next message; whatever came before, a message
// is closed and opened as if it were the first.
TEST(Xaes, GivesTheSameBytesWhateverCameBefore) {
  const std::string half_a(12, 'a');
  const std::string half_b(12, 'b');
  const std::vector<std::string> nonces = {
      half_a + std::string(12, '1'), half_a + std::string(12, '2'),
      half_b + std::string(12, '1'), half_a + std::string(12, '3'),
      half_a + std::string(12, '1')};
  Xaes used(std::string(32, 'k'));
  for (const std::string& nonce : nonces) {
    std::string expected;
    Xaes(std::string(32, 'k')).Close(nonce, "row", kText, &expected);
    std::string sealed;
    used.Close(nonce, "row", kText, &sealed);
    EXPECT_EQ(sealed, expected);
    std::string bent = sealed;
    bent.back() ^= 1;
    EXPECT_EQ(used.Open(nonce, "row", bent), std::nullopt);
    EXPECT_EQ(used.Open(nonce, "row", sealed), kText);
  }
}

TEST(Xaes, OpensNothingThatWasChanged) {
  Xaes xaes(std::string(32, 'k'));
  std::string sealed;
  xaes.Close(kNonce, "row", kText, &sealed);
  for (size_t byte = 0; byte < sealed.size(); ++byte) {
    std::string bent = sealed;
    bent[byte] ^= 1;
    EXPECT_EQ(xaes.Open(kNonce, "row", bent), std::nullopt) << byte;
  }
  for (size_t byte = 0; byte < kXaesNonceBytes; ++byte) {
    std::string nonce = kNonce;
    nonce[byte] ^= 1;
    EXPECT_EQ(xaes.Open(nonce, "row", sealed), std::nullopt) << byte;
  }
  EXPECT_EQ(xaes.Open(kNonce, "Row", sealed), std::nullopt);
  EXPECT_EQ(xaes.Open(kNonce, "", sealed), std::nullopt);
  EXPECT_EQ(xaes.Open(kNonce, "row", sealed.substr(1)), std::nullopt);
  EXPECT_EQ(xaes.Open(kNonce, "row", ""), std::nullopt);
  EXPECT_EQ(Xaes(std::string(32, 'j')).Open(kNonce, "row", sealed),
            std::nullopt);
}

}  // namespace
}  // namespace saan::storage
