// Of which child was nothing heard for too long, and what counts may tell.

#include "gateway/care/silences.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace saan::care {
namespace {

const absl::Time kFiled = absl::FromUnixSeconds(1'800'000'000);

v1::SignalRow Row(const char* agency, absl::Duration after = {}) {
  v1::SignalRow row;
  row.set_agency(agency);
  row.set_filed_unix_seconds(absl::ToUnixSeconds(kFiled + after));
  return row;
}

bool Finds(const std::vector<v1::SignalRow>& records, absl::Duration after,
           const std::string& detector) {
  const Hearing hearing = Listen(records, kFiled + after);
  return std::any_of(
      hearing.silent.begin(), hearing.silent.end(),
      [&](const Hearing::Silent& one) { return one.detector == detector; });
}

TEST(Silences, EachDetectorHasPatienceDutyAndWords) {
  EXPECT_EQ(Detectors().size(), 5);
  for (const Detector& detector : Detectors()) {
    EXPECT_GT(detector.patience, absl::ZeroDuration()) << detector.code;
    EXPECT_TRUE(detector.duty == "care" || detector.duty == "protection");
    EXPECT_FALSE(detector.thai.empty());
    EXPECT_FALSE(detector.english.empty());
  }
}

TEST(Silences, ANeedIsHeardWhenAnyoneActsLater) {
  v1::SignalRow need = Row("bma");
  need.set_has_open_need(true);
  const absl::Duration patience = FindDetector("open_need")->patience;
  EXPECT_FALSE(Finds({need}, patience - absl::Seconds(1), "open_need"));
  EXPECT_TRUE(Finds({need}, patience, "open_need"));
  v1::SignalRow earlier = Row("dcy", -absl::Hours(1));
  earlier.set_has_action(true);
  EXPECT_TRUE(Finds({need, earlier}, patience, "open_need"));
  v1::SignalRow later = Row("dcy", absl::Hours(1));
  later.set_has_action(true);
  EXPECT_FALSE(Finds({need, later}, patience, "open_need"));
}

TEST(Silences, DangerNeedsACaseAndHighRiskASecondAgency) {
  v1::SignalRow red = Row("dcy");
  red.set_risk(v1::RISK_LEVEL_IMMEDIATE_DANGER);
  EXPECT_TRUE(Finds({red}, absl::Hours(24 * 7), "red_without_case"));
  EXPECT_TRUE(Finds({red}, absl::Hours(24 * 30), "known_to_one_only"));
  v1::SignalRow other = Row("bma");
  other.set_has_open_case(true);
  EXPECT_FALSE(Finds({red, other}, absl::Hours(24 * 40), "red_without_case"));
  EXPECT_FALSE(Finds({red, other}, absl::Hours(24 * 40), "known_to_one_only"));
}

TEST(Silences, SayWhenToLookAgain) {
  v1::SignalRow absence = Row("obec");
  absence.set_has_open_absence(true);
  const Hearing hearing = Listen({absence}, kFiled);
  EXPECT_TRUE(hearing.silent.empty());
  ASSERT_TRUE(hearing.next_look.has_value());
  const Hearing then = Listen({absence}, *hearing.next_look);
  ASSERT_EQ(then.silent.size(), 1);
  EXPECT_EQ(then.silent[0].detector, "absence_without_follow_up");
  EXPECT_FALSE(then.next_look.has_value());
}

TEST(Silences, NothingIsNoSign) {
  EXPECT_FALSE(IsSign(SignalsOf(v1::Record())));
  EXPECT_FALSE(
      Listen({Row("bma")}, kFiled + absl::Hours(100000)).next_look.has_value());
}

TEST(Silences, ReadWhatARecordTells) {
  v1::Record record;
  record.add_attendances()->set_kind(v1::ATTENDANCE_KIND_ABSENCE);
  EXPECT_TRUE(SignalsOf(record).has_open_absence());
  record.mutable_attendances(0)->set_is_contacted(true);
  EXPECT_FALSE(SignalsOf(record).has_open_absence());
  record.mutable_case_()->set_status(v1::CASE_STATUS_IMPLEMENTING);
  record.mutable_case_()->mutable_plan()->set_deadline("2026-12-31");
  EXPECT_EQ(SignalsOf(record).plan_until_days(), 20818);
  record.mutable_case_()->set_status(v1::CASE_STATUS_CLOSED_ACHIEVED);
  EXPECT_FALSE(SignalsOf(record).has_open_case());
  record.add_assessments()->set_is_immediate_danger(true);
  EXPECT_EQ(SignalsOf(record).risk(), v1::RISK_LEVEL_IMMEDIATE_DANGER);
}

TEST(Disagree, NeedsTwoStatedLevelsTwoApart) {
  EXPECT_TRUE(Disagree(v1::RISK_LEVEL_NONE, v1::RISK_LEVEL_MEDIUM));
  EXPECT_FALSE(Disagree(v1::RISK_LEVEL_NONE, v1::RISK_LEVEL_WATCH));
  EXPECT_FALSE(
      Disagree(v1::RISK_LEVEL_UNSPECIFIED, v1::RISK_LEVEL_IMMEDIATE_DANGER));
}

// Whatever is summed and subtracted, fewer than five never show: every number
// told is a sum of what each smallest cell tells by itself.
TEST(Told, FewerThanFiveAreNone) {
  for (int count = 0; count < 100; ++count) {
    EXPECT_LE(Told(count), count);
    EXPECT_GT(Told(count) + 5, count);
    EXPECT_EQ(Told(count) % 5, 0);
    EXPECT_EQ(Told(count) == 0, count < 5);
  }
}

}  // namespace
}  // namespace saan::care
