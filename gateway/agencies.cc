#include "gateway/agencies.h"

#include <utility>

#include "gateway/certificate.h"
#include "gateway/errors.h"
#include "storage/tables.h"

namespace saan {
namespace {

const v1::SystemRow* FindSystem(const v1::AgencyRow& row,
                                const std::string& system) {
  for (const v1::SystemRow& candidate : row.systems()) {
    if (candidate.system() == system) return &candidate;
  }
  return nullptr;
}

bool HoldsCertificate(const v1::SystemRow& row, const std::string& sha256) {
  for (const v1::CertificateRow& certificate : row.certificates()) {
    if (certificate.sha256() == sha256) return true;
  }
  return false;
}

}  // namespace

Agencies::Agencies(const storage::Reader& store, std::string trust_domain,
                   std::map<std::string, v1::AgencyRow> first)
    : store_(store),
      trust_domain_(std::move(trust_domain)),
      first_(std::move(first)) {}

bool Agencies::IsFirst(const std::string& agency) const {
  return first_.count(agency) > 0;
}

absl::StatusOr<Agencies::Row> Agencies::Find(const std::string& agency) const {
  if (auto found = first_.find(agency); found != first_.end()) {
    return Row(Row(), &found->second);  // Owned by first_.
  }
  absl::StatusOr<std::string> bytes =
      store_.Get(storage::Key(storage::kAgencies, agency));
  if (!bytes.ok()) return bytes.status();
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = parsed_.find(agency);
    if (found != parsed_.end() && found->second.bytes == *bytes) {
      return found->second.row;
    }
  }
  auto row = std::make_shared<v1::AgencyRow>();
  if (!row->ParseFromString(*bytes)) {
    return absl::DataLossError("the row of an agency does not parse");
  }
  absl::MutexLock lock(&mutex_);
  parsed_[agency] = {*std::move(bytes), row};
  return Row(std::move(row));
}

absl::StatusOr<Caller> Agencies::CallerOf(const Peer& peer,
                                          absl::Time now) const {
  const absl::StatusOr<SystemName> name =
      ParseSystemUri(peer.uri, trust_domain_);
  if (!name.ok()) {
    return Refuse(v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED);
  }
  const absl::StatusOr<Row> found = Find(name->agency);
  if (absl::IsNotFound(found.status())) {
    return Refuse(v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED);
  }
  if (!found.ok()) return found.status();
  const v1::AgencyRow& row = **found;
  const v1::SystemRow* system = FindSystem(row, name->system);
  if (system == nullptr ||
      !HoldsCertificate(*system, peer.certificate_sha256)) {
    return Refuse(v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED);
  }
  if (now < peer.not_before || now > peer.not_after) {
    return Refuse(v1::ERROR_REASON_CERTIFICATE_EXPIRED);
  }
  if (row.is_suspended()) return Refuse(v1::ERROR_REASON_AGENCY_SUSPENDED);

  Caller caller;
  caller.agency = name->agency;
  caller.system = name->system;
  caller.display_name_th = row.display_name_th();
  caller.display_name_en = row.display_name_en();
  for (const int role : system->roles()) {
    caller.roles.push_back(static_cast<v1::Role>(role));
  }
  caller.certificate_sha256 = peer.certificate_sha256;
  caller.certificate_not_after = peer.not_after;
  return caller;
}

}  // namespace saan
