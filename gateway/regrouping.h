// Moves records from child to child: the one way in which who is who changes
// after a record was filed, and changes back.

#ifndef SAAN_GATEWAY_REGROUPING_H_
#define SAAN_GATEWAY_REGROUPING_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/house.h"
#include "saan/v1/match.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Records of one child, and pairs that are kept apart, in one decision.
inline constexpr int kMaxRecordsOfChild = 1000;
inline constexpr int kMaxPairsOfDecision = 4096;

// One change under House::filing, which the call must hold from before the
// first read. Nothing is written before Finish. Not thread-safe.
class Regrouping {
 public:
  Regrouping(const House& house, Call* call) : house_(house), call_(call) {}

  // The child as it is so far. NOT_FOUND.
  absl::StatusOr<const v1::ChildRow*> Child(const std::string& child_id);

  // Files the records, all of `from`, under `to`, which may be new, or one that
  // was joined to `from` and is its own again. A child left without records
  // leads to `to` from then on. NOT_FOUND; FIELD_TOO_LONG beyond
  // kMaxRecordsOfChild.
  absl::Status Move(const std::string& from,
                    const std::vector<std::string>& record_ids,
                    const std::string& to);

  // The child id that `record_ids` of `from` came with when they, and no others
  // of those that are still there, were joined to it; else a new one.
  absl::StatusOr<std::string> FormerIdOf(
      const std::string& from, const std::vector<std::string>& record_ids);

  // From now on the two are never one child by a score; or may be again.
  // FIELD_TOO_LONG beyond kMaxPairsOfDecision.
  absl::Status KeepApart(const std::string& record_id_a,
                         const std::string& record_id_b);
  void LetTogether(const v1::RecordPair& pair);

  // Adds all rows to call->changes, closes reviews whose two records are one
  // child now, and fills the rest of `decision`, which has kind and reason, and
  // keeps it. Runs what changes in memory through call->placed. The children
  // concerned are named in the entry.
  absl::Status Finish(v1::IdentityDecision* decision);

 private:
  struct Changed {
    v1::ChildRow before;  // Without an id: it is new.
    v1::ChildRow after;
  };

  absl::StatusOr<Changed*> Find(const std::string& child_id, bool may_be_new);
  void JoinInto(Changed* from, Changed* to);
  void Revive(Changed* from, Changed* to);
  absl::Status PutRecords();
  absl::Status CloseReviews();
  absl::Status CloseReviewsOf(const v1::ChildRow& child);
  void PutPairs(const v1::IdentityDecision& decision);
  void PutDecision(const v1::IdentityDecision& decision);
  void ChangeMemory(const v1::IdentityDecision& decision);

  const House& house_;
  Call* const call_;
  std::map<std::string, Changed> children_;
  std::map<std::string, std::string> moved_;      // Record to its new child.
  std::map<std::string, v1::RecordRow> records_;  // Read so far, as kept.
  std::vector<v1::RecordPair> apart_;
  std::vector<v1::RecordPair> together_;
};

// A decision as it is kept. NOT_FOUND.
absl::StatusOr<v1::IdentityDecision> GetDecision(const storage::Reader& reader,
                                                 const std::string& id);

}  // namespace saan

#endif  // SAAN_GATEWAY_REGROUPING_H_
