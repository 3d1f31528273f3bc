#include "gateway/ctl/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "saan/v1/audit.pb.h"
#include "saan/v1/care.pb.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/errors.pb.h"
#include "saan/v1/event.pb.h"
#include "saan/v1/exchange.pb.h"
#include "saan/v1/label.pb.h"
#include "saan/v1/match.pb.h"
#include "saan/v1/referral.pb.h"

namespace saan::ctl {
namespace {

TEST(WordsFor, HasThaiForEveryValueThatIsShown) {
  for (const google::protobuf::EnumDescriptor* shown :
       {v1::Purpose_descriptor(), v1::Role_descriptor(),
        v1::Outcome_descriptor(), v1::ErasureGround_descriptor(),
        v1::SubmitOutcome_descriptor(), v1::Category_descriptor(),
        v1::About_descriptor(), v1::ParseStatus_descriptor(),
        v1::Likelihood_descriptor(), v1::RecordState_descriptor(),
        v1::ReviewState_descriptor(), v1::NativeFormat_descriptor(),
        v1::CaseStep_descriptor(), v1::BenefitKind_descriptor(),
        v1::EventKind_descriptor(), v1::ReferralStatus_descriptor(),
        v1::DeclineReason_descriptor(), v1::ReferralOutcome_descriptor(),
        v1::ErrorReason_descriptor()}) {
    for (int i = 0; i < shown->value_count(); ++i) {
      const std::string& name = shown->value(i)->name();
      EXPECT_NE(WordsFor(name).th, name);
      EXPECT_NE(WordsFor(name).en, name);
    }
  }
}

TEST(WordsFor, LetsAnUnknownNameStandForItself) {
  EXPECT_EQ(WordsFor("ROLE_OF_TOMORROW").th, "ROLE_OF_TOMORROW");
  EXPECT_EQ(WordsForReason("OF_TOMORROW").en, "OF_TOMORROW");
}

TEST(WordsForReason, TakesReasonsWithoutPrefix) {
  EXPECT_EQ(WordsForReason("AGENCY_SUSPENDED").th, "หน่วยงานถูกระงับ");
}

TEST(ParsePurpose, TakesTheShortWordInAnyDress) {
  for (const char* text : {"case_care", "CASE_CARE", "case-care",
                           "PURPOSE_CASE_CARE", "Case_Care"}) {
    const absl::StatusOr<v1::Purpose> purpose = ParsePurpose(text);
    ASSERT_TRUE(purpose.ok()) << text;
    EXPECT_EQ(*purpose, v1::PURPOSE_CASE_CARE) << text;
  }
}

TEST(ParsePurpose, ListsTheRightWords) {
  const absl::Status status = ParsePurpose("curiosity").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("case_care, child_protection"));
}

TEST(ParsePurpose, RefusesUnspecifiedByName) {
  EXPECT_FALSE(ParsePurpose("unspecified").ok());
  EXPECT_EQ(*ParsePurpose(""), v1::PURPOSE_UNSPECIFIED);
}

TEST(ParseRole, TakesShortWords) {
  EXPECT_EQ(*ParseRole("case_manager"), v1::ROLE_CASE_MANAGER);
  EXPECT_FALSE(ParseRole("king").ok());
}

}  // namespace
}  // namespace saan::ctl
