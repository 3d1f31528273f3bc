#include "gateway/ctl/webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

// The example of the specification's reference libraries.
TEST(WebhookSecret, SignsAsTheSpecificationDoes) {
  const absl::StatusOr<WebhookSecret> secret =
      WebhookSecret::Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  ASSERT_TRUE(secret.ok()) << secret.status();
  EXPECT_EQ(secret->Sign("msg_p5jXN8AQM9LWM0D4loKWxJek",
                         absl::FromUnixSeconds(1614265330),
                         R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSecret, MustBeMarkedWholeAndLongEnough) {
  for (const std::string& text :
       {std::string(), std::string("whsec_"), std::string("whsec_*"),
        std::string("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        absl::StrCat("whsec_", absl::Base64Escape(std::string(23, 'k'))),
        absl::StrCat("whsec_", absl::Base64Escape(std::string(65, 'k')))}) {
    const absl::StatusOr<WebhookSecret> secret = WebhookSecret::Parse(text);
    EXPECT_TRUE(absl::IsInvalidArgument(secret.status())) << text;
  }
}

TEST(WebhookSecret, StandsInNoMessage) {
  const std::string text =
      absl::StrCat("whsec_", absl::Base64Escape("canary canary"));
  EXPECT_THAT(WebhookSecret::Parse(text).status().message(),
              testing::Not(testing::HasSubstr(text.substr(6))));
}

TEST(SafeUrl, IsHttpsOrThisMachine) {
  for (const char* url :
       {"https://dcy.example/events", "HTTPS://dcy.example:8443",
        "http://localhost:8080/e", "http://127.0.0.1:1/e", "http://[::1]/e"}) {
    EXPECT_TRUE(IsSafeUrl(url)) << url;
  }
  for (const char* url :
       {"", "dcy.example", "http://dcy.example/events", "ftp://localhost/e",
        "file:///etc/passwd", "http://localhost.example/e",
        "http://localhost@dcy.example/e", "https://"}) {
    EXPECT_FALSE(IsSafeUrl(url)) << url;
  }
}

TEST(Pause, DoublesToFiveMinutesAndIsCutByHalfAtMost) {
  EXPECT_EQ(PauseAfter(1, 0), absl::Seconds(1));
  EXPECT_EQ(PauseAfter(4, 0), absl::Seconds(8));
  EXPECT_EQ(PauseAfter(1000, 0), absl::Minutes(5));
  EXPECT_EQ(PauseAfter(4, 0.5), absl::Seconds(6));
  EXPECT_GE(PauseAfter(1000, 0.999), absl::Seconds(150));
}

}  // namespace
}  // namespace saan::ctl
