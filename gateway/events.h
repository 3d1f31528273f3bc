// The outbox: what agencies are told without having asked, in one order. A body
// adds events; they are committed with its entry, or not at all; whoever
// watches is woken once they have their place. Nothing here is a child's data.

#ifndef SAAN_GATEWAY_EVENTS_H_
#define SAAN_GATEWAY_EVENTS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/waker.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_event.pb.h"
#include "storage/kv.h"

namespace saan {

struct Call;
struct House;

// What is not acknowledged for so long is told no more.
inline constexpr absl::Duration kEventRetention = absl::Hours(24 * 14);

// Adds `event` for `recipient`, an agency; its id and time are filled in when
// the call gets its place. Told only to callers whom a rule lets do `action`
// with records of `holder`; ACTION_UNSPECIFIED needs no rule, which is for what
// the recipient is a party of.
void AddEvent(v1::Event event, absl::string_view recipient, Call* call,
              v1::Action action = v1::ACTION_UNSPECIFIED,
              absl::string_view holder = "");

// An event's row in the outbox of `agency`, and those that tell to whom it was
// delivered. Positions rise in the order in which events were committed; they
// are nanoseconds since 1970 UTC wherever the clock allows.
std::string EventsKey(absl::string_view agency);  // What all begin with.
std::string EventKey(absl::string_view agency, uint64_t position);
std::string DeliveriesKey(absl::string_view agency, uint64_t position);
std::string DeliveryKey(absl::string_view agency, uint64_t position,
                        absl::string_view system, v1::Role role);

// An event id is its position: 16 hexadecimal digits.
std::string EventId(uint64_t position);
// 0 when `id` is none.
uint64_t PositionOfEvent(absl::string_view id);

// Enters the child into the log as one that the call tells of. Nothing for a
// child that is there no more; DATA_LOSS and the like from the store.
absl::Status NameChild(const House& house, const std::string& child_id,
                       Call* call);
void NameChild(const v1::ChildRow& child, Call* call);

// Gives events their order and wakes those who wait. Thread-safe.
class Outbox {
 public:
  // Goes on after the last event of `store`.
  absl::Status Load(const storage::Reader& store);

  // Held from Number until the events have their place, so that positions rise
  // in the order of the log.
  absl::Mutex& order() ABSL_LOCK_RETURNED(order_) { return order_; }
  // Gives `events` ids, times and rows in `changes`.
  void Number(absl::Time now, std::vector<v1::EventRow> events,
              storage::Batch* changes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(order_);
  // The position of the last event; no later one stands before it.
  uint64_t Last() ABSL_LOCKS_EXCLUDED(order_);

  // Counts the changes that what may be told to whom can rest on: each once it
  // can be read through Ledger::ahead(), and before it is answered. What was
  // read after a number was settled holds until the count leaves that number.
  void CountChange() { ++changes_; }
  uint64_t changes() const { return changes_; }
  // The changes up to this number are known to be on disk.
  void Settle(uint64_t changes);
  bool IsSettled(uint64_t changes) const { return settled_ >= changes; }

  // Wakes the waiting of these agencies.
  void Announce(const std::set<std::string>& agencies)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // `waker` waits for `agency` until Leave.
  void Join(const std::string& agency, Waker* waker)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(const std::string& agency, Waker* waker)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  std::atomic<uint64_t> changes_ = 0;
  std::atomic<uint64_t> settled_ = 0;

  absl::Mutex order_;
  uint64_t last_ ABSL_GUARDED_BY(order_) = 0;

  absl::Mutex mutex_;
  std::map<std::string, std::set<Waker*>> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_EVENTS_H_
