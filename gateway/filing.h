// Which child is a record of? Lets the house's identities weigh the children it
// may belong to, and files the record: with a child, or as a new one,
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

// At most this many reviews are opened for one record.
inline constexpr size_t kMaxReviews = 3;

// Key of the row that names the record with this native id.
std::string NativeKey(const storage::Seal& seal,
                      const v1::NativeReference& native);

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

// The children that a filed record should be asked about, by what it says now:
// others that it is like, and its own where it is unlike the rest of that.
std::vector<WeighedChild> QuestionsAbout(const House& house,
                                         const v1::TraitsRow& row,
                                         absl::string_view record_id);

// Files `submitted` into call->changes. The caller holds House::filing. A
// record whose native id is known takes the place of its earlier version.
absl::StatusOr<Filed> File(const House& house, Submitted submitted, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_FILING_H_
