// What is told without being asked: at least once, in order, under the rules of
// the moment, and recorded.

#include <gmock/gmock.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using Watch = Together;

std::string Another(int i) {
  return BenefitRow(absl::StrCat("ทด-69-", 100 + i), "21/10/2569", "ถุงยังชีพ",
                    "1990110000129", "ก้องภพ");
}

TEST_F(Watch, TellsWhoServesTheChildTooByHandleOnly) {
  Watching watching(bma_, CaseManager());
  watching.Drain();
  FileBenefit(Another(1));
  const v1::WatchResponse told = watching.Next();
  EXPECT_EQ(told.event().kind(), v1::EVENT_KIND_CHILD_CHANGED);
  EXPECT_EQ(told.event().child_id(), child_id_);
  EXPECT_EQ(told.event().from_agency(), "dcy");
  EXPECT_FALSE(told.event().event_id().empty());
  EXPECT_EQ(told.receipt().leaf_hash().size(), 32);
  EXPECT_THAT(told.SerializeAsString(),
              testing::Not(testing::HasSubstr("ก้องภพ")));
}

TEST_F(Watch, GoesOnFromATokenAndTellsTheUnacknowledgedWithoutOne) {
  std::string token;
  std::string first;
  {
    Watching watching(bma_, CaseManager());
    first = watching.Next().event().event_id();
    watching.Drain();
    token = watching.token();
  }
  FileBenefit(Another(1));
  FileBenefit(Another(2));
  {
    Watching watching(bma_, CaseManager(), token);
    const std::string second = watching.Next().event().event_id();
    EXPECT_GT(second, first);
    EXPECT_GT(watching.Next().event().event_id(), second);
  }
  v1::AckEventsRequest ack;
  ack.add_event_ids(first);
  v1::AckEventsResponse acked;
  ASSERT_TRUE(Call(bma_, &Door::AckEvents, CaseManager(), ack, &acked).ok());
  EXPECT_EQ(acked.acked_count(), 1);
  ASSERT_TRUE(Call(bma_, &Door::AckEvents, CaseManager(), ack, &acked).ok());
  EXPECT_EQ(acked.acked_count(), 0);
  Watching watching(bma_, CaseManager());
  EXPECT_GT(watching.Next().event().event_id(), first);
}

TEST_F(Watch, OutlivesAKillOfTheGateway) {
  FileBenefit(Another(1));
  gateway_.Kill();
  gateway_.Start();
  bma_ = gateway_.As("bma-temtem");
  Watching watching(bma_, CaseManager());
  EXPECT_EQ(watching.Next().event().child_id(), child_id_);
  EXPECT_EQ(watching.Next().event().child_id(), child_id_);
}

TEST_F(Watch, ChecksTheRulesForEachEventAndRole) {
  // The same outbox: a role without a rule is told nothing of it.
  const v1::CallContext statistics =
      Why(v1::PURPOSE_STATISTICS, v1::ROLE_CASE_MANAGER);
  Watching without(bma_, statistics);
  EXPECT_FALSE(without.Next(/*or_heartbeat=*/true).has_event());
  Watching with(bma_, CaseManager());
  EXPECT_TRUE(with.Next(/*or_heartbeat=*/true).has_event());
}

std::vector<std::string> IdsIn(const v1::WatchResponse& told) {
  std::vector<std::string> ids = {told.event().event_id()};
  for (const v1::Event& event : told.more_events()) {
    ids.push_back(event.event_id());
  }
  return ids;
}

TEST_F(Watch, TellsInOneAnswerAsManyAsAreTakenAtOnce) {
  constexpr int kEvents = 7;
  std::string token;
  {
    Watching watching(bma_, CaseManager());
    watching.Drain();
    token = watching.token();
  }
  for (int i = 0; i < kEvents; ++i) FileBenefit(Another(i));
  std::vector<std::string> one_by_one;
  {
    Watching watching(bma_, CaseManager(), token);
    for (int i = 0; i < kEvents; ++i) {
      one_by_one.push_back(watching.Next().event().event_id());
    }
  }
  Watching all(bma_, CaseManager(), token, 1, 64);
  const v1::WatchResponse together = all.Next();
  EXPECT_EQ(IdsIn(together), one_by_one);
  EXPECT_EQ(together.receipt().leaf_hash().size(), 32);
  EXPECT_FALSE(all.Next(/*or_heartbeat=*/true).has_event());
  // Each answer goes on after the last of its events.
  std::vector<std::string> in_parts;
  for (const size_t size : {3, 3, 1}) {
    Watching watching(bma_, CaseManager(), token, 1, 3);
    const std::vector<std::string> part = IdsIn(watching.Next());
    EXPECT_EQ(part.size(), size);
    in_parts.insert(in_parts.end(), part.begin(), part.end());
    token = watching.token();
  }
  EXPECT_EQ(in_parts, one_by_one);
}

