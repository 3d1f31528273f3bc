#include "gateway/due_dates.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/clock_trust.h"
#include "gateway/events.h"
#include "gateway/referrals.h"
#include "gateway/signals.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr Method kDueMethod = {"Gateway/DueDate", Door::kExchange};
constexpr Method kForgetMethod = {"Gateway/ForgetEvents", Door::kExchange};
// Keys removed by one entry of the log.
constexpr size_t kMaxForgotten = 4096;

void Remind(const v1::CareReferral& referral, Call* call) {
  const bool is_senders = care::Turn(referral.status()) == care::Party::kSender;
  TellOfReferral(referral, v1::EVENT_KIND_REMINDER, "DUE_SOON",
                 is_senders ? referral.from_agency() : referral.to_agency(),
                 v1::ROLE_UNSPECIFIED, "", call);
}

// Takes the stage that is due of one referral.
absl::Status TakeReferral(const House& house, const std::string& referral_id,
                          Call* call) {
  absl::StatusOr<v1::ReferralRow> before = storage::GetRow<v1::ReferralRow>(
      house.ahead, storage::kReferrals, referral_id);
  if (!before.ok()) return before.status();
  if (before->due_unix_nanos() == 0 ||
      before->due_unix_nanos() > absl::ToUnixNanos(call->now)) {
    return absl::OkStatus();  // Moved since it was found.
  }
  v1::ReferralRow after = *before;
  v1::CareReferral& referral = *after.mutable_referral();
  absl::Status named = NameChild(house, referral.child_id(), call);
  if (!named.ok()) return named;
  if (before->due_stage() == v1::DUE_STAGE_REMIND) {
    Remind(referral, call);
    after.set_due_stage(v1::DUE_STAGE_ESCALATE);
    after.set_due_unix_nanos(absl::ToUnixNanos(TimeOf(referral.due_time())));
  } else {
    referral.set_is_past_due(true);
    absl::Status escalated = Escalate(house, "PAST_DUE", &after, call);
    if (!escalated.ok()) return escalated;
    after.set_escalations(after.escalations() + 1);
    after.set_due_unix_nanos(after.escalations() < kMaxEscalations
                                 ? absl::ToUnixNanos(call->now + kEscalateAgain)
                                 : 0);
  }
  PutReferral(&*before, "", &after, call);
  return absl::OkStatus();
}

// What is due: 'R' and a referral, or 'S' and a child to listen to.
absl::Status Body(const House& house, const std::string& due, Call* call) {
  const std::string id = due.substr(storage::kTimeBytes + 1);
  if (due[storage::kTimeBytes] == 'R') return TakeReferral(house, id, call);
  const std::string key = storage::Key(storage::kDueDates, due);
  call->changes.expects.push_back({key, ""});  // Once.
  call->changes.puts.push_back({key, std::nullopt});
  return ListenTo(house, id, call);
}

absl::Status TakeOne(const Frame& frame, const std::string& due) {
  absl::Status placed;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Call call;
    OpenOwnCall(frame.house, kDueMethod, &call);
    const absl::Status answer = Body(frame.house, due, &call);
    const absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
        PlaceCall(frame, &call, answer);
    placed = place.ok() ? AwaitReceipt(frame, *place).status() : place.status();
    if (absl::IsAborted(placed)) continue;
    return answer.ok() ? placed : answer;
  }
  return placed;
}

}  // namespace

absl::StatusOr<int> TakeDue(const Frame& frame) {
  const House& house = frame.house;
  const std::string until = storage::Key(
      storage::kDueDates,
      storage::BigEndian64(absl::ToUnixNanos(house.env.now()) + 1));
  std::vector<std::string> due;
  absl::Status scanned =
      house.ahead.Scan(std::string(1, storage::kDueDates), until,
                       [&](absl::string_view key, absl::string_view) {
                         due.emplace_back(key.substr(1));
                         return due.size() < kMaxDueAtOnce;
                       });
  if (!scanned.ok()) return scanned;
  for (const std::string& one : due) {
    const absl::Status taken = TakeOne(frame, one);
    // The others are due all the same.
    if (!taken.ok()) {
      house.env.log(absl::StrCat("a due date: ", taken.message()));
    }
  }
  return static_cast<int>(due.size());
}

absl::StatusOr<int> ForgetOldEvents(const Frame& frame) {
  const House& house = frame.house;
  const absl::Time oldest = house.env.now() - kEventRetention;
  const auto floor = static_cast<uint64_t>(absl::ToUnixNanos(oldest));
  const uint64_t last = house.outbox.Last();
  Call call;
  for (const char table : {storage::kEvents, storage::kDeliveries}) {
    absl::Status scanned = house.store.Scan(
        std::string(1, table), std::string(1, table + 1),
        [&](absl::string_view key, absl::string_view) {
          const size_t end = key.find('\0');
          if (end == absl::string_view::npos ||
              key.size() < end + 1 + storage::kTimeBytes) {
            return true;
          }
          const uint64_t position = storage::FromBigEndian64(
              key.substr(end + 1, storage::kTimeBytes));
          if (position < floor && position < last) {
            call.changes.puts.push_back({std::string(key), std::nullopt});
          }
          return call.changes.puts.size() < kMaxForgotten;
        });
    if (!scanned.ok()) return scanned;
  }
  const int count = static_cast<int>(call.changes.puts.size());
  if (count == 0) return 0;
  OpenOwnCall(house, kForgetMethod, &call);
  call.entry.set_repeat_count(count);
  const absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
      PlaceCall(frame, &call, absl::OkStatus());
  if (!place.ok()) return place.status();
  absl::StatusOr<v1::Receipt> receipt = AwaitReceipt(frame, *place);
  if (!receipt.ok()) return receipt.status();
  return count;
}

DueDates::DueDates(const Frame& frame, absl::Duration pause)
    : frame_(frame), pause_(pause), thread_([this] { Run(); }) {}

DueDates::~DueDates() {
  ending_.Wake();
  thread_.join();
}

void DueDates::Run() {
  // Events are forgotten by the day, so they are looked through but hourly.
  absl::Time next_forgetting = absl::InfinitePast();
  ClockTrust clock;
  clock.Believes(frame_.house.env.now(), frame_.house.env.steady());
  while (!ending_.Await(pause_)) {
    const absl::StatusOr<int> taken = TakeDue(frame_);
    if (!taken.ok()) {
      frame_.house.env.log(
          absl::StrCat("due dates: ", taken.status().message()));
    }
    const absl::Time now = frame_.house.env.now();
    const bool is_believed = clock.Believes(now, frame_.house.env.steady());
    if (!is_believed || now < next_forgetting) continue;
    next_forgetting = now + absl::Hours(1);
    const absl::StatusOr<int> forgotten = ForgetOldEvents(frame_);
    if (!forgotten.ok()) {
      frame_.house.env.log(
          absl::StrCat("old events: ", forgotten.status().message()));
    }
  }
}

}  // namespace saan
