#include "gateway/telling.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "gateway/event_token.h"
#include "gateway/events.h"
#include "gateway/facts.h"
#include "gateway/rows.h"

namespace saan {
namespace {

// What the recipient must know of its own data and its own duties, whatever is
// held.
bool IsOwnMatter(v1::EventKind kind) {
  return kind == v1::EVENT_KIND_CONSENT_WITHDRAWN ||
         kind == v1::EVENT_KIND_BREAK_GLASS_USED;
}

}  // namespace

absl::StatusOr<const policy::Facts*> Telling::FactsOfChild(
    const std::string& child_id) {
  const auto known = facts_.find(child_id);
  if (known != facts_.end()) return &known->second;
  policy::Facts facts = FactsOfAsker(call_);
  if (!child_id.empty()) {
    const absl::StatusOr<v1::ChildRow> child =
        ResolveChild(house_.store, child_id);
    if (child.ok()) {
      absl::StatusOr<policy::Facts> of_child = FactsOf(house_, call_, *child);
      if (!of_child.ok()) return of_child.status();
      facts = *std::move(of_child);
    } else if (!absl::IsNotFound(child.status())) {
      return child.status();
    }
  }
  return &facts_.emplace(child_id, std::move(facts)).first->second;
}

absl::StatusOr<bool> Telling::MayTell(const v1::EventRow& row) {
  const std::string& child_id = row.event().child_id();
  if (!child_id.empty() && !IsOwnMatter(row.event().kind())) {
    const absl::StatusOr<bool> is_held = IsHeldFrom(house_, call_, child_id);
    if (!is_held.ok()) return is_held.status();
    if (*is_held) return false;
  }
  if (row.action() == v1::ACTION_UNSPECIFIED) return true;
  const policy::Ask ask = call_.Ask(row.action());
  // What is allowed while nothing is known of the child is allowed whatever is
  // known: only then are its records not read.
  if (call_.rules->Decide(ask, row.holder(), FactsOfAsker(call_))
          .allows_anything()) {
    return true;
  }
  const absl::StatusOr<const policy::Facts*> facts = FactsOfChild(child_id);
  if (!facts.ok()) return facts.status();
  return call_.rules->Decide(ask, row.holder(), **facts).allows_anything();
}

std::string ResumeBinding(const Call& call) {
  return absl::StrCat("resume/", call.caller.agency, "/", call.caller.system,
                      "/", int{call.context.role()});
}

namespace {

// Rows of the outbox that one reading looks at.
constexpr int kMaxLooked = 1024;

absl::Status AddTellable(const House& house, const std::string& binding,
                         v1::EventRow row, uint64_t position,
                         Reading* reading) {
  Tellable one;
  one.position = position;
  one.event = std::move(*row.mutable_event());
  one.resume_token = MakeEventToken(house, binding, position);
  if (!one.event.child_id().empty()) {
    absl::StatusOr<v1::ChildRow> child =
        ResolveChild(house.ahead, one.event.child_id());
    if (child.ok()) {
      one.child = *std::move(child);
    } else if (!absl::IsNotFound(child.status())) {
      return child.status();
    }
  }
  reading->events.push_back(std::move(one));
  return absl::OkStatus();
}

absl::Status ReadInto(const House& house, const Call& call, Reading* reading) {
  const std::string& agency = call.caller.agency;
  const std::string binding = ResumeBinding(call);
  Telling telling(house, call);
  int looked = 0;
  absl::Status judged;
  reading->is_at_end = true;
  reading->until = reading->after;
  const absl::Status scanned = ScanRowsBetween<v1::EventRow>(
      house.ahead, EventKey(agency, reading->after + 1),
      EventKey(agency, ~uint64_t{0}), [&](v1::EventRow row) {
        if (reading->events.size() == kMaxTelling || looked++ == kMaxLooked) {
          reading->is_at_end = false;
          return false;
        }
        const uint64_t position = PositionOfEvent(row.event().event_id());
        const bool is_for_it = row.acked_unix_nanos() == 0 &&
                               (row.event().role() == v1::ROLE_UNSPECIFIED ||
                                row.event().role() == call.context.role());
        const absl::StatusOr<bool> may_tell =
            is_for_it ? telling.MayTell(row) : false;
        judged = may_tell.status();
        if (judged.ok() && *may_tell) {
          judged =
              AddTellable(house, binding, std::move(row), position, reading);
        }
        if (!judged.ok()) return false;
        reading->until = position;
        return true;
      });
  if (!scanned.ok()) return scanned;
  return judged;
}

// True when the reading tells what `call` could read now after `after`.
bool HoldsFor(const Reading& reading, const House& house, const Call& call,
              uint64_t after) {
  return reading.changes == house.outbox.changes() &&
         house.env.steady() - reading.read_at < kReadingIsGood &&
         reading.role == call.context.role() && reading.rules == call.rules &&
         reading.after <= after &&
         (after < reading.until ||
          (after == reading.until && reading.is_at_end));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Reading>> Audience::Read(
    const House& house, const Call& call, uint64_t after) {
  {
    absl::MutexLock lock(&mutex_);
    if (last_ != nullptr && HoldsFor(*last_, house, call, after)) return last_;
  }
  auto reading = std::make_shared<Reading>();
  reading->after = after;
  reading->now = call.now;
  reading->read_at = house.env.steady();
  reading->role = call.context.role();
  reading->rules = call.rules;
  reading->changes = house.outbox.changes();
  // What is not on disk yet is not seen by all that decides: such a reading is
  // for this call alone, which is no later than that change.
  const bool is_settled = house.outbox.IsSettled(reading->changes);
  if (absl::Status read = ReadInto(house, call, reading.get()); !read.ok()) {
    return read;
  }
  reading->are_kept = std::vector<std::atomic<bool>>(reading->events.size());
  if (is_settled) {
    absl::MutexLock lock(&mutex_);
    last_ = reading;
  }
  return reading;
}

std::shared_ptr<Audience> Audiences::Join(const Call& call) {
  const std::string name =
      absl::StrCat(call.caller.agency, storage::kNul, call.caller.system,
                   storage::kNul, call.context.SerializeAsString());
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<Audience> audience = audiences_[name].lock();
  if (audience == nullptr) {
    std::erase_if(audiences_,
                  [](const auto& known) { return known.second.expired(); });
    audience = std::make_shared<Audience>();
    audiences_[name] = audience;
  }
  return audience;
}

}  // namespace saan
