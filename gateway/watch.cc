// Watch: what happens is told as it happens. No more than one telling waits in
// memory: what was not told yet lies in the outbox, and a slow watcher reads it
// later. Each telling is a call of its own, under the rules of that moment, and
// is in the log before it leaves; what is told is read and decided on once for
// all who may be told the same (telling.h).
//
// A reactor with a thread of the stream's own, like SubmitRecords: gRPC's
// callback threads never block.

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/coordination.h"
#include "gateway/event_token.h"
#include "gateway/events.h"
#include "gateway/telling.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr Method kWatch = {"CoordinationService/Watch", Door::kExchange};
// Streams at once; each has a thread.
constexpr int kMaxWatchers = 512;
constexpr int kUsualHeartbeatSeconds = 20;
constexpr int kLongestHeartbeatSeconds = 300;
// After a telling so much is gathered for the next, and the more the more
// watchers there are: whatever happens, all of them together make no more than
// 200 entries a second. What comes first after a silence is told at once.
constexpr absl::Duration kGather = absl::Milliseconds(20);
constexpr absl::Duration kGatherForEach = absl::Milliseconds(5);

// Events of a reading, by their places in it.
using Picked = std::vector<size_t>;

// One stream while it is being answered. Deletes itself.
class WatchSession final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  WatchSession(const Frame& frame, Audiences& audiences,
               const grpc::ServerContextBase& context,
               const v1::WatchRequest& request)
      : frame_(frame),
        audiences_(audiences),
        context_(context),
        request_(request) {
    if (++open_streams_ > kMaxWatchers) {
      Finish(ToGrpc(Refuse(v1::ERROR_REASON_OVERLOADED)));
      return;
    }
    // Finish is the thread's last touch of this object: OnDone comes after it.
    std::thread([this] { Finish(ToGrpc(Run())); }).detach();
  }
  ~WatchSession() override { --open_streams_; }

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override { End(); }
  void OnDone() override { delete this; }

 private:
  absl::Status Run();
  // FIELD_INVALID.
  absl::Status CheckRequest() const;
  // The first call of the stream: who watches, and from where.
  absl::Status Begin();
  absl::Status Follow();
  // Tells what may be told of the outbox after position_, once what was told
  // before is on its way. Says how many.
  absl::StatusOr<size_t> Tell();
  // The events of `reading` after position_ that the watcher asked for; moves
  // position_ past those that it did not. Sets is_at_end_.
  Picked Pick(const Reading& reading);
  void Record(const Reading& reading, const Picked& told, Call* call);
  // What is told, as many events in each as the watcher takes.
  std::deque<v1::WatchResponse> ResponsesOf(const Reading& reading,
                                            const Picked& told,
                                            const v1::Receipt& receipt) const;
  // Writes the responses one after the other, none of which wakes this thread.
  // Needs AwaitWritten before.
  void Write(std::deque<v1::WatchResponse> responses)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void WriteNext() ABSL_LOCKS_EXCLUDED(mutex_);
  // Back pressure: waits while the watcher has not taken what was written.
  void AwaitWritten() ABSL_LOCKS_EXCLUDED(mutex_);

  void End() ABSL_LOCKS_EXCLUDED(mutex_) {
    is_gone_ = true;
    gone_.Wake();
    waker_.Wake();
  }
  bool IsWritten() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return writing_.empty();
  }

  static inline std::atomic<int> open_streams_ = 0;

  const Frame& frame_;
  Audiences& audiences_;
  const grpc::ServerContextBase& context_;
  const v1::WatchRequest request_;
  Waker waker_;
  std::atomic<bool> is_gone_ = false;
  Waker gone_;  // Once is_gone_.

  absl::Mutex mutex_;
  // The first one is being written.
  std::deque<v1::WatchResponse> writing_ ABSL_GUARDED_BY(mutex_);
  bool has_written_ ABSL_GUARDED_BY(mutex_) = false;

  // Only the stream's own thread touches what follows.
  std::string agency_;
  std::shared_ptr<Audience> audience_;
  absl::Duration heartbeat_;
  std::set<v1::EventKind> kinds_;  // Empty: all.
  uint64_t position_ = 0;
  bool is_at_end_ = false;
  absl::Time end_seen_ = absl::InfinitePast();  // When last.
};

