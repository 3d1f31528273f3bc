// A client of TLS and bytes, for tests of the guard.

#ifndef SAAN_TESTS_GUARD_RAW_CLIENT_H_
#define SAAN_TESTS_GUARD_RAW_CLIENT_H_

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/guard/forge.h"

namespace saan {

// TLS and bytes, no more: what an attacker has.
class RawClient {
 public:
  // Connects; no handshake yet. `receive_bytes` of the socket, 0 is usual.
  explicit RawClient(int port, int receive_bytes = 0)
      : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_bytes > 0) {
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                 sizeof(receive_bytes));
    }
    if (port > 0) Connect(port);
  }
  ~RawClient() {
    SSL_free(ssl_);
    close(fd_);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool Connect(int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd_, reinterpret_cast<sockaddr*>(&address),
                   sizeof(address)) == 0;
  }

  // False when the handshake fails on the client's side.
  bool Handshake(const Forged* identity, int version = TLS1_3_VERSION,
                 bool has_alpn = true) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    if (identity != nullptr) {
      SSL_CTX_use_certificate(context, identity->certificate.get());
      SSL_CTX_use_PrivateKey(context, identity->key.get());
    }
    const unsigned char h2[] = {2, 'h', '2'};
    if (has_alpn) SSL_CTX_set_alpn_protos(context, h2, sizeof(h2));
    ssl_ = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(ssl_, fd_);
    ERR_clear_error();
    return SSL_connect(ssl_) == 1;
  }

  // False when the connection is gone.
  bool Send(const std::string& bytes) {
    ERR_clear_error();
    return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  bool SendPlain(const std::string& bytes) {
    return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  }
  // Empty when the connection has ended.
  std::string Receive() {
    std::string bytes(65536, '\0');
    ERR_clear_error();
    const int count =
        SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    alert_ = count > 0 ? 0 : ERR_GET_REASON(ERR_peek_last_error());
    bytes.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return bytes;
  }
  std::string ReceiveAll() {
    std::string all;
    for (std::string more; !(more = Receive()).empty();) all += more;
    return all;
  }
  // Waits for the end of a connection that never became TLS.
  void ReceivePlain() {
    char byte;
    while (recv(fd_, &byte, 1, 0) > 0) {
    }
  }
  bool AskForNewKeys() {
    ERR_clear_error();
    return SSL_key_update(ssl_, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
           SSL_do_handshake(ssl_) == 1;
  }
  // Reason code of the last failed Receive, e.g. a TLS alert.
  int alert() const { return alert_; }

 private:
  const int fd_;
  SSL* ssl_ = nullptr;
  int alert_ = 0;
};

}  // namespace saan

#endif  // SAAN_TESTS_GUARD_RAW_CLIENT_H_
