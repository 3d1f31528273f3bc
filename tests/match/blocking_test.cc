#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

bool ShareKey(const v1::Traits& a, const v1::Traits& b) {
  for (const BlockingKey& x : BlockingKeys(a)) {
    for (const BlockingKey& y : BlockingKeys(b)) {
      if (x.domain == y.domain && x.text == y.text) return true;
    }
  }
  return false;
}

bool HasDomain(const v1::Traits& traits, const std::string& domain) {
  const auto keys = BlockingKeys(traits);
  return std::any_of(keys.begin(), keys.end(), [&](const BlockingKey& key) {
    return key.domain == domain;
  });
}

TEST(BlockingKeys, BringTogetherTheRecordsOfAChild) {
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

TEST(BlockingKeys, PutStrongKeysFirst) {
  for (const auto& [name, traits] : Children()) {
    const auto keys = BlockingKeys(traits);
    EXPECT_TRUE(std::is_partitioned(
        keys.begin(), keys.end(),
        [](const BlockingKey& key) { return key.is_strong; }))
        << name;
  }
}

TEST(BlockingKeys, StayWithinTheirLimitWhateverTheRecordHolds) {
  v1::Traits traits = Children().at("school:3110000001:05123");
  traits.set_birth_latest_days(traits.birth_earliest_days() + 700);
  for (int i = 0; i < 30; ++i) {
    traits.add_given_names(absl::StrCat("ชื่อ", i));
    traits.add_family_names(absl::StrCat("สกุล", i));
    traits.add_phones(absl::StrCat("+6681000", i));
    traits.add_nicknames(absl::StrCat("เล่น", i));
  }
  EXPECT_LE(BlockingKeys(traits).size(), kMaxBlockingKeys);
}

TEST(BlockingKeys, AreNoneForNothing) {
  EXPECT_TRUE(BlockingKeys(v1::Traits()).empty());
}

TEST(BlockingKeys, MeetAfterOneWrongDigit) {
  v1::Traits a, b;
  a.add_identifiers("national_id::1990140006788");
  b.add_weak_identifiers("national_id::1990140006798");
  EXPECT_TRUE(ShareKey(a, b));
}

TEST(BlockingKeys, LeaveOutAYearThatIsTooWide) {
  v1::Traits traits = Children().at("dcy:CMST-66-0110");
  EXPECT_TRUE(HasDomain(traits, "lk82+birth"));
  traits.set_birth_latest_days(traits.birth_earliest_days() + 2000);
  EXPECT_FALSE(HasDomain(traits, "lk82+birth"));
}

}  // namespace
}  // namespace saan::match
