// Ctrl-C during long work: the work ends in order instead of in the middle.

#ifndef SAAN_GATEWAY_CTL_INTERRUPT_H_
#define SAAN_GATEWAY_CTL_INTERRUPT_H_

#include <signal.h>

namespace saan::ctl {

// While it lives, the first SIGINT or SIGTERM is only noted; a second one ends
// the process as usual. At most one lives at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  bool is_interrupted() const;

 private:
  struct sigaction before_int_;
  struct sigaction before_term_;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_INTERRUPT_H_
