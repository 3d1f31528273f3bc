// A message posted to an agency's own URL, signed so that the receiver can tell
// who sent it, by the Standard Webhooks specification 1.0.0.

#ifndef SAAN_GATEWAY_CTL_WEBHOOK_H_
#define SAAN_GATEWAY_CTL_WEBHOOK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace saan::ctl {

// The shared secret, as both sides keep it: "whsec_" and base64 of 24 to 64
// random bytes.
class WebhookSecret {
 public:
  // INVALID_ARGUMENT says what is wrong; the secret itself is in no message.
  static absl::StatusOr<WebhookSecret> Parse(absl::string_view text);

  // The value of the header "webhook-signature": "v1," and base64 of
  // HMAC-SHA256 over "id.seconds.body".
  std::string Sign(absl::string_view id, absl::Time time,
                   absl::string_view body) const;

 private:
  explicit WebhookSecret(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

// True for https, and for http to this very machine: nothing about a child
// leaves it in clear.
bool IsSafeUrl(absl::string_view url);

// Posts to one URL, one message at a time. For one thread.
class Webhook {
 public:
  // `ca_file` is trusted in place of the system's authorities when not empty.
  // A proxy of the environment (https_proxy) is asked for a tunnel, which hides
  // all from it; to this very machine no proxy is used. INVALID_ARGUMENT for a
  // URL that is not safe.
  static absl::StatusOr<std::unique_ptr<Webhook>> Make(
      const std::string& url, WebhookSecret secret, const std::string& ca_file);
  ~Webhook();

  // Posts `body`, which is JSON. `id` names the message: the same at each
  // retry. OK when the receiver said 2xx. FAILED_PRECONDITION when it said 410:
  // it wants no more, ever. UNAUTHENTICATED when it did not prove that it is
  // the host of the URL: nothing was sent. UNAVAILABLE for all else. Try again
  // later but after 410. The answer's text is not read. Takes at most 30
  // seconds.
  absl::Status Post(const std::string& id, absl::Time now,
                    const std::string& body);

 private:
  struct Channel;

  Webhook(WebhookSecret secret, std::unique_ptr<Channel> channel);

  const WebhookSecret secret_;
  const std::unique_ptr<Channel> channel_;
};

// How long to wait before try number `failures` + 1: doubles from one second to
// five minutes, and is cut by up to a half by `chance` in [0, 1), so that
// relays that lost their receiver together do not come back together.
absl::Duration PauseAfter(int failures, double chance);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_WEBHOOK_H_
