#include "gateway/policy/consents.h"

#include "gateway/policy/day.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

const absl::CivilDay kToday(2026, 6, 1);
constexpr char kHash[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

// Rules with one rule that stands on consent.
std::unique_ptr<Rules> RulesOnConsent() {
  v1::Rule rule = SampleRule();
  rule.set_needs_consent(true);
  return RulesOf({rule});
}

v1::Consent Given(v1::Grantor grantor, v1::Capacity capacity,
                  v1::ConsentEffect effect = v1::CONSENT_EFFECT_GRANT) {
  v1::Consent consent;
  consent.set_consent_id(absl::StrCat("c", grantor, effect));
  consent.set_effect(effect);
  consent.set_grantor(grantor);
  consent.set_capacity(capacity);
  if (grantor == v1::GRANTOR_GUARDIAN) {
    consent.set_grantor_reference("guardian-1");
    consent.set_authority(v1::AUTHORITY_EVIDENCE_BIRTH_CERTIFICATE);
    consent.set_authority_sha256(kHash);
  }
  consent.add_purposes(v1::PURPOSE_CASE_CARE);
  *consent.add_labels() = SampleRule().labels(0);
  consent.add_recipients("bma");
  *consent.mutable_valid_from() = TimestampFor(StartOf(kToday - 30));
  *consent.mutable_valid_until() = TimestampFor(StartOf(kToday + 300));
  *consent.mutable_recorded_time() = TimestampFor(StartOf(kToday - 30));
  consent.set_erase_by("2028-01-01");
  consent.set_channel(v1::CONSENT_CHANNEL_PAPER);
  consent.set_text_version("share-2569-1");
  consent.set_evidence_sha256(kHash);
  return consent;
}

bool Opens(std::vector<v1::Consent> consents, int age_years = 9) {
  Facts facts;
  facts.child.set_are_known(true);
  facts.child.set_youngest_age_years(age_years);
  facts.child.set_oldest_age_years(age_years);
  facts.consents = std::move(consents);
  return RulesOnConsent()->Decide(SampleAsk(), "dcy", facts).allows_anything();
}

TEST(Capacity, ChangesAfterTheTenthAndOnTheTwentiethBirthday) {
  const absl::CivilDay birth(2010, 3, 14);
  EXPECT_EQ(CapacityOn(birth, absl::CivilDay(2020, 3, 14)),
            v1::CAPACITY_GUARDIAN_ALONE);
  EXPECT_EQ(CapacityOn(birth, absl::CivilDay(2020, 3, 15)),
            v1::CAPACITY_WITH_GUARDIAN);
  EXPECT_EQ(CapacityOn(birth, absl::CivilDay(2030, 3, 13)),
            v1::CAPACITY_WITH_GUARDIAN);
  EXPECT_EQ(CapacityOn(birth, absl::CivilDay(2030, 3, 14)), v1::CAPACITY_SELF);
}

TEST(Consent, OpensWhatARuleLeavesToConsent) {
  EXPECT_FALSE(Opens({}));
  EXPECT_TRUE(
      Opens({Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE)}));
  EXPECT_TRUE(Opens({Given(v1::GRANTOR_COURT, v1::CAPACITY_GUARDIAN_ALONE)}));
  EXPECT_TRUE(Opens({Given(v1::GRANTOR_OFFICER, v1::CAPACITY_WITH_GUARDIAN)}));
}

TEST(Consent, OfAMinorAboveTenTakesTheChildAndAGuardian) {
  const v1::Consent child =
      Given(v1::GRANTOR_CHILD, v1::CAPACITY_WITH_GUARDIAN);
  const v1::Consent guardian =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_WITH_GUARDIAN);
  EXPECT_FALSE(Opens({child}, 13));
  EXPECT_FALSE(Opens({guardian}, 13));
  EXPECT_TRUE(Opens({child, guardian}, 13));
}

TEST(Consent, OfAGuardianEndsWhenTheChildComesOfAge) {
  const v1::Consent guardian =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  EXPECT_TRUE(Opens({guardian}, 19));
  EXPECT_FALSE(Opens({guardian}, 20));
  EXPECT_TRUE(Opens({Given(v1::GRANTOR_CHILD, v1::CAPACITY_SELF)}, 20));
}

TEST(Consent, OfTwoGuardiansWhoDisagreeIsNone) {
  v1::Consent other = Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE,
                            v1::CONSENT_EFFECT_REFUSE);
  other.set_grantor_reference("guardian-2");
  EXPECT_FALSE(
      Opens({Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE), other}));
}

TEST(Consent, IsBeatenByAChildFoundAbleToJudge) {
  const v1::Consent guardian =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  v1::Consent child = Given(v1::GRANTOR_CHILD, v1::CAPACITY_GUARDIAN_ALONE,
                            v1::CONSENT_EFFECT_REFUSE);
  EXPECT_TRUE(Opens({guardian, child}));
  child.set_is_assessed_capable(true);
  EXPECT_FALSE(Opens({guardian, child}));
}

TEST(Consent, WithdrawalClosesTheNextCall) {
  v1::Consent consent =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  *consent.mutable_withdrawn_time() = TimestampFor(SampleNow());
  EXPECT_FALSE(Opens({consent}));
  *consent.mutable_withdrawn_time() =
      TimestampFor(SampleNow() + absl::Nanoseconds(1));
  EXPECT_TRUE(Opens({consent}));
}

