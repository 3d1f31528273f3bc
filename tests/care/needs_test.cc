// The needs that a referral can be for, as the table gives them.

#include "gateway/care/needs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace saan::care {
namespace {

TEST(Needs, EachHasTimesReceiversAndWords) {
  std::set<std::string> codes;
  for (const Need& need : Needs()) {
    EXPECT_TRUE(codes.insert(need.code).second) << need.code;
    EXPECT_GT(need.to_answer, absl::ZeroDuration()) << need.code;
    EXPECT_GE(need.to_finish, need.to_answer) << need.code;
    EXPECT_FALSE(need.receivers.empty()) << need.code;
    for (const v1::Role role : need.receivers) {
      EXPECT_NE(role, v1::ROLE_UNSPECIFIED) << need.code;
    }
    EXPECT_NE(need.escalate_to, v1::ROLE_UNSPECIFIED) << need.code;
    EXPECT_FALSE(need.thai.empty()) << need.code;
    EXPECT_FALSE(need.english.empty()) << need.code;
  }
  EXPECT_EQ(codes.size(), 11);
}

TEST(Needs, ProtectionIsAnsweredFirstAndOnlyByThoseWhoMayAct) {
  const Need* protection = FindNeed(kProtection);
  ASSERT_NE(protection, nullptr);
  for (const Need& need : Needs()) {
    EXPECT_LE(protection->to_answer, need.to_answer) << need.code;
  }
  const std::vector<v1::Role>& roles = protection->receivers;
  EXPECT_NE(std::find(roles.begin(), roles.end(), v1::ROLE_COMPETENT_OFFICIAL),
            roles.end());
  EXPECT_EQ(std::find(roles.begin(), roles.end(), v1::ROLE_VOLUNTEER),
            roles.end());
}

TEST(Needs, AnUnknownCodeIsNone) {
  EXPECT_EQ(FindNeed("luxury"), nullptr);
  EXPECT_EQ(FindNeed(""), nullptr);
}

}  // namespace
}  // namespace saan::care
