// Links and clusters held against a truth: pairwise and B-cubed figures, and
// whether stated probabilities are right as often as they say.

#ifndef SAAN_GATEWAY_CTL_EVALUATION_H_
#define SAAN_GATEWAY_CTL_EVALUATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace saan::ctl {

// Who each record is of, by record number in the order of the files.
class Truth {
 public:
  // Columns record_id (or id) and cluster (or person_id, cluster_id), CSV or
  // TSV. INVALID_ARGUMENT "file:line: reason".
  absl::Status Read(const std::vector<std::string>& paths);

  // -1 for a record that is not in it.
  int64_t Find(absl::string_view record_id) const;
  uint32_t person_of(uint32_t record) const { return person_of_[record]; }
  uint32_t records() const { return static_cast<uint32_t>(person_of_.size()); }

 private:
  absl::Status ReadFile(const std::string& path);

  absl::flat_hash_map<std::string, uint32_t> records_;
  absl::flat_hash_map<std::string, uint32_t> people_;
  std::vector<uint32_t> person_of_;
};

struct Measure {
  std::string name;
  double precision = 1;
  double recall = 1;
  // Pairs; 0 for what does not count pairs.
  uint64_t right = 0;
  uint64_t found = 0;
  uint64_t truth = 0;

  double f1() const {
    return precision + recall > 0
               ? 2 * precision * recall / (precision + recall)
               : 0;
  }
};

// Pairs of a stated probability from `from` up to `to`.
struct CalibrationBin {
  double from = 0;
  double to = 0;
  double stated_sum = 0;
  uint64_t right = 0;
  uint64_t count = 0;
};

struct Evaluation {
  // "pairs" (as given, links only), "pairwise" and "b_cubed" (of the clusters,
  // or of what the links join).
  std::vector<Measure> measures;
  Measure review;                    // Of links only.
  std::vector<CalibrationBin> bins;  // Of links only; none is empty.
  uint64_t unknown_records = 0;      // Rows left out.
};

// Files as `saan link` writes them; a record that they do not name is alone.
// Errors as for Truth.
absl::StatusOr<Evaluation> EvaluateClusters(const Truth& truth,
                                            const std::string& path);
absl::StatusOr<Evaluation> EvaluateLinks(const Truth& truth,
                                         const std::string& path);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_EVALUATION_H_