TEST(Consent, CountsForItsPurposeRecipientAndLabelsOnly) {
  const v1::Consent whole =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  v1::Consent other = whole;
  other.set_purposes(0, v1::PURPOSE_BENEFIT);
  EXPECT_FALSE(Opens({other}));
  other = whole;
  other.set_recipients(0, "songkhla");
  EXPECT_FALSE(Opens({other}));
  other = whole;
  other.mutable_labels(0)->set_categories(0, v1::CATEGORY_HEALTH);
  EXPECT_FALSE(Opens({other}));
  other = whole;
  *other.mutable_valid_until() = TimestampFor(SampleNow());
  EXPECT_FALSE(Opens({other}));
  other = whole;
  other.set_authority_until("2569-05-31");
  EXPECT_FALSE(Opens({other}));
}

TEST(Consent, IsNotNeededWhereALawIsTheGround) {
  v1::Rule on_consent = SampleRule();
  on_consent.set_needs_consent(true);
  v1::Rule by_law = SampleRule();
  by_law.set_rule_id("by-law");
  by_law.mutable_labels(0)->set_categories(0, v1::CATEGORY_PROTECTION);
  Facts facts;
  facts.consents.push_back(Given(v1::GRANTOR_GUARDIAN,
                                 v1::CAPACITY_GUARDIAN_ALONE,
                                 v1::CONSENT_EFFECT_REFUSE));
  const Decision decision =
      RulesOf({on_consent, by_law})->Decide(SampleAsk(), "dcy", facts);
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_IDENTITY, 1)), 0);
  EXPECT_EQ(decision.Level(LabelOf(v1::CATEGORY_PROTECTION, 1)),
            v1::DISCLOSURE_LEVEL_FULL);
}

TEST(Consent, NamesTheConsentThatOpened) {
  Facts facts;
  facts.consents.push_back(
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE));
  facts.consents[0].set_consent_id("the-one");
  const Decision decision = RulesOnConsent()->Decide(SampleAsk(), "dcy", facts);
  EXPECT_EQ(decision.consent_ids(), std::vector<std::string>{"the-one"});
}

TEST(ConsentFault, NamesTheFieldThatIsWrong) {
  const struct {
    const char* field;
    std::function<void(v1::Consent*)> spoil;
  } kCases[] = {
      {"effect", [](v1::Consent* c) { c->clear_effect(); }},
      {"grantor", [](v1::Consent* c) { c->clear_grantor(); }},
      {"grantor", [](v1::Consent* c) { c->set_grantor(v1::GRANTOR_CHILD); }},
      {"grantor", [](v1::Consent* c) { c->set_capacity(v1::CAPACITY_SELF); }},
      {"grantor_reference",
       [](v1::Consent* c) { c->clear_grantor_reference(); }},
      {"authority", [](v1::Consent* c) { c->clear_authority(); }},
      {"authority", [](v1::Consent* c) { c->set_authority_sha256("x"); }},
      {"authority_until",
       [](v1::Consent* c) { c->set_authority_until("2026-05-31"); }},
      {"authority_until",
       [](v1::Consent* c) { c->set_authority_until("31/12/2570"); }},
      {"purposes", [](v1::Consent* c) { c->clear_purposes(); }},
      {"labels", [](v1::Consent* c) { c->clear_labels(); }},
      {"labels",
       [](v1::Consent* c) {
         c->mutable_labels(0)->set_categories(0, v1::CATEGORY_REPORTER);
       }},
      {"recipients", [](v1::Consent* c) { c->clear_recipients(); }},
      {"valid_until",
       [](v1::Consent* c) { *c->mutable_valid_until() = c->valid_from(); }},
      {"valid_until",
       [](v1::Consent* c) {
         *c->mutable_valid_until() =
             TimestampFor(StartOf(absl::CivilDay(2031, 6, 2)));
       }},
      {"erase_by", [](v1::Consent* c) { c->clear_erase_by(); }},
      {"channel", [](v1::Consent* c) { c->clear_channel(); }},
      {"text_version", [](v1::Consent* c) { c->clear_text_version(); }},
      {"evidence_sha256", [](v1::Consent* c) { c->clear_evidence_sha256(); }},
      {"child_id", [](v1::Consent* c) { c->clear_capacity(); }},
  };
  const v1::Consent whole =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  EXPECT_FALSE(FindFault(whole, kToday).has_value());
  for (const auto& example : kCases) {
    v1::Consent consent = whole;
    example.spoil(&consent);
    const std::optional<ConsentFault> fault = FindFault(consent, kToday);
    ASSERT_TRUE(fault.has_value()) << example.field;
    EXPECT_EQ(fault->field, example.field);
    EXPECT_FALSE(fault->remedy.empty());
  }
}

TEST(AskAgain, FollowsTheBirthdaysThatChangeWhoDecides) {
  const v1::Consent consent =
      Given(v1::GRANTOR_GUARDIAN, v1::CAPACITY_GUARDIAN_ALONE);
  const absl::CivilDay birth(2016, 7, 1);  // Turns ten a month from now.
  EXPECT_EQ(AskAgainSince(consent, birth, kToday), std::nullopt);
  EXPECT_EQ(AskAgainSince(consent, birth, kToday + 40),
            absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(AskAgainSince(consent, birth, absl::CivilDay(2034, 7, 2)),
            absl::CivilDay(2034, 7, 1));
  EXPECT_EQ(AskAgainSince(consent, birth, absl::CivilDay(2036, 7, 2)),
            absl::CivilDay(2036, 7, 1));
}

}  // namespace
}  // namespace saan::policy
