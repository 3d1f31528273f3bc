// The tables of titles as they are built in (cmake/embed.cmake).

#ifndef SAAN_GATEWAY_TITLES_TSV_H_
#define SAAN_GATEWAY_TITLES_TSV_H_

#include "absl/strings/string_view.h"

namespace saan {

absl::string_view FieldTitlesTsv();
absl::string_view EnumTitlesTsv();

}  // namespace saan

#endif  // SAAN_GATEWAY_TITLES_TSV_H_
