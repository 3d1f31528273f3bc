// Any bytes in the place of a stored record: nothing of them is shown, or a
// record that holds no value which may not be.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>

#include "gateway/policy/policy.h"

namespace {

using saan::policy::Decision;

// Handles, identity, family and case up to 2 in full, contact and benefits
// coarsely, nothing else.
Decision PartlyShown() {
  saan::v1::RuleSet set;
  set.set_epoch(1);
  for (const auto level : {saan::v1::DISCLOSURE_LEVEL_FULL,
                           saan::v1::DISCLOSURE_LEVEL_GENERALISE}) {
    saan::v1::Rule& rule = *set.add_rules();
    rule.set_rule_id(saan::v1::DisclosureLevel_Name(level));
    rule.set_effect(saan::v1::RULE_EFFECT_PERMIT);
    rule.add_recipients("bma");
    rule.add_roles(saan::v1::ROLE_CASE_MANAGER);
    rule.add_purposes(saan::v1::PURPOSE_CASE_CARE);
    rule.add_actions(saan::v1::ACTION_READ);
    rule.set_cap(level);
    rule.mutable_valid_from()->set_seconds(1);
    rule.mutable_valid_until()->set_seconds(4'000'000'000);
    saan::v1::LabelSet& labels = *rule.add_labels();
    labels.add_categories(saan::v1::CATEGORY_IDENTITY);
    labels.add_categories(saan::v1::CATEGORY_FAMILY);
    labels.add_categories(saan::v1::CATEGORY_CASE);
    labels.set_max_sensitivity(2);
    if (level == saan::v1::DISCLOSURE_LEVEL_FULL) {
      labels.add_categories(saan::v1::CATEGORY_ADMINISTRATIVE);
    } else {
      labels.add_categories(saan::v1::CATEGORY_CONTACT);
      labels.add_categories(saan::v1::CATEGORY_BENEFIT);
    }
  }
  const auto rules = saan::policy::Rules::FromSet(set);
  if (!rules.ok()) std::abort();
  return (*rules)->Decide(
      {"bma", saan::v1::ROLE_CASE_MANAGER, saan::v1::PURPOSE_CASE_CARE,
       saan::v1::ACTION_READ, absl::FromUnixSeconds(1'780'315'200)},
      "dcy");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Decision& decision = *new Decision(PartlyShown());
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::set<saan::v1::Category> withheld;
  const std::optional<std::string> left =
      saan::policy::Redact(decision, bytes, &withheld);
  if (!left.has_value()) return 0;
  saan::v1::Record record;
  const bool was_record = record.ParseFromArray(data, static_cast<int>(size));
  if (!record.ParseFromString(*left)) {
    if (was_record) std::abort();
    return 0;
  }
  for (const saan::policy::Value& value : saan::policy::ValuesOf(record)) {
    if (decision.Level(value.label) < saan::v1::DISCLOSURE_LEVEL_GENERALISE) {
      std::abort();
    }
  }
  return 0;
}
