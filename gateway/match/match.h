// Are two records the same child? Fellegi-Sunter over Thai-aware comparisons
// (I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64, 1969),
// under rules that no sum of weights outranks. Pure: the model and the two
// traits give the answer.

#ifndef SAAN_GATEWAY_MATCH_MATCH_H_
#define SAAN_GATEWAY_MATCH_MATCH_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/match.pb.h"

namespace saan::match {

// Comparisons, weights in bits, prior and thresholds. Immutable once loaded;
// any thread may use it.
class Model {
 public:
  // Reads a model.textproto (gateway/match/model.proto). INVALID_ARGUMENT
  // "file:line: reason".
  static absl::StatusOr<std::unique_ptr<Model>> Load(const std::string& file);
  virtual ~Model() = default;
  virtual const std::string& version() const = 0;
};

// What the matcher compares of `record`. Needs names that adapters have folded.
v1::Traits TraitsOf(const v1::Record& record);

// A key under which a record is filed; records that share none are never
// compared. `text` holds personal data: index only its keyed digest.
struct BlockingKey {
  std::string domain;  // e.g. "identifier", "lk82+birth".
  std::string text;
  bool is_strong = false;  // From an identifier: never skipped as too common.
};

// At most kMaxBlockingKeys, strong ones first.
inline constexpr size_t kMaxBlockingKeys = 24;
std::vector<BlockingKey> BlockingKeys(const v1::Traits& traits);

// All comparisons that both sides allow, their sum, and the verdict.
v1::Evidence Compare(const Model& model, const v1::Traits& a,
                     const v1::Traits& b);

// The verdict on `record` and a child with these records: the best evidence,
// held down to REVIEW or DIFFERENT by any record that contradicts it.
// `best` receives the index of the record that the evidence is about.
v1::Evidence CompareWithAll(const Model& model, const v1::Traits& record,
                            const std::vector<v1::Traits>& child_records,
                            size_t* best);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MATCH_H_
