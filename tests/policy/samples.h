// Rules, and records full of random values, for the tests of this room.

#ifndef SAAN_TESTS_POLICY_SAMPLES_H_
#define SAAN_TESTS_POLICY_SAMPLES_H_

#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/policy/policy.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace saan::policy {

using Random = std::mt19937_64;

inline int Pick(Random& random, int count) {
  return static_cast<int>(random() % static_cast<uint64_t>(count));
}
inline bool Toss(Random& random) { return Pick(random, 2) == 0; }

// 2026-06-01 12:00 UTC, within the window of SampleRule.
inline absl::Time SampleNow() { return absl::FromUnixSeconds(1'780'315'200); }

// A rule that lets case managers of bma read identity up to level 2.
inline v1::Rule SampleRule() {
  v1::Rule rule;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(rule_id: "sample"
           agreement_id: "A-1"
           effect: RULE_EFFECT_PERMIT
           recipients: "bma"
           roles: ROLE_CASE_MANAGER
           purposes: PURPOSE_CASE_CARE
           actions: ACTION_READ
           labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }
           cap: DISCLOSURE_LEVEL_FULL
           valid_from { seconds: 1767200400 }
           valid_until { seconds: 1861894800 }
           legal_basis: "PDPA s.24(4)"
           sentence_th: "ผู้จัดการเคสดูชื่อเด็กได้"
           sentence_en: "Case managers may read names.")pb",
      &rule));
  return rule;
}

// The ask that SampleRule answers.
inline Ask SampleAsk() {
  return {"bma", v1::ROLE_CASE_MANAGER, v1::PURPOSE_CASE_CARE, v1::ACTION_READ,
          SampleNow()};
}

inline std::unique_ptr<Rules> RulesOf(const std::vector<v1::Rule>& rules) {
  v1::RuleSet set;
  set.set_epoch(1);
  for (const v1::Rule& rule : rules) *set.add_rules() = rule;
  absl::StatusOr<std::unique_ptr<Rules>> made = Rules::FromSet(set);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *std::move(made) : nullptr;
}

inline v1::Label LabelOf(v1::Category category, int sensitivity,
                         v1::About about = v1::ABOUT_CHILD) {
  v1::Label label;
  label.set_category(category);
  label.set_sensitivity(sensitivity);
  label.set_about(about);
  return label;
}

// The decision that one PERMIT with these labels (a Rule's text) gives.
inline Decision Showing(const std::string& labels) {
  v1::Rule rule = SampleRule();
  rule.clear_labels();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(labels, &rule));
  return RulesOf({rule})->Decide(SampleAsk(), "dcy");
}

// A rule of `SampleAsk`'s words or of others, by chance.
inline v1::Rule RandomRule(Random& random, v1::RuleEffect effect) {
  v1::Rule rule = SampleRule();
  rule.set_rule_id(absl::StrCat("rule-", random()));
  rule.set_effect(effect);
  static const char* const kAgencies[] = {"bma", "dcy", "obec", "*"};
  rule.set_recipients(0, kAgencies[Pick(random, 4)]);
  if (Toss(random)) rule.add_recipients("bma");
  if (Toss(random)) rule.add_holders(kAgencies[Pick(random, 3)]);
  if (Toss(random)) rule.add_roles(v1::ROLE_TEACHER);
  if (Pick(random, 4) == 0) rule.set_purposes(0, v1::PURPOSE_BENEFIT);
  if (Pick(random, 4) == 0) rule.set_actions(0, v1::ACTION_SEARCH);
  if (Pick(random, 4) == 0) rule.mutable_valid_until()->set_seconds(1767200401);
  const bool is_permit = effect == v1::RULE_EFFECT_PERMIT;
  if (is_permit) {
    rule.set_cap(Toss(random) ? v1::DISCLOSURE_LEVEL_FULL
                              : v1::DISCLOSURE_LEVEL_PRESENCE);
  } else {
    rule.set_cap(Toss(random) ? v1::DISCLOSURE_LEVEL_UNSPECIFIED
                              : v1::DISCLOSURE_LEVEL_PRESENCE);
  }
  rule.clear_labels();
  for (int i = 1 + Pick(random, 3); i > 0; --i) {
    v1::LabelSet& set = *rule.add_labels();
    for (int k = 1 + Pick(random, 4); k > 0; --k) {
      // REPORTER, the last, is sealed to permits.
      set.add_categories(
          static_cast<v1::Category>(1 + Pick(random, is_permit ? 14 : 15)));
    }
    for (int k = Pick(random, 4); k > 0; --k) {
      set.add_about(static_cast<v1::About>(1 + Pick(random, 5)));
    }
    set.set_max_sensitivity(Pick(random, 5));
  }
  return rule;
}

