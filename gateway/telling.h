// Which events may be told to a caller: by the rules of that moment, and by
// what is known of the child then. Callers to whom the same may be told are one
// audience: what stands in their outbox is read, decided on and made ready once
// for all of them, as long as nothing changes that it rests on.

#ifndef SAAN_GATEWAY_TELLING_H_
#define SAAN_GATEWAY_TELLING_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/call.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// For one call; house and call must outlive it.
class Telling {
 public:
  Telling(const House& house, const Call& call) : house_(house), call_(call) {}

  // False where the event needs a rule and there is none, and of a child that
  // is held from the caller unless it is of the caller's own data.
  absl::StatusOr<bool> MayTell(const v1::EventRow& row);

 private:
  // Nothing is known of a child that is there no more.
  absl::StatusOr<const policy::Facts*> FactsOfChild(
      const std::string& child_id);

  const House& house_;
  const Call& call_;
  std::map<std::string, policy::Facts> facts_;  // By child.
};

// What resume tokens of a caller are good for: its agency, system and role.
std::string ResumeBinding(const Call& call);

// An event that may be told, and what telling it takes.
struct Tellable {
  uint64_t position = 0;
  v1::Event event;
  std::string resume_token;           // Goes on after it.
  std::optional<v1::ChildRow> child;  // None where there is none any more.
};

// Events of one telling: one entry of the log, one sync.
inline constexpr size_t kMaxTelling = 64;

// What an audience may be told, of an outbox between two positions: decided at
// one moment, and good for others until something changes.
struct Reading {
  uint64_t after = 0;            // The first event has a higher position,
  uint64_t until = 0;            // the last one looked at has this.
  bool is_at_end = false;        // Nothing stood after it.
  absl::Time now;                // By the house's clock.
  std::vector<Tellable> events;  // At most kMaxTelling, positions ascending.

  // Which of `events` have had their delivery kept.
  mutable std::vector<std::atomic<bool>> are_kept;

  // What it rests on.
  uint64_t changes = 0;    // See Outbox::changes.
  absl::Duration read_at;  // By the steady clock.
  v1::Role role = v1::ROLE_UNSPECIFIED;
  std::shared_ptr<const policy::Rules> rules;
};

// So long a reading is good where nothing changes: consents and the like end
// by the clock.
inline constexpr absl::Duration kReadingIsGood = absl::Milliseconds(100);

// Callers of one system on behalf of one person, in one role and for one
// purpose. Thread-safe.
class Audience {
 public:
  // What stands after `after`, for `call`, which is of this audience. Events
  // may be ahead of the disk: they leave only after an entry of the caller's
  // own is on disk. DATA_LOSS and the like from the store.
  absl::StatusOr<std::shared_ptr<const Reading>> Read(const House& house,
                                                      const Call& call,
                                                      uint64_t after)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  std::shared_ptr<const Reading> last_ ABSL_GUARDED_BY(mutex_);
};

// All audiences that somebody belongs to. Thread-safe.
class Audiences {
 public:
  // The audience of `call`, which has been opened. It lasts as long as somebody
  // holds it.
  std::shared_ptr<Audience> Join(const Call& call) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::weak_ptr<Audience>> audiences_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_TELLING_H_
