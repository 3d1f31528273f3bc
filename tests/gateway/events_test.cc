// The order of events, and who is woken.

#include "gateway/events.h"

#include <gtest/gtest.h>

#include <thread>

#include "gateway/call.h"
#include "storage/kv.h"
#include "storage/tables.h"

namespace saan {
namespace {

const absl::Time kEventsNow = absl::FromUnixSeconds(1'800'000'000);

std::vector<v1::EventRow> Events(int count, const std::string& recipient) {
  std::vector<v1::EventRow> events(count);
  for (v1::EventRow& event : events) event.set_recipient(recipient);
  return events;
}

// The positions that a batch gives to events, in its order.
std::vector<uint64_t> Positions(const storage::Batch& batch) {
  std::vector<uint64_t> positions;
  for (const storage::Put& put : batch.puts) {
    positions.push_back(storage::FromBigEndian64(
        absl::string_view(put.key).substr(put.key.size() - 8)));
  }
  return positions;
}

std::vector<uint64_t> Number(Outbox* outbox, absl::Time now, int count) {
  storage::Batch batch;
  absl::MutexLock lock(&outbox->order());
  outbox->Number(now, Events(count, "bma"), &batch);
  return Positions(batch);
}

TEST(Outbox, PositionsRiseThoughTheClockStandsOrJumpsBack) {
  Outbox outbox;
  uint64_t last = 0;
  for (const absl::Duration jump :
       {absl::ZeroDuration(), absl::ZeroDuration(), absl::Hours(1),
        -absl::Hours(24), absl::Hours(2)}) {
    for (const uint64_t position : Number(&outbox, kEventsNow + jump, 3)) {
      EXPECT_GT(position, last);
      last = position;
    }
  }
}

TEST(Outbox, KnowsItsLastPosition) {
  Outbox outbox;
  EXPECT_EQ(outbox.Last(), 0u);
  const uint64_t last = Number(&outbox, kEventsNow, 3).back();
  EXPECT_EQ(outbox.Last(), last);
}

TEST(Outbox, GoesOnAfterWhatTheStoreHolds) {
  const std::unique_ptr<storage::Kv> kv = storage::NewMemoryKv();
  uint64_t last = 0;
  {
    Outbox outbox;
    storage::Batch batch;
    absl::MutexLock lock(&outbox.order());
    outbox.Number(kEventsNow, Events(2, "bma"), &batch);
    last = Positions(batch).back();
    ASSERT_TRUE(kv->Commit(batch.puts).ok());
  }
  Outbox outbox;
  ASSERT_TRUE(outbox.Load(*kv).ok());
  EXPECT_GT(Number(&outbox, kEventsNow - absl::Hours(1), 1)[0], last);
}

TEST(Outbox, WakesTheWaitingOfTheAgencyAlone) {
  Outbox outbox;
  Waker bma;
  Waker dcy;
  outbox.Join("bma", &bma);
  outbox.Join("dcy", &dcy);
  outbox.Announce({"bma", "nobody"});
  EXPECT_TRUE(bma.Await(absl::InfiniteDuration()));
  EXPECT_FALSE(dcy.Await(absl::ZeroDuration()));
  outbox.Leave("bma", &bma);
  outbox.Announce({"bma"});
  EXPECT_FALSE(bma.Await(absl::ZeroDuration()));
}

TEST(Waker, ComesBackWhenWokenByAnother) {
  Waker waker;
  std::thread other([&] { waker.Wake(); });
  EXPECT_TRUE(waker.Await(absl::InfiniteDuration()));
  other.join();
}

TEST(EventId, IsItsPosition) {
  EXPECT_EQ(PositionOfEvent(EventId(42)), 42);
  for (const char* wrong : {"", "2a", "000000000000002A", "000000000000002g",
                            "00000000000000000000000000000042"}) {
    EXPECT_EQ(PositionOfEvent(wrong), 0) << wrong;
  }
}

TEST(AddEvent, KeepsForWhomAndUnderWhichRule) {
  Call call;
  AddEvent(v1::Event(), "bma", &call, v1::ACTION_READ, "dcy");
  ASSERT_EQ(call.events.size(), 1);
  EXPECT_EQ(call.events[0].recipient(), "bma");
  EXPECT_EQ(call.events[0].action(), v1::ACTION_READ);
  EXPECT_EQ(call.events[0].holder(), "dcy");
}

}  // namespace
}  // namespace saan
