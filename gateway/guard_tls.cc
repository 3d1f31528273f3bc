#include "gateway/guard_tls.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/guard_certificate.h"

namespace saan {
namespace {

constexpr absl::string_view kAlpn = "\x02h2";

// OpenSSL reads this much at once: a record and the next one's head, or many
// small records. One call less for each.
constexpr size_t kReadAheadBytes = 32 * 1024;

absl::Status Unusable(absl::string_view field, absl::string_view file,
                      absl::string_view remedy) {
  ERR_clear_error();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", file, " cannot be used: ", remedy));
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int OnAlpn(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
           const unsigned char* offered, unsigned int offered_bytes, void*) {
  unsigned char* out = nullptr;
  const int result = SSL_select_next_proto(&out, chosen_bytes, Bytes(kAlpn),
                                           static_cast<unsigned>(kAlpn.size()),
                                           offered, offered_bytes);
  *chosen = out;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                          : SSL_TLSEXT_ERR_ALERT_FATAL;
}

TlsSession* SessionOf(const SSL* ssl) {
  return static_cast<TlsSession*>(SSL_get_app_data(ssl));
}

}  // namespace

TlsSession::TlsSession(SSL_CTX* context, int fd) : ssl_(SSL_new(context)) {
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_fd(ssl_.get(), fd);
  SSL_set_accept_state(ssl_.get());
}

TlsSession::Step TlsSession::StepOf(int result) {
  if (key_updates_ > kMaxKeyUpdates) {
    is_broken_ = true;
    return Step::kFailed;
  }
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Step::kDone;
    case SSL_ERROR_WANT_READ:
      return Step::kWantsRead;
    case SSL_ERROR_WANT_WRITE:
      return Step::kWantsWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kClosed;
    case SSL_ERROR_SYSCALL:
      is_broken_ = true;
      return Step::kClosed;
    default:
      is_broken_ = true;
      error_ = ERR_peek_last_error();
      return ERR_GET_REASON(error_) == SSL_R_UNEXPECTED_EOF_WHILE_READING
                 ? Step::kClosed
                 : Step::kFailed;
  }
}

TlsSession::Step TlsSession::Handshake() {
  ERR_clear_error();
  const Step step = StepOf(SSL_accept(ssl_.get()));
  has_heard_ = BIO_number_read(SSL_get_rbio(ssl_.get())) > 0;
  is_established_ = step == Step::kDone;
  return step;
}

TlsSession::Step TlsSession::Read(char* buffer, size_t size, size_t* bytes) {
  ERR_clear_error();
  return StepOf(SSL_read_ex(ssl_.get(), buffer, size, bytes));
}

TlsSession::Step TlsSession::Write(absl::string_view data, size_t* bytes) {
  ERR_clear_error();
  return StepOf(SSL_write_ex(ssl_.get(), data.data(), data.size(), bytes));
}

void TlsSession::CountKeyUpdate() {
  if (!is_established_ || ++key_updates_ <= kMaxKeyUpdates) return;
  // One SSL_read would follow an endless row of them, and hold the loop. With
  // nothing to read from it comes to its end.
  SSL_set0_rbio(ssl_.get(), BIO_new(BIO_s_null()));
}

void TlsSession::Close() {
  ERR_clear_error();
  if (!is_broken_) SSL_shutdown(ssl_.get());
}

absl::StatusOr<Peer> TlsSession::VerifiedPeer() const {
  const unsigned char* chosen = nullptr;
  unsigned int bytes = 0;
  SSL_get0_alpn_selected(ssl_.get(), &chosen, &bytes);
  // A client that offers nothing is never asked by OnAlpn.
  if (bytes == 0) return absl::InvalidArgumentError("TLS: no ALPN h2");
  X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr ||
      SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
    return absl::InternalError("TLS: a peer came in unverified");
  }
  return PeerOfCertificate(certificate);
}

Refusal TlsSession::WhyRefused() const {
  if (verify_error_ != X509_V_OK) {
    return {std::string(RefusalReason(verify_error_)), certificate_sha256_};
  }
  if (ERR_GET_REASON(error_) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
    return {"CERTIFICATE_MISSING", ""};
  }
  return {"PROTOCOL", certificate_sha256_};
}

bool TlsSession::IsStillTrusted(X509_STORE* store, absl::Time now) const {
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  const bool is_trusted =
      context != nullptr &&
      X509_STORE_CTX_init(context, store, SSL_get0_peer_certificate(ssl_.get()),
                          SSL_get_peer_cert_chain(ssl_.get())) == 1 &&
      X509_STORE_CTX_set_default(context, "ssl_client") == 1 &&
      VerifyClient(context, now) == X509_V_OK;
  X509_STORE_CTX_free(context);
  ERR_clear_error();
  return is_trusted;
}

