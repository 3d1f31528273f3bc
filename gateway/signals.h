// What each record tells that lists, counts and detectors ask for: kept beside
// the record, found by child and by area.

#ifndef SAAN_GATEWAY_SIGNALS_H_
#define SAAN_GATEWAY_SIGNALS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_follow_up.pb.h"

namespace saan {

// Keeps `row` for the record, in place of what it told before. DATA_LOSS where
// that does not parse, here and below: nothing is passed by in silence.
absl::Status KeepSignals(const House& house, const std::string& record_id,
                         const v1::SignalRow& row, Call* call);

// What the records of a child tell, oldest first.
absl::StatusOr<std::vector<v1::SignalRow>> SignalsOfChild(
    const House& house, const v1::ChildRow& child);
// What one record tells; NOT_FOUND where it tells nothing.
absl::StatusOr<v1::SignalRow> SignalsOfRecord(const House& house,
                                              absl::string_view record_id);

// Records by where the child lives: what all keys of an area begin with. What
// follows is the rest of the area's code, 0x00 and the record.
std::string AreaIndex(absl::string_view area_prefix);
// The record in a position of that index, and the area it stands under.
struct AreaPosition {
  std::string area_code;
  std::string record_id;
};
AreaPosition ReadAreaPosition(absl::string_view area_prefix,
                              absl::string_view position);

// True when the caller's agency is responsible for the area, in any duty, in
// the caller's role. Lists and counts are for those alone.
absl::StatusOr<bool> IsResponsible(const House& house, const Call& call,
                                   absl::string_view area_prefix);

// --- children of whom too long nothing was heard

// Key below storage::kFollowUp, without that byte.
std::string SilenceId(absl::string_view child_id, absl::string_view detector);
std::string SilenceOrder(absl::string_view agency);

// The silences of a child.
absl::StatusOr<std::vector<v1::SilenceRow>> SilencesOf(
    const House& house, absl::string_view child_id);

// Looks at the child again at `time`: see DueDates.
void LookAgain(absl::string_view child_id, absl::Time time, Call* call);

// Listens to the child: keeps what is silent now, tells who is responsible of
// what was not known yet, forgets what is heard again, and looks again when it
// must.
absl::Status ListenTo(const House& house, const std::string& child_id,
                      Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_SIGNALS_H_
