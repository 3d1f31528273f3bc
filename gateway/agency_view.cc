#include "gateway/agency_view.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/etag.h"
#include "gateway/referrals.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {

v1::Agency AgencyOf(const v1::AgencyRow& row) {
  v1::Agency view;
  view.set_agency(row.agency());
  view.set_display_name_th(row.display_name_th());
  view.set_display_name_en(row.display_name_en());
  view.set_is_suspended(row.is_suspended());
  view.set_etag(EtagOf(row.version()));
  for (const v1::SystemRow& system : row.systems()) {
    v1::AgencySystem& shown = *view.add_systems();
    shown.set_system(system.system());
    *shown.mutable_roles() = system.roles();
    for (const v1::CertificateRow& certificate : system.certificates()) {
      v1::AgencyCertificate& listed = *shown.add_certificates();
      listed.set_sha256(absl::BytesToHexString(certificate.sha256()));
      *listed.mutable_not_before() = TimestampOf(
          absl::FromUnixSeconds(certificate.not_before_unix_seconds()));
      *listed.mutable_not_after() = TimestampOf(
          absl::FromUnixSeconds(certificate.not_after_unix_seconds()));
    }
  }
  return view;
}

absl::Status SetSuspended(const House& house, const std::string& agency,
                          const std::string& etag, bool is_suspended,
                          Call* call, v1::Agency* view) {
  if (house.agencies.IsFirst(agency)) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "agency");
  }
  absl::StatusOr<v1::AgencyRow> row =
      storage::GetRow<v1::AgencyRow>(house.store, storage::kAgencies, agency);
  if (absl::IsNotFound(row.status())) {
    return Refuse(v1::ERROR_REASON_NOT_FOUND, "agency");
  }
  if (!row.ok()) return row.status();
  if (absl::Status same = CheckEtag(etag, EtagOf(row->version())); !same.ok()) {
    return same;
  }
  if (row->is_suspended() == is_suspended) {
    return Refuse(v1::ERROR_REASON_WRONG_STATE, "agency");
  }
  v1::AgencyRow after = *row;
  after.set_is_suspended(is_suspended);
  after.set_version(row->version() + 1);
  storage::PutRow(storage::kAgencies, agency, after, &*row, &call->changes);
  *view = AgencyOf(after);
  if (is_suspended) return HandOverReferrals(house, agency, call);
  return absl::OkStatus();
}

}  // namespace saan
