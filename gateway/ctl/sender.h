// Sends records over SubmitRecords and keeps those that are not answered yet,
// so that a broken stream costs nothing: they go out again over a new one,
// with the same request ids.

#ifndef SAAN_GATEWAY_CTL_SENDER_H_
#define SAAN_GATEWAY_CTL_SENDER_H_

#include <grpcpp/completion_queue.h>
#include <grpcpp/support/async_stream.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "gateway/ctl/connection.h"
#include "saan/v1/exchange.pb.h"

namespace saan::ctl {

// A record on its way.
struct Outgoing {
  int64_t number = 0;  // In its file, from 1.
  int64_t line = 0;    // Where it begins in its file, from 1.
  std::string request_id;
  std::string form;    // May be empty. The same for all of one sender.
  std::string header;  // CSV only. The same for all of one sender.
  std::string native;
};

// One stream at a time. For one thread.
class Sender {
 public:
  // Records, and bytes of them, that may wait for their answers.
  static constexpr size_t kMaxWaiting = 256;
  static constexpr size_t kMaxWaitingBytes = 8 << 20;
  // Attempts to go on after a break, without an answer in between.
  static constexpr int kMaxAttempts = 9;
  // Pause before the first attempt; doubles with each, up to the longest. Two
  // minutes in all: a gateway may be started again meanwhile.
  static constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
  static constexpr absl::Duration kLongestPause = absl::Seconds(30);

  // Hears of each record that was answered, in the order of sending.
  using Answered =
      std::function<void(const Outgoing&, const v1::SubmitRecordsResponse&)>;

  // Hears of each attempt to go on after a break, from 1.
  using Resuming = std::function<void(int attempt)>;

  // `connection` outlives the sender. `is_interrupted` is asked between waits.
  Sender(Connection* connection, std::string system, Answered answered,
         Resuming resuming, std::function<bool()> is_interrupted);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Takes a record; waits while too many wait for answers. After a status that
  // is not OK nothing more is sent: CANCELLED when interrupted; what the
  // gateway said when it refused the stream; UNAVAILABLE after kMaxAttempts.
  grpc::Status Send(Outgoing record);

  // Waits for the last answers and closes the stream. Statuses as of Send.
  grpc::Status Finish();

  // Records that were sent, or may have been, and have no answer.
  size_t waiting() const { return waiting_.size(); }

 private:
  // One stream and its calls that are under way.
  struct Stream;

  bool IsFull() const;
  grpc::Status Step(bool may_wait);
  void Open();
  void WriteNext();
  grpc::Status TakeAnswer();
  grpc::Status Recover(const grpc::Status& broken);
  grpc::Status Close();

  Connection* const connection_;
  const std::string system_;
  const Answered answered_;
  const Resuming resuming_;
  const std::function<bool()> is_interrupted_;
  std::deque<Outgoing> waiting_;
  size_t waiting_bytes_ = 0;
  size_t written_ = 0;  // How many of waiting_ this stream has been given.
  int attempts_ = 0;
  absl::Duration idle_;  // Waited in vain since the last event.
  std::unique_ptr<Stream> stream_;
};

// True when sending again may help: the transport broke or the gateway was
// busy, as against a refusal.
bool IsWorthRetrying(const grpc::Status& status);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SENDER_H_
