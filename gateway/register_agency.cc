// RegisterAgency: an agency, a system of it, or one more certificate.

#include <algorithm>
#include <utility>

#include "gateway/admin.h"
#include "gateway/agency_view.h"
#include "gateway/certificate.h"
#include "gateway/names.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kMaxDisplayNameBytes = 400;
constexpr int kMaxSystems = 50;
constexpr int kMaxCertificates = 10;
constexpr size_t kMaxPemBytes = 64 << 10;

absl::Status Check(const House& house,
                   const v1::RegisterAgencyRequest& request) {
  if (!IsName(request.agency())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "agency");
  }
  if (!request.system().empty() && !IsName(request.system())) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "system");
  }
  if (request.system().empty() &&
      (request.roles_size() > 0 || !request.certificate_pem().empty())) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "system");
  }
  if (request.display_name_th().size() > kMaxDisplayNameBytes ||
      request.display_name_en().size() > kMaxDisplayNameBytes) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "display_name");
  }
  if (request.certificate_pem().size() > kMaxPemBytes) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "certificate_pem");
  }
  for (const int role : request.roles()) {
    if (role == v1::ROLE_UNSPECIFIED || !v1::Role_IsValid(role)) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "roles");
    }
  }
  if (house.agencies.IsFirst(request.agency())) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "agency");
  }
  return absl::OkStatus();
}

// A system id names one agency's system: records and adapters go by it.
absl::Status CheckSystemIsFree(const House& house,
                               const v1::RegisterAgencyRequest& request) {
  absl::Status taken;
  const auto look = [&](const v1::AgencyRow& row) {
    if (row.agency() == request.agency()) return;
    for (const v1::SystemRow& system : row.systems()) {
      if (system.system() == request.system()) {
        taken = Refuse(v1::ERROR_REASON_ALREADY_EXISTS, "system");
      }
    }
  };
  for (const auto& [unused, row] : house.agencies.first()) look(row);
  absl::Status scanned = storage::ScanRows<v1::AgencyRow>(
      house.store, storage::kAgencies, "",
      [&](absl::string_view, const v1::AgencyRow& row) {
        look(row);
        return taken.ok();
      });
  return scanned.ok() ? taken : scanned;
}

v1::SystemRow* FindOrAddSystem(const std::string& system, v1::AgencyRow* row) {
  for (v1::SystemRow& known : *row->mutable_systems()) {
    if (known.system() == system) return &known;
  }
  v1::SystemRow* added = row->add_systems();
  added->set_system(system);
  return added;
}

absl::Status AddCertificate(const House& house,
                            const v1::RegisterAgencyRequest& request,
                            v1::SystemRow* system) {
  absl::StatusOr<Certificate> certificate =
      ParseCertificate(request.certificate_pem());
  if (!certificate.ok()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "certificate_pem");
  }
  const absl::StatusOr<SystemName> name =
      ParseSystemUri(certificate->uri, house.agencies.trust_domain());
  if (!name.ok() || name->agency != request.agency() ||
      name->system != request.system()) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "certificate_pem");
  }
  for (const v1::CertificateRow& known : system->certificates()) {
    if (known.sha256() == certificate->sha256) return absl::OkStatus();
  }
  if (system->certificates_size() >= kMaxCertificates) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "certificate_pem");
  }
  v1::CertificateRow* added = system->add_certificates();
  added->set_sha256(certificate->sha256);
  added->set_not_before_unix_seconds(
      absl::ToUnixSeconds(certificate->not_before));
  added->set_not_after_unix_seconds(
      absl::ToUnixSeconds(certificate->not_after));
  return absl::OkStatus();
}

absl::Status Apply(const House& house, const v1::RegisterAgencyRequest& request,
                   v1::AgencyRow* row) {
  row->set_agency(request.agency());
  if (!request.display_name_th().empty()) {
    row->set_display_name_th(request.display_name_th());
  }
  if (!request.display_name_en().empty()) {
    row->set_display_name_en(request.display_name_en());
  }
  if (row->display_name_th().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "display_name_th");
  }
  if (row->display_name_en().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "display_name_en");
  }
  if (request.system().empty()) return absl::OkStatus();
  v1::SystemRow* system = FindOrAddSystem(request.system(), row);
  if (row->systems_size() > kMaxSystems) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "system");
  }
  if (request.roles_size() > 0) *system->mutable_roles() = request.roles();
  if (system->roles_size() == 0) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "roles");
  }
  if (request.certificate_pem().empty()) return absl::OkStatus();
  return AddCertificate(house, request, system);
}

absl::Status Body(const House& house, const v1::RegisterAgencyRequest& request,
                  Call* call, v1::RegisterAgencyResponse* response) {
  if (absl::Status status = Check(house, request); !status.ok()) return status;
  if (!request.system().empty()) {
    absl::Status status = CheckSystemIsFree(house, request);
    if (!status.ok()) return status;
  }
  absl::StatusOr<v1::AgencyRow> before = storage::GetRow<v1::AgencyRow>(
      house.store, storage::kAgencies, request.agency());
  if (!before.ok() && !absl::IsNotFound(before.status())) {
    return before.status();
  }
  v1::AgencyRow after = before.ok() ? *before : v1::AgencyRow();
  if (absl::Status status = Apply(house, request, &after); !status.ok()) {
    return status;
  }
  after.set_version(after.version() + 1);
  storage::PutRow(storage::kAgencies, request.agency(), after,
                  before.ok() ? &*before : nullptr, &call->changes);
  *response->mutable_agency() = AgencyOf(after);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Admin::RegisterAgency(grpc::ServerContext* context,
                                   const v1::RegisterAgencyRequest* request,
                                   v1::RegisterAgencyResponse* response) {
  return Serve(frame_, *context, {"AdminService/RegisterAgency", Door::kAdmin},
               *request, response, &Body);
}

}  // namespace saan
