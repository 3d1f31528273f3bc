#include "gateway/workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"

namespace saan {
namespace {

TEST(Workers, DoAllThatTheyTookBeforeTheyEnd) {
  std::atomic<int> done = 0;
  int taken = 0;
  {
    Workers workers(4, 1000);
    for (int i = 0; i < 1000; ++i) taken += workers.Run([&] { ++done; });
  }
  EXPECT_GT(taken, 0);
  EXPECT_EQ(done, taken);
}

TEST(Workers, TakeWorkInTurn) {
  std::vector<int> order;
  {
    Workers workers(1, 10);
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(workers.Run([&order, i] { order.push_back(i); }));
    }
  }
  EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(Workers, RefuseWhatWouldWaitBehindTooMuch) {
  absl::Notification begun, may_end;
  Workers workers(1, 2);
  ASSERT_TRUE(workers.Run([&] {
    begun.Notify();
    may_end.WaitForNotification();
  }));
  begun.WaitForNotification();
  EXPECT_TRUE(workers.Run([] {}));
  EXPECT_TRUE(workers.Run([] {}));
  EXPECT_FALSE(workers.Run([] { ADD_FAILURE() << "was refused"; }));
  may_end.Notify();
}

TEST(Workers, WorkWhileOneOfThemWaits) {
  absl::Notification may_end;
  Workers workers(2, 10);
  ASSERT_TRUE(workers.Run([&] { may_end.WaitForNotification(); }));
  ASSERT_TRUE(workers.Run([&] { may_end.Notify(); }));
  may_end.WaitForNotification();
}

TEST(Workers, KeepNothingOfWhatIsDone) {
  const auto held = std::make_shared<int>(0);
  absl::Notification is_next;
  Workers workers(1, 10);
  ASSERT_TRUE(workers.Run([held] {}));
  ASSERT_TRUE(workers.Run([&] { is_next.Notify(); }));
  is_next.WaitForNotification();
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace saan
