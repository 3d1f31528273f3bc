// Watch: what happens is told as it happens. Nothing waits in memory: what was
// not told yet lies in the outbox, and a slow watcher reads it later. Each
// telling is a call of its own, under the rules of that moment, and is in the
// log before it leaves.
//
// A reactor with a thread of the stream's own, like SubmitRecords: gRPC's
// callback threads never block.

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
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
// Events of one telling: one entry of the log, one sync.
constexpr size_t kMaxTelling = 64;
// Rows of the outbox looked at before the stream looks at itself again.
constexpr int kMaxLooked = 1024;
// After a telling so much is gathered for the next, and the more the more
// watchers there are: whatever happens, all of them together make no more than
// 200 entries a second. What comes first after a silence is told at once.
constexpr absl::Duration kGather = absl::Milliseconds(20);
constexpr absl::Duration kGatherForEach = absl::Milliseconds(5);

// A resume token is for one agency, system and role.
std::string WatchBinding(const Call& call) {
  return absl::StrCat("resume/", call.caller.agency, "/", call.caller.system,
                      "/", int{call.context.role()});
}

// An event that may be told now, and where it stands.
struct Tellable {
  uint64_t position = 0;
  v1::Event event;
};

// One stream while it is being answered. Deletes itself.
class WatchSession final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  WatchSession(const Frame& frame, const grpc::ServerContextBase& context,
               const v1::WatchRequest& request)
      : frame_(frame), context_(context), request_(request) {
    if (++open_streams_ > kMaxWatchers) {
      Finish(ToGrpc(Refuse(v1::ERROR_REASON_OVERLOADED)));
      return;
    }
    // Finish is the thread's last touch of this object: OnDone comes after it.
    std::thread([this] { Finish(ToGrpc(Run())); }).detach();
  }
  ~WatchSession() override { --open_streams_; }

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_) {
    if (!ok) End();
    absl::MutexLock lock(&mutex_);
    is_writing_ = false;
  }
  void OnCancel() override { End(); }
  void OnDone() override { delete this; }

 private:
  absl::Status Run();
  // The first call of the stream: who watches, and from where.
  absl::Status Begin();
  absl::Status Follow();
  // Tells what may be told of the outbox after position_. Says how many.
  absl::StatusOr<size_t> Tell();
  // Events after position_ that may be told; moves position_ past those that
  // may not. Sets is_at_end_ when there are no more.
  absl::StatusOr<std::vector<Tellable>> Read(const Call& call);
  // True when the watcher asked for events like this one.
  bool IsAskedFor(const Call& call, const v1::EventRow& row) const;
  void Record(const std::vector<Tellable>& told, Call* call);
  absl::Status Write(const v1::WatchResponse& response)
      ABSL_LOCKS_EXCLUDED(mutex_);

  void End() ABSL_LOCKS_EXCLUDED(mutex_) {
    is_gone_ = true;
    gone_.Wake();
    waker_.Wake();
  }
  bool MayWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !is_writing_;
  }

  static inline std::atomic<int> open_streams_ = 0;

  const Frame& frame_;
  const grpc::ServerContextBase& context_;
  const v1::WatchRequest request_;
  Waker waker_;
  std::atomic<bool> is_gone_ = false;
  Waker gone_;  // Once is_gone_.

  absl::Mutex mutex_;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;

  // Only the stream's own thread touches what follows.
  std::string agency_;
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
  return followed;
}

absl::Status WatchSession::Begin() {
  const House& house = frame_.house;
  Call call;
  absl::Status answer =
      OpenCall(frame_, context_, request_.context(), kWatch, &call);
  if (answer.ok() &&
      (request_.heartbeat_seconds() < 0 ||
       request_.heartbeat_seconds() > kLongestHeartbeatSeconds)) {
    answer = Refuse(v1::ERROR_REASON_FIELD_INVALID, "heartbeat_seconds");
  }
  if (answer.ok()) {
    absl::StatusOr<uint64_t> position =
        ReadEventToken(house, WatchBinding(call), call.now,
                       request_.resume_token(), "resume_token");
    answer = position.status();
    if (position.ok()) position_ = *position;
  }
  agency_ = call.caller.agency;
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
        MakeEventToken(house, WatchBinding(call), position_, end_seen_));
    if (!Write(heartbeat).ok()) break;
  }
  return absl::CancelledError("the watcher has gone");
}

