// Which child is a record of? Finds the children a record may belong to, lets
// the matcher weigh them, and files the record: with a child, or as a new one,
// asking a person where it cannot be sure.

#ifndef SAAN_GATEWAY_FILING_H_
#define SAAN_GATEWAY_FILING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/house.h"
#include "saan/v1/exchange.pb.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// A key is too common once this many records are filed under it: it links
// nobody then (design: identifiers of a real child never come near).
inline constexpr int kMaxPostings = 64;
// At most this many candidate records are compared, those that share most keys
// first.
inline constexpr size_t kMaxCandidates = 24;
// At most this many reviews are opened for one record.
inline constexpr size_t kMaxReviews = 3;

// Index digests of a record: its blocking keys, and its own and others' native
// ids as references. Strong ones first.
struct IndexDigest {
  std::string digest;  // 16 bytes.
  bool is_strong = false;
};
std::vector<IndexDigest> IndexDigests(const storage::Seal& seal,
                                      const v1::TraitsRow& row);

// Key of the row that names the record with this native id.
std::string NativeKey(const storage::Seal& seal,
                      const v1::NativeReference& native);

// A child that a record was weighed against.
struct WeighedChild {
  v1::ChildRow child;
  v1::Evidence evidence;
  std::string record_id;  // The record that the evidence is about.
  std::string agency;     // Who owns that record.
  std::string system;     // Its system.
};
// All children that share a key with `row`, SAME first, then by weight. The
// record `except` is left out. Reads `reader`.
absl::StatusOr<std::vector<WeighedChild>> WeighCandidates(
    const House& house, const storage::Reader& reader, const v1::TraitsRow& row,
    absl::string_view except);

// Everything about a submitted record that filing needs.
struct Submitted {
  v1::Record record;  // Mapped; agency and received_time filled in.
  std::string native;
  std::string native_header;
};

// What filing came to.
struct Filed {
  v1::SubmitOutcome outcome = v1::SUBMIT_OUTCOME_UNSPECIFIED;
  std::string record_id;
  v1::ChildRow child;
};

// Files `submitted` into call->changes. The caller holds House::filing. A
// record whose native id is known takes the place of its earlier version.
absl::StatusOr<Filed> File(const House& house, Submitted submitted, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_FILING_H_
