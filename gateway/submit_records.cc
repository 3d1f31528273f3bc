// SubmitRecords: many native records, one answer each, in order. While records
// come in, several are on their way to the disk together; an answer is written
// only when its own entry is there.
//
// A reactor, because a stream that is refused must be able to end while the
// client still sends. gRPC's callback threads never block: they only fill and
// empty the inbox; the work is done by one thread of the stream's own.

#include <atomic>
#include <deque>
#include <optional>
#include <thread>
#include <utility>

#include "gateway/exchange.h"
#include "gateway/submit.h"

namespace saan {
namespace {

constexpr Method kMethod = {"ExchangeService/SubmitRecords", Door::kExchange};
// Records that one stream may have on their way to the disk: enough to share a
// sync, few enough that a lost stream repeats little.
constexpr size_t kMaxPending = 64;
// Records read ahead of their turn: bounds the memory of one stream to
// kMaxInbox records of 1 MiB.
constexpr size_t kMaxInbox = 32;
// Streams at once; each has a thread.
constexpr int kMaxStreams = 32;

// A record whose entry has its place but may not be on disk yet.
struct Pending {
  v1::SubmitRecordsResponse response;
  std::shared_ptr<storage::Ticket> ticket;
};

// One stream while it is being answered. Deletes itself.
class SubmitSession final
    : public grpc::ServerBidiReactor<v1::SubmitRecordsRequest,
                                     v1::SubmitRecordsResponse> {
 public:
  SubmitSession(const Frame& frame, const grpc::ServerContextBase& context)
      : frame_(frame), context_(context) {
    if (++open_streams_ > kMaxStreams) {
      Finish(ToGrpc(Refuse(v1::ERROR_REASON_OVERLOADED)));
      return;
    }
    StartRead(&incoming_);
    // Finish is the thread's last touch of this object: OnDone comes after it.
    std::thread([this] { Finish(ToGrpc(Run())); }).detach();
  }
  ~SubmitSession() override { --open_streams_; }

  void OnReadDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_) {
    bool reads_on = false;
    {
      absl::MutexLock lock(&mutex_);
      if (ok) {
        inbox_.push_back(std::move(incoming_));
      } else {
        is_complete_ = true;
      }
      reads_on = ok && inbox_.size() < kMaxInbox;
      is_paused_ = ok && !reads_on;
    }
    if (reads_on) StartRead(&incoming_);
  }

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    is_writing_ = false;
    is_gone_ = is_gone_ || !ok;
  }

  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    is_gone_ = true;
  }

  void OnDone() override { delete this; }

 private:
  absl::Status Run();
  absl::Status Take(v1::SubmitRecordsRequest message);
  absl::Status Place(Pending pending);
  absl::Status Flush();
  absl::Status Write(const v1::SubmitRecordsResponse& response, bool is_last)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // The next message; waits for one only when `wait`. Nothing when there is
  // none now, or none any more.
  std::optional<v1::SubmitRecordsRequest> Pop(bool wait)
      ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsDone() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return is_gone_ || (is_complete_ && inbox_.empty());
  }
  bool MayPop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return is_gone_ || is_complete_ || !inbox_.empty();
  }
  bool MayWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !is_writing_;
  }

  static inline std::atomic<int> open_streams_ = 0;

  const Frame& frame_;
  const grpc::ServerContextBase& context_;
  v1::SubmitRecordsRequest incoming_;

  absl::Mutex mutex_;
  std::deque<v1::SubmitRecordsRequest> inbox_ ABSL_GUARDED_BY(mutex_);
  bool is_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_complete_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_gone_ ABSL_GUARDED_BY(mutex_) = false;

  // Only the stream's own thread touches what follows.
  std::deque<Pending> pending_;
  v1::SubmitRecordRequest request_;  // What the messages so far have set.
  bool is_opened_ = false;
  bool has_written_ = false;
};

std::optional<v1::SubmitRecordsRequest> SubmitSession::Pop(bool wait) {
  std::optional<v1::SubmitRecordsRequest> message;
  bool reads_on = false;
  {
    absl::MutexLock lock(&mutex_);
    if (wait) mutex_.Await(absl::Condition(this, &SubmitSession::MayPop));
    if (is_gone_ || inbox_.empty()) return std::nullopt;
    message = std::move(inbox_.front());
    inbox_.pop_front();
    std::swap(reads_on, is_paused_);
  }
  if (reads_on) StartRead(&incoming_);
  return message;
}