bool WatchSession::IsAskedFor(const Call& call, const v1::EventRow& row) const {
  const v1::Event& event = row.event();
  if (row.acked_unix_nanos() != 0) return false;
  if (!kinds_.empty() && kinds_.count(event.kind()) == 0) return false;
  return event.role() == v1::ROLE_UNSPECIFIED ||
         event.role() == call.context.role();
}

absl::StatusOr<std::vector<Tellable>> WatchSession::Read(const Call& call) {
  std::vector<Tellable> found;
  int looked = 0;
  absl::Status judged;
  Telling telling(frame_.house, call);
  is_at_end_ = true;
  // What is ahead of the disk may be read, for it leaves only after an entry of
  // this stream's own is on disk.
  absl::Status scanned = frame_.house.ahead.Scan(
      EventKey(agency_, position_ + 1), EventKey(agency_, ~uint64_t{0}),
      [&](absl::string_view key, absl::string_view value) {
        if (found.size() == kMaxTelling || looked == kMaxLooked) {
          is_at_end_ = false;
          return false;
        }
        ++looked;
        v1::EventRow row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          judged = storage::MisshapenRow(storage::kEvents);
          return false;
        }
        const absl::StatusOr<bool> may_tell =
            IsAskedFor(call, row) ? telling.MayTell(row) : false;
        judged = may_tell.status();
        if (!judged.ok()) return false;
        position_ = PositionOfEvent(row.event().event_id());
        if (*may_tell) {
          found.push_back({position_, std::move(*row.mutable_event())});
        }
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!judged.ok()) return judged;
  if (is_at_end_) end_seen_ = call.now;
  return found;
}

void WatchSession::Record(const std::vector<Tellable>& told, Call* call) {
  std::set<std::string> children;
  v1::DeliveryRow row;
  row.set_system(call->caller.system);
  row.set_role(call->context.role());
  row.set_delivered_unix_nanos(absl::ToUnixNanos(call->now));
  const std::string bytes = row.SerializeAsString();
  for (const Tellable& one : told) {
    call->changes.puts.push_back(
        {DeliveryKey(agency_, one.position, row.system(), row.role()), bytes});
    if (one.event.child_id().empty()) continue;
    if (children.insert(one.event.child_id()).second) {
      NameChild(frame_.house, one.event.child_id(), call);
    }
  }
}

absl::StatusOr<size_t> WatchSession::Tell() {
  const House& house = frame_.house;
  const uint64_t before = position_;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    position_ = before;
    Call call;
    absl::Status answer =
        OpenCall(frame_, context_, request_.context(), kWatch, &call);
    std::vector<Tellable> found;
    if (answer.ok()) {
      absl::StatusOr<std::vector<Tellable>> read = Read(call);
      if (!read.ok()) return read.status();
      found = *std::move(read);
      if (found.empty()) return 0;
      Record(found, &call);
    }
    const absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
        PlaceCall(frame_, &call, answer);
    if (absl::IsAborted(place.status())) continue;
    absl::StatusOr<v1::Receipt> receipt =
        place.ok() ? AwaitReceipt(frame_, *place) : place.status();
    if (!receipt.ok()) return Refuse(v1::ERROR_REASON_UNAVAILABLE);
    if (!answer.ok()) return answer;  // E.g. suspended since.
    for (Tellable& one : found) {
      v1::WatchResponse response;
      *response.mutable_event() = std::move(one.event);
      response.set_resume_token(
          MakeEventToken(house, WatchBinding(call), one.position));
      *response.mutable_receipt() = *receipt;
      if (absl::Status written = Write(response); !written.ok()) return written;
    }
    return found.size();
  }
  return Refuse(v1::ERROR_REASON_CONFLICT);
}

absl::Status WatchSession::Write(const v1::WatchResponse& response) {
  if (is_gone_) return absl::CancelledError("the watcher has gone");
  {
    absl::MutexLock lock(&mutex_);
    is_writing_ = true;
  }
  StartWrite(&response);
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &WatchSession::MayWrite));
  return is_gone_ ? absl::CancelledError("the watcher has gone")
                  : absl::OkStatus();
}

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* Coordination::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return new WatchSession(frame_, *context, *request);
}

}  // namespace saan
