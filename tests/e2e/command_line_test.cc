// What people type, against the real gateway: acting together and the rules
// about one child. What a verb prints is its answer; how it ends is its code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string DayFromNow(int days) {
  return absl::FormatTime("%Y-%m-%d", absl::Now() + absl::Hours(24 * days),
                          absl::UTCTimeZone());
}

// A member of the first JSON object in a program's answer, e.g.
// {"referral", "referralId"}.
std::string In(const Ran& ran, const std::vector<std::string>& path) {
  google::protobuf::Struct object;
  EXPECT_TRUE(
      google::protobuf::util::JsonStringToMessage(ran.out, &object).ok())
      << ran.out << ran.err;
  google::protobuf::Value at;
  *at.mutable_struct_value() = object;
  for (const std::string& name : path) {
    const auto& fields = at.struct_value().fields();
    const auto found = fields.find(name);
    if (found == fields.end()) {
      ADD_FAILURE() << name << " is not in " << ran.out;
      return "";
    }
    const google::protobuf::Value next = found->second;
    at = next;
  }
  return at.string_value();
}

class CommandLine : public Together {
 protected:
  Ran Bma(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--purpose", "case_care"});
    return gateway_.Type("bma-temtem", "case_manager", arguments);
  }
  Ran Dcy(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--purpose", "case_care"});
    return gateway_.Type("dcy-dcy", "social_worker", arguments);
  }
};

TEST_F(CommandLine, TakesAReferralThroughItsSteps) {
  const Ran sent = Bma({"-o", "json", "referral", "send", child_id_, "--to",
                        "dcy", "--need", "housing", "--message", "a room"});
  ASSERT_EQ(sent.exit_code, Exit::kOk) << sent.err;
  const std::string id = In(sent, {"referral_id"});
  const Ran listed = Dcy({"referral", "list", "--open"});
  EXPECT_EQ(listed.exit_code, Exit::kOk) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr(id));
  // Only its receiver can complete it, and not before it was accepted.
  const Ran early = Dcy({"referral", "complete", id, "--outcome", "helped"});
  EXPECT_EQ(early.exit_code, Exit::kConflict) << early.out << early.err;
  EXPECT_EQ(Dcy({"referral", "accept", id}).exit_code, Exit::kOk);
  EXPECT_EQ(Dcy({"referral", "start", id}).exit_code, Exit::kOk);
  const Ran done = Dcy({"referral", "complete", id, "--outcome", "helped"});
  EXPECT_EQ(done.exit_code, Exit::kOk) << done.err;
  EXPECT_THAT(Dcy({"referral", "list", "--open"}).out, Not(HasSubstr(id)));
  EXPECT_THAT(Bma({"referral", "list", "--sent"}).out, HasSubstr(id));
}

TEST_F(CommandLine, TakesACaseThroughItsStepsWithATeam) {
  const Ran moved = Bma(
      {"-o", "json", "case", "move", child_id_, "reported", "--team", "dcy"});
  ASSERT_EQ(moved.exit_code, Exit::kOk) << moved.err;
  EXPECT_THAT(moved.out, HasSubstr("dcy"));
  const Ran early = Bma({"case", "move", child_id_, "implementing"});
  EXPECT_EQ(early.exit_code, Exit::kConflict);
  EXPECT_THAT(early.err, HasSubstr("CASE_STEP_SCREENED"));
  const Ran shown = Bma({"-o", "json", "case", "show", child_id_});
  EXPECT_EQ(shown.exit_code, Exit::kOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("CASE_STEP_REPORTED"));
  EXPECT_EQ(Bma({"case", "move", child_id_, "dancing"}).exit_code,
            Exit::kUsage);
}

TEST_F(CommandLine, AsksWhetherHelpIsGivenTwiceAndWhoKnowsAChild) {
  const Ran benefit = Bma({"benefit", "check", child_id_, "--kind",
                           "poor_family_child", "--from", "2026-10-21"});
  EXPECT_EQ(benefit.exit_code, Exit::kOk) << benefit.err;
  const Ran known = Bma({"known", "--given", "ก้องภพ", "--family", "ทดสอบดี",
                         "--birth", "2015-03-14"});
  EXPECT_EQ(known.exit_code, Exit::kOk) << known.err;
  EXPECT_THAT(known.out, Not(HasSubstr("ก้องภพ")));
}

TEST_F(CommandLine, RecordsListsAndWithdrawsAConsent) {
  const std::string paper = gateway_.folder() + "/paper";
  WriteAll(paper, "a signed sheet");
  const Ran recorded = Bma({"-o",
                            "json",
                            "consent",
                            "record",
                            "--child",
                            child_id_,
                            "--by",
                            "guardian",
                            "--guardian",
                            "G-1",
                            "--authority",
                            "house_register",
                            "--authority-file",
                            paper,
                            "--for",
                            "case_care",
                            "--data",
                            "education",
                            "--to",
                            "dcy",
                            "--erase-by",
                            DayFromNow(700),
                            "--channel",
                            "paper",
                            "--text-version",
                            "1",
                            "--evidence-file",
                            paper});
  ASSERT_EQ(recorded.exit_code, Exit::kOk) << recorded.err;
  const std::string id = In(recorded, {"consent_id"});
  EXPECT_THAT(Bma({"consent", "list", "--child", child_id_}).out,
              HasSubstr(id));
  const Ran withdrawn = Bma({"consent", "withdraw", id});
  EXPECT_EQ(withdrawn.exit_code, Exit::kOk) << withdrawn.err;
  EXPECT_EQ(Bma({"consent", "withdraw", "none"}).exit_code == Exit::kOk, false);
}

TEST_F(CommandLine, SaysWhyOneMayAndAnotherMayNot) {
  const Ran access =
      gateway_.Type("operator-console", "administrator",
                    {"explain", "access", "--agency", "dcy", "--as-role",
                     "social_worker", "--for", "case_care", "--holder", "bma"});
  EXPECT_EQ(access.exit_code, Exit::kOk) << access.err;
  EXPECT_NE(access.out, "");
  // Explanations are the administrators'.
  const Ran denied = Bma({"explain", "access", "--agency", "dcy", "--as-role",
                          "social_worker", "--for", "case_care"});
  EXPECT_EQ(denied.exit_code, Exit::kDenied) << denied.out << denied.err;
}

TEST_F(CommandLine, SaysWhoIsResponsibleForAnArea) {
  const Ran assigned = gateway_.Type(
      "operator-console", "administrator",
      {"-o", "json", "area", "assign", "1011", "dcy", "--duty", "care"});
  ASSERT_EQ(assigned.exit_code, Exit::kOk) << assigned.err;
  const Ran listed = gateway_.Type("operator-console", "administrator",
                                   {"area", "list", "--area", "101101"});
  EXPECT_EQ(listed.exit_code, Exit::kOk) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("dcy"));
}

}  // namespace
}  // namespace saan::e2e
