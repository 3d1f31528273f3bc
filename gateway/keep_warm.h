// Keeps gRPC's callback threads awake. After a second without an event each of
// them sleeps for 100 ms (gRPC 1.51, completion_queue_cc.cc), and the first
// call after a silence would wait for that.

#ifndef SAAN_GATEWAY_KEEP_WARM_H_
#define SAAN_GATEWAY_KEEP_WARM_H_

#include <grpcpp/server.h>

#include <thread>

#include "gateway/waker.h"

namespace saan {

// Asks `server`, which must have the default health service and outlive this,
// for its health within the process, five times a second.
class KeepWarm {
 public:
  explicit KeepWarm(grpc::Server* server);
  ~KeepWarm();
  KeepWarm(const KeepWarm&) = delete;
  KeepWarm& operator=(const KeepWarm&) = delete;

 private:
  Waker ending_;
  std::thread thread_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_KEEP_WARM_H_
