#include "gateway/policy/coarse.h"

#include "absl/strings/str_cat.h"
#include "gateway/policy/schema.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

// All about the child and its family, up to 3, at this level.
Decision At(v1::DisclosureLevel level) {
  v1::Rule rule = SampleRule();
  rule.clear_labels();
  v1::LabelSet& set = *rule.add_labels();
  for (int category = 1; category < v1::CATEGORY_REPORTER; ++category) {
    set.add_categories(static_cast<v1::Category>(category));
  }
  for (int about = 1; about < v1::About_ARRAYSIZE; ++about) {
    set.add_about(static_cast<v1::About>(about));
  }
  set.set_max_sensitivity(3);
  rule.set_cap(level);
  return RulesOf({rule})->Decide(SampleAsk(), "dcy");
}

v1::Record ParsedRecord(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record;
}

std::string Shown(const std::string& text, v1::DisclosureLevel level,
                  const Digester& digester = nullptr) {
  v1::Record record = ParsedRecord(text);
  std::set<v1::Category> withheld;
  RedactIn(At(level), &record, &withheld, digester);
  return record.ShortDebugString();
}

std::string Coarsened(const std::string& text) {
  return Shown(text, v1::DISCLOSURE_LEVEL_GENERALISE);
}

TEST(Generalise, TurnsABirthIntoABandOfYears) {
  EXPECT_EQ(Coarsened("person { birth { date: \"2015-03-14\" earliest: "
                      "\"2015-03-14\" latest: \"2015-03-14\" precision: "
                      "DATE_PRECISION_DAY era: CALENDAR_ERA_BUDDHIST } }"),
            "person { birth { precision: DATE_PRECISION_INTERVAL earliest: "
            "\"2013-01-01\" latest: \"2015-12-31\" } }");
}

TEST(Generalise, TurnsAnAddressIntoItsDistrict) {
  EXPECT_EQ(
      Coarsened("person { current_address { house_number: \"1\" soi: \"2\" "
                "subdistrict: \"ก\" district: \"ลาดกระบัง\" province: "
                "\"กรุงเทพมหานคร\" postcode: \"10520\" area_code: \"101101\" "
                "latitude_degrees: 13.7 } }"),
      ParsedRecord(
          "person { current_address { district: \"ลาดกระบัง\" province: "
          "\"กรุงเทพมหานคร\" area_code: \"1011\" } }")
          .ShortDebugString());
}

TEST(Generalise, TurnsAmountsIntoBandsAndBenefitsIntoABenefit) {
  EXPECT_EQ(
      Coarsened("benefits { kind: BENEFIT_KIND_HIV_FAMILY kind_text: \"HIV\" "
                "amount_baht: 2000 payer: \"x\" from_date: \"2026-03-14\" }"),
      "benefits { kind: BENEFIT_KIND_OTHER amount_baht: 3000 from_date: "
      "\"2026\" }");
}

TEST(Generalise, ShowsNothingOfWhatHasNoCoarserForm) {
  EXPECT_EQ(Coarsened("person { names { given_name: \"ก\" } religion: \"ข\" "
                      "vulnerabilities: VULNERABILITY_HIV } "
                      "remarks { text: \"ค\" }"),
            "");
}

TEST(Generalise, ShowsNoSourceOfACoarseValue) {
  EXPECT_EQ(Coarsened("benefits { amount_baht: 2000 } sources { path: "
                      "\"benefits[0].amount_baht\" native_path: \"a\" "
                      "raw_text: \"2000\" }"),
            "benefits { amount_baht: 3000 }");
}

TEST(Hash, ShowsADigestOfWhatCanBeCompared) {
  const Digester digester = [](absl::string_view path,
                               absl::string_view value) {
    return absl::StrCat("#", path, "#", value.size());
  };
  const char record[] =
      "person { names { given_name: \"abc\" nickname: \"d\" } sex: SEX_MALE }";
  EXPECT_EQ(Shown(record, v1::DISCLOSURE_LEVEL_HASH, digester),
            "person { names { given_name: \"#person.names.given_name#3\" } }");
  EXPECT_EQ(Shown(record, v1::DISCLOSURE_LEVEL_HASH), "");
}

