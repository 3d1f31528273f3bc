// Holds a log to what it says about itself, entry by entry: that subjects are
// linked without a gap, that segments follow each other, and that the map that
// each seal commits to is the one that its entries make. Pure: for auditors who
// have a copy of the log.

#ifndef SAAN_STORAGE_SEGMENT_CHECK_H_
#define SAAN_STORAGE_SEGMENT_CHECK_H_

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "saan/v1/audit.pb.h"
#include "storage/subject_links.h"
#include "storage/subject_map.h"

namespace saan::storage {

// What the seals up to some point come to.
struct SealChain {
  uint64_t segments = 0;
  uint64_t sealed_end = 0;       // The first entry that none covers.
  uint64_t last_seal_index = 0;  // Where there is one.

  // DATA_LOSS unless `seal`, in the entry at `log_index`, is the next one.
  absl::Status Check(uint64_t log_index, const v1::SegmentSeal& seal) const;

  // Goes on to `seal`, which was checked.
  void Take(uint64_t log_index, const v1::SegmentSeal& seal);
};

// A subject's entries in one segment, with the seal of the segment and how the
// subject stands in its map.
struct SubjectAnswer {
  uint64_t seal_index = 0;
  v1::SegmentSeal seal;
  std::vector<uint64_t> indexes;  // Empty: none.
  MapProof proof;
};

// OK when `answers` are of the first segments of a log, one of each, and their
// maps say that `subject_ref` has just the indexes given. That the seals are in
// the log, is the caller's business. Into `sealed_end`, where it stands: up to
// which entry, not included, the answer is complete. INVALID_ARGUMENT,
// DATA_LOSS.
absl::Status VerifySubjectAnswers(absl::string_view subject_ref,
                                  absl::Span<const SubjectAnswer> answers,
                                  uint64_t* sealed_end);

// Not thread-safe.
class SegmentCheck {
 public:
  // Takes the entries of a log from the first on. DATA_LOSS names the entry
  // that does not fit those before it.
  absl::Status Add(uint64_t index, const v1::AuditEntry& entry);
  // Takes one of which there is only the hash: of whom it spoke, only others
  // can tell.
  void AddExpired(uint64_t index) { expired_.push_back(index); }

  const SealChain& seals() const { return chain_; }
  // Segments whose map cannot be computed again: entries of theirs are gone.
  uint64_t unchecked_maps() const { return unchecked_maps_; }
  // Entries whose subjects were linked, and so could be checked.
  uint64_t linked_entries() const { return linked_entries_; }

 private:
  absl::Status CheckLinks(uint64_t index, const v1::AuditEntry& entry);
  // True where [first, end) has an entry of which there is only the hash.
  bool HasExpired(uint64_t first, uint64_t end) const;
  // True where the link of an entry can be right although it is not to `known`:
  // it leads to an expired one after that, and counts no more than there are.
  bool LeadsToExpired(const SubjectHead& known, uint64_t previous,
                      uint64_t count) const;
  absl::Status CheckSeal(uint64_t index, const v1::SegmentSeal& seal);

  SealChain chain_;
  uint64_t linked_entries_ = 0;
  uint64_t unchecked_maps_ = 0;
  std::vector<uint64_t> expired_;  // Ascending.
  // Where the chain of each subject ends.
  absl::flat_hash_map<std::string, SubjectHead> heads_;
  // What no seal covers yet: an entry, and the subject that it speaks of.
  std::deque<std::pair<uint64_t, std::string>> unsealed_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_SEGMENT_CHECK_H_
