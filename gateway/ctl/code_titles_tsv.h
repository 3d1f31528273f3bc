// gateway/enum_titles.tsv, built in: what the codes of the schema are called.

#ifndef SAAN_GATEWAY_CTL_CODE_TITLES_TSV_H_
#define SAAN_GATEWAY_CTL_CODE_TITLES_TSV_H_

#include "absl/strings/string_view.h"

namespace saan::ctl {

// Lines of code, Thai and English, parted by tabs.
absl::string_view CodeTitlesTsv();

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_CODE_TITLES_TSV_H_
