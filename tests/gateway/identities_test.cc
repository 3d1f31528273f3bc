#include "gateway/identities.h"

#include <memory>
#include <set>
#include <string>
#include <tuple>

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
  EXPECT_NE(seen[0].verdict, v1::VERDICT_DIFFERENT);
  // What may not be searched makes no difference.
  v1::TraitsRow namesake = Row("c2", "ณัฐวุฒิ");
  namesake.mutable_traits()->clear_identifiers();
  namesake.mutable_traits()->clear_birth_latest_days();
  identities.Put("r2", namesake);
  const auto unseen = identities.Ask(question, may(none));
  ASSERT_EQ(unseen.size(), 2u);
  EXPECT_EQ(unseen[0].weight_bits, unseen[1].weight_bits);
  for (const WeighedChild& child : unseen) {
    EXPECT_EQ(child.verdict, v1::VERDICT_DIFFERENT);
    EXPECT_LT(child.weight_bits, seen[0].weight_bits);
  }
}

TEST(Identities, TellOfChildrenThatDifferTheNearestAndTheRowsOwn) {
  Identities identities(Model());
  for (const auto& [record_id, child_id, name] :
       {std::tuple("r1", "c1", "กัญญา"),
        {"r2", "c2", "พิมพ์ชนก"},
        {"r3", "c3", "วิภาดา"}}) {
    v1::TraitsRow row = Row(child_id, name);
    row.mutable_traits()->clear_identifiers();
    identities.Put(record_id, row);
  }
  v1::TraitsRow report = Row("c3", "ณัฐวุฒิ");
  report.mutable_traits()->clear_identifiers();
  std::set<std::string> told;
  for (const WeighedChild& child : identities.Weigh(report, "r4")) {
    EXPECT_EQ(child.evidence.verdict(), child.verdict);
    EXPECT_EQ(child.evidence.weight_bits(), child.weight_bits);
    told.insert(child.child_id);
  }
  EXPECT_EQ(told, std::set<std::string>({"c1", "c3"}));
}

TEST(Identities, AreBuiltAgainFromTheStore) {
  const std::unique_ptr<storage::Kv> store = storage::NewMemoryKv();
  ASSERT_TRUE(store
                  ->Commit({{storage::Key(storage::kTraits, "r1"),
                             Row("c1", "ณัฐวุฒิ").SerializeAsString()}})
                  .ok());
  Identities identities(Model());
  uint64_t told = 0;
  ASSERT_TRUE(
      identities.Load(*store, [&](uint64_t records) { told = records; }).ok());
  EXPECT_EQ(told, 1u);
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
  EXPECT_EQ(weighed[0].evidence.rule(),
            match::RuleWord(match::Rule::kKeptApart));
  EXPECT_EQ(identities.WeighPair("r2", "r1")->verdict(), v1::VERDICT_DIFFERENT);
  // A third record is judged by its own evidence.
  EXPECT_EQ(identities.Weigh(Row("", "ณัฐวุฒิ"), "r3")[0].evidence.verdict(),
            v1::VERDICT_SAME);
  identities.LetTogether("r1", "r2");
  EXPECT_FALSE(identities.AreKeptApart("c1", "c2"));
  EXPECT_EQ(identities.WeighPair("r2", "r1")->verdict(), v1::VERDICT_SAME);
}

TEST(Identities, ADoubtfulNumberLinksNobodyByItself) {
  match::Model model = Model();
  model.systems = {{"network", 0.9}};
  Identities identities(model);
  identities.Put("r1", Row("c1", "ณัฐวุฒิ"));
  // Nothing but the number and a part of the name.
  v1::TraitsRow report = Row("", "ณัฐวุฒิ");
  report.mutable_traits()->clear_family_names();
  report.mutable_traits()->set_has_birth(false);
  ASSERT_EQ(identities.Weigh(report, "r2")[0].evidence.verdict(),
            v1::VERDICT_SAME);
  report.mutable_traits()->set_system("network");
  const v1::Evidence evidence = identities.Weigh(report, "r2")[0].evidence;
  EXPECT_EQ(evidence.verdict(), v1::VERDICT_REVIEW);
  EXPECT_EQ(evidence.rule(), "number_unverified");
  double sum = evidence.prior_bits() + evidence.kin_bits();
  for (const v1::Comparison& comparison : evidence.comparisons()) {
    sum += comparison.weight_bits();
    // log2 of 0.9 : 0.1.
    if (comparison.field() == "national_id") {
      EXPECT_NEAR(comparison.weight_bits(), 3.17, 0.01);
    }
  }
  EXPECT_NEAR(sum, evidence.weight_bits(), 1e-6);
}

TEST(Identities, ADoubtfulNumberStandsInNobodysWay) {
  match::Model model = Model();
  model.systems = {{"network", 0.9}};
  Identities identities(model);
  v1::TraitsRow known = Row("c1", "ณัฐวุฒิ");
  known.mutable_traits()->add_phones("+66810000002");
  identities.Put("r1", known);
  v1::TraitsRow report = known;
  report.mutable_traits()->set_system("network");
  report.set_own_reference("network:1");
  // Name, birth and phone are enough without it.
  EXPECT_EQ(identities.Weigh(report, "r2")[0].evidence.verdict(),
            v1::VERDICT_SAME);
  // Another number is no proof that they are two, but a person is asked.
  report.mutable_traits()->set_identifiers(0, "national_id::1990120003457");
  EXPECT_EQ(identities.Weigh(report, "r2")[0].evidence.verdict(),
            v1::VERDICT_REVIEW);
}

// Of two twins the one was written under the other's name once, and with the
// other's number somewhere else.
TEST(Identities, AFormerNameThatAnotherChildBearsNowLinksNobody) {
  Identities identities(Model());
  v1::TraitsRow twin = Row("c1", "ธนกร");
  twin.mutable_traits()->add_former_given_names("ณัฐวุฒิ");
  identities.Put("r1", twin);
  const v1::TraitsRow report = Row("", "ณัฐวุฒิ");
  ASSERT_EQ(identities.Weigh(report, "r3")[0].evidence.verdict(),
            v1::VERDICT_SAME);
  v1::TraitsRow other = Row("c2", "ณัฐวุฒิ");
  other.mutable_traits()->set_identifiers(0, "national_id::1990120003457");
  identities.Put("r2", other);
  for (const WeighedChild& child : identities.Weigh(report, "r3")) {
    EXPECT_NE(child.evidence.verdict(), v1::VERDICT_SAME) << child.child_id;
    if (child.child_id == "c1") {
      EXPECT_EQ(child.evidence.rule(),
                match::RuleWord(match::Rule::kNameOfAnother));
    }
  }
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
