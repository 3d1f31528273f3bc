#include "gateway/ctl/kinds_shown.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace saan::ctl {

void AddKinds(const v1::AuditEntry& entry, KindsShown* shown) {
  for (const v1::Label& label : entry.disclosed()) {
    const v1::About about = label.about() == v1::ABOUT_UNSPECIFIED
                                ? v1::ABOUT_CHILD
                                : label.about();
    int& level = (*shown)[{label.category(), about}];
    level = std::max(level, label.sensitivity());
  }
}

std::string DescribeKinds(const KindsShown& shown, Lang lang) {
  std::vector<std::string> kinds;
  for (const auto& [kind, level] : shown) {
    std::string words = WordsForValue(kind.first).In(lang);
    if (kind.second != v1::ABOUT_CHILD) {
      absl::StrAppend(&words, "/", WordsForValue(kind.second).In(lang));
    }
    kinds.push_back(absl::StrCat(words, "[", level, "]"));
  }
  return absl::StrJoin(kinds, ", ");
}

std::string KindsJson(const KindsShown& shown) {
  std::vector<std::string> kinds;
  for (const auto& [kind, level] : shown) {
    kinds.push_back(absl::StrCat(
        "{\"category\":\"", v1::Category_Name(kind.first), "\",\"about\":\"",
        v1::About_Name(kind.second), "\",\"sensitivity\":", level, "}"));
  }
  return absl::StrCat("[", absl::StrJoin(kinds, ","), "]");
}

}  // namespace saan::ctl
