#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/probe.h"

namespace saan::ctl {
namespace {

// What a client of HTTP/2 sends first: the preface and empty SETTINGS (RFC
// 9113 section 3.4).
constexpr char kPreface[] =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

struct FreeTls {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

class Socket {
 public:
  explicit Socket(int number) : number_(number) {}
  Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

// OpenSSL writes to sockets with write(); a closed one must not end us.
class NoPipeSignal {
 public:
  NoPipeSignal() : before_(signal(SIGPIPE, SIG_IGN)) {}
  ~NoPipeSignal() { signal(SIGPIPE, before_); }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sighandler_t before_;
};

// 0, or the errno of why no connection was made.
int ConnectInTime(const Socket& socket, const addrinfo& address) {
  const timeval timeout = absl::ToTimeval(kProbeTimeout);
  setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &timeout,
             sizeof(timeout));
  setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &timeout,
             sizeof(timeout));
  // SO_SNDTIMEO bounds connect() too (socket(7)), which then says EINPROGRESS.
  if (connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0) {
    return 0;
  }
  return errno == EINPROGRESS ? ETIMEDOUT : errno;
}

std::variant<Socket, Finding> Connect(const Settings& settings) {
  const absl::StatusOr<HostPort> to = ParseAddress(settings.address);
  if (!to.ok()) {
    return Bad("address", kExitUsage,
               {"ที่อยู่เกตเวย์ผิดรูปแบบ", "The address is not host:port."},
               {"เขียนเป็น host:port", "Write host:port."});
  }
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error =
          getaddrinfo(to->host.c_str(), to->port.c_str(), &hints, &list);
      error != 0) {
    return Bad("address", kExitUnreachable,
               {absl::StrCat("หาที่อยู่ของ ", to->host, " ไม่พบ"),
                absl::StrCat("The name ", to->host,
                             " has no address: ", gai_strerror(error), ".")},
               {"ตรวจ --address และ DNS", "Check --address and the DNS."});
  }
  const std::unique_ptr<addrinfo, FreeTls> owned(list);
  int error = 0;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    Socket socket(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.number() < 0) continue;
    error = ConnectInTime(socket, *at);
    if (error == 0) return socket;
  }
  return Bad(
      "tcp", kExitUnreachable,
      {absl::StrCat("ต่อไปยัง ", settings.address, " ไม่ได้ (",
                    std::strerror(error), ")"),
       absl::StrCat("No connection to ", settings.address, ": ",
                    std::strerror(error), ".")},
      {"ตรวจว่าเกตเวย์ทำงานอยู่ พอร์ตถูกต้อง และไฟร์วอลล์ไม่ขวาง",
       "Check that the gateway runs, that the port is right, and that no "
       "firewall is in the way."});
}

Finding UntrustedFinding(long verify_result, const std::string& name) {
  switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Bad(
          "server_certificate", kExitUnverified,
          {"ใบรับรองของเกตเวย์หมดอายุ", "The gateway's certificate has expired."},
          {"ตรวจนาฬิกาของเครื่องนี้ แล้วแจ้งผู้ดูแลเกตเวย์",
           "Check this machine's clock, then tell the gateway's "
           "administrator."});
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Bad("server_certificate", kExitUnverified,
                 {"ใบรับรองของเกตเวย์ยังไม่ถึงวันเริ่มใช้",
                  "The gateway's certificate is not valid yet."},
                 {"ตรวจนาฬิกาของเครื่องนี้", "Check this machine's clock."});
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Bad("server_certificate", kExitUnverified,
                 {absl::StrCat("ใบรับรองของเกตเวย์ไม่ได้ออกให้ชื่อ ", name),
                  absl::StrCat("The gateway's certificate is not for the name ",
                               name, ".")},
                 {"ตรวจ --address หรือระบุชื่อในใบรับรองด้วย --server-name",
                  "Check --address, or name what the certificate says by "
                  "--server-name."});
    default:
      return Bad(
          "server_certificate", kExitUnverified,
          {absl::StrCat("ใบรับรองของเกตเวย์เชื่อถือไม่ได้ (",
                        X509_verify_cert_error_string(verify_result), ")"),
           absl::StrCat("The gateway's certificate is not trusted: ",
                        X509_verify_cert_error_string(verify_result), ".")},
          {"ตรวจว่า --ca เป็นผู้ออกใบรับรองของเกตเวย์นี้",
           "Check that --ca is the authority of this gateway."});
  }
}

// Why the gateway did not take our certificate, by the TLS alert it sent.
std::optional<Words> AlertWords(int reason) {
  switch (reason) {
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return Words{"เกตเวย์ไม่รู้จักผู้ออกใบรับรองของระบบนี้",
                   "The gateway does not know the authority of this system's "
                   "certificate."};
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return Words{"เกตเวย์เห็นว่าใบรับรองของระบบนี้หมดอายุ",
                   "To the gateway, this system's certificate has expired."};
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
      return Words{"ใบรับรองของระบบนี้ถูกเพิกถอน",
                   "This system's certificate has been revoked."};
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return Words{"เกตเวย์ต้องการใบรับรองของระบบนี้",
                   "The gateway asks for a certificate."};
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return Words{"เกตเวย์ไม่รับใบรับรองของระบบนี้",
                   "The gateway does not take this system's certificate."};
    default:
      return std::nullopt;
  }
}