absl::Status WatchSession::Run() {
  if (absl::Status begun = Begin(); !begun.ok()) return begun;
  Outbox& outbox = frame_.house.outbox;
  outbox.Join(agency_, &waker_);
  absl::Status followed = Follow();
  outbox.Leave(agency_, &waker_);
  AwaitWritten();
  return followed;
}

absl::Status WatchSession::CheckRequest() const {
  if (request_.heartbeat_seconds() < 0 ||
      request_.heartbeat_seconds() > kLongestHeartbeatSeconds) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "heartbeat_seconds");
  }
  if (request_.events_at_once() < 0 ||
      request_.events_at_once() > static_cast<int>(kMaxTelling)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "events_at_once");
  }
  return absl::OkStatus();
}

absl::Status WatchSession::Begin() {
  const House& house = frame_.house;
  Call call;
  absl::Status answer =
      OpenCall(frame_, context_, request_.context(), kWatch, &call);
  if (answer.ok()) answer = CheckRequest();
  if (answer.ok()) {
    absl::StatusOr<uint64_t> position =
        ReadEventToken(house, ResumeBinding(call), call.now,
                       request_.resume_token(), "resume_token");
    answer = position.status();
    if (position.ok()) position_ = *position;
  }
  agency_ = call.caller.agency;
  if (answer.ok()) audience_ = audiences_.Join(call);
  heartbeat_ = absl::Seconds(request_.heartbeat_seconds() == 0
                                 ? kUsualHeartbeatSeconds
                                 : request_.heartbeat_seconds());
  for (const int kind : request_.kinds()) {
    kinds_.insert(static_cast<v1::EventKind>(kind));
  }
  const absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
      PlaceCall(frame_, &call, answer);
  if (!place.ok() || !AwaitReceipt(frame_, *place).ok()) {
    return Refuse(v1::ERROR_REASON_UNAVAILABLE);
  }
  return answer;
}

absl::Status WatchSession::Follow() {
  const House& house = frame_.house;
  while (!is_gone_) {
    absl::StatusOr<size_t> told = Tell();
    if (!told.ok()) return told.status();
    if (*told > 0) {
      gone_.Await(std::max(kGather, kGatherForEach * open_streams_.load()));
      continue;
    }
    if (!is_at_end_) continue;
    if (waker_.Await(heartbeat_) || is_gone_) continue;
    Call call;
    absl::Status open =
        OpenCall(frame_, context_, request_.context(), kWatch, &call);
    if (!open.ok()) continue;  // Tell meets it too, and records it.
    v1::WatchResponse heartbeat;
    heartbeat.set_resume_token(
        MakeEventToken(house, ResumeBinding(call), position_, end_seen_));
    Write({std::move(heartbeat)});
  }
  return absl::CancelledError("the watcher has gone");
}

Picked WatchSession::Pick(const Reading& reading) {
  Picked picked;
  for (size_t i = 0; i < reading.events.size(); ++i) {
    const Tellable& one = reading.events[i];
    if (one.position <= position_) continue;
    if (kinds_.empty() || kinds_.count(one.event.kind()) > 0) {
      picked.push_back(i);
    }
  }
  position_ = reading.until;
  is_at_end_ = reading.is_at_end;
  if (is_at_end_) end_seen_ = reading.now;
  return picked;
}

