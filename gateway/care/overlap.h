// When is help given twice? Same kind, or a kind that serves the same end, in
// the same days, from another payer. Rules as data: deploy/care/benefits.tsv.

#ifndef SAAN_GATEWAY_CARE_OVERLAP_H_
#define SAAN_GATEWAY_CARE_OVERLAP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "saan/v1/care.pb.h"
#include "saan/v1/child.pb.h"

namespace saan::care {

// Whom a kind of help is for.
enum class Scope { kNone, kChild, kHousehold };

// The rule of one kind.
struct BenefitRule {
  v1::BenefitKind kind = v1::BENEFIT_KIND_UNSPECIFIED;
  Scope scope = Scope::kNone;  // kNone: never compared.
  // The kind itself betrays something of the child (HIV, foster care,
  // disability): it is never named, and all such kinds are compared as one, so
  // that asking for one of them does not tell which was met.
  bool is_closed = false;
  int single_days = 0;  // How long a single payment is meant for.
  std::vector<v1::BenefitKind> also;
};

// Null for a kind that the table does not name.
const BenefitRule* RuleOf(v1::BenefitKind kind);
const std::vector<BenefitRule>& BenefitRules();

// One help: days since 1970-01-01, both ends included.
struct Help {
  v1::BenefitKind kind = v1::BENEFIT_KIND_UNSPECIFIED;
  int32_t from_days = 0;
  int32_t until_days = 0;

  bool operator==(const Help&) const = default;
};

// True when the two would be help given twice. Symmetric.
bool Overlaps(const Help& a, const Help& b);

// Days since 1970-01-01 of YYYY-MM-DD; false when it is no such date.
bool DaysOf(absl::string_view date, int32_t* days);

// The help of `kind` from one day until another; `until` empty is a single
// payment. False when a date cannot be read or the days are the wrong way
// round.
bool HelpOf(v1::BenefitKind kind, absl::string_view from,
            absl::string_view until, Help* help);

// The helps that a record tells of: not those refused or cancelled, nor those
// that are never compared or have no day.
std::vector<Help> HelpsIn(const v1::Record& record);

// The kind as it may be told.
v1::BenefitKind Tellable(v1::BenefitKind kind);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_OVERLAP_H_
