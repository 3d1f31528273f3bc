// A silence as its agency sees it.

#ifndef SAAN_GATEWAY_SILENCE_VIEW_H_
#define SAAN_GATEWAY_SILENCE_VIEW_H_

#include "gateway/timestamps.h"
#include "saan/v1/follow_up.pb.h"
#include "saan/v1/stored_follow_up.pb.h"

namespace saan {

inline v1::Silence SilenceOf(const v1::SilenceRow& row) {
  v1::Silence view;
  view.set_detector(row.detector());
  view.set_child_id(row.child_id());
  view.set_area_code(row.area_code());
  view.mutable_since_time()->set_seconds(row.since_unix_seconds());
  view.mutable_find_time()->set_seconds(row.found_unix_seconds());
  if (row.snoozed_until_unix_seconds() != 0) {
    view.mutable_snooze_time()->set_seconds(row.snoozed_until_unix_seconds());
  }
  view.set_snooze_reason(row.snooze_reason());
  return view;
}

}  // namespace saan

#endif  // SAAN_GATEWAY_SILENCE_VIEW_H_