absl::Status SubmitSession::Run() {
  while (true) {
    std::optional<v1::SubmitRecordsRequest> message = Pop(pending_.empty());
    if (message.has_value()) {
      absl::Status status = Take(*std::move(message));
      if (!status.ok()) return status;
      if (pending_.size() < kMaxPending) continue;
    } else if (pending_.empty() && IsDone()) {
      return absl::OkStatus();
    }
    if (absl::Status status = Flush(); !status.ok()) return status;
  }
}

absl::Status SubmitSession::Take(v1::SubmitRecordsRequest message) {
  if (!is_opened_) {
    is_opened_ = true;
    *request_.mutable_context() = message.context();
    request_.set_system(message.system());
  }
  if (!message.form().empty()) request_.set_form(message.form());
  if (!message.native_header().empty()) {
    request_.set_native_header(message.native_header());
  }
  if (message.native().empty() && message.request_id().empty()) {
    return absl::OkStatus();  // Only sets what follows.
  }
  request_.set_request_id(message.request_id());
  request_.set_native(std::move(*message.mutable_native()));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Pending pending;
    pending.response.set_request_id(message.request_id());
    absl::Status placed = Place(std::move(pending));
    if (!absl::IsAborted(placed)) return placed;
  }
  return Refuse(v1::ERROR_REASON_CONFLICT);
}

// Answers request_ and gives it its place. ABORTED: run it again.
absl::Status SubmitSession::Place(Pending pending) {
  Call call;
  const absl::Status opened =
      OpenCall(frame_, context_, request_.context(), kMethod, &call);
  absl::Status answer = opened;
  if (answer.ok()) {
    answer = Answer(frame_, request_, &call, pending.response.mutable_result(),
                    &SubmitOwn);
  }
  absl::StatusOr<std::shared_ptr<storage::Ticket>> place =
      PlaceCall(frame_, &call, answer);
  if (absl::IsAborted(place.status())) return place.status();
  if (!place.ok()) return Refuse(v1::ERROR_REASON_UNAVAILABLE);
  if (!opened.ok()) {
    // The caller itself is refused, and so is the rest of the stream.
    if (absl::Status status = Flush(); !status.ok()) return status;
    return frame_.ledger.Wait(*place).ok()
               ? opened
               : Refuse(v1::ERROR_REASON_UNAVAILABLE);
  }
  if (!answer.ok()) {
    pending.response.clear_result();
    *pending.response.mutable_refusal() = ViolationOf(answer);
  }
  pending.ticket = *std::move(place);
  pending_.push_back(std::move(pending));
  return absl::OkStatus();
}

absl::Status SubmitSession::Write(const v1::SubmitRecordsResponse& response,
                                  bool is_last) {
  {
    absl::MutexLock lock(&mutex_);
    if (is_gone_) return absl::CancelledError("the client has gone");
    is_writing_ = true;
  }
  grpc::WriteOptions options;
  // Not on the first: it carries the initial metadata, which a buffered write
  // keeps back, and then it is never done (gRPC 1.51).
  if (has_written_ && !is_last) options.set_buffer_hint();
  has_written_ = true;
  StartWrite(&response, options);
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &SubmitSession::MayWrite));
  return is_gone_ ? absl::CancelledError("the client has gone")
                  : absl::OkStatus();
}

absl::Status SubmitSession::Flush() {
  while (!pending_.empty()) {
    Pending pending = std::move(pending_.front());
    pending_.pop_front();
    absl::StatusOr<v1::Receipt> receipt = AwaitReceipt(frame_, pending.ticket);
    if (!receipt.ok()) return Refuse(v1::ERROR_REASON_UNAVAILABLE);
    if (pending.response.has_result()) {
      *pending.response.mutable_result()->mutable_receipt() =
          *std::move(receipt);
    }
    absl::Status status = Write(pending.response, pending_.empty());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

grpc::ServerBidiReactor<v1::SubmitRecordsRequest, v1::SubmitRecordsResponse>*
Exchange::SubmitRecords(grpc::CallbackServerContext* context) {
  return new SubmitSession(frame_, *context);
}

}  // namespace saan
