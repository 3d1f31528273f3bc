#include "gateway/ctl/sender.h"

#include <grpc/support/time.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/ctl/failure.h"

namespace saan::ctl {
namespace {

// How often interrupts and stalls are looked for.
constexpr absl::Duration kSenderTick = absl::Milliseconds(200);

// Names of the events of a stream.
enum Event : intptr_t { kOpened = 1, kWritten, kRead, kClosed, kFinished };

void* Tag(Event event) { return reinterpret_cast<void*>(event); }

gpr_timespec FromNow(absl::Duration wait) {
  return gpr_time_from_millis(absl::ToInt64Milliseconds(wait), GPR_TIMESPAN);
}

}  // namespace

struct Sender::Stream {
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::SubmitRecordsRequest,
                                                v1::SubmitRecordsResponse>>
      calls;
  v1::SubmitRecordsRequest outgoing;
  v1::SubmitRecordsResponse incoming;
  bool is_opened = false;
  bool is_writing = false;
  bool has_written = false;  // The first message carries what holds for all.
  int under_way = 0;         // Events still to come.

  // Ends the call, whatever is under way, and gives its status. A gateway that
  // does not end it within `patience` is no longer waited for.
  grpc::Status End(absl::Duration patience) {
    if (patience <= absl::ZeroDuration()) context.TryCancel();
    grpc::Status status;
    calls->Finish(&status, Tag(kFinished));
    ++under_way;
    void* tag = nullptr;
    bool ok = false;
    while (under_way > 0) {
      if (queue.AsyncNext(&tag, &ok, FromNow(patience)) ==
          grpc::CompletionQueue::GOT_EVENT) {
        --under_way;
      } else {
        context.TryCancel();
        patience = kSenderTick;
      }
    }
    return status;
  }
};

bool IsWorthRetrying(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return true;
    case grpc::StatusCode::OK:  // Ended early, without saying why.
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
      return FromCall(status).reason.empty();
    default:
      return false;
  }
}

Sender::Sender(Connection* connection, std::string system, Answered answered,
               Resuming resuming, std::function<bool()> is_interrupted)
    : connection_(connection),
      system_(std::move(system)),
      answered_(std::move(answered)),
      resuming_(std::move(resuming)),
      is_interrupted_(std::move(is_interrupted)) {}

Sender::~Sender() {
  if (stream_ != nullptr) (void)stream_->End(absl::ZeroDuration());
}

grpc::Status Sender::Send(Outgoing record) {
  waiting_bytes_ += record.native.size();
  waiting_.push_back(std::move(record));
  do {
    grpc::Status status = Step(/*may_wait=*/IsFull());
    if (!status.ok()) return status;
  } while (IsFull());
  return grpc::Status::OK;
}

grpc::Status Sender::Finish() {
  // An answer may overtake the news that its record was written.
  while (!waiting_.empty() || (stream_ != nullptr && stream_->is_writing)) {
    grpc::Status status = Step(/*may_wait=*/true);
    if (!status.ok()) return status;
  }
  return Close();
}

bool Sender::IsFull() const {
  return waiting_.size() >= kMaxWaiting || waiting_bytes_ >= kMaxWaitingBytes;
}

// Starts what can be started, and takes at most one event.
grpc::Status Sender::Step(bool may_wait) {
  if (is_interrupted_()) {
    return grpc::Status(grpc::StatusCode::CANCELLED, "interrupted");
  }
  if (stream_ == nullptr) Open();
  WriteNext();
  void* tag = nullptr;
  bool ok = false;
  const absl::Duration wait = may_wait ? kSenderTick : absl::ZeroDuration();
  if (stream_->queue.AsyncNext(&tag, &ok, FromNow(wait)) !=
      grpc::CompletionQueue::GOT_EVENT) {
    idle_ += wait;
    if (idle_ < connection_->settings().timeout) return grpc::Status::OK;
    stream_->context.TryCancel();
    return Recover(grpc::Status(grpc::StatusCode::UNAVAILABLE, "stalled"));
  }
  --stream_->under_way;
  idle_ = absl::ZeroDuration();
  if (tag == Tag(kWritten)) stream_->is_writing = false;
  // The status of a broken stream is the same whichever call hears of it.
  if (!ok) return Recover(grpc::Status::OK);
  if (tag == Tag(kRead)) return TakeAnswer();
  if (tag == Tag(kOpened)) {
    stream_->is_opened = true;
    stream_->calls->Read(&stream_->incoming, Tag(kRead));
    ++stream_->under_way;
  }
  return grpc::Status::OK;
}

void Sender::Open() {
  stream_ = std::make_unique<Stream>();
  written_ = 0;
  idle_ = absl::ZeroDuration();
  stream_->calls = connection_->exchange().AsyncSubmitRecords(
      &stream_->context, &stream_->queue, Tag(kOpened));
  ++stream_->under_way;
}

void Sender::WriteNext() {
  if (!stream_->is_opened || stream_->is_writing ||
      written_ == waiting_.size()) {
    return;
  }
  const Outgoing& record = waiting_[written_++];
  v1::SubmitRecordsRequest& message = stream_->outgoing;
  message.Clear();
  if (!stream_->has_written) {
    *message.mutable_context() = connection_->settings().call;
    message.set_system(system_);
    message.set_form(record.form);
    message.set_native_header(record.header);
    stream_->has_written = true;
  }
  message.set_request_id(record.request_id);
  message.set_native(record.native);
  stream_->is_writing = true;
  stream_->calls->Write(message, Tag(kWritten));
  ++stream_->under_way;
}

grpc::Status Sender::TakeAnswer() {
  if (waiting_.empty() ||
      waiting_.front().request_id != stream_->incoming.request_id()) {
    return grpc::Status(grpc::StatusCode::DATA_LOSS,
                        "an answer came that belongs to no record sent");
  }
  attempts_ = 0;
  const Outgoing record = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= record.native.size();
  --written_;
  answered_(record, stream_->incoming);
  stream_->calls->Read(&stream_->incoming, Tag(kRead));
  ++stream_->under_way;
  return grpc::Status::OK;
}

// After a break: gives up, or pauses so that the next step opens anew.
grpc::Status Sender::Recover(const grpc::Status& broken) {
  grpc::Status status =
      stream_->End(broken.ok() ? kSenderTick : absl::ZeroDuration());
  if (!broken.ok()) status = broken;
  stream_.reset();
  if (!IsWorthRetrying(status)) return status;
  if (++attempts_ > kMaxAttempts) {
    return status.ok() ? grpc::Status(grpc::StatusCode::UNAVAILABLE,
                                      "the gateway ends the stream early")
                       : status;
  }
  resuming_(attempts_);
  absl::Duration pause =
      std::min(kLongestPause, kFirstPause * (1 << (attempts_ - 1)));
  for (; pause > absl::ZeroDuration() && !is_interrupted_();
       pause -= kSenderTick) {
    absl::SleepFor(kSenderTick);
  }
  return grpc::Status::OK;
}

grpc::Status Sender::Close() {
  if (stream_ == nullptr) return grpc::Status::OK;
  if (stream_->is_opened) {
    stream_->calls->WritesDone(Tag(kClosed));
    ++stream_->under_way;
  }
  (void)stream_->End(connection_->settings().timeout);
  stream_.reset();
  return grpc::Status::OK;
}

}  // namespace saan::ctl
