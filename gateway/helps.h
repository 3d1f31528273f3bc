// Help given or asked for, of all agencies, so that none is given twice: kept
// by record, compared per child and per household.

#ifndef SAAN_GATEWAY_HELPS_H_
#define SAAN_GATEWAY_HELPS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/care/overlap.h"
#include "gateway/serving.h"

namespace saan {

// Records that place a child in one household, and records of its other
// children, that are looked at.
inline constexpr int kMaxHouseholdRecords = 256;

// Help of another payer that meets the one asked about.
struct MetHelp {
  std::string agency;
  std::string child_id;
  v1::BenefitKind kind = v1::BENEFIT_KIND_UNSPECIFIED;
  bool is_of_household = false;  // For another child of the house.
};

// What of the child, and for kinds of the household of its house, meets `help`
// and is not of `payer`: one for each agency and kind.
absl::StatusOr<std::vector<MetHelp>> HelpsThatMeet(const House& house,
                                                   const Serving& serving,
                                                   const care::Help& help,
                                                   const std::string& payer);

// What the record told of help until now.
absl::StatusOr<std::vector<care::Help>> HelpsKept(const House& house,
                                                  const std::string& record_id);

// Keeps what a record tells of help, in place of what it told before.
void KeepHelps(const House& house, const std::string& record_id,
               const std::string& agency, const std::vector<care::Help>& helps,
               Call* call);

// Keeps the house that a record places its child in, by house codes, in place
// of the one before; empty is none.
void KeepHousehold(const House& house, const std::string& record_id,
                   const std::string& before, const std::string& now,
                   Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_HELPS_H_
