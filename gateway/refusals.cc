#include "gateway/refusals.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/new_entry.h"

namespace saan {

Refusals::Refusals(const House& house, storage::Ledger& ledger)
    : house_(house), ledger_(ledger), thread_([this] { Run(); }) {}

Refusals::~Refusals() {
  {
    absl::MutexLock lock(&mutex_);
    is_ending_ = true;
  }
  ending_.Wake();
  thread_.join();
}

void Refusals::Add(const Refusal& refusal) {
  absl::MutexLock lock(&mutex_);
  for (Counted& counted : waiting_) {
    if (counted.refusal.reason == refusal.reason &&
        counted.refusal.certificate_sha256 == refusal.certificate_sha256) {
      ++counted.count;
      return;
    }
  }
  if (waiting_.size() >= kMaxWaiting) {
    ++waiting_.back().count;
    return;
  }
  waiting_.push_back({refusal});
}

void Refusals::Run() {
  while (true) {
    std::deque<Counted> taken;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Refusals::HasWork));
      if (waiting_.empty()) return;
      taken.swap(waiting_);
    }
    for (const Counted& counted : taken) Write(counted);
    // Whoever can reach the port can be refused as often as it likes; what
    // comes meanwhile is counted, so that the log grows by this pace at most.
    ending_.Await(kPause);
  }
}

void Refusals::Write(const Counted& counted) {
  v1::AuditEntry entry =
      NewEntry(house_.env, house_.env.now(), "Guard/Handshake");
  entry.set_certificate_sha256(counted.refusal.certificate_sha256);
  entry.set_outcome(v1::OUTCOME_DENIED);
  entry.set_reason(counted.refusal.reason);
  entry.set_repeat_count(counted.count);
  const absl::StatusOr<v1::Receipt> receipt = ledger_.Commit(entry, {});
  if (!receipt.ok()) {
    house_.env.log(absl::StrCat("a refused connection could not be recorded: ",
                                receipt.status().message()));
  }
}

}  // namespace saan
