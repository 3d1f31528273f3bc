#include "gateway/open_referrals.h"

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Calls `visit(referral_id)` for each key, until it returns false.
template <typename Visit>
absl::Status ScanOpen(const storage::Reader& reader, const std::string& prefix,
                      const Visit& visit) {
  return reader.Scan(prefix, storage::PrefixEnd(prefix),
                     [&](absl::string_view key, absl::string_view) {
                       return visit(key.substr(key.rfind('\0') + 1));
                     });
}

}  // namespace

std::string OpenReferralKey(absl::string_view child_id,
                            absl::string_view agency,
                            absl::string_view referral_id) {
  const std::string of_child =
      storage::Key(storage::kReferralOrder, absl::StrCat("O", child_id));
  if (agency.empty()) return of_child;
  return absl::StrCat(of_child, agency, storage::kNul, referral_id);
}

absl::StatusOr<bool> HasOpenReferral(const storage::Reader& reader,
                                     const v1::ChildRow& child,
                                     absl::string_view agency) {
  bool is_open = false;
  for (const std::string& child_id : IdsOf(child)) {
    absl::Status scanned = ScanOpen(
        reader, OpenReferralKey(child_id, agency, ""), [&](absl::string_view) {
          is_open = true;
          return false;
        });
    if (!scanned.ok()) return scanned;
    if (is_open) break;
  }
  return is_open;
}

absl::StatusOr<std::vector<std::string>> OpenReferralsOf(
    const storage::Reader& reader, const v1::ChildRow& child) {
  std::vector<std::string> referral_ids;
  for (const std::string& child_id : IdsOf(child)) {
    absl::Status scanned = ScanOpen(reader, OpenReferralKey(child_id, "", ""),
                                    [&](absl::string_view referral_id) {
                                      referral_ids.emplace_back(referral_id);
                                      return true;
                                    });
    if (!scanned.ok()) return scanned;
  }
  return referral_ids;
}

}  // namespace saan
