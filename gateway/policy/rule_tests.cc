// RunTests: given, ask, expect.

#include "absl/strings/str_cat.h"
#include "gateway/policy/day.h"
#include "gateway/policy/review.h"

namespace saan::policy {
namespace {

constexpr absl::Duration kNoon = absl::Hours(12);

absl::Time MomentOf(const v1::SharingAgreement& agreement,
                    const v1::RuleTest& test) {
  const std::string& text =
      test.on_date().empty() ? agreement.valid_from() : test.on_date();
  const std::optional<absl::CivilDay> day = ParseDay(text);
  return day.has_value() ? StartOf(*day) + kNoon : absl::UnixEpoch();
}

Facts GivenBy(const v1::RuleTest& test) {
  Facts facts;
  facts.child = test.given();
  facts.consents.assign(test.consents().begin(), test.consents().end());
  facts.holds.assign(test.holds().begin(), test.holds().end());
  if (test.has_break_glass()) facts.broken_glass.push_back(test.break_glass());
  return facts;
}

v1::TestOutcome Run(const Rules& rules, const v1::SharingAgreement& agreement,
                    const v1::RuleTest& test) {
  v1::TestOutcome outcome;
  outcome.set_agreement_id(agreement.agreement_id());
  outcome.set_name(test.name());
  const Ask ask = {test.ask().agency(),       test.ask().role(),
                   test.ask().purpose(),      test.ask().action(),
                   MomentOf(agreement, test), test.ask().actor_ref()};
  const Decision decision =
      rules.Decide(ask, test.ask().holder(), GivenBy(test));
  for (const v1::Expectation& expected : test.expect()) {
    v1::Label label;
    label.set_category(expected.category());
    label.set_about(expected.about());
    label.set_sensitivity(expected.sensitivity());
    const v1::DisclosureLevel level = decision.Level(label);
    if (level == expected.level()) continue;
    outcome.add_failures(absl::StrCat(
        v1::Category_Name(expected.category()), " ", expected.sensitivity(),
        ": expected ", v1::DisclosureLevel_Name(expected.level()), ", is ",
        v1::DisclosureLevel_Name(level)));
  }
  return outcome;
}

}  // namespace

std::vector<v1::TestOutcome> RunTests(const Rules& rules) {
  std::vector<v1::TestOutcome> outcomes;
  for (const v1::SharingAgreement& agreement : rules.set().agreements()) {
    for (const v1::RuleTest& test : agreement.tests()) {
      outcomes.push_back(Run(rules, agreement, test));
    }
  }
  return outcomes;
}

}  // namespace saan::policy