inline std::vector<v1::Rule> RandomRules(Random& random, int count) {
  std::vector<v1::Rule> rules;
  for (int i = 0; i < count; ++i) {
    rules.push_back(RandomRule(random, Pick(random, 4) == 0
                                           ? v1::RULE_EFFECT_FORBID
                                           : v1::RULE_EFFECT_PERMIT));
  }
  return rules;
}

// Gives `field`, a value and no container, a random value; of a list, adds one.
inline void FillValue(Random& random, google::protobuf::Message* message,
                      const google::protobuf::FieldDescriptor* field) {
  using Field = google::protobuf::FieldDescriptor;
  const auto* reflection = message->GetReflection();
  const std::string text = absl::StrCat("ค่า-", random() % 1'000'000);
  switch (field->cpp_type()) {
    case Field::CPPTYPE_STRING:
      if (field->is_repeated()) {
        reflection->AddString(message, field, text);
      } else {
        reflection->SetString(message, field, text);
      }
      return;
    case Field::CPPTYPE_ENUM: {
      const int value = 1 + Pick(random, field->enum_type()->value_count() - 1);
      if (field->is_repeated()) {
        reflection->AddEnumValue(message, field, value);
      } else {
        reflection->SetEnumValue(message, field, value);
      }
      return;
    }
    case Field::CPPTYPE_BOOL:
      return reflection->SetBool(message, field, true);
    case Field::CPPTYPE_INT32:
      return reflection->SetInt32(message, field, 1 + Pick(random, 1000));
    case Field::CPPTYPE_DOUBLE:
      return reflection->SetDouble(message, field, 1 + Pick(random, 1000) / 4.);
    case Field::CPPTYPE_MESSAGE: {
      google::protobuf::Message* time =
          reflection->MutableMessage(message, field);
      const auto* seconds = time->GetDescriptor()->FindFieldByName("seconds");
      time->GetReflection()->SetInt64(time, seconds, 1 + Pick(random, 1000000));
      return;
    }
    default:
      FAIL() << "teach FillValue the type of " << field->full_name();
  }
}

inline bool IsContainer(const google::protobuf::FieldDescriptor* field) {
  return field->message_type() != nullptr &&
         field->message_type()->file()->package() == "saan.v1";
}

// Fills each field of `message` one time in `odds`, lists with 1 to 3; sources
// stay empty.
inline void FillMessage(Random& random, int odds,
                        google::protobuf::Message* message) {
  const auto* type = message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->full_name() == "saan.v1.Record.sources") continue;
    if (Pick(random, odds) != 0) continue;
    int count = field->is_repeated() ? 1 + Pick(random, 3) : 1;
    for (; count > 0; --count) {
      if (!IsContainer(field)) {
        FillValue(random, message, field);
      } else {
        FillMessage(random, odds,
                    field->is_repeated()
                        ? reflection->AddMessage(message, field)
                        : reflection->MutableMessage(message, field));
      }
    }
  }
}

// Redacts `record` where it is.
inline void RedactIn(const Decision& decision, v1::Record* record,
                     std::set<v1::Category>* withheld,
                     const Digester& digester = nullptr) {
  const std::optional<std::string> left =
      Redact(decision, record->SerializeAsString(), withheld, digester);
  ASSERT_TRUE(left.has_value());
  ASSERT_TRUE(record->ParseFromString(*left));
}

// A source for each value of `record`, each from a native field of its own.
inline void AddSources(v1::Record* record) {
  for (const Value& value : ValuesOf(*record)) {
    v1::Source& source = *record->add_sources();
    source.set_path(value.path);
    source.set_native_path(absl::StrCat(value.pathless, "=", value.text));
    source.set_raw_text(absl::StrCat("raw ", value.text));
    source.set_parse_status(v1::PARSE_STATUS_EXACT);
  }
}

}  // namespace saan::policy

#endif  // SAAN_TESTS_POLICY_SAMPLES_H_
