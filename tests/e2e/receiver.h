// An agency's own web server as a relay meets it: takes posts over HTTP and
// answers as it is told.

#ifndef SAAN_TESTS_E2E_RECEIVER_H_
#define SAAN_TESTS_E2E_RECEIVER_H_

#include <deque>
#include <map>
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
  // Answers the first posts with these statuses, and all later ones with 204.
  explicit Receiver(std::deque<int> statuses = {});
  ~Receiver();

  // "http://127.0.0.1:PORT/events".
  std::string url() const;
  std::vector<Posted> posts() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Serve();
  void Answer(int connection) ABSL_LOCKS_EXCLUDED(mutex_);

  int listener_ = -1;
  int port_ = 0;
  mutable absl::Mutex mutex_;
  std::deque<int> statuses_ ABSL_GUARDED_BY(mutex_);
  std::vector<Posted> posts_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace saan::e2e

#endif  // SAAN_TESTS_E2E_RECEIVER_H_
