#include "gateway/ctl/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;

Contexts TwoContexts() {
  Contexts contexts;
  contexts.set_current("home");
  for (const char* name : {"home", "away"}) {
    Context* context = contexts.add_context();
    context->set_name(name);
    context->set_address(std::string(name) + ":1");
    context->set_ca_file("ca");
    context->set_certificate_file("cert");
    context->set_private_key_file("key");
    context->set_purpose("case_care");
    context->set_role("teacher");
    context->set_actor("T-1");
  }
  return contexts;
}

TEST(Resolve, TakesTheContextFileLast) {
  const absl::StatusOr<Settings> settings = Resolve({}, {}, TwoContexts());
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->address, "home:1");
  EXPECT_EQ(settings->call.purpose(), v1::PURPOSE_CASE_CARE);
  EXPECT_EQ(settings->call.role(), v1::ROLE_TEACHER);
  EXPECT_EQ(settings->timeout, Settings::kDefaultTimeout);
}

TEST(Resolve, LetsTheEnvironmentBeatTheFile) {
  const absl::StatusOr<Settings> settings = Resolve(
      {}, {{"SAAN_ADDRESS", "env:2"}, {"SAAN_ROLE", "police"}}, TwoContexts());
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->address, "env:2");
  EXPECT_EQ(settings->call.role(), v1::ROLE_POLICE);
  EXPECT_EQ(settings->call.actor(), "T-1");
}

TEST(Resolve, LetsFlagsBeatAll) {
  Flags flags;
  flags.address = "flag:3";
  flags.purpose = "audit";
  flags.timeout = "5s";
  const absl::StatusOr<Settings> settings =
      Resolve(flags, {{"SAAN_ADDRESS", "env:2"}, {"SAAN_PURPOSE", "benefit"}},
              TwoContexts());
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->address, "flag:3");
  EXPECT_EQ(settings->call.purpose(), v1::PURPOSE_AUDIT);
  EXPECT_EQ(settings->timeout, absl::Seconds(5));
}

TEST(Resolve, ChoosesTheContextInTheSameOrder) {
  Flags flags;
  EXPECT_EQ(Resolve(flags, {{"SAAN_CONTEXT", "away"}}, TwoContexts())->address,
            "away:1");
  flags.context = "home";
  EXPECT_EQ(Resolve(flags, {{"SAAN_CONTEXT", "away"}}, TwoContexts())->address,
            "home:1");
}

TEST(Resolve, CountsAnEmptyVariableAsNotSet) {
  EXPECT_EQ(Resolve({}, {{"SAAN_ADDRESS", ""}}, TwoContexts())->address,
            "home:1");
}

TEST(Resolve, ListsTheContextsThereAre) {
  Flags flags;
  flags.context = "nowhere";
  EXPECT_THAT(std::string(Resolve(flags, {}, TwoContexts()).status().message()),
              HasSubstr("home, away"));
}

TEST(Resolve, NamesTheFlagsThatAreMissing) {
  Flags flags;
  flags.address = "a:1";
  const absl::Status status = Resolve(flags, {}, Contexts()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "--ca, --cert, --key");
}

TEST(Resolve, RefusesAWrongWordWhereverItStands) {
  EXPECT_THAT(std::string(Resolve({}, {{"SAAN_PURPOSE", "fun"}}, TwoContexts())
                              .status()
                              .message()),
              HasSubstr("purpose: not one of: case_care"));
}

TEST(ParseAddress, TakesHostAndPort) {
  EXPECT_EQ(ParseAddress("gateway.example:8443")->host, "gateway.example");
  EXPECT_EQ(ParseAddress("[::1]:8443")->host, "::1");
  EXPECT_EQ(ParseAddress("127.0.0.1:1")->port, "1");
}

TEST(ParseAddress, RefusesAnythingElse) {
  for (const char* address : {"", "host", "host:", ":1", "host:0", "host:65536",
                              "::1:8443", "https://host:1", "[]:1", "host:x"}) {
    EXPECT_FALSE(ParseAddress(address).ok()) << address;
  }
}

TEST(ExpectedName, IsTheHostUnlessSaid) {
  Settings settings;
  settings.address = "10.0.0.1:8443";
  EXPECT_EQ(ExpectedName(settings), "10.0.0.1");
  settings.server_name = "gateway.example";
  EXPECT_EQ(ExpectedName(settings), "gateway.example");
}

}  // namespace
}  // namespace saan::ctl
