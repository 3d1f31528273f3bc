// The TLS side of the guard: server context, client authorities, revocation
// list, and one session for each connection. TLS 1.3 only, ALPN h2 only, a
// client certificate always, no resumption (a resumed session would skip the
// look at the certificate).

#ifndef SAAN_GATEWAY_GUARD_TLS_H_
#define SAAN_GATEWAY_GUARD_TLS_H_

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <ctime>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/guard.h"

namespace saan {

// A client's chain, leaf included: DER bytes, and certificates above the leaf.
inline constexpr long kMaxChainBytes = 32 * 1024;
inline constexpr int kMaxChainDepth = 4;
// New keys that a client may ask for on one connection (RFC 8446, 4.6.3).
// AES-GCM needs one in 2^24 records; each costs more than it takes to ask.
inline constexpr int kMaxKeyUpdates = 64;

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// One connection's TLS state. Stays where it is: OpenSSL points back to it.
class TlsSession {
 public:
  // What a step came to.
  enum class Step { kDone, kWantsRead, kWantsWrite, kClosed, kFailed };

  // Over `fd`, which must be non-blocking and outlive the session.
  TlsSession(SSL_CTX* context, int fd);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Step Handshake();
  // `*bytes` are how many were read or written when kDone.
  Step Read(char* buffer, size_t size, size_t* bytes);
  Step Write(absl::string_view data, size_t* bytes);
  // Bytes were taken from the socket that Read has not given yet; epoll does
  // not know of them.
  bool HasPending() const { return SSL_has_pending(ssl_.get()) == 1; }
  // Says good-bye to the client if it can be said at once.
  void Close();

  // After a handshake: the peer, or why it is refused.
  absl::StatusOr<Peer> VerifiedPeer() const;
  // After a failed handshake.
  Refusal WhyRefused() const;
  // The client has said something; a mere look at the port has not.
  bool has_heard() const { return has_heard_; }
  // Verifies the chain again, by the authorities and list of now.
  bool IsStillTrusted(X509_STORE* store, absl::Time now) const;

 private:
  friend class Tls;

  Step StepOf(int result);
  // The state machine moved; after the handshake only a KeyUpdate moves it.
  void CountKeyUpdate();

  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool is_broken_ = false;
  bool has_heard_ = false;
  bool is_established_ = false;
  int key_updates_ = 0;
  int verify_error_ = X509_V_OK;
  unsigned long error_ = 0;
  std::string certificate_sha256_;
};

// The contexts for sessions. One thread; store() may be shared.
class Tls {
 public:
  // `options` must outlive it. INVALID_ARGUMENT names the file.
  static absl::StatusOr<std::unique_ptr<Tls>> Open(const GuardOptions& options);
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // Reads the four files again if one of them was changed: true when they
  // took effect. INVALID_ARGUMENT when they cannot be used: then the former
  // ones stay in force (a revocation list until it expires).
  absl::StatusOr<bool> Refresh();

  std::unique_ptr<TlsSession> NewSession(int fd) const;

  // Client authorities and revocation list in force.
  std::shared_ptr<X509_STORE> store() const { return store_; }

 private:
  // What tells one state of a file from the next.
  struct Stamp {
    ino_t inode = 0;
    off_t bytes = 0;
    time_t seconds = 0;
    long nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::array<Stamp, 4>;

  explicit Tls(const GuardOptions& options) : options_(options) {}
  Stamps ReadStamps() const;
  absl::Status Load();
  absl::Status LoadIdentity(SSL_CTX* context) const;
  absl::StatusOr<std::shared_ptr<X509_STORE>> LoadStore() const;
  void SetRules(SSL_CTX* context);
  static int OnVerify(X509_STORE_CTX* store, void* tls);

  const GuardOptions& options_;
  Stamps stamps_;
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  std::shared_ptr<X509_STORE> store_;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_GUARD_TLS_H_
