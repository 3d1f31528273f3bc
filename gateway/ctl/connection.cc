#include "gateway/ctl/connection.h"

#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <fstream>

#include "absl/strings/str_cat.h"

namespace saan::ctl {

absl::StatusOr<std::string> ReadSmallFile(const std::string& path,
                                          absl::string_view what,
                                          size_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::string text(max_bytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, ": ", path, " cannot be read or is empty"));
  }
  if (text.size() > max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        what, ": ", path, " is larger than ", max_bytes, " bytes"));
  }
  return text;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(
    Settings settings) {
  grpc::SslCredentialsOptions tls;
  absl::StatusOr<std::string> ca =
      ReadSmallFile(settings.ca_file, "--ca", kMaxPemBytes);
  if (!ca.ok()) return ca.status();
  absl::StatusOr<std::string> certificate =
      ReadSmallFile(settings.certificate_file, "--cert", kMaxPemBytes);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key =
      ReadSmallFile(settings.private_key_file, "--key", kMaxPemBytes);
  if (!key.ok()) return key.status();
  tls.pem_root_certs = *std::move(ca);
  tls.pem_cert_chain = *std::move(certificate);
  tls.pem_private_key = *std::move(key);

  grpc::ChannelArguments arguments;
  if (!settings.server_name.empty()) {
    arguments.SetSslTargetNameOverride(settings.server_name);
  }
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  // The gateway is reached directly; a proxy for the web must not see it.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Who tries again decides for how long; the channel only must be ready then.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  std::shared_ptr<grpc::Channel> channel = grpc::CreateCustomChannel(
      settings.address, grpc::SslCredentials(tls), arguments);
  return std::unique_ptr<Connection>(
      new Connection(std::move(settings), std::move(channel)));
}

Connection::Connection(Settings settings,
                       std::shared_ptr<grpc::Channel> channel)
    : settings_(std::move(settings)),
      exchange_(v1::ExchangeService::NewStub(channel)),
      admin_(v1::AdminService::NewStub(channel)),
      auditor_(v1::AuditorService::NewStub(channel)),
      identity_(v1::IdentityService::NewStub(channel)),
      sharing_(v1::SharingService::NewStub(channel)),
      coordination_(v1::CoordinationService::NewStub(channel)),
      follow_up_(v1::FollowUpService::NewStub(channel)) {}

void Connection::SetTimeout(grpc::ClientContext* context) const {
  // A deadline of type GPR_TIMESPAN counts from now, by gRPC's own clock.
  context->set_deadline(gpr_time_from_millis(
      absl::ToInt64Milliseconds(settings_.timeout), GPR_TIMESPAN));
}

}  // namespace saan::ctl
