#include "tests/e2e/receiver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace saan::e2e {

// One connection, in clear until its handshake.
class Receiver::Line {
 public:
  explicit Line(int socket) : socket_(socket), tls_(nullptr, &SSL_free) {}
  ~Line() { close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool ShakeHands(SSL_CTX* context) {
    tls_.reset(SSL_new(context));
    SSL_set_fd(tls_.get(), socket_);
    return SSL_accept(tls_.get()) == 1;
  }

  // Reads more into `bytes`; false at the end.
  bool Read(std::string* bytes) {
    char buffer[4096];
    const ssize_t size = tls_ == nullptr
                             ? recv(socket_, buffer, sizeof(buffer), 0)
                             : SSL_read(tls_.get(), buffer, sizeof(buffer));
    if (size <= 0) return false;
    bytes->append(buffer, static_cast<size_t>(size));
    return true;
  }

  void Write(const std::string& bytes) {
    const int size = static_cast<int>(bytes.size());
    EXPECT_EQ(tls_ == nullptr
                  ? send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                  : SSL_write(tls_.get(), bytes.data(), size),
              size);
  }

 private:
  const int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

namespace {

constexpr char kEndOfHead[] = "\r\n\r\n";

// The head of a request, with what was read after it.
struct Head {
  std::string first_line;
  std::map<std::string, std::string> headers;
  std::string rest;
};

template <typename Line>
bool ReadHead(Line* line, Head* head) {
  std::string bytes;
  size_t end = std::string::npos;
  while ((end = bytes.find(kEndOfHead)) == std::string::npos) {
    if (!line->Read(&bytes)) return false;
  }
  for (absl::string_view text : absl::StrSplit(bytes.substr(0, end), "\r\n")) {
    if (head->first_line.empty()) {
      head->first_line = std::string(text);
      continue;
    }
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(text, absl::MaxSplits(": ", 1));
    head->headers[absl::AsciiStrToLower(field.first)] =
        std::string(field.second);
  }
  head->rest = bytes.substr(end + sizeof(kEndOfHead) - 1);
  return true;
}

// The request on a connection; false when it ended before it was whole.
template <typename Line>
bool ReadPost(Line* line, Posted* post) {
  Head head;
  if (!ReadHead(line, &head)) return false;
  size_t length = 0;
  EXPECT_TRUE(absl::SimpleAtoi(head.headers["content-length"], &length));
  while (head.rest.size() < length) {
    if (!line->Read(&head.rest)) return false;
  }
  post->headers = std::move(head.headers);
  post->body = std::move(head.rest);
  return true;
}

}  // namespace

Receiver::Receiver(std::deque<int> statuses,
                   const std::string& certificate_file,
                   const std::string& key_file)
    : tls_(nullptr, &SSL_CTX_free), statuses_(std::move(statuses)) {
  if (!certificate_file.empty()) {
    // OpenSSL writes to a client that has hung up, and cannot be told not to be
    // killed for it.
    std::signal(SIGPIPE, SIG_IGN);
    tls_.reset(SSL_CTX_new(TLS_server_method()));
    EXPECT_EQ(SSL_CTX_use_certificate_chain_file(tls_.get(),
                                                 certificate_file.c_str()),
              1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey_file(tls_.get(), key_file.c_str(),
                                          SSL_FILETYPE_PEM),
              1);
  }
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

std::string Receiver::proxy() const {
  return absl::StrCat("http://127.0.0.1:", port_);
}

std::vector<Posted> Receiver::posts() const {
  absl::MutexLock lock(&mutex_);
  return posts_;
}

std::vector<std::string> Receiver::tunnels() const {
  absl::MutexLock lock(&mutex_);
  return tunnels_;
}

int Receiver::broken_handshakes() const {
  absl::MutexLock lock(&mutex_);
  return broken_handshakes_;
}

void Receiver::Serve() {
  int connection = -1;
  while ((connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >=
         0) {
    Line line(connection);
    Answer(&line);
  }
}

void Receiver::Answer(Line* line) {
  if (tls_ != nullptr) {
    Head asked;
    if (!ReadHead(line, &asked)) return;
    const std::vector<std::string> words =
        absl::StrSplit(asked.first_line, ' ');
    ASSERT_EQ(words[0], "CONNECT") << "in clear: " << asked.first_line;
    {
      absl::MutexLock lock(&mutex_);
      tunnels_.push_back(words[1]);
    }
    line->Write("HTTP/1.1 200 a tunnel\r\n\r\n");
    if (!line->ShakeHands(tls_.get())) {
      absl::MutexLock lock(&mutex_);
      ++broken_handshakes_;
      return;
    }
  }
  Posted post;
  if (!ReadPost(line, &post)) {
    // TLS 1.3: the client refuses after the server's side of the handshake.
    absl::MutexLock lock(&mutex_);
    if (tls_ != nullptr) ++broken_handshakes_;
    return;
  }
  const int status = Keep(std::move(post));
  if (status == kHangUp) return;
  line->Write(absl::StrCat("HTTP/1.1 ", status, " said\r\n",
                           "Content-Length: 0\r\nConnection: close\r\n\r\n"));
}

int Receiver::Keep(Posted post) {
  absl::MutexLock lock(&mutex_);
  posts_.push_back(std::move(post));
  if (statuses_.empty()) return 204;
  const int status = statuses_.front();
  statuses_.pop_front();
  return status;
}

}  // namespace saan::e2e