absl::StatusOr<std::unique_ptr<Tls>> Tls::Open(const GuardOptions& options) {
  std::unique_ptr<Tls> tls(new Tls(options));
  tls->stamps_ = tls->ReadStamps();
  if (absl::Status status = tls->Load(); !status.ok()) return status;
  return tls;
}

Tls::Stamps Tls::ReadStamps() const {
  const std::array<const std::string*, 4> files = {
      &options_.certificate_file, &options_.private_key_file,
      &options_.client_ca_file, &options_.client_crl_file};
  Stamps stamps;
  for (size_t i = 0; i < files.size(); ++i) {
    struct stat file = {};
    if (files[i]->empty() || stat(files[i]->c_str(), &file) != 0) continue;
    stamps[i] = {file.st_ino, file.st_size, file.st_mtim.tv_sec,
                 file.st_mtim.tv_nsec};
  }
  return stamps;
}

absl::StatusOr<bool> Tls::Refresh() {
  const Stamps stamps = ReadStamps();
  if (stamps == stamps_) return false;
  // Taken before the files are read: what changes meanwhile is seen next time.
  stamps_ = stamps;
  if (absl::Status status = Load(); !status.ok()) return status;
  return true;
}

absl::Status Tls::Load() {
  std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return absl::InternalError("TLS: no context");
  if (absl::Status status = LoadIdentity(context.get()); !status.ok()) {
    return status;
  }
  absl::StatusOr<std::shared_ptr<X509_STORE>> store = LoadStore();
  if (!store.ok()) return store.status();
  SSL_CTX_set1_verify_cert_store(context.get(), store->get());
  SSL_CTX_set_client_CA_list(
      context.get(), SSL_load_client_CA_file(options_.client_ca_file.c_str()));
  SetRules(context.get());
  context_ = std::move(context);
  store_ = *std::move(store);
  return absl::OkStatus();
}

absl::Status Tls::LoadIdentity(SSL_CTX* context) const {
  const std::string& chain = options_.certificate_file;
  if (SSL_CTX_use_certificate_chain_file(context, chain.c_str()) != 1) {
    return Unusable("certificate_file", chain, "give a PEM chain");
  }
  const std::string& key = options_.private_key_file;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) !=
          1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return Unusable("private_key_file", key,
                    "give the PEM key of certificate_file");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<X509_STORE>> Tls::LoadStore() const {
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  const std::string& authorities = options_.client_ca_file;
  if (X509_STORE_load_file(store.get(), authorities.c_str()) != 1) {
    return Unusable("client_ca_file", authorities,
                    "give PEM certificates of authorities");
  }
  const std::string& list = options_.client_crl_file;
  if (list.empty()) return store;
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store.get(), X509_LOOKUP_file());
  if (X509_load_crl_file(lookup, list.c_str(), X509_FILETYPE_PEM) < 1) {
    return Unusable("client_crl_file", list,
                    "give a PEM revocation list of each authority");
  }
  X509_STORE_set_flags(store.get(),
                       X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return store;
}

void Tls::SetRules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_security_level(context, 2);  // 112 bits: RSA 2048, no SHA-1.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, kReadAheadBytes);
  SSL_CTX_set_max_cert_list(context, kMaxChainBytes);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     nullptr);
  SSL_CTX_set_verify_depth(context, kMaxChainDepth);
  SSL_CTX_set_cert_verify_callback(context, OnVerify, this);
  SSL_CTX_set_alpn_select_cb(context, OnAlpn, nullptr);
  SSL_CTX_set_info_callback(context, [](const SSL* ssl, int where, int) {
    if (where == SSL_CB_ACCEPT_LOOP) SessionOf(ssl)->CountKeyUpdate();
  });
}

int Tls::OnVerify(X509_STORE_CTX* store, void* tls) {
  const SSL* ssl = static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsSession* session = SessionOf(ssl);
  session->certificate_sha256_ =
      CertificateSha256(X509_STORE_CTX_get0_cert(store));
  session->verify_error_ =
      VerifyClient(store, static_cast<const Tls*>(tls)->options_.now());
  return session->verify_error_ == X509_V_OK ? 1 : 0;
}

std::unique_ptr<TlsSession> Tls::NewSession(int fd) const {
  return std::make_unique<TlsSession>(context_.get(), fd);
}

}  // namespace saan