Finding NotAccepted(Words what) {
  return Bad("accepted", kExitDenied, std::move(what),
             {"ให้ผู้ดูแลเกตเวย์ตรวจใบรับรองนี้ (saan agency list)",
              "Have the gateway's administrator look at this certificate "
              "(saan agency list)."});
}

Finding HandshakeFinding(SSL* ssl, const std::string& name) {
  const int reason = ERR_GET_REASON(ERR_peek_error());
  if (const long verify_result = SSL_get_verify_result(ssl);
      verify_result != X509_V_OK) {
    return UntrustedFinding(verify_result, name);
  }
  if (const std::optional<Words> words = AlertWords(reason)) {
    return NotAccepted(*words);
  }
  if (reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION ||
      reason == SSL_R_UNSUPPORTED_PROTOCOL) {
    return Bad("tls", kExitUnreachable,
               {"ปลายทางไม่ใช้ TLS 1.3", "The other end has no TLS 1.3."},
               {"ตรวจว่า --address เป็นเกตเวย์สาน",
                "Check that --address is a Saan gateway."});
  }
  return Bad("tls", kExitUnreachable,
             {"ต่อ TCP ได้ แต่ปลายทางไม่พูด TLS",
              "There is TCP, but the other end does not speak TLS."},
             {"ตรวจพอร์ตใน --address และตัวกลางบนเส้นทาง",
              "Check the port of --address, and what stands in between."});
}

std::unique_ptr<SSL_CTX, FreeTls> MakeTlsContext(const Settings& settings) {
  std::unique_ptr<SSL_CTX, FreeTls> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context.get(), settings.ca_file.c_str(),
                                    nullptr) != 1 ||
      SSL_CTX_use_certificate_chain_file(
          context.get(), settings.certificate_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(),
                                  settings.private_key_file.c_str(),
                                  SSL_FILETYPE_PEM) != 1) {
    return nullptr;
  }
  return context;
}

// Asks for the name as OpenSSL wants it: an address is no host name.
void ExpectName(SSL* ssl, const std::string& name, absl::Time now) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_time(parameters, absl::ToTimeT(now));
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return;
  X509_VERIFY_PARAM_set1_host(parameters, name.data(), name.size());
  SSL_set_tlsext_host_name(ssl, name.c_str());
}

// With TLS 1.3 a client learns whether its certificate was taken only when the
// server goes on to speak.
Finding AcceptedFinding(SSL* ssl) {
  ERR_clear_error();
  char byte = 0;
  if (SSL_write(ssl, kPreface, sizeof(kPreface) - 1) > 0 &&
      SSL_read(ssl, &byte, 1) > 0) {
    return Good("accepted", {"เกตเวย์รับใบรับรองของระบบนี้",
                             "The gateway takes this system's certificate."});
  }
  if (const std::optional<Words> words =
          AlertWords(ERR_GET_REASON(ERR_peek_error()))) {
    return NotAccepted(*words);
  }
  return NotAccepted({"เกตเวย์ตัดการเชื่อมต่อหลังเห็นใบรับรองของระบบนี้",
                      "The gateway hung up after it saw this system's "
                      "certificate."});
}

}  // namespace

std::vector<Finding> ProbeTransport(const Settings& settings, absl::Time now) {
  std::vector<Finding> findings;
  std::variant<Socket, Finding> connected = Connect(settings);
  if (const Finding* bad = std::get_if<Finding>(&connected)) return {*bad};
  const Socket& socket = std::get<Socket>(connected);
  findings.push_back(
      Good("tcp", {absl::StrCat("ต่อ TCP ไปยัง ", settings.address, " ได้"),
                   absl::StrCat("TCP to ", settings.address, " works.")}));

  const NoPipeSignal no_pipe_signal;
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, FreeTls> context = MakeTlsContext(settings);
  if (context == nullptr) {
    findings.push_back(
        Bad("authority", kExitUsage,
            {"ใช้ไฟล์ --ca, --cert หรือ --key กับ TLS ไม่ได้",
             "One of --ca, --cert and --key is of no use to TLS."},
            {"ตรวจว่าแต่ละไฟล์เป็น PEM", "Check that each of them is PEM."}));
    return findings;
  }
  const std::string name = ExpectedName(settings);
  const std::unique_ptr<SSL, FreeTls> ssl(SSL_new(context.get()));
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl.get(), kHttp2, sizeof(kHttp2));
  ExpectName(ssl.get(), name, now);
  SSL_set_fd(ssl.get(), socket.number());
  ERR_clear_error();
  if (SSL_connect(ssl.get()) != 1) {
    findings.push_back(HandshakeFinding(ssl.get(), name));
    return findings;
  }
  findings.push_back(Good(
      "server_certificate",
      {absl::StrCat("ใบรับรองของเกตเวย์ (", name, ") เชื่อถือได้"),
       absl::StrCat("The gateway's certificate for ", name, " is trusted.")}));
  findings.push_back(AcceptedFinding(ssl.get()));
  return findings;
}

}  // namespace saan::ctl