void WatchSession::Record(const Reading& reading, const Picked& told,
                          Call* call) {
  std::set<std::string> children;
  v1::DeliveryRow row;
  row.set_system(call->caller.system);
  row.set_role(call->context.role());
  row.set_delivered_unix_nanos(absl::ToUnixNanos(call->now));
  const std::string bytes = row.SerializeAsString();
  for (const size_t i : told) {
    const Tellable& one = reading.events[i];
    if (!reading.are_kept[i]) {
      call->changes.puts.push_back(
          {DeliveryKey(agency_, one.position, row.system(), row.role()),
           bytes});
    }
    if (one.child.has_value() &&
        children.insert(one.child->child_id()).second) {
      NameChild(*one.child, call);
    }
  }
}

std::deque<v1::WatchResponse> WatchSession::ResponsesOf(
    const Reading& reading, const Picked& told,
    const v1::Receipt& receipt) const {
  const int at_once = std::max(1, request_.events_at_once());
  std::deque<v1::WatchResponse> responses;
  for (const size_t i : told) {
    const Tellable& one = reading.events[i];
    if (responses.empty() ||
        responses.back().more_events_size() + 1 == at_once) {
      *responses.emplace_back().mutable_event() = one.event;
      *responses.back().mutable_receipt() = receipt;
    } else {
      *responses.back().add_more_events() = one.event;
    }
    responses.back().set_resume_token(one.resume_token);
  }
  return responses;
}

absl::StatusOr<size_t> WatchSession::Tell() {
  AwaitWritten();
  Outbox& outbox = frame_.house.outbox;
  const uint64_t before = position_;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    position_ = before;
    Call call;
    absl::Status answer =
        OpenCall(frame_, context_, request_.context(), kWatch, &call);
    std::shared_ptr<const Reading> reading;
    Picked told;
    if (answer.ok()) {
      absl::StatusOr<std::shared_ptr<const Reading>> read =
          audience_->Read(frame_.house, call, position_);
      answer = read.status();
      if (read.ok()) {
        reading = *std::move(read);
        told = Pick(*reading);
        if (told.empty()) return 0;
        Record(*reading, told, &call);
      }
    }
    const uint64_t changes = outbox.changes();
    const absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
        PlaceCall(frame_, &call, answer);
    if (absl::IsAborted(place.status())) continue;
    // Whoever is told the same later has a later entry.
    if (place.ok() && answer.ok()) {
      for (const size_t i : told) reading->are_kept[i] = true;
    }
    absl::StatusOr<v1::Receipt> receipt =
        place.ok() ? AwaitReceipt(frame_, *place) : place.status();
    if (!receipt.ok()) return Refuse(v1::ERROR_REASON_UNAVAILABLE);
    outbox.Settle(changes);
    if (!answer.ok()) return answer;  // E.g. suspended since.
    Write(ResponsesOf(*reading, told, *receipt));
    return told.size();
  }
  return Refuse(v1::ERROR_REASON_CONFLICT);
}

void WatchSession::Write(std::deque<v1::WatchResponse> responses) {
  {
    absl::MutexLock lock(&mutex_);
    writing_ = std::move(responses);
  }
  WriteNext();
}

void WatchSession::WriteNext() {
  const v1::WatchResponse* next = nullptr;
  grpc::WriteOptions options;
  {
    absl::MutexLock lock(&mutex_);
    next = &writing_.front();
    // Those of one telling travel together; but gRPC 1.51 holds back what comes
    // with the headers until something else goes out, so the first goes alone.
    if (has_written_ && writing_.size() > 1) options.set_buffer_hint();
    has_written_ = true;
  }
  StartWrite(next, options);
}

void WatchSession::OnWriteDone(bool ok) {
  if (!ok) End();
  bool is_written = false;
  {
    absl::MutexLock lock(&mutex_);
    if (ok) {
      writing_.pop_front();
    } else {
      writing_.clear();
    }
    is_written = writing_.empty();
  }
  if (!is_written) WriteNext();
}

void WatchSession::AwaitWritten() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &WatchSession::IsWritten));
}

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* Coordination::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return new WatchSession(frame_, audiences_, *context, *request);
}

}  // namespace saan