TEST(Coarse, NamesOnlyFieldsThatAreThere) {
  // Every row must be met by some value of the schema.
  int coarse = 0;
  int hashable = 0;
  std::set<std::string> seen;
  const std::function<void(const Node&)> walk = [&](const Node& node) {
    if (node.field != nullptr && !node.is_container() &&
        seen.insert(node.field->full_name()).second) {
      if (node.forms.coarse != Coarse::kNothing) ++coarse;
      if (node.forms.is_hashable) {
        ++hashable;
        EXPECT_EQ(node.field->cpp_type(),
                  google::protobuf::FieldDescriptor::CPPTYPE_STRING)
            << node.pathless;
      }
    }
    for (const Node& child : node.children) walk(child);
  };
  walk(RecordSchema().record);
  EXPECT_EQ(coarse, 35);
  EXPECT_EQ(hashable, 8);
}

// --- two records that differ only in what is hidden look the same
// -------------

Decision RandomLevels(Random& random) {
  std::vector<v1::Rule> rules = RandomRules(random, 10);
  for (v1::Rule& rule : rules) {
    const bool permits = rule.effect() == v1::RULE_EFFECT_PERMIT;
    rule.set_cap(static_cast<v1::DisclosureLevel>(permits ? 1 + Pick(random, 4)
                                                          : Pick(random, 4)));
  }
  return RulesOf(rules)->Decide(SampleAsk(), "dcy");
}

// Gives every value that `decision` hides another one, at the same places.
void Scramble(Random& random, const Decision& decision, const Node& node,
              google::protobuf::Message* message) {
  for (const Node& child : node.children) {
    const auto* reflection = node.reflection;
    if (&child == RecordSchema().sources) continue;
    if (child.is_container()) {
      if (!child.field->is_repeated()) {
        if (reflection->HasField(*message, child.field)) {
          Scramble(random, decision, child,
                   reflection->MutableMessage(message, child.field));
        }
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*message, child.field); ++i) {
        Scramble(random, decision, child,
                 reflection->MutableRepeatedMessage(message, child.field, i));
      }
      continue;
    }
    const v1::DisclosureLevel level = decision.Level(child.label);
    const bool shows =
        level == v1::DISCLOSURE_LEVEL_FULL ||
        (level == v1::DISCLOSURE_LEVEL_GENERALISE &&
         child.forms.coarse != Coarse::kNothing) ||
        (level == v1::DISCLOSURE_LEVEL_HASH && child.forms.is_hashable);
    if (shows) continue;
    reflection->ClearField(message, child.field);
    if (Toss(random)) FillValue(random, message, child.field);
  }
}

TEST(Redact, ShowsNoDifferenceInWhatIsHiddenAtAnyLevel) {
  const Digester digester = [](absl::string_view path,
                               absl::string_view value) {
    return absl::StrCat(path, value);
  };
  Random random(5);
  for (int round = 0; round < 300; ++round) {
    v1::Record one;
    FillMessage(random, 2, &one);
    v1::Record other = one;
    const Decision decision = RandomLevels(random);
    Scramble(random, decision, RecordSchema().record, &other);
    std::set<v1::Category> withheld;
    std::set<v1::Category> withheld_too;
    RedactIn(decision, &one, &withheld, digester);
    RedactIn(decision, &other, &withheld_too, digester);
    ASSERT_EQ(one.SerializeAsString(), other.SerializeAsString());
    ASSERT_EQ(withheld, withheld_too);
  }
}

TEST(Redact, ShowsNoDifferenceWithinABand) {
  const auto born = [](const std::string& day) {
    return absl::StrCat("person { birth { date: \"", day, "\" earliest: \"",
                        day, "\" latest: \"", day, "\" } } benefits { ",
                        "amount_baht: ", day.size() * 100, " }");
  };
  EXPECT_EQ(Coarsened(born("2013-01-01")), Coarsened(born("2015-12-31")));
  EXPECT_NE(Coarsened(born("2015-12-31")), Coarsened(born("2016-01-01")));
}

}  // namespace
}  // namespace saan::policy
