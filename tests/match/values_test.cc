// Which fields of the built-in model the traits of a record stand in.

#include <algorithm>
#include <string>
#include <vector>

#include "gateway/match/keys.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

std::vector<std::string> Under(const v1::Traits& traits,
                               const std::string& field) {
  const int index = BuiltInModel().FieldOf(field);
  EXPECT_NE(index, kNoField) << field;
  return ValuesOf(BuiltInModel(), traits)[index];
}

bool ShareKey(const v1::Traits& a, const v1::Traits& b) {
  Population known(BuiltInModel());
  known.Add(ValuesOf(BuiltInModel(), a), 0);
  return !known.CandidatesOf(known.Probe(ValuesOf(BuiltInModel(), b))).empty();
}

TEST(ValuesOf, PutsEachIdentifierUnderItsKind) {
  v1::Traits traits;
  traits.add_identifiers("national_id::1990110000129");
  traits.add_identifiers("student_number:3110000001:05123");
  traits.add_identifiers("system_person:imed:40112");
  traits.add_identifiers("g_code::G123456789012");
  traits.add_weak_identifiers("national_id::1990110000128");
  traits.add_weak_identifiers("hospital_number:11111:000123");
  EXPECT_EQ(Under(traits, "national_id"),
            (std::vector<std::string>{"1990110000129", "?1990110000128"}));
  EXPECT_EQ(Under(traits, "pupil"),
            std::vector<std::string>{"3110000001:05123"});
  EXPECT_EQ(Under(traits, "system_person"),
            std::vector<std::string>{"imed:40112"});
  EXPECT_EQ(Under(traits, "g_code"), std::vector<std::string>{"G123456789012"});
  EXPECT_EQ(Under(traits, "other_number"),
            std::vector<std::string>{"hospital_number/11111:000123"});
}

TEST(ValuesOf, WritesABirthAsASpan) {
  v1::Traits traits;
  EXPECT_TRUE(Under(traits, "birth").empty());
  traits.set_has_birth(true);
  traits.set_birth_earliest_days(16436);
  traits.set_birth_latest_days(16436);
  EXPECT_EQ(Under(traits, "birth"), std::vector<std::string>{"2015-01-01"});
  traits.set_birth_latest_days(16800);
  traits.set_is_birth_day_doubtful(true);
  EXPECT_EQ(Under(traits, "birth"),
            std::vector<std::string>{"2015-01-01/2015-12-31?"});
}

TEST(ValuesOf, CutsAnAreaToItsSubdistrict) {
  v1::Traits traits;
  traits.set_area_code("10110105");
  EXPECT_EQ(Under(traits, "area"), std::vector<std::string>{"101101"});
}

TEST(Keys, BringTogetherTheRecordsOfAChild) {
  const std::pair<std::string, std::string> pairs[] = {
      {"temtem:TT-1011-66-00021", "school:3110000001:05123"},
      {"temtem:TT-1011-66-00021", "health43:99999:000123"},
      {"temtem:TT-1011-66-00021", "dcy:CPIS-66-10-000231"},
      {"temtem:TT-1011-66-00035", "school:3110000001:05301"},
      {"temtem:TT-1011-66-00035", "school:3110000001:05302"},
      {"dcy:CPIS-66-10-000260", "dcy:CMST-66-0091"},
      {"imed:40155", "school:1090000002:02305"},
      {"imed:40155", "dcy:CPIS-66-10-000244"},
      {"imed:40201", "dcy:CMST-66-0110"},
      {"imed:40112", "school:1090000002:02211"},
  };
  for (const auto& [a, b] : pairs) {
    EXPECT_TRUE(ShareKey(Children().at(a), Children().at(b))) << a << " " << b;
  }
}

TEST(Keys, MeetAfterOneWrongDigit) {
  v1::Traits a, b;
  a.add_identifiers("national_id::1990140006788");
  b.add_weak_identifiers("national_id::1990140006798");
  EXPECT_TRUE(ShareKey(a, b));
}

TEST(Keys, AreNoneForNothing) {
  EXPECT_FALSE(ShareKey(v1::Traits(), v1::Traits()));
}

}  // namespace
}  // namespace saan::match
