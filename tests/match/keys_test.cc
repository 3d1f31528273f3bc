#include "gateway/match/keys.h"

#include <vector>

#include "gateway/match/day.h"
#include "gtest/gtest.h"
#include "tests/match/invented.h"

namespace saan::match {
namespace {

std::vector<uint64_t> KeysOfPerson(const FieldValues& values) {
  const Model model = SmallModel();
  Population population(model);
  population.Add(values, 0);
  std::vector<uint64_t> keys;
  KeyMaker(model).Make(population.lexicon(), population.profile(0), &keys);
  return keys;
}

TEST(Keys, NeedEveryPart) {
  EXPECT_TRUE(KeysOfPerson(Person("", "", "")).empty());
  EXPECT_TRUE(KeysOfPerson(Person("anna", "", "")).empty());
  EXPECT_EQ(KeysOfPerson(Person("anna", "berg", "")).size(), 1u);
  EXPECT_EQ(KeysOfPerson(Person("anna", "berg", "2015-04-02", "1")).size(), 4u);
}

TEST(Keys, AreTheSameForTheSameValues) {
  EXPECT_EQ(KeysOfPerson(Person("anna", "berg", "2015-04-02")),
            KeysOfPerson(Person("anna", "berg", "2015-04-02")));
}

TEST(Keys, HaveAllValuesOfAField) {
  FieldValues values = Person("anna", "berg", "");
  values[1].push_back("tal");
  EXPECT_EQ(KeysOfPerson(values).size(), 2u);
}

TEST(DayOf, CountsAsTheCalendarDoes) {
  EXPECT_EQ(DayOf(0), (Day{1970, 1, 1}));
  EXPECT_EQ(DayOf(-1), (Day{1969, 12, 31}));
  EXPECT_EQ(DayOf(11016), (Day{2000, 2, 29}));
  EXPECT_EQ(DayOf(20783), (Day{2026, 11, 26}));
}

}  // namespace
}  // namespace saan::match
