// saan relay: events reach an agency's own URL, signed, once they are taken and
// until then.

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/e2e/receiver.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

constexpr char kSecret[] = "0123456789abcdef0123456789abcdef";

class Relay : public Together {
 protected:
  Ran Run(const std::string& url, const std::vector<std::string>& more = {},
          const std::vector<std::string>& environment = {}) {
    const std::string secret = gateway_.folder() + "/webhook.secret";
    WriteAll(secret, absl::StrCat("whsec_", absl::Base64Escape(kSecret), "\n"));
    std::vector<std::string> arguments = {
        "relay", "--url",         url,         "--secret-file",
        secret,  "--until-quiet", "--purpose", "case_care"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return gateway_.Type("bma-temtem", "case_manager", arguments, environment);
  }

  int Waiting() {
    v1::ListEventsRequest list;
    list.set_only_waiting(true);
    v1::ListEventsResponse listed;
    EXPECT_TRUE(
        Call(bma_, &Door::ListEvents, CaseManager(), list, &listed).ok());
    return listed.events_size();
  }
};

// By the specification, not by the code under test.
std::string SignatureOf(const Posted& post) {
  const std::string text =
      absl::StrCat(post.headers.at("webhook-id"), ".",
                   post.headers.at("webhook-timestamp"), ".", post.body);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), kSecret, sizeof(kSecret) - 1,
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac,
       &size);
  return absl::StrCat("v1,", absl::Base64Escape(absl::string_view(
                                 reinterpret_cast<const char*>(mac), size)));
}

