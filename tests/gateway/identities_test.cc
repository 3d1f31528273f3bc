#include "gateway/identities.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "storage/kv.h"
#include "storage/tables.h"

namespace saan {
namespace {

const match::Model& Model() {
  static const auto* model = new match::Model(
      match::LoadModel(SAAN_ROOT "/deploy/match/thai_child.textproto").value());
  return *model;
}

v1::TraitsRow Row(const std::string& child_id, const std::string& given) {
  v1::TraitsRow row;
  v1::Traits& traits = *row.mutable_traits();
  traits.add_given_names(given);
  traits.add_family_names("แก้วมณี");
  traits.add_identifiers("national_id::1990110000129");
  traits.set_has_birth(true);
  traits.set_birth_earliest_days(16500);
  traits.set_birth_latest_days(16500);
  traits.set_system("temtem");
  row.set_child_id(child_id);
  row.set_agency("bma");
  row.set_own_reference("temtem:" + given);
  return row;
}

TEST(Identities, FindTheChildOfARecord) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  const auto weighed = identities.Weigh(Row("", "ณัฐวุฒิ"), "r2");
  ASSERT_EQ(weighed.size(), 1u);
  EXPECT_EQ(weighed[0].child_id, "c1");
  EXPECT_EQ(weighed[0].record_id, "r1");
  EXPECT_EQ(weighed[0].agency, "bma");
  EXPECT_EQ(weighed[0].system, "temtem");
  EXPECT_EQ(weighed[0].evidence.verdict(), v1::VERDICT_SAME);
}

TEST(Identities, LeaveOutTheRecordItself) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  EXPECT_TRUE(identities.Weigh(Row("c1", "ณัฐวุฒิ"), "r1").empty());
}

TEST(Identities, AskingLeavesNothingBehind) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  const auto before = identities.Weigh(Row("", "ณัฐวุฒิ"), "");
  for (int i = 0; i < 100; ++i) {
    identities.Weigh(Row("", "ชื่อที่ไม่เคยมี" + std::to_string(i)), "");
  }
  const auto after = identities.Weigh(Row("", "ณัฐวุฒิ"), "");
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(before[0].evidence.SerializeAsString(),
            after[0].evidence.SerializeAsString());
}

TEST(Identities, ForgetTheEarlierVersionOfARecord) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  v1::TraitsRow other = Row("c1", "สมหญิง");
  other.mutable_traits()->set_identifiers(0, "national_id::1990140006788");
  identities.Put("r1", other);
  EXPECT_TRUE(identities.HoldersOf("national_id::1990110000129").empty());
  ASSERT_EQ(identities.HoldersOf("national_id::1990140006788").size(), 1u);
}

TEST(Identities, BelieveAReferenceToARecord) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  v1::TraitsRow visit;
  visit.mutable_traits()->set_system("temtem");
  visit.set_own_reference("temtem:visit-1");
  visit.add_references("temtem:ณัฐวุฒิ");
  const auto weighed = identities.Weigh(visit, "");
  ASSERT_EQ(weighed.size(), 1u);
  EXPECT_EQ(weighed[0].evidence.verdict(), v1::VERDICT_SAME);
  EXPECT_EQ(weighed[0].evidence.rule(), "record_reference");
}

TEST(Identities, AnswerByNoMoreThanMayBeSearched) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  v1::Traits question = Row("", "ณัฐวุฒิ").traits();
  question.clear_identifiers();
  const std::vector<std::string> all = {"given_name", "family_name", "birth"};
  const std::vector<std::string> none;
  const auto may = [](const std::vector<std::string>& fields) {
    return [&fields](const std::string&) { return &fields; };
  };
  const auto seen = identities.Ask(question, may(all));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_NE(seen[0].evidence.verdict(), v1::VERDICT_DIFFERENT);
  for (const WeighedChild& child : identities.Ask(question, may(none))) {
    EXPECT_EQ(child.evidence.comparisons_size(), 0);
    EXPECT_EQ(child.evidence.verdict(), v1::VERDICT_DIFFERENT);
  }
}

TEST(Identities, AreBuiltAgainFromTheStore) {
  const std::unique_ptr<storage::Kv> store = storage::NewMemoryKv();
  ASSERT_TRUE(store
                  ->Commit({{storage::Key(storage::kTraits, "r1"),
                             Row("c1", "ณัฐวุฒิ").SerializeAsString()}})
                  .ok());
  Identities identities(Model());
  ASSERT_TRUE(identities.Load(*store).ok());
  ASSERT_EQ(identities.HoldersOf("national_id::1990110000129").size(), 1u);
  ASSERT_TRUE(
      store->Commit({{storage::Key(storage::kTraits, "r2"), "no row"}}).ok());
  Identities damaged(Model());
  EXPECT_TRUE(absl::IsDataLoss(damaged.Load(*store)));
}

TEST(Identities, WhatAPersonKeptApartNoScoreJoins) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  identities.Put("r2", Row("c2", "ณัฐวุฒิ"));
  EXPECT_FALSE(identities.AreKeptApart("c1", "c2"));
  identities.KeepApart("r1", "r2");
  EXPECT_TRUE(identities.AreKeptApart("c1", "c2"));
  EXPECT_TRUE(identities.AreKeptApart("c2", "c1"));
  const auto weighed = identities.Weigh(Row("c2", "ณัฐวุฒิ"), "r2");
  ASSERT_EQ(weighed.size(), 1u);
  EXPECT_EQ(weighed[0].evidence.verdict(), v1::VERDICT_DIFFERENT);
  EXPECT_EQ(weighed[0].evidence.rule(), kKeptApartRule);
  EXPECT_EQ(identities.WeighPair("r2", "r1")->verdict(), v1::VERDICT_DIFFERENT);
  // A third record is judged by its own evidence.
  EXPECT_EQ(identities.Weigh(Row("", "ณัฐวุฒิ"), "r3")[0].evidence.verdict(),
            v1::VERDICT_SAME);
  identities.LetTogether("r1", "r2");
  EXPECT_FALSE(identities.AreKeptApart("c1", "c2"));
  EXPECT_EQ(identities.WeighPair("r2", "r1")->verdict(), v1::VERDICT_SAME);
}

TEST(Identities, AMovedRecordIsWeighedWithItsNewChild) {
  Identities identities(Model());
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  identities.Put("r2", Row("c2", "ณัฐวุฒิ"));
  ASSERT_EQ(identities.Weigh(Row("", "ณัฐวุฒิ"), "r3").size(), 2u);
  identities.Move("r2", "c1");
  const auto weighed = identities.Weigh(Row("", "ณัฐวุฒิ"), "r3");
  ASSERT_EQ(weighed.size(), 1u);
  EXPECT_EQ(weighed[0].child_id, "c1");
  identities.Move("r2", "c2");
  EXPECT_EQ(identities.Weigh(Row("", "ณัฐวุฒิ"), "r3").size(), 2u);
}

}  // namespace
}  // namespace saan
