// What an auditor is told of one child, segment by segment, and whether it is
// proven to be all. Pure but for the keys, which stand in `Trust`.

#ifndef SAAN_GATEWAY_CTL_SUBJECT_PROOF_H_
#define SAAN_GATEWAY_CTL_SUBJECT_PROOF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/ctl/trust.h"
#include "saan/v1/auditor.pb.h"

namespace saan::ctl {

// An answer as it is kept: the pages of ProveSubject, one JSON object a line.
std::string FormatSubjectProof(
    const std::vector<v1::ProveSubjectResponse>& pages);
// INVALID_ARGUMENT names the line that is none.
absl::StatusOr<std::vector<v1::ProveSubjectResponse>> ParseSubjectProof(
    absl::string_view text);

// What a proven answer says.
struct ProvenSubject {
  std::string subject_ref;  // 16 bytes.
  uint64_t segments = 0;
  uint64_t sealed_end = 0;               // Complete up to here, not included.
  std::vector<uint64_t> indexes;         // Of the entries about it, ascending.
  storage::OpenedCheckpoint checkpoint;  // The last page's.
};

// DATA_LOSS, INVALID_ARGUMENT or PERMISSION_DENIED unless the seals are in the
// log that `trust` knows, follow each other from the first entry on, and their
// maps say just that of the subject.
absl::StatusOr<ProvenSubject> VerifySubjectProof(
    const std::vector<v1::ProveSubjectResponse>& pages, const Trust& trust);

// The seal in `logged`, read from its bytes. DATA_LOSS unless they are proven
// to be in the log of `checkpoint`, and seal a segment.
absl::StatusOr<v1::SegmentSeal> OpenSeal(const v1::LoggedEntry& logged,
                                         const storage::Checkpoint& checkpoint);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SUBJECT_PROOF_H_
