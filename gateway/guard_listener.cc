#include "gateway/guard_listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace saan {
namespace {

constexpr int kBacklog = 512;

// A client that vanished without a word is noticed after 60 + 4 * 15 seconds.
constexpr int kKeepIdleSeconds = 60;
constexpr int kKeepIntervalSeconds = 15;
constexpr int kKeepCount = 4;

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

absl::StatusOr<Addresses> Resolve(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) {
    return absl::InvalidArgumentError("listen: must be host:port");
  }
  absl::string_view host = absl::string_view(address).substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(host.empty() ? nullptr : std::string(host).c_str(),
                  address.c_str() + colon + 1, &hints, &found);
  if (error != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("listen: ", address, ": ", gai_strerror(error)));
  }
  return Addresses(found);
}

Descriptor Spare() {
  return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

void SetOption(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof(value));
}

int PortOf(int fd) {
  sockaddr_storage name = {};
  socklen_t bytes = sizeof(name);
  getsockname(fd, reinterpret_cast<sockaddr*>(&name), &bytes);
  return ntohs(name.ss_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&name)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&name)->sin_port);
}

bool IsForWantOfDescriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS ||
         error == ENOMEM;
}

}  // namespace

absl::StatusOr<Listener> Listener::Open(const std::string& address) {
  absl::StatusOr<Addresses> addresses = Resolve(address);
  if (!addresses.ok()) return addresses.status();
  const addrinfo& first = **addresses;
  Descriptor listener(
      socket(first.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  SetOption(listener.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (bind(listener.get(), first.ai_addr, first.ai_addrlen) != 0 ||
      listen(listener.get(), kBacklog) != 0) {
    return absl::UnavailableError(absl::StrCat(
        "listen: ", address, " cannot be taken; is another gateway running?"));
  }
  const int port = PortOf(listener.get());
  return Listener(std::move(listener), Spare(), port);
}

Listener::Accepted Listener::Accept() {
  Descriptor client(
      accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (client.is_open()) {
    const int fd = client.get();
    SetOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    SetOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    SetOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, kKeepIdleSeconds);
    SetOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, kKeepIntervalSeconds);
    SetOption(fd, IPPROTO_TCP, TCP_KEEPCNT, kKeepCount);
    if (!spare_.is_open()) spare_ = Spare();
    return {Outcome::kAccepted, std::move(client)};
  }
  if (!IsForWantOfDescriptors(errno)) return {Outcome::kNone, Descriptor()};
  spare_.Close();
  Descriptor dropped(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  const bool was_dropped = dropped.is_open();
  dropped.Close();
  spare_ = Spare();
  return {was_dropped ? Outcome::kDropped : Outcome::kExhausted, Descriptor()};
}

}  // namespace saan
