#include "gateway/events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/call.h"
#include "gateway/children.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kPositionBytes = 8;

}  // namespace

void AddEvent(v1::Event event, absl::string_view recipient, Call* call,
              v1::Action action, absl::string_view holder) {
  v1::EventRow row;
  *row.mutable_event() = std::move(event);
  row.set_recipient(std::string(recipient));
  row.set_action(action);
  row.set_holder(std::string(holder));
  call->events.push_back(std::move(row));
}

std::string EventsKey(absl::string_view agency) {
  return storage::Key(storage::kEvents, absl::StrCat(agency, storage::kNul));
}

std::string EventKey(absl::string_view agency, uint64_t position) {
  return EventsKey(agency) + storage::BigEndian64(position);
}

std::string DeliveriesKey(absl::string_view agency, uint64_t position) {
  return storage::Key(
      storage::kDeliveries,
      absl::StrCat(agency, storage::kNul, storage::BigEndian64(position)));
}

std::string DeliveryKey(absl::string_view agency, uint64_t position,
                        absl::string_view system, v1::Role role) {
  return absl::StrCat(DeliveriesKey(agency, position), system, storage::kNul,
                      std::string(1, static_cast<char>(role)));
}

absl::Status NameChild(const House& house, const std::string& child_id,
                       Call* call) {
  const absl::StatusOr<v1::ChildRow> child =
      ResolveChild(house.ahead, child_id);
  if (absl::IsNotFound(child.status())) return absl::OkStatus();
  if (!child.ok()) return child.status();
  NameChild(*child, call);
  return absl::OkStatus();
}

void NameChild(const v1::ChildRow& child, Call* call) {
  NameSubject(child, {child.record_ids().begin(), child.record_ids().end()},
              &call->entry);
  call->entry.set_subject_count(call->entry.subject_count() + 1);
}

std::string EventId(uint64_t position) {
  return absl::BytesToHexString(storage::BigEndian64(position));
}

uint64_t PositionOfEvent(absl::string_view id) {
  if (id.size() != 2 * kPositionBytes ||
      !std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      })) {
    return 0;
  }
  return storage::FromBigEndian64(absl::HexStringToBytes(id));
}

absl::Status Outbox::Load(const storage::Reader& store) {
  absl::MutexLock lock(&order_);
  return store.Scan(
      std::string(1, storage::kEvents), std::string(1, storage::kEvents + 1),
      [&](absl::string_view key, absl::string_view) {
        if (key.size() < kPositionBytes) return true;
        last_ = std::max(last_, storage::FromBigEndian64(
                                    key.substr(key.size() - kPositionBytes)));
        return true;
      });
}

void Outbox::Number(absl::Time now, std::vector<v1::EventRow> events,
                    storage::Batch* changes) {
  for (v1::EventRow& row : events) {
    last_ = std::max(last_ + 1, static_cast<uint64_t>(absl::ToUnixNanos(now)));
    row.mutable_event()->set_event_id(EventId(last_));
    *row.mutable_event()->mutable_create_time() = TimestampOf(now);
    changes->puts.push_back(
        {EventKey(row.recipient(), last_), row.SerializeAsString()});
  }
}

uint64_t Outbox::Last() {
  absl::MutexLock lock(&order_);
  return last_;
}

void Outbox::Settle(uint64_t changes) {
  uint64_t before = settled_;
  while (before < changes && !settled_.compare_exchange_weak(before, changes)) {
  }
}

void Outbox::Announce(const std::set<std::string>& agencies) {
  absl::MutexLock lock(&mutex_);
  for (const std::string& agency : agencies) {
    const auto found = waiting_.find(agency);
    if (found == waiting_.end()) continue;
    for (Waker* waker : found->second) waker->Wake();
  }
}

void Outbox::Join(const std::string& agency, Waker* waker) {
  absl::MutexLock lock(&mutex_);
  waiting_[agency].insert(waker);
}

void Outbox::Leave(const std::string& agency, Waker* waker) {
  absl::MutexLock lock(&mutex_);
  const auto found = waiting_.find(agency);
  if (found == waiting_.end()) return;
  found->second.erase(waker);
  if (found->second.empty()) waiting_.erase(found);
}

}  // namespace saan
