#include "gateway/guard_certificate.h"

#include <openssl/x509_vfy.h>

#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "tests/guard/forge.h"

namespace saan {
namespace {

constexpr int kSerial = 7;

// What VerifyClient says of a leaf, by the authorities and list given.
int Verify(const Forged& leaf, const Forged& authority, X509_CRL* list,
           absl::Time now = TestNow()) {
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, authority.certificate.get());
  if (list != nullptr) {
    X509_STORE_add_crl(store, list);
    X509_STORE_set_flags(store,
                         X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, leaf.certificate.get(), nullptr);
  X509_STORE_CTX_set_default(context, "ssl_client");
  const int error = VerifyClient(context, now);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return error;
}

TEST(PeerOfCertificate, TellsWhoAndHowLong) {
  const Forged leaf = Forge("leaf", Recipe());
  const absl::StatusOr<Peer> peer = PeerOfCertificate(leaf.certificate.get());
  ASSERT_TRUE(peer.ok()) << peer.status();
  EXPECT_EQ(peer->uri, "spiffe://saan.local/agency/a/system/s");
  EXPECT_EQ(peer->certificate_sha256.size(), 32u);
  EXPECT_EQ(peer->not_before, Day(2020, 1, 1));
  EXPECT_EQ(peer->not_after, Day(2090, 1, 1));
}

TEST(PeerOfCertificate, RefusesEachBreachOfPolicy) {
  const std::string long_uri = "URI:spiffe://" + std::string(300, 'a');
  std::string many_names = "URI:spiffe://saan.local/agency/a/system/s";
  for (int i = 0; i < 600; ++i) many_names += ",DNS:a-name.example.test";
  const std::string bad_names[] = {
      "DNS:localhost",
      "email:a@example.test",
      "URI:spiffe://a,URI:spiffe://b",
      "URI:spiffe://a,DNS:localhost",
      "URI:spiffe://saan.local/agency/%61",
      "URI:spiffe://saan.local/agency/a b",
      "URI:spiffe://saan.local/\xc3\xa9",
      long_uri,
      many_names,
  };
  for (const std::string& name : bad_names) {
    Recipe recipe;
    recipe.alternative_name = name.c_str();
    EXPECT_FALSE(
        PeerOfCertificate(Forge("leaf", recipe).certificate.get()).ok())
        << name.substr(0, 60);
  }
  const std::function<void(Recipe*)> spoils[] = {
      [](Recipe* r) { r->alternative_name = nullptr; },
      [](Recipe* r) { r->extended_key_usage = nullptr; },
      [](Recipe* r) { r->extended_key_usage = "serverAuth"; },
      [](Recipe* r) { r->extended_key_usage = "clientAuth,serverAuth"; },
      [](Recipe* r) { r->extended_key_usage = "anyExtendedKeyUsage"; },
      [](Recipe* r) { r->extended_key_usage = "clientAuth,1.2.3.4"; },
      [](Recipe* r) { r->basic_constraints = "critical,CA:TRUE"; },
      [](Recipe* r) {
        r->basic_constraints = nullptr;
        r->key_usage = "keyCertSign";
      },
  };
  for (const std::function<void(Recipe*)>& spoil : spoils) {
    Recipe recipe;
    spoil(&recipe);
    const absl::StatusOr<Peer> peer =
        PeerOfCertificate(Forge("leaf", recipe).certificate.get());
    EXPECT_EQ(peer.status().code(), absl::StatusCode::kInvalidArgument)
        << &spoil - spoils;
  }
}

TEST(VerifyClient, TakesAValidChain) {
  const Forged root = Forge("root", AuthorityRecipe());
  const Forged leaf = Forge("leaf", Recipe(), &root);
  EXPECT_EQ(Verify(leaf, root, nullptr), X509_V_OK);
  EXPECT_EQ(Verify(leaf, root, ForgeList(root, {}).get()), X509_V_OK);
}

TEST(VerifyClient, HoldsTheValidityAtTheTimeGiven) {
  const Forged root = Forge("root", AuthorityRecipe());
  Recipe recipe;
  recipe.not_before = Day(2026, 1, 10);
  recipe.not_after = Day(2026, 1, 20);
  const Forged leaf = Forge("leaf", recipe, &root);
  EXPECT_EQ(Verify(leaf, root, nullptr, Day(2026, 1, 9)),
            X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(Verify(leaf, root, nullptr, Day(2026, 1, 15)), X509_V_OK);
  EXPECT_EQ(Verify(leaf, root, nullptr, Day(2026, 1, 21)),
            X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST(VerifyClient, RefusesWhatIsRevokedOrMayBe) {
  const Forged root = Forge("root", AuthorityRecipe());
  const Forged leaf = Forge("leaf", Recipe(), &root);
  EXPECT_EQ(Verify(leaf, root, ForgeList(root, {kSerial}).get()),
            X509_V_ERR_CERT_REVOKED);
  const auto old_list = ForgeList(root, {}, Day(2026, 1, 1));
  EXPECT_EQ(RefusalReason(Verify(leaf, root, old_list.get())),
            "REVOCATION_UNKNOWN");
  const Forged other = Forge("other", AuthorityRecipe());
  const auto foreign_list = ForgeList(other, {});
  EXPECT_EQ(RefusalReason(Verify(leaf, root, foreign_list.get())),
            "REVOCATION_UNKNOWN");
}

TEST(VerifyClient, RefusesAnotherAuthorityOfTheSameName) {
  const Forged root = Forge("root", AuthorityRecipe());
  const Forged rogue = Forge("root", AuthorityRecipe());
  const Forged leaf = Forge("leaf", Recipe(), &rogue);
  EXPECT_EQ(RefusalReason(Verify(leaf, root, nullptr)),
            "CERTIFICATE_UNKNOWN_AUTHORITY");
}

TEST(VerifyClient, HoldsThePolicyOfTheLeaf) {
  const Forged root = Forge("root", AuthorityRecipe());
  Recipe recipe;
  recipe.alternative_name = "DNS:localhost";
  const Forged leaf = Forge("leaf", recipe, &root);
  EXPECT_EQ(Verify(leaf, root, nullptr), X509_V_ERR_CERT_REJECTED);
  EXPECT_EQ(RefusalReason(X509_V_ERR_CERT_REJECTED), "CERTIFICATE_POLICY");
}

}  // namespace
}  // namespace saan