TEST_F(Relay, PostsWhatWaitsSignedAndOnceTakenNeverAgain) {
  const Receiver receiver;
  ASSERT_EQ(Waiting(), 1);
  const Ran ran = Run(receiver.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_EQ(receiver.posts().size(), 1);
  const Posted post = receiver.posts()[0];
  EXPECT_EQ(post.headers.at("webhook-signature"), SignatureOf(post));
  EXPECT_THAT(post.body, testing::HasSubstr(R"("type":"saan.child_changed")"));
  EXPECT_THAT(post.body, testing::HasSubstr(child_id_));
  EXPECT_THAT(post.body, testing::Not(testing::HasSubstr("ก้องภพ")));
  EXPECT_EQ(Waiting(), 0);
  ASSERT_EQ(Run(receiver.url()).exit_code, 0);
  EXPECT_EQ(receiver.posts().size(), 1);
}

TEST_F(Relay, TriesAgainUnderTheSameIdUntilItIsTaken) {
  const Receiver receiver({500, 302});
  const Ran ran = Run(receiver.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_EQ(receiver.posts().size(), 3);
  for (const Posted& post : receiver.posts()) {
    EXPECT_EQ(post.headers.at("webhook-id"),
              receiver.posts()[0].headers.at("webhook-id"));
    EXPECT_EQ(post.headers.at("webhook-signature"), SignatureOf(post));
  }
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(Relay, EndsWhereNothingMoreIsWantedAndLosesNothing) {
  const Receiver receiver({410});
  const Ran ran = Run(receiver.url());
  EXPECT_EQ(ran.exit_code, Exit::kDenied) << ran.err;
  EXPECT_THAT(ran.err, testing::HasSubstr("410"));
  EXPECT_EQ(receiver.posts().size(), 1);
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(Relay, LeavesTheMachineOnlyOverTls) {
  const Ran ran = Run("http://dcy.example/events");
  EXPECT_EQ(ran.exit_code, Exit::kUsage);
  EXPECT_THAT(ran.err, testing::HasSubstr("https://"));
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(Relay, TriesAgainAfterAConnectionThatWasLost) {
  const Receiver receiver({Receiver::kHangUp, 503});
  const Ran ran = Run(receiver.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(receiver.posts().size(), 3);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(Relay, GivesUpAfterSoManyTriesAndLosesNothing) {
  const Receiver receiver({500, 500, 500});
  const Ran ran = Run(receiver.url(), {"--tries", "2"});
  EXPECT_EQ(ran.exit_code, Exit::kUnreachable) << ran.err;
  EXPECT_EQ(receiver.posts().size(), 2);
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(Relay, GivesNothingInClearToAProxy) {
  const Receiver proxy;
  const Receiver receiver;
  const Ran ran = Run(receiver.url(), {}, {"http_proxy=" + proxy.proxy()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(receiver.posts().size(), 1);
  EXPECT_TRUE(proxy.posts().empty());
}

// The agency's server elsewhere, events.dcy.example, behind a proxy.
class RelayAfar : public Relay {
 protected:
  void SetUp() override {
    Relay::SetUp();
    MakeAuthority("ca");
    MakeCertificate("right", "ca", "DNS:events.dcy.example");
  }

  std::string File(const std::string& name) const {
    return absl::StrCat(gateway_.folder(), "/", name);
  }

  void Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    const Ran ran = RunProgram(arguments);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
  }

  void MakeAuthority(const std::string& name) {
    Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Test " + name,
             "-addext", "subjectAltName=DNS:events.dcy.example", "-days", "2",
             "-keyout", File(name + ".key"), "-out", File(name + ".pem")});
  }

  // For `names`; good for these days, which may have passed.
  void MakeCertificate(const std::string& name, const std::string& authority,
                       const std::string& names, int days = 2) {
    WriteAll(File(name + ".ext"), "subjectAltName=" + names + "\n");
    Openssl({"req", "-new", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Test",
             "-keyout", File(name + ".key"), "-out", File(name + ".csr")});
    Openssl({"x509", "-req", "-in", File(name + ".csr"), "-CA",
             File(authority + ".pem"), "-CAkey", File(authority + ".key"),
             "-set_serial", "1", "-days", absl::StrCat(days), "-extfile",
             File(name + ".ext"), "-out", File(name + ".pem")});
  }

  Receiver Serving(const std::string& name, std::deque<int> statuses = {}) {
    return Receiver(std::move(statuses), File(name + ".pem"),
                    File(name + ".key"));
  }

  Ran RunTo(const Receiver& receiver, const std::vector<std::string>& more) {
    return Run("https://events.dcy.example/saan", more,
               {"https_proxy=" + receiver.proxy()});
  }
  std::vector<std::string> Trusting(const std::string& authority) const {
    return {"--url-ca", File(authority + ".pem"), "--tries", "1"};
  }
};

TEST_F(RelayAfar, PostsToTheHostThatProvesItsName) {
  const Receiver receiver = Serving("right");
  const Ran ran = RunTo(receiver, Trusting("ca"));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_EQ(receiver.posts().size(), 1);
  EXPECT_EQ(receiver.posts()[0].headers.at("webhook-signature"),
            SignatureOf(receiver.posts()[0]));
  // All that the proxy saw.
  EXPECT_THAT(receiver.tunnels(),
              testing::ElementsAre("events.dcy.example:443"));
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(RelayAfar, TriesAgainAfterAFaultAndALostConnection) {
  const Receiver receiver = Serving("right", {503, Receiver::kHangUp});
  const Ran ran = RunTo(receiver, {"--url-ca", File("ca.pem")});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  ASSERT_EQ(receiver.posts().size(), 3);
  EXPECT_EQ(receiver.posts()[0].headers.at("webhook-id"),
            receiver.posts()[2].headers.at("webhook-id"));
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(RelayAfar, SendsNothingToAHostThatDoesNotProveItsName) {
  MakeAuthority("other");
  MakeCertificate("misnamed", "ca", "DNS:dcy.example,DNS:*.other.example");
  MakeCertificate("stranger", "other", "DNS:events.dcy.example");
  MakeCertificate("past", "ca", "DNS:events.dcy.example", /*days=*/-1);
  const struct {
    const char* what;
    std::string server;
    std::vector<std::string> trust;
  } cases[] = {
      {"another name", "misnamed", Trusting("ca")},
      {"another authority", "stranger", Trusting("ca")},
      {"its own authority", "other", Trusting("ca")},
      {"past its time", "past", Trusting("ca")},
      {"an authority that this machine does not know",
       "right",
       {"--tries", "1"}},
  };
  for (const auto& one : cases) {
    const Receiver receiver = Serving(one.server);
    const Ran ran = RunTo(receiver, one.trust);
    EXPECT_EQ(ran.exit_code, Exit::kUnverified) << one.what << ran.err;
    EXPECT_THAT(ran.err, testing::HasSubstr("--url-ca")) << one.what;
    EXPECT_EQ(receiver.broken_handshakes(), 1) << one.what;
    EXPECT_TRUE(receiver.posts().empty()) << one.what;
    EXPECT_EQ(Waiting(), 1) << one.what;
  }
}

}  // namespace
}  // namespace saan::e2e
