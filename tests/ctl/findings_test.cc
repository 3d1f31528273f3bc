#include "gateway/ctl/findings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace saan::ctl {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
// 10:00 in Bangkok on 26 November 2026; a full hour.
constexpr int64_t kTenNanos = int64_t{1'795'662'000} * kSecond;
constexpr int64_t kHour = 3600 * kSecond;

v1::AuditEntry Look(const std::string& actor, int child, int64_t nanos) {
  v1::AuditEntry entry;
  entry.set_recorded_unix_nanos(nanos);
  entry.set_agency("bma");
  entry.set_actor_ref(actor);
  entry.add_subject_refs(absl::StrCat("child ", child));
  entry.set_subject_count(1);
  entry.add_disclosed()->set_category(v1::CATEGORY_EDUCATION);
  entry.set_outcome(v1::OUTCOME_DONE);
  return entry;
}

std::vector<AuditFinding> Find(const std::vector<v1::AuditEntry>& entries) {
  FindingRules rules;
  for (size_t i = 0; i < entries.size(); ++i) rules.Add(i, entries[i]);
  return rules.Take();
}

TEST(FindingRules, FindAPersonWhoMeetsManyChildrenInAnHour) {
  std::vector<v1::AuditEntry> entries;
  for (size_t i = 0; i < kManyChildren; ++i) {
    entries.push_back(Look("a", static_cast<int>(i), kTenNanos + i * kSecond));
    entries.push_back(
        Look("b", 1, kTenNanos + i * kSecond));  // One child only.
  }
  const std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].rule, "FIRST_MEETINGS");
  EXPECT_EQ(found[1].rule, "MANY_CHILDREN");
  EXPECT_EQ(found[1].actor_ref, "a");
  EXPECT_EQ(found[1].count, kManyChildren);
  EXPECT_EQ(found[1].first_index, 0u);
  EXPECT_EQ(found[1].last_index, 2 * kManyChildren - 2);
  // Spread over two hours it is no finding.
  entries.clear();
  for (size_t i = 0; i < kManyChildren; ++i) {
    const int64_t later = i < kManyChildren / 2 ? 0 : kHour;
    entries.push_back(Look("a", static_cast<int>(i), kTenNanos + later));
  }
  EXPECT_TRUE(Find(entries).empty());
}

TEST(FindingRules, FindWhoIsRefusedOften) {
  std::vector<v1::AuditEntry> entries;
  for (size_t i = 0; i < kManyRefusals; ++i) {
    v1::AuditEntry refused;
    refused.set_recorded_unix_nanos(kTenNanos);
    refused.set_agency("volunteers");
    refused.set_outcome(v1::OUTCOME_DENIED);
    entries.push_back(refused);
  }
  const std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "MANY_REFUSALS");
  EXPECT_EQ(found[0].count, kManyRefusals);
  entries.pop_back();
  EXPECT_TRUE(Find(entries).empty());
  // One entry may stand for several.
  entries.back().set_repeat_count(2);
  EXPECT_EQ(Find(entries).size(), 1u);
}

TEST(FindingRules, FindReadingAtNightAndLargeAnswers) {
  std::vector<v1::AuditEntry> entries = {
      Look("a", 1, kTenNanos), Look("a", 1, kTenNanos + 12 * kHour - kSecond),
      Look("a", 1, kTenNanos + 12 * kHour),
      Look("a", 1, kTenNanos + 19 * kHour)};
  std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 1u);  // At 22:00, not at 21:59:59 nor at 5:00.
  EXPECT_EQ(found[0].rule, "OFF_HOURS");
  EXPECT_EQ(found[0].first_index, 2u);
  entries = {Look("a", 1, kTenNanos)};
  entries[0].set_subject_count(kLargeAnswer);
  found = Find(entries);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "LARGE_ANSWER");
}

TEST(FindingRules, FindLooksWithoutARelationship) {
  std::vector<v1::AuditEntry> entries;
  for (size_t i = 0; i < kManyUnrelated; ++i) {
    entries.push_back(Look("a", static_cast<int>(i), kTenNanos));
    entries.back().set_relationship(v1::RELATIONSHIP_NONE);
    entries.push_back(Look("b", static_cast<int>(i), kTenNanos));
    entries.back().set_relationship(v1::RELATIONSHIP_KNOWN);
  }
  const std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "NO_RELATIONSHIP");
  EXPECT_EQ(found[0].actor_ref, "a");
  EXPECT_EQ(found[0].count, kManyUnrelated);
  entries[0].clear_disclosed();  // Nothing was shown.
  EXPECT_TRUE(Find(entries).empty());
}

