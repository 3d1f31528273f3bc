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
  Ran Run(const std::string& url) {
    const std::string secret = gateway_.folder() + "/webhook.secret";
    WriteAll(secret, absl::StrCat("whsec_", absl::Base64Escape(kSecret), "\n"));
    return gateway_.Type("bma-temtem", "case_manager",
                         {"relay", "--url", url, "--secret-file", secret,
                          "--until-quiet", "--purpose", "case_care"});
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

}  // namespace
}  // namespace saan::e2e
