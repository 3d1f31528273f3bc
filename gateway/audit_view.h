// What an auditor may see of the log, and the proofs that go with it.

#ifndef SAAN_GATEWAY_AUDIT_VIEW_H_
#define SAAN_GATEWAY_AUDIT_VIEW_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/auditor.pb.h"

namespace saan {

// True for auditors whose system stands in the gateway's configuration. Those
// that an administrator registered see the entries of their own agency, so that
// no administrator can make an auditor who sees all.
bool SeesWholeLog(const House& house, const Call& call);

// NO_ACCESS unless the caller may see `entry`.
absl::Status MaySee(const House& house, const Call& call,
                    const v1::AuditEntry& entry);

// The entry at `index`, with its leaf hash and, where `with_leaf`, its bytes;
// the hash alone where its time is over.
// NOT_FOUND when the log is shorter.
absl::StatusOr<v1::LoggedEntry> ReadEntry(const House& house, uint64_t index,
                                          bool with_leaf);

// Adds to `logged`, whose index is set, its proof in the log of `size` entries.
// OUT_OF_RANGE unless the log had so many, and this one among them.
absl::Status AddInclusionProof(const House& house, uint64_t size,
                               v1::LoggedEntry* logged);

// The entry that seals segment `number`, with its bytes and its proof in the
// log of `size` entries. OUT_OF_RANGE where no such segment is sealed by then.
absl::StatusOr<v1::LoggedEntry> ReadSeal(const House& house, uint64_t number,
                                         uint64_t size);

// The first entry that none of the first `count` segments covers. OUT_OF_RANGE
// where fewer are sealed.
absl::StatusOr<uint64_t> SealedEnd(const House& house, uint64_t count);

// The C2SP tlog-proof file of the entry at `index`: under the checkpoint that
// witnesses cosigned where that covers it, else under one that the log alone
// signed, now if need be. NOT_FOUND when the log is shorter.
absl::StatusOr<std::string> ProofFile(const House& house, uint64_t index);

}  // namespace saan

#endif  // SAAN_GATEWAY_AUDIT_VIEW_H_
