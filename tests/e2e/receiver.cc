#include "tests/e2e/receiver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace saan::e2e {
namespace {

constexpr char kEndOfHead[] = "\r\n\r\n";

// The request on a connection; false when it ended before it was whole.
bool ReadPost(int connection, Posted* post) {
  std::string bytes;
  size_t head = std::string::npos;
  size_t wanted = 0;
  while (head == std::string::npos || bytes.size() < wanted) {
    char buffer[4096];
    const ssize_t size = recv(connection, buffer, sizeof(buffer), 0);
    if (size <= 0) return false;
    bytes.append(buffer, static_cast<size_t>(size));
    if (head != std::string::npos) continue;
    head = bytes.find(kEndOfHead);
    if (head == std::string::npos) continue;
    for (absl::string_view line :
         absl::StrSplit(bytes.substr(0, head), "\r\n")) {
      const std::pair<absl::string_view, absl::string_view> field =
          absl::StrSplit(line, absl::MaxSplits(": ", 1));
      post->headers[absl::AsciiStrToLower(field.first)] =
          std::string(field.second);
    }
    size_t length = 0;
    EXPECT_TRUE(absl::SimpleAtoi(post->headers["content-length"], &length));
    wanted = head + sizeof(kEndOfHead) - 1 + length;
  }
  post->body = bytes.substr(head + sizeof(kEndOfHead) - 1);
  return true;
}

}  // namespace

Receiver::Receiver(std::deque<int> statuses) : statuses_(std::move(statuses)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

Receiver::~Receiver() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string Receiver::url() const {
  return absl::StrCat("http://127.0.0.1:", port_, "/events");
}

std::vector<Posted> Receiver::posts() const {
  absl::MutexLock lock(&mutex_);
  return posts_;
}

void Receiver::Serve() {
  int connection = -1;
  while ((connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >=
         0) {
    Answer(connection);
    close(connection);
  }
}

void Receiver::Answer(int connection) {
  Posted post;
  if (!ReadPost(connection, &post)) return;
  int status = 204;
  {
    absl::MutexLock lock(&mutex_);
    posts_.push_back(std::move(post));
    if (!statuses_.empty()) {
      status = statuses_.front();
      statuses_.pop_front();
    }
  }
  const std::string answer =
      absl::StrCat("HTTP/1.1 ", status, " said\r\nContent-Length: 0\r\n",
                   "Connection: close\r\n\r\n");
  EXPECT_EQ(send(connection, answer.data(), answer.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(answer.size()));
}

}  // namespace saan::e2e
