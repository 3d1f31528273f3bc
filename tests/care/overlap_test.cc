// When help would be given twice, and what is never told of it.

#include "gateway/care/overlap.h"

#include <gtest/gtest.h>

#include <set>

namespace saan::care {
namespace {

Help HelpFrom(v1::BenefitKind kind, const char* from, const char* until) {
  Help help;
  EXPECT_TRUE(HelpOf(kind, from, until, &help)) << from << " " << until;
  return help;
}

std::vector<v1::BenefitKind> Kinds() {
  std::vector<v1::BenefitKind> kinds;
  for (int i = 0; i <= v1::BenefitKind_MAX; ++i) {
    kinds.push_back(static_cast<v1::BenefitKind>(i));
  }
  return kinds;
}

TEST(Overlap, EveryKindHasARule) {
  std::set<int> kinds;
  for (const BenefitRule& rule : BenefitRules()) {
    EXPECT_NE(rule.kind, v1::BENEFIT_KIND_UNSPECIFIED);
    EXPECT_TRUE(kinds.insert(rule.kind).second);
    EXPECT_EQ(rule.single_days > 0, rule.scope != Scope::kNone) << rule.kind;
    for (const v1::BenefitKind also : rule.also) {
      EXPECT_NE(also, v1::BENEFIT_KIND_UNSPECIFIED) << rule.kind;
    }
  }
  EXPECT_EQ(kinds.size(), v1::BenefitKind_MAX);
}

TEST(Overlap, IsSymmetricForAllKindsAndDays) {
  const Help days[] = {{{}, 0, 10}, {{}, 10, 20}, {{}, 11, 30}, {{}, 5, 5}};
  for (const v1::BenefitKind a : Kinds()) {
    for (const v1::BenefitKind b : Kinds()) {
      for (Help first : days) {
        for (Help second : days) {
          first.kind = a;
          second.kind = b;
          EXPECT_EQ(Overlaps(first, second), Overlaps(second, first));
        }
      }
    }
  }
}

TEST(Overlap, NeedsADayInCommon) {
  const auto kind = v1::BENEFIT_KIND_NEWBORN_SUPPORT;
  const Help help = HelpFrom(kind, "2026-01-01", "2026-06-30");
  EXPECT_TRUE(Overlaps(help, HelpFrom(kind, "2026-06-30", "2026-07-31")));
  EXPECT_FALSE(Overlaps(help, HelpFrom(kind, "2026-07-01", "2026-07-31")));
}

TEST(Overlap, ASinglePaymentStandsForItsTime) {
  const auto kind = v1::BENEFIT_KIND_EMERGENCY;
  const Help help = HelpFrom(kind, "2026-01-01", "");
  EXPECT_TRUE(Overlaps(help, HelpFrom(kind, "2026-01-30", "")));
  EXPECT_FALSE(Overlaps(help, HelpFrom(kind, "2026-01-31", "")));
}

TEST(Overlap, KindsThatServeTheSameEndMeet) {
  EXPECT_TRUE(
      Overlaps(HelpFrom(v1::BENEFIT_KIND_POOR_FAMILY_CHILD, "2026-01-01", ""),
               HelpFrom(v1::BENEFIT_KIND_FAMILY_ASSISTANCE, "2026-02-01", "")));
  EXPECT_FALSE(
      Overlaps(HelpFrom(v1::BENEFIT_KIND_SCHOLARSHIP, "2026-01-01", ""),
               HelpFrom(v1::BENEFIT_KIND_HOUSING, "2026-01-01", "")));
}

TEST(Overlap, ClosedKindsAreNeverNamedAndNeverToldApart) {
  const v1::BenefitKind closed[] = {
      v1::BENEFIT_KIND_HIV_FAMILY, v1::BENEFIT_KIND_FOSTER_FAMILY,
      v1::BENEFIT_KIND_DISABILITY, v1::BENEFIT_KIND_OTHER};
  for (const v1::BenefitKind kind : closed) {
    EXPECT_EQ(Tellable(kind), v1::BENEFIT_KIND_UNSPECIFIED);
    const Help given = HelpFrom(kind, "2026-01-01", "2026-12-31");
    for (const v1::BenefitKind asked : closed) {
      EXPECT_TRUE(Overlaps(given, HelpFrom(asked, "2026-03-01", "2026-03-31")));
    }
    for (const v1::BenefitKind asked : Kinds()) {
      const BenefitRule* rule = RuleOf(asked);
      if (rule == nullptr || rule->is_closed) continue;
      EXPECT_FALSE(Overlaps(given, {asked, given.from_days, given.until_days}))
          << v1::BenefitKind_Name(asked);
    }
  }
}

TEST(Overlap, ReadsOnlyRealDaysInOrder) {
  Help help;
  const auto kind = v1::BENEFIT_KIND_GOODS;
  EXPECT_FALSE(HelpOf(kind, "2026-02-30", "", &help));
  EXPECT_FALSE(HelpOf(kind, "2026-03-02", "2026-03-01", &help));
  EXPECT_FALSE(HelpOf(kind, "", "", &help));
  EXPECT_FALSE(HelpOf(kind, "02/03/2569", "", &help));
}

TEST(Overlap, ARefusedRequestIsNoHelp) {
  v1::Record record;
  for (const v1::BenefitStatus status :
       {v1::BENEFIT_STATUS_PAID, v1::BENEFIT_STATUS_REFUSED,
        v1::BENEFIT_STATUS_CANCELLED, v1::BENEFIT_STATUS_WAITING}) {
    v1::Benefit& benefit = *record.add_benefits();
    benefit.set_kind(v1::BENEFIT_KIND_EMERGENCY);
    benefit.set_from_date("2026-01-01");
    benefit.set_status(status);
  }
  record.add_benefits()->set_kind(v1::BENEFIT_KIND_HOTLINE_1300);
  EXPECT_EQ(HelpsIn(record).size(), 2);
}

}  // namespace
}  // namespace saan::care
