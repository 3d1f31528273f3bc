// An agency's own web server as a relay meets it: takes posts over HTTP or TLS
// and answers as it is told. It is a proxy too, whose tunnels end in itself: so
// it has any name.

#ifndef SAAN_TESTS_E2E_RECEIVER_H_
#define SAAN_TESTS_E2E_RECEIVER_H_

#include <openssl/ssl.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace saan::e2e {

struct Posted {
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
};

class Receiver {
 public:
  // Ends the connection in place of an answer.
  static constexpr int kHangUp = 0;

  // Answers the first posts with these statuses, and all later ones with 204.
  // Speaks TLS with these PEM files where there are any.
  explicit Receiver(std::deque<int> statuses = {},
                    const std::string& certificate_file = "",
                    const std::string& key_file = "");
  ~Receiver();

  // "http://127.0.0.1:PORT/events".
  std::string url() const;
  // For https_proxy.
  std::string proxy() const;
  std::vector<Posted> posts() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The hosts that tunnels were asked to, "name:port".
  std::vector<std::string> tunnels() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Handshakes that came to nothing.
  int broken_handshakes() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class Line;

  void Serve();
  void Answer(Line* line) ABSL_LOCKS_EXCLUDED(mutex_);
  // What is to be answered to the post.
  int Keep(Posted post) ABSL_LOCKS_EXCLUDED(mutex_);

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_;
  int listener_ = -1;
  int port_ = 0;
  mutable absl::Mutex mutex_;
  std::deque<int> statuses_ ABSL_GUARDED_BY(mutex_);
  std::vector<Posted> posts_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> tunnels_ ABSL_GUARDED_BY(mutex_);
  int broken_handshakes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace saan::e2e

#endif  // SAAN_TESTS_E2E_RECEIVER_H_
