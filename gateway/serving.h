// Who serves a child: the agencies that hold records of it, and where it lives.

#ifndef SAAN_GATEWAY_SERVING_H_
#define SAAN_GATEWAY_SERVING_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/stored_record.h"
#include "saan/v1/stored.pb.h"

namespace saan {

// Records of one child that are looked at; what is beyond is of agencies that
// have others among these.
inline constexpr int kMaxRecordsLookedAt = 64;

struct Serving {
  v1::ChildRow child;
  std::set<std::string> agencies;
  // Where the child lives by its newest record that says so; may be empty.
  std::string area_code;
  // Its house by the same; personal, stays in memory.
  std::string house_code;
};

// NO_ACCESS for a child that is not there, as for one that may not be known.
absl::StatusOr<Serving> ServingOf(const House& house,
                                  const std::string& child_id);
absl::StatusOr<Serving> ServingOf(const House& house, v1::ChildRow child);

// The records of a child, as NameSubject takes them.
std::vector<std::string> RecordIdsOf(const v1::ChildRow& child);

// A child that the caller may know of.
struct KnownChild {
  Serving serving;
  std::vector<StoredRecord> records;  // All of it.
  policy::Facts facts;                // Of these records, for the caller.
  // True when a hold leaves the caller its own records alone.
  bool is_held = false;
};
// A child of which the caller holds a record, or may read something of one by a
// rule; enters it into the log. FIELD_INVALID, NO_ACCESS.
absl::StatusOr<KnownChild> ChildKnownTo(const House& house,
                                        const std::string& child_id,
                                        Call* call);

// How far the caller may read a value of this kind, about the child itself,
// that `holder` holds.
v1::DisclosureLevel ReadLevel(const Call& call, const policy::Facts& facts,
                              const std::string& holder, v1::Category category,
                              int sensitivity);

}  // namespace saan

#endif  // SAAN_GATEWAY_SERVING_H_
