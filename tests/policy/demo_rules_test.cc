// What the rules of the demo let the four agencies see.

#include <fstream>
#include <sstream>

#include "gateway/policy/policy.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

class DemoRules : public testing::Test {
 protected:
  void SetUp() override {
    std::stringstream text;
    text << "epoch: 1\n";
    for (const char* name :
         {"law", "care", "protection", "schools", "health", "benefits"}) {
      std::ifstream file(
          absl::StrCat(SAAN_ROOT, "/deploy/rules/", name, ".textproto"));
      text << file.rdbuf();
    }
    ASSERT_TRUE(
        google::protobuf::TextFormat::ParseFromString(text.str(), &set_));
    absl::StatusOr<std::unique_ptr<Rules>> rules = Rules::FromSet(set_);
    ASSERT_TRUE(rules.ok()) << rules.status();
    rules_ = *std::move(rules);
  }

  Decision Of(const std::string& agency, v1::Role role, v1::Purpose purpose,
              v1::Action action = v1::ACTION_READ,
              const std::string& holder = "dcy") const {
    return rules_->Decide({agency, role, purpose, action, SampleNow()}, holder);
  }

  v1::RuleSet set_;
  std::unique_ptr<Rules> rules_;
};

bool Shows(const Decision& decision, v1::Category category, int sensitivity,
           v1::About about = v1::ABOUT_CHILD) {
  return decision.Level(LabelOf(category, sensitivity, about)) ==
         v1::DISCLOSURE_LEVEL_FULL;
}

TEST_F(DemoRules, StandOnAnAgreementAndALaw) {
  for (const v1::Rule& rule : set_.rules()) {
    EXPECT_FALSE(rule.agreement_id().empty()) << rule.rule_id();
    EXPECT_FALSE(rule.legal_basis().empty()) << rule.rule_id();
  }
}

TEST_F(DemoRules, HoldFrom2026To2028) {
  Ask ask = {"bma", v1::ROLE_CASE_MANAGER, v1::PURPOSE_CASE_CARE,
             v1::ACTION_READ, absl::InfinitePast()};
  const absl::TimeZone thailand = absl::FixedTimeZone(7 * 60 * 60);
  const auto allows = [&](const absl::CivilSecond& at) {
    ask.now = absl::FromCivil(at, thailand);
    return rules_->Decide(ask, "dcy").allows_anything();
  };
  EXPECT_FALSE(allows(absl::CivilSecond(2025, 12, 31, 23, 59, 59)));
  EXPECT_TRUE(allows(absl::CivilSecond(2026, 1, 1)));
  EXPECT_TRUE(allows(absl::CivilSecond(2028, 12, 31, 23, 59, 59)));
  EXPECT_FALSE(allows(absl::CivilSecond(2029, 1, 1)));
}

TEST_F(DemoRules, ShowCaseManagersWhatCareNeeds) {
  for (const char* agency : {"bma", "songkhla"}) {
    const Decision seen =
        Of(agency, v1::ROLE_CASE_MANAGER, v1::PURPOSE_CASE_CARE);
    for (v1::Category category :
         {v1::CATEGORY_IDENTITY, v1::CATEGORY_CONTACT, v1::CATEGORY_FAMILY,
          v1::CATEGORY_EDUCATION, v1::CATEGORY_CASE, v1::CATEGORY_LIVING}) {
      EXPECT_TRUE(Shows(seen, category, 2)) << category;
      EXPECT_TRUE(Shows(seen, category, 2, v1::ABOUT_GUARDIAN)) << category;
      EXPECT_FALSE(Shows(seen, category, 3)) << category;
    }
    for (v1::Category category :
         {v1::CATEGORY_IDENTIFIER, v1::CATEGORY_LEGAL_STATUS,
          v1::CATEGORY_HEALTH, v1::CATEGORY_PROTECTION, v1::CATEGORY_BENEFIT,
          v1::CATEGORY_REPORTER}) {
      EXPECT_FALSE(Shows(seen, category, 1)) << category;
    }
  }
}

TEST_F(DemoRules, ShowProtectionForChildProtectionOnly) {
  for (const char* agency : {"bma", "dcy"}) {
    const std::string holder = std::string(agency) == "dcy" ? "bma" : "dcy";
    for (v1::Role role :
         {v1::ROLE_COMPETENT_OFFICIAL, v1::ROLE_SOCIAL_WORKER}) {
      EXPECT_TRUE(Shows(Of(agency, role, v1::PURPOSE_CHILD_PROTECTION,
                           v1::ACTION_READ, holder),
                        v1::CATEGORY_PROTECTION, 3));
      EXPECT_FALSE(Shows(
          Of(agency, role, v1::PURPOSE_CASE_CARE, v1::ACTION_READ, holder),
          v1::CATEGORY_PROTECTION, 1));
    }
  }
  EXPECT_FALSE(Shows(
      Of("songkhla", v1::ROLE_SOCIAL_WORKER, v1::PURPOSE_CHILD_PROTECTION),
      v1::CATEGORY_PROTECTION, 1));
}

