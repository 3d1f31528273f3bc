// What is due: reminders, what nobody answered put to a named role, and
// children to be listened to. Runs by the house's clock alone: each stage is
// taken once, whatever the clock does.

#ifndef SAAN_GATEWAY_DUE_DATES_H_
#define SAAN_GATEWAY_DUE_DATES_H_

#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/call.h"
#include "gateway/waker.h"

namespace saan {

// Times that one step is put to a named role, a day apart.
inline constexpr int kMaxEscalations = 3;
inline constexpr absl::Duration kEscalateAgain = absl::Hours(24);

// Takes what is due now, each with an entry of its own in the log. Says how
// many. At most kMaxDueAtOnce: the rest at the next turn.
absl::StatusOr<int> TakeDue(const Frame& frame);
inline constexpr int kMaxDueAtOnce = 256;

// Removes events that are older than kEventRetention, but never the last one:
// later ones are numbered from it. Says how many.
absl::StatusOr<int> ForgetOldEvents(const Frame& frame);

// Does both in a thread of its own, once in `pause`.
class DueDates {
 public:
  // `frame` must outlive it.
  DueDates(const Frame& frame, absl::Duration pause);
  ~DueDates();
  DueDates(const DueDates&) = delete;
  DueDates& operator=(const DueDates&) = delete;

 private:
  void Run();

  const Frame& frame_;
  const absl::Duration pause_;
  Waker ending_;
  std::thread thread_;  // Last: it uses all the others.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_DUE_DATES_H_
