#include "gateway/match/model_changes.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace saan::match {

std::vector<LevelChange> ChangesBetween(const Model& before,
                                        const Model& after) {
  std::vector<LevelChange> changes;
  for (size_t i = 0; i < before.comparisons.size(); ++i) {
    const Comparison& old = before.comparisons[i];
    for (size_t level = 0; level < kMaxLevels; ++level) {
      if (!old.levels[level].is_listed) continue;
      changes.push_back({before.NameOf(old), WordsOf(old.kind).levels[level],
                         old.levels[level].same_bits,
                         after.comparisons[i].levels[level].same_bits});
    }
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const LevelChange& a, const LevelChange& b) {
                     return std::fabs(a.after_bits - a.before_bits) >
                            std::fabs(b.after_bits - b.before_bits);
                   });
  return changes;
}

std::string NextVersion(const std::string& version) {
  const size_t at = version.rfind('@');
  int number = 0;
  if (at == std::string::npos ||
      !absl::SimpleAtoi(version.substr(at + 1), &number)) {
    return absl::StrCat(version, "@2");
  }
  return absl::StrCat(version.substr(0, at), "@", number + 1);
}

}  // namespace saan::match