TEST_F(Watch, RefusesToTellMoreAtOnceThanOneTellingHolds) {
  for (const int events_at_once : {-1, 65}) {
    Watching watching(bma_, CaseManager(), "", 1, events_at_once);
    EXPECT_FALSE(watching.Next(/*or_heartbeat=*/true).has_event());
    EXPECT_EQ(ReasonIn(watching.Finish()), "FIELD_INVALID") << events_at_once;
  }
}

TEST_F(Watch, TellsManyTheSameEachUnderAReceiptOfItsOwn) {
  constexpr int kMany = 20;
  constexpr int kEvents = 5;
  std::vector<std::unique_ptr<Watching>> watching;
  for (int i = 0; i < kMany; ++i) {
    watching.push_back(std::make_unique<Watching>(bma_, CaseManager()));
    watching.back()->Drain();
  }
  for (int i = 0; i < kEvents; ++i) FileBenefit(Another(i));
  std::set<std::vector<std::string>> told;
  std::set<std::string> receipts;
  for (const auto& one : watching) {
    std::vector<std::string> ids;
    std::string receipt;
    for (int i = 0; i < kEvents; ++i) {
      const v1::WatchResponse response = one->Next();
      ids.push_back(response.event().event_id());
      receipt = response.receipt().leaf_hash();
      EXPECT_TRUE(receipts.count(receipt) == 0 || i > 0);
      receipts.insert(receipt);
    }
    told.insert(std::move(ids));
  }
  EXPECT_EQ(told.size(), 1);
  EXPECT_GE(receipts.size(), kMany);
  // Where each goes on it is told nothing again.
  Watching again(bma_, CaseManager(), watching[0]->token());
  EXPECT_FALSE(again.Next(/*or_heartbeat=*/true).has_event());
  // What was acknowledged is told to nobody.
  v1::AckEventsRequest ack;
  for (const std::string& id : *told.begin()) ack.add_event_ids(id);
  v1::AckEventsResponse acked;
  ASSERT_TRUE(Call(bma_, &Door::AckEvents, CaseManager(), ack, &acked).ok());
  EXPECT_EQ(acked.acked_count(), kEvents);
  Watching fresh(bma_, CaseManager());
  EXPECT_TRUE(fresh.Next(/*or_heartbeat=*/true).has_event());  // The first one.
  EXPECT_FALSE(fresh.Next(/*or_heartbeat=*/true).has_event());
}

TEST_F(Watch, RefusesForgedTokensAndThoseOfOthers) {
  Watching watching(bma_, CaseManager());
  watching.Drain();
  for (const std::string& token :
       {std::string("Zm9yZ2Vk"), std::string("?"), watching.token()}) {
    Watching other(bma_, SocialWorker(), token);
    EXPECT_FALSE(other.Next(true).has_event());
    EXPECT_EQ(ReasonIn(other.Finish()), "RESUME_TOKEN_INVALID") << token;
  }
}

TEST_F(Watch, ListsWhatWasToldToWhomAndWhen) {
  {
    Watching watching(bma_, CaseManager());
    watching.Next();
  }
  v1::ListEventsResponse listed;
  ASSERT_TRUE(Call(bma_, &Door::ListEvents, CaseManager(),
                   v1::ListEventsRequest(), &listed)
                  .ok());
  ASSERT_EQ(listed.events_size(), 1);
  ASSERT_EQ(listed.events(0).deliveries_size(), 1);
  EXPECT_EQ(listed.events(0).deliveries(0).system(), "temtem");
  EXPECT_EQ(listed.events(0).deliveries(0).role(), v1::ROLE_CASE_MANAGER);
  EXPECT_FALSE(listed.events(0).has_ack_time());
}

TEST_F(Watch, EndsWhenTheAgencyIsSuspended) {
  Watching watching(bma_, CaseManager());
  watching.Drain();
  v1::SuspendAgencyRequest suspend;
  *suspend.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  suspend.set_request_id(RequestId(1));
  suspend.set_agency("bma");
  v1::SuspendAgencyResponse suspended;
  grpc::ClientContext context;
  ASSERT_TRUE(gateway_.As("operator-console")
                  .admin->SuspendAgency(&context, suspend, &suspended)
                  .ok());
  FileBenefit(Another(1));
  EXPECT_FALSE(watching.Next().has_event());
  EXPECT_EQ(ReasonIn(watching.Finish()), "AGENCY_SUSPENDED");
}

}  // namespace
}  // namespace saan::e2e