TEST(FindingRules, FindNamesakesNeighboursAndBrokenGlass) {
  std::vector<v1::AuditEntry> entries = {Look("a", 1, kTenNanos),
                                         Look("a", 2, kTenNanos),
                                         Look("b", 3, kTenNanos)};
  entries[1].set_is_same_family_name(true);
  entries[2].set_is_same_subdistrict(true);
  entries.emplace_back();
  entries[3].set_recorded_unix_nanos(kTenNanos);
  entries[3].set_method("SharingService/BreakGlass");
  entries[3].set_actor_ref("c");
  entries[3].set_outcome(v1::OUTCOME_DONE);
  const std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].rule, "BROKEN_GLASS");
  EXPECT_EQ(found[0].first_index, 3u);
  EXPECT_EQ(found[1].rule, "SAME_FAMILY_NAME");
  EXPECT_EQ(found[1].first_index, 1u);
  EXPECT_EQ(found[2].rule, "SAME_SUBDISTRICT");
  EXPECT_EQ(found[2].actor_ref, "b");
}

TEST(FindingRules, FindWhoMeetsManyChildrenForTheFirstTime) {
  std::vector<v1::AuditEntry> entries;
  for (size_t i = 0; i < kManyFirstMeetings; ++i) {
    entries.push_back(Look("a", static_cast<int>(i), kTenNanos));
  }
  std::vector<AuditFinding> found = Find(entries);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "FIRST_MEETINGS");
  // The second time none of them is new.
  for (v1::AuditEntry entry : std::vector<v1::AuditEntry>(entries)) {
    entry.set_recorded_unix_nanos(kTenNanos + kHour);
    entries.push_back(entry);
  }
  EXPECT_EQ(Find(entries).size(), 1u);
  // Nor is one that was met before the entries that are looked at.
  FindingRules rules;
  rules.Remember(entries[0]);
  for (size_t i = 0; i < entries.size(); ++i) rules.Add(i, entries[i]);
  EXPECT_TRUE(rules.Take().empty());
}

TEST(FindingJson, NamesItsVersion) {
  EXPECT_EQ(FindingJson({"OFF_HOURS", "bma", "\x01\xAB", 3, 4, 1}),
            "{\"version\":\"saan-findings/2\",\"rule\":\"OFF_HOURS\","
            "\"agency\":\"bma\",\"actor_ref\":\"01ab\",\"first_index\":3,"
            "\"last_index\":4,\"count\":1}");
}

TEST(Acknowledgements, AreFoundByWhatTheySpeakOf) {
  const AuditFinding finding = {"MANY_CHILDREN", "bma", "a", 3, 9, 50};
  v1::AuditEntry said;
  said.set_outcome(v1::OUTCOME_DONE);
  *said.mutable_acknowledged() = ToMessage(finding);
  said.mutable_acknowledged()->set_verdict(v1::FINDING_VERDICT_PASSED_ON);
  Acknowledgements acknowledgements;
  EXPECT_EQ(acknowledgements.Find(finding), nullptr);
  acknowledgements.Add(12, said);
  ASSERT_NE(acknowledgements.Find(finding), nullptr);
  EXPECT_EQ(acknowledgements.Find(finding)->verdict(),
            v1::FINDING_VERDICT_PASSED_ON);
  said.mutable_acknowledged()->set_verdict(v1::FINDING_VERDICT_BREACH);
  acknowledgements.Add(15, said);
  EXPECT_EQ(acknowledgements.Find(finding)->verdict(),
            v1::FINDING_VERDICT_BREACH);
  AuditFinding grown = finding;
  grown.last_index = 20;  // More has happened: it is to be looked at again.
  EXPECT_EQ(acknowledgements.Find(grown), nullptr);
}

TEST(Acknowledgements, CountOnlyWhereTheyWereTakenAndCouldBeKnown) {
  const AuditFinding finding = {"MANY_CHILDREN", "bma", "a", 3, 9, 50};
  v1::AuditEntry said;
  *said.mutable_acknowledged() = ToMessage(finding);
  said.set_outcome(v1::OUTCOME_BAD_INPUT);
  Acknowledgements acknowledgements;
  acknowledgements.Add(12, said);
  said.set_outcome(v1::OUTCOME_DONE);
  acknowledgements.Add(9, said);  // Before the finding was whole.
  EXPECT_EQ(acknowledgements.Find(finding), nullptr);
}

TEST(EntrySample, DrawsTheSameForEveryoneAndOtherwiseUnderAnotherRoot) {
  const auto draw = [](char root, uint64_t entries) {
    EntrySample sample(std::string(32, root), 20);
    for (uint64_t i = 0; i < entries; ++i) sample.Add(i);
    return sample.Drawn();
  };
  EXPECT_EQ(draw('r', 1000).size(), 20u);
  EXPECT_EQ(draw('r', 1000), draw('r', 1000));
  EXPECT_NE(draw('r', 1000), draw('s', 1000));
  EXPECT_EQ(draw('r', 7).size(), 7u);
  // Each half is drawn from: 2^-20 that it is not.
  const std::vector<uint64_t> drawn = draw('r', 1000);
  EXPECT_LT(drawn.front(), 500u);
  EXPECT_GE(drawn.back(), 500u);
}

}  // namespace
}  // namespace saan::ctl
