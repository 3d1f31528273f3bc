#include "gateway/guard_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace saan {
namespace {

// GOAWAY, no stream, and its error code last: RFC 9113, sections 6.8 and 7.
constexpr size_t kGoawayBytes = 17;
constexpr char kGoawayProtocolError = 0x1;
constexpr char kGoawayEnhanceYourCalm = 0xb;

bool IsForLater(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

Connection::Connection(Arrival arrival, Loop* loop, Owner* owner)
    : arrival_(std::move(arrival)),
      loop_(loop),
      owner_(owner),
      frames_(std::chrono::steady_clock::now()),
      began_(std::chrono::steady_clock::now()),
      down_filled_(began_) {}

void Connection::Side::Ready(uint32_t events) {
  if (connection->has_ended_) return;
  if (this == &connection->client_side_) {
    connection->OnClient(events);
  } else {
    connection->OnGrpc(events);
  }
  connection->WatchWhatIsNeeded();
}

void Connection::Start() {
  client_side_.wanted = EPOLLIN;
  grpc_side_.wanted = EPOLLIN;
  if (!loop_->Watch(arrival_.client.get(), EPOLLIN, &client_side_) ||
      !loop_->Watch(arrival_.grpc.get(), EPOLLIN, &grpc_side_)) {
    End(absl::ResourceExhaustedError("guard: epoll takes no descriptor"));
    return;
  }
  // The handshake may have read the client's first frames too.
  Carry();
}

void Connection::Carry() {
  CarryUp();
  CarryDown();
  WatchWhatIsNeeded();
}

void Connection::OnClient(uint32_t events) {
  if (events & (EPOLLERR | EPOLLHUP)) {
    End(absl::OkStatus());
    return;
  }
  if (events & EPOLLIN || client_read_wants_write_) CarryUp();
  if (events & EPOLLOUT) CarryDown();
}

void Connection::OnGrpc(uint32_t events) {
  if (events & (EPOLLERR | EPOLLHUP)) {
    // epoll would repeat this for as long as the client does not read.
    loop_->Forget(arrival_.grpc.get());
    grpc_hung_up_ = true;
    grpc_takes_no_more_ = true;
  }
  if (events & EPOLLOUT) CarryUp();
  if (events & EPOLLIN || grpc_hung_up_) CarryDown();
}

void Connection::CarryUp() {
  for (size_t carried = 0; carried < kTurnBytes;) {
    if (!FlushUp()) return;
    const size_t bytes = FillUp();
    if (bytes == 0) return;
    carried += bytes;
    if (!arrival_.tls->HasPending()) {
      FlushUp();
      return;
    }
  }
  owner_->OnTurnOver(this);
}

void Connection::CarryDown() {
  for (size_t carried = 0; carried < kTurnBytes;) {
    if (!FlushDown()) return;
    const size_t bytes = FillDown();
    if (bytes == 0) return;
    carried += bytes;
    // A short read emptied the socket.
    if (bytes < kBufferBytes && !grpc_hung_up_) {
      FlushDown();
      return;
    }
  }
  owner_->OnTurnOver(this);
}

size_t Connection::FillUp() {
  up_.begin = up_.end = 0;
  client_read_wants_write_ = false;
  do {
    size_t bytes = 0;
    const TlsSession::Step step =
        arrival_.tls->Read(&up_.bytes[up_.end], kBufferBytes - up_.end, &bytes);
    if (step == TlsSession::Step::kDone) {
      up_.end += bytes;
      continue;
    }
    client_read_wants_write_ = step == TlsSession::Step::kWantsWrite;
    if (step == TlsSession::Step::kClosed) End(absl::OkStatus());
    if (step == TlsSession::Step::kFailed) {
      End(absl::InvalidArgumentError(
          "TLS: a broken record or too many new keys"));
    }
    break;
  } while (up_.end < kBufferBytes && arrival_.tls->HasPending());
  if (has_ended_ || up_.empty()) return 0;
  const absl::Status status =
      frames_.FromClient(up_.view(), std::chrono::steady_clock::now());
  if (!status.ok()) {
    End(status);
    return 0;
  }
  return up_.end;
}

bool Connection::FlushUp() {
  while (!up_.empty() && !grpc_takes_no_more_ && !has_ended_) {
    const absl::string_view left = up_.view();
    const ssize_t bytes = send(arrival_.grpc.get(), left.data(), left.size(),
                               MSG_NOSIGNAL | MSG_DONTWAIT);
    if (bytes < 0 && IsForLater(errno)) return false;
    // What gRPC said before it closed may still be there to be read.
    if (bytes < 0) grpc_takes_no_more_ = true;
    if (bytes > 0) up_.begin += static_cast<size_t>(bytes);
  }
  return !grpc_takes_no_more_ && !has_ended_;
}

size_t Connection::FillDown() {
  const ssize_t bytes =
      recv(arrival_.grpc.get(), down_.bytes.data(), kBufferBytes, MSG_DONTWAIT);
  if (bytes < 0 && IsForLater(errno)) return 0;
  if (bytes <= 0) {
    End(absl::OkStatus());
    return 0;
  }
  down_.begin = 0;
  down_.end = static_cast<size_t>(bytes);
  down_filled_ = std::chrono::steady_clock::now();
  const absl::Status status = frames_.FromServer(down_.view(), down_filled_);
  if (!status.ok()) {
    End(status);
    return 0;
  }
  client_is_between_frames_ = frames_.server_between_frames();
  return down_.end;
}

bool Connection::FlushDown() {
  while (!down_.empty() && !has_ended_) {
    size_t bytes = 0;
    switch (arrival_.tls->Write(down_.view(), &bytes)) {
      case TlsSession::Step::kDone:
        down_.begin += bytes;
        break;
      case TlsSession::Step::kWantsRead:
      case TlsSession::Step::kWantsWrite:
        return false;
      default:
        End(absl::OkStatus());
    }
  }
  return !has_ended_;
}

void Connection::WatchWhatIsNeeded() {
  if (has_ended_) return;
  const bool reads_client = up_.empty() && !grpc_takes_no_more_;
  const bool writes_client = !down_.empty() || client_read_wants_write_;
  Want(&client_side_, arrival_.client.get(),
       (reads_client ? EPOLLIN : 0u) | (writes_client ? EPOLLOUT : 0u));
  if (grpc_hung_up_) return;
  const bool writes_grpc = !up_.empty() && !grpc_takes_no_more_;
  Want(&grpc_side_, arrival_.grpc.get(),
       (down_.empty() ? EPOLLIN : 0u) | (writes_grpc ? EPOLLOUT : 0u));
}

void Connection::Want(Side* side, int fd, uint32_t events) {
  if (side->wanted == events) return;
  side->wanted = events;
  loop_->Change(fd, events, side);
}

void Connection::EachSecond(absl::Time now) {
  const Time monotonic = std::chrono::steady_clock::now();
  if (now >= arrival_.peer.not_after) {
    End(absl::UnauthenticatedError("guard: the certificate has expired"));
  } else if (!frames_.has_preface() && monotonic - began_ > kMaxPrefaceTime) {
    End(absl::ResourceExhaustedError("guard: no HTTP/2 preface in time"));
  } else if (!down_.empty() && monotonic - down_filled_ > kMaxBufferTime) {
    End(absl::ResourceExhaustedError("guard: the client reads too slowly"));
  }
}

void Connection::End(const absl::Status& why) {
  if (has_ended_) return;
  has_ended_ = true;
  if (!why.ok()) SayGoaway(why);
  arrival_.tls->Close();
  loop_->Forget(arrival_.client.get());
  if (!grpc_hung_up_) loop_->Forget(arrival_.grpc.get());
  owner_->OnEnd(this, why);
}

void Connection::SayGoaway(const absl::Status& why) {
  if (!client_is_between_frames_ || !down_.empty()) return;
  std::array<char, kGoawayBytes> goaway = {0, 0, 8, 7};
  goaway.back() = absl::IsInvalidArgument(why) ? kGoawayProtocolError
                                               : kGoawayEnhanceYourCalm;
  size_t bytes = 0;
  arrival_.tls->Write({goaway.data(), goaway.size()}, &bytes);
}

}  // namespace saan
