// Who saw records of two children as one child's: told when they are parted.

#ifndef SAAN_GATEWAY_EXPOSURES_H_
#define SAAN_GATEWAY_EXPOSURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/house.h"
#include "saan/v1/match.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Answers that are told of; the audit log has all.
inline constexpr size_t kMaxExposures = 10000;

struct Exposures {
  std::vector<v1::Exposure> answers;
  // The link between the child and the log was cut, or entries about it are
  // kept no more: not all can be told.
  bool is_history_erased = false;
  uint64_t entries_read = 0;
};

// Of the log's entries from `first_index` on: answers about `child` that showed
// one of `parted` together with another of its records, or to an agency that
// does not own it. `child` is as it was before they were parted.
absl::StatusOr<Exposures> FindExposures(const House& house,
                                        const v1::ChildRow& child,
                                        const std::vector<std::string>& parted,
                                        uint64_t first_index);

}  // namespace saan

#endif  // SAAN_GATEWAY_EXPOSURES_H_
