#include "gateway/config.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/certificate.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace saan {
namespace {

// Keeps the first fault, as "file:line: reason".
class FirstFault final : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstFault(std::string file) : file_(std::move(file)) {}
  void AddError(int line, int column, const std::string& message) override {
    if (fault_.empty()) {
      fault_ = absl::StrCat(file_, ":", line + 1, ": ", message);
    }
  }
  const std::string& fault() const { return fault_; }

 private:
  const std::string file_;
  std::string fault_;
};

absl::Status Missing(const std::string& file, absl::string_view field) {
  return absl::InvalidArgumentError(
      absl::StrCat(file, ":1: ", field, " is missing"));
}

void MakeAbsolute(const std::filesystem::path& folder, std::string* path) {
  if (path->empty()) return;
  *path = (folder / *path).lexically_normal().string();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(file, ": cannot be read"));
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

absl::StatusOr<gateway::Config> LoadConfig(const std::string& file) {
  absl::StatusOr<std::string> text = ReadFile(file);
  if (!text.ok()) return text.status();
  gateway::Config config;
  FirstFault fault(file);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  if (!parser.ParseFromString(*text, &config)) {
    return absl::InvalidArgumentError(fault.fault());
  }
  if (config.listen().empty()) return Missing(file, "listen");
  if (config.trust_domain().empty()) return Missing(file, "trust_domain");
  const std::pair<const char*, std::string*> needed[] = {
      {"certificate_file", config.mutable_certificate_file()},
      {"private_key_file", config.mutable_private_key_file()},
      {"client_ca_file", config.mutable_client_ca_file()},
      {"master_key_file", config.mutable_master_key_file()},
      {"adapters_directory", config.mutable_adapters_directory()},
      {"match_model_file", config.mutable_match_model_file()},
      {"rules_file", config.mutable_rules_file()},
      {"rules_signature_file", config.mutable_rules_signature_file()},
      {"rules_public_key_file", config.mutable_rules_public_key_file()},
      {"log_key_file", config.mutable_log_key_file()},
      {"signed_checkpoint_file", config.mutable_signed_checkpoint_file()},
      {"subject_keys_file", config.mutable_subject_keys_file()},
  };
  const std::filesystem::path folder =
      std::filesystem::absolute(file).parent_path();
  for (const auto& [name, path] : needed) {
    if (path->empty()) return Missing(file, name);
    MakeAbsolute(folder, path);
  }
  MakeAbsolute(folder, config.mutable_client_crl_file());
  MakeAbsolute(folder, config.mutable_store_directory());
  MakeAbsolute(folder, config.mutable_ready_file());
  MakeAbsolute(folder, config.mutable_witness_policy_file());
  MakeAbsolute(folder, config.mutable_archive_directory());
  for (gateway::FirstSystem& first : *config.mutable_first_system()) {
    MakeAbsolute(folder, first.mutable_certificate_file());
  }
  return config;
}

absl::StatusOr<std::map<std::string, v1::AgencyRow>> FirstAgencies(
    const gateway::Config& config) {
  std::map<std::string, v1::AgencyRow> agencies;
  for (const gateway::FirstSystem& first : config.first_system()) {
    absl::StatusOr<std::string> pem = ReadFile(first.certificate_file());
    if (!pem.ok()) return pem.status();
    absl::StatusOr<Certificate> certificate = ParseCertificate(*pem);
    if (!certificate.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          first.certificate_file(), ": ", certificate.status().message()));
    }
    v1::AgencyRow& agency = agencies[first.agency()];
    agency.set_agency(first.agency());
    agency.set_display_name_th(first.display_name_th());
    agency.set_display_name_en(first.display_name_en());
    agency.set_version(1);
    v1::SystemRow& system = *agency.add_systems();
    system.set_system(first.system());
    *system.mutable_roles() = first.roles();
    v1::CertificateRow& row = *system.add_certificates();
    row.set_sha256(certificate->sha256);
    row.set_not_before_unix_seconds(
        absl::ToUnixSeconds(certificate->not_before));
    row.set_not_after_unix_seconds(absl::ToUnixSeconds(certificate->not_after));
  }
  return agencies;
}

}  // namespace saan
