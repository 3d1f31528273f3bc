// Kinds of data that were shown, as reports about the log sum them up. Pure.

#ifndef SAAN_GATEWAY_CTL_KINDS_SHOWN_H_
#define SAAN_GATEWAY_CTL_KINDS_SHOWN_H_

#include <map>
#include <string>
#include <utility>

#include "gateway/ctl/words.h"
#include "saan/v1/audit.pb.h"

namespace saan::ctl {

// By what they tell of and about whom, each with the highest sensitivity shown
// (0 to 4; see label.proto).
using KindsShown = std::map<std::pair<v1::Category, v1::About>, int>;

// Adds what `entry` disclosed.
void AddKinds(const v1::AuditEntry& entry, KindsShown* shown);

// "สุขภาพ[3], การศึกษา/ผู้ปกครอง[1]".
std::string DescribeKinds(const KindsShown& shown, Lang lang);

// A JSON array of {category, about, sensitivity}.
std::string KindsJson(const KindsShown& shown);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_KINDS_SHOWN_H_