TEST_F(DemoRules, ShowTeachersThatACaseStandsAndNoMore) {
  const Decision seen =
      Of("obec", v1::ROLE_TEACHER, v1::PURPOSE_EDUCATION_FOLLOW_UP,
         v1::ACTION_READ, "bma");
  EXPECT_TRUE(Shows(seen, v1::CATEGORY_CASE, 1));
  EXPECT_FALSE(Shows(seen, v1::CATEGORY_CASE, 2));
  EXPECT_FALSE(Shows(seen, v1::CATEGORY_IDENTITY, 1));
  EXPECT_FALSE(Of("obec", v1::ROLE_TEACHER, v1::PURPOSE_EDUCATION_FOLLOW_UP)
                   .allows_anything());
}

TEST_F(DemoRules, ShowVolunteersNothing) {
  for (const char* agency : {"bma", "dcy", "songkhla", "obec"}) {
    for (int purpose = 1; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      for (int action = 1; action < v1::Action_ARRAYSIZE; ++action) {
        EXPECT_FALSE(Of(agency, v1::ROLE_VOLUNTEER,
                        static_cast<v1::Purpose>(purpose),
                        static_cast<v1::Action>(action), "another")
                         .allows_anything());
      }
    }
  }
}

TEST_F(DemoRules, ShowHealthToHealthOfficersOnly) {
  for (int role = 1; role < v1::Role_ARRAYSIZE; ++role) {
    for (int purpose = 1; purpose < v1::Purpose_ARRAYSIZE; ++purpose) {
      const Decision seen = Of("bma", static_cast<v1::Role>(role),
                               static_cast<v1::Purpose>(purpose));
      EXPECT_EQ(
          Shows(seen, v1::CATEGORY_HEALTH, 3),
          role == v1::ROLE_HEALTH_OFFICER && purpose == v1::PURPOSE_CASE_CARE);
      EXPECT_FALSE(Shows(seen, v1::CATEGORY_LEGAL_STATUS, 0));
    }
  }
}

TEST_F(DemoRules, ShowBenefitsWithoutTheirKind) {
  v1::Record record;
  v1::Benefit& benefit = *record.add_benefits();
  benefit.set_kind(v1::BENEFIT_KIND_HIV_FAMILY);
  benefit.set_kind_text("CANARY");
  benefit.set_amount_baht(2000);
  std::set<v1::Category> withheld;
  RedactIn(Of("songkhla", v1::ROLE_PROVINCIAL_OFFICER, v1::PURPOSE_BENEFIT),
           &record, &withheld);
  ASSERT_EQ(ValuesOf(record).size(), 1u);
  EXPECT_EQ(ValuesOf(record)[0].path, "benefits[0].amount_baht");
}

TEST_F(DemoRules, LetWorkersSearchWithoutShowingNumbers) {
  const Decision decision = Of("bma", v1::ROLE_CASE_MANAGER,
                               v1::PURPOSE_CASE_CARE, v1::ACTION_SEARCH);
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_IDENTIFIER, 3)),
            v1::DISCLOSURE_LEVEL_PRESENCE);
  EXPECT_FALSE(Of("obec", v1::ROLE_TEACHER, v1::PURPOSE_EDUCATION_FOLLOW_UP,
                  v1::ACTION_SEARCH)
                   .allows_anything());
}

TEST_F(DemoRules, TellSystemsOfCareOfAMatch) {
  for (const char* agency : {"bma", "dcy", "songkhla"}) {
    EXPECT_TRUE(
        Of(agency, v1::ROLE_SYSTEM, v1::PURPOSE_CASE_CARE, v1::ACTION_MATCH, "")
            .allows_anything());
  }
  EXPECT_FALSE(Of("obec", v1::ROLE_SYSTEM, v1::PURPOSE_EDUCATION_FOLLOW_UP,
                  v1::ACTION_MATCH, "")
                   .allows_anything());
}

TEST_F(DemoRules, ForbidLegalStatusWhateverIsPermitted) {
  v1::Rule& permit = *set_.add_rules();
  permit = SampleRule();
  permit.mutable_labels(0)->add_categories(v1::CATEGORY_LEGAL_STATUS);
  permit.mutable_labels(0)->set_max_sensitivity(3);
  absl::StatusOr<std::unique_ptr<Rules>> rules = Rules::FromSet(set_);
  ASSERT_TRUE(rules.ok()) << rules.status();
  const Decision seen = (*rules)->Decide(SampleAsk(), "dcy");
  EXPECT_TRUE(Shows(seen, v1::CATEGORY_IDENTITY, 3));
  EXPECT_FALSE(Shows(seen, v1::CATEGORY_LEGAL_STATUS, 3));
}

}  // namespace
}  // namespace saan::policy
