// The tables of deploy/care, as they were when this program was built.

#ifndef SAAN_GATEWAY_CARE_TABLES_H_
#define SAAN_GATEWAY_CARE_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace saan::care {

absl::string_view NeedsTsv();
absl::string_view BenefitsTsv();
absl::string_view SilencesTsv();

// The rows of a table without its header; each has as many cells as that.
std::vector<std::vector<std::string>> RowsOf(absl::string_view tsv);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_TABLES_H_
