// The guard from outside: who comes in, and who is put out.

#include "gateway/guard.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gateway/guard_certificate.h"
#include "tests/guard/forge.h"
#include "tests/guard/frames.h"
#include "tests/guard/front.h"
#include "tests/guard/raw_client.h"

namespace saan {
namespace {

// TLS alerts, RFC 8446 section 6, as OpenSSL gives them to a client.
constexpr int kAlert = SSL_AD_REASON_OFFSET;

using GuardTest = Front;

TEST_F(GuardTest, TellsTheServerWhoAsks) {
  Open();
  EXPECT_EQ(Ask(Stub(client_).get()), "spiffe://saan.local/agency/a/system/a");
  const Forged other = Client("b", 101);
  EXPECT_EQ(Ask(Stub(other).get()), "spiffe://saan.local/agency/a/system/b");
  EXPECT_FALSE(guard_->PeerOf("fd:0").has_value());
  EXPECT_FALSE(guard_->PeerOf("ipv4:127.0.0.1:1").has_value());
}

TEST_F(GuardTest, RefusesEachBadCertificateWithItsReasonAndAlert) {
  Open();
  const Forged rogue = Forge("root", AuthorityRecipe());
  Recipe expired, early, no_name, two_names, authority, no_usage, server;
  expired.not_after = Day(2026, 1, 14);
  early.not_before = Day(2026, 1, 16);
  no_name.alternative_name = nullptr;
  two_names.alternative_name = "URI:spiffe://a,URI:spiffe://b";
  authority.basic_constraints = "critical,CA:TRUE";
  no_usage.extended_key_usage = nullptr;
  server.extended_key_usage = "serverAuth";
  Recipe revoked;
  revoked.serial = 66;
  const struct {
    const char* what;
    const Recipe recipe;
    const Forged* issuer;
    const char* reason;
    int alert;
  } cases[] = {
      {"expired", expired, &root_, "CERTIFICATE_EXPIRED",
       SSL_AD_CERTIFICATE_EXPIRED},
      {"early", early, &root_, "CERTIFICATE_NOT_YET_VALID",
       SSL_AD_BAD_CERTIFICATE},
      {"rogue", Recipe(), &rogue, "CERTIFICATE_UNKNOWN_AUTHORITY",
       SSL_AD_DECRYPT_ERROR},
      {"self-signed", Recipe(), nullptr, "CERTIFICATE_UNKNOWN_AUTHORITY",
       SSL_AD_UNKNOWN_CA},
      {"no name", no_name, &root_, "CERTIFICATE_POLICY",
       SSL_AD_BAD_CERTIFICATE},
      {"two names", two_names, &root_, "CERTIFICATE_POLICY",
       SSL_AD_BAD_CERTIFICATE},
      {"authority", authority, &root_, "CERTIFICATE_POLICY",
       SSL_AD_BAD_CERTIFICATE},
      {"no usage", no_usage, &root_, "CERTIFICATE_POLICY",
       SSL_AD_BAD_CERTIFICATE},
      {"server's", server, &root_, "CERTIFICATE_POLICY",
       SSL_AD_UNSUPPORTED_CERTIFICATE},
      {"revoked", revoked, &root_, "CERTIFICATE_REVOKED",
       SSL_AD_CERTIFICATE_REVOKED},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const Forged leaf = Forge("leaf", one.recipe, one.issuer);
    RawClient client(guard_->port());
    // TLS 1.3 lets the client think that it is in until it reads.
    if (client.Handshake(&leaf)) client.Receive();
    EXPECT_EQ(client.alert(), kAlert + one.alert);
    EXPECT_EQ(NextRefusal(), one.reason);
    EXPECT_EQ(last_refusal_.certificate_sha256,
              CertificateSha256(leaf.certificate.get()));
  }
  ExpectOthersAreAnswered();
}

TEST_F(GuardTest, RefusesWhoShowsNoCertificate) {
  Open();
  RawClient client(guard_->port());
  client.Handshake(nullptr);
  EXPECT_EQ(client.Receive(), "");
  EXPECT_EQ(client.alert(), SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED);
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_MISSING");
  EXPECT_EQ(last_refusal_.certificate_sha256, "");
}

TEST_F(GuardTest, SpeaksOnlyTls13AndHttp2) {
  Open();
  RawClient old(guard_->port());
  EXPECT_FALSE(old.Handshake(&client_, TLS1_2_VERSION));
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
  RawClient plain(guard_->port());
  plain.SendPlain(Preface());
  plain.ReceivePlain();
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
  RawClient no_alpn(guard_->port());
  no_alpn.Handshake(&client_, TLS1_3_VERSION, /*has_alpn=*/false);
  EXPECT_EQ(no_alpn.Receive(), "");
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
  RawClient not_http2(guard_->port());
  ASSERT_TRUE(not_http2.Handshake(&client_));
  not_http2.Send("GET / HTTP/1.1\r\n\r\n");
  not_http2.ReceiveAll();
  EXPECT_EQ(NextRefusal(), "PROTOCOL");
  ExpectOthersAreAnswered();
}

TEST_F(GuardTest, DoesNotReportALookAtThePort) {
  Open();
  { RawClient look(guard_->port()); }
  ExpectOthersAreAnswered();
  EXPECT_EQ(RefusalCount(), 0u);
}

TEST_F(GuardTest, RefusesWhenTheListHasExpired) {
  WriteFile(options_.client_crl_file,
            Pem(ForgeList(root_, {}, Day(2026, 1, 14)).get()));
  Open();
  RawClient client(guard_->port());
  client.Handshake(&client_);
  EXPECT_EQ(client.Receive(), "");
  EXPECT_EQ(NextRefusal(), "REVOCATION_UNKNOWN");
}

TEST_F(GuardTest, NamesTheFileThatCannotBeUsed) {
  const std::pair<std::string GuardOptions::*, const char*> files[] = {
      {&GuardOptions::certificate_file, "certificate_file"},
      {&GuardOptions::private_key_file, "private_key_file"},
      {&GuardOptions::client_ca_file, "client_ca_file"},
      {&GuardOptions::client_crl_file, "client_crl_file"},
      {&GuardOptions::listen, "listen"},
  };
  for (const auto& [field, name] : files) {
    GuardOptions options = options_;
    options.*field = "/no/such/file";
    const absl::Status status = Guard::Open(options).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_TRUE(absl::StartsWith(status.message(), name)) << status;
  }
}

TEST_F(GuardTest, SaysWhenTheAddressIsTaken) {
  Open();
  options_.listen = "127.0.0.1:" + std::to_string(guard_->port());
  EXPECT_TRUE(absl::IsUnavailable(Guard::Open(options_).status()));
}

// A live HTTP/2 connection of `identity`, known to the server.
std::unique_ptr<RawClient> Enter(int port, const Forged& identity) {
  auto client = std::make_unique<RawClient>(port);
  EXPECT_TRUE(client->Handshake(&identity));
  EXPECT_TRUE(client->Send(Preface()));
  EXPECT_NE(client->Receive(), "");
  return client;
}

TEST_F(GuardTest, ClosesTheLiveConnectionsOfACertificate) {
  Open();
  const auto client = Enter(guard_->port(), client_);
  guard_->Close(CertificateSha256(client_.certificate.get()));
  client->ReceiveAll();
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_REVOKED");
  ExpectOthersAreAnswered();
}

TEST_F(GuardTest, CutsLiveConnectionsWhenTheListRevokesThem) {
  Open();
  const auto client = Enter(guard_->port(), client_);
  const auto other = Stub(Client("b", 101));
  ASSERT_EQ(Ask(other.get()), "spiffe://saan.local/agency/a/system/b");
  WriteFile(options_.client_crl_file, Pem(ForgeList(root_, {100}).get()));
  client->ReceiveAll();
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_REVOKED");
  RawClient again(guard_->port());
  again.Handshake(&client_);
  EXPECT_EQ(again.Receive(), "");
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_REVOKED");
  EXPECT_EQ(Ask(other.get()), "spiffe://saan.local/agency/a/system/b");
  EXPECT_EQ(RefusalCount(), 0u);
}

TEST_F(GuardTest, KeepsTheFormerListWhenTheNewOneIsBroken) {
  absl::Notification warned;
  options_.warn = [&warned](const absl::Status& status) {
    EXPECT_TRUE(absl::StartsWith(status.message(), "client_crl_file"));
    warned.Notify();
  };
  Open();
  WriteFile(options_.client_crl_file, "no list");
  warned.WaitForNotification();
  ExpectOthersAreAnswered();
  Recipe revoked;
  revoked.serial = 66;
  const Forged leaf = Forge("leaf", revoked, &root_);
  RawClient client(guard_->port());
  client.Handshake(&leaf);
  EXPECT_EQ(client.Receive(), "");
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_REVOKED");
}

TEST_F(GuardTest, CutsAConnectionWhoseCertificateExpires) {
  Recipe recipe;
  recipe.not_after = Day(2026, 2, 1);
  const Forged leaf = Forge("leaf", recipe, &root_);
  Open();
  const auto client = Enter(guard_->port(), leaf);
  now_ = absl::ToUnixSeconds(Day(2026, 2, 2));
  client->ReceiveAll();
  EXPECT_EQ(NextRefusal(), "CERTIFICATE_EXPIRED");
  ExpectOthersAreAnswered();
}

TEST_F(GuardTest, HoldsTheLimitOfConnectionsOfOneSystem) {
  options_.max_connections_per_identity = 2;
  Open();
  auto first = Enter(guard_->port(), client_);
  const auto second = Enter(guard_->port(), client_);
  RawClient third(guard_->port());
  third.Handshake(&client_);
  EXPECT_EQ(third.Receive(), "");
  EXPECT_EQ(NextRefusal(), "LIMIT");
  ExpectOthersAreAnswered();
  first.reset();
  // Its place is free once its end is seen; gRPC tries until then.
  EXPECT_EQ(Ask(Stub(client_).get()), "spiffe://saan.local/agency/a/system/a");
}

TEST_F(GuardTest, NeverGivesOneConnectionsNameToAnother) {
  Open();
  const auto client = Enter(guard_->port(), client_);
  ASSERT_TRUE(client->Send(CallOf(1, "/t/Hold")));
  answering_.is_holding.WaitForNotification();
  guard_->Close(CertificateSha256(client_.certificate.get()));
  client->ReceiveAll();
  // Whatever number these get, it is not the one that the call still has.
  std::vector<std::unique_ptr<grpc::GenericStub>> others;
  for (int i = 0; i < 8; ++i) {
    others.push_back(Stub(Client("b", 101)));
    EXPECT_EQ(Ask(others.back().get()),
              "spiffe://saan.local/agency/a/system/b");
  }
  answering_.may_ask.Notify();
  answering_.has_asked.WaitForNotification();
  EXPECT_EQ(answering_.held_peer, "nobody");
}

TEST_F(GuardTest, EndsConnectionsAtShutdown) {
  Open();
  const auto client = Enter(guard_->port(), client_);
  guard_->Shutdown();
  client->ReceiveAll();
  RawClient late(0);
  EXPECT_FALSE(guard_->PeerOf("fd:0").has_value());
  guard_->Shutdown();
}

}  // namespace
}  // namespace saan
