// Whom to believe about a log (C2SP tlog-policy): keys of logs, keys of
// witnesses, and how many of them must have cosigned. Pure.
//
//   log <vkey> [url]
//   witness <name> <vkey> [url]
//   group <name> all|any|<k> <member>...
//   quorum <name>|none

#ifndef SAAN_STORAGE_TLOG_POLICY_H_
#define SAAN_STORAGE_TLOG_POLICY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/checkpoint.h"
#include "storage/note.h"

namespace saan::storage {

// Limits on what a file may name; each is twice what C2SP asks for.
inline constexpr size_t kMaxPolicyNames = 64;
inline constexpr size_t kMaxPolicyBytes = 1 << 20;

struct PolicyWitness {
  std::string name;  // Inside the policy only.
  VerifierKey key;   // Of type kCosignature.
  std::string url;   // May be empty.
};

// A witness, or a group of what stands before it.
struct PolicyMember {
  std::string name;
  size_t threshold = 0;         // Of a group; 0 for a witness.
  std::vector<size_t> members;  // Of a group: places among the members.
  size_t witness = 0;           // Of a witness: place among the witnesses.
};

class TlogPolicy {
 public:
  // INVALID_ARGUMENT names the line that is not as specified.
  static absl::StatusOr<TlogPolicy> Parse(absl::string_view text);

  const std::vector<VerifierKey>& logs() const { return logs_; }
  const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }
  // False for "quorum none".
  bool asks_for_witnesses() const { return quorum_ != kNone; }

  // Whether cosignatures by these witnesses (places among witnesses()) are
  // enough.
  bool IsMet(absl::Span<const size_t> cosigned) const;

 private:
  static constexpr size_t kNone = ~size_t{0};

  class Reader;
  bool IsMemberMet(size_t member, absl::Span<const size_t> cosigned) const;

  std::vector<VerifierKey> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<PolicyMember> members_;
  size_t quorum_ = kNone;
};

// A cosignature that verified.
struct Cosigned {
  size_t witness = 0;         // Place among the witnesses.
  uint64_t unix_seconds = 0;  // When the witness had seen it.
};

// The cosignatures of `note` by the witnesses of `policy`. DATA_LOSS when one
// is wrong.
absl::StatusOr<std::vector<Cosigned>> VerifyCosignatures(
    const Note& note, const TlogPolicy& policy);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_TLOG_POLICY_H_
