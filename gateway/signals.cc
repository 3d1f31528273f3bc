#include "gateway/signals.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/care/silences.h"
#include "gateway/events.h"
#include "gateway/responsibilities.h"
#include "gateway/rows.h"
#include "gateway/serving.h"
#include "storage/tables.h"

namespace saan {
namespace {

using storage::Key;

// Silences whose responsible is nobody stand under this name, for
// administrators.
constexpr char kNobody[] = "";

std::string SignalKey(absl::string_view record_id) {
  return Key(storage::kFollowUp, absl::StrCat("R", record_id));
}

std::string AreaKey(const std::string& area_code, absl::string_view record_id) {
  return absl::StrCat(AreaIndex(area_code), storage::kNul, record_id);
}

std::string OrderKey(const v1::SilenceRow& row) {
  return absl::StrCat(SilenceOrder(row.agency()),
                      storage::BigEndian64(row.found_unix_seconds()),
                      row.child_id(), row.detector());
}

// Who is to act, and in which role.
absl::StatusOr<std::optional<v1::ResponsibilityRow>> ToAct(
    const House& house, const care::Detector& detector,
    const std::string& area_code, const Call& call) {
  return FindResponsible(house, detector.duty, area_code, call.now);
}

absl::Status Find(const House& house, const Serving& serving,
                  const care::Hearing::Silent& silent, Call* call) {
  const care::Detector* detector = care::FindDetector(silent.detector);
  const auto responsible = ToAct(house, *detector, serving.area_code, *call);
  if (!responsible.ok()) return responsible.status();
  v1::SilenceRow row;
  row.set_detector(silent.detector);
  row.set_child_id(serving.child.child_id());
  row.set_agency(responsible->has_value() ? (*responsible)->agency() : kNobody);
  row.set_area_code(serving.area_code);
  row.set_since_unix_seconds(absl::ToUnixSeconds(silent.since));
  row.set_found_unix_seconds(absl::ToUnixSeconds(call->now));
  storage::PutRow<v1::SilenceRow>(storage::kFollowUp,
                                  SilenceId(row.child_id(), row.detector()),
                                  row, nullptr, &call->changes);
  call->changes.puts.push_back({OrderKey(row), ""});
  if (!responsible->has_value()) return absl::OkStatus();
  v1::Event event;
  event.set_kind(v1::EVENT_KIND_SILENCE);
  event.set_child_id(row.child_id());
  event.set_detail(row.detector());
  event.set_role((*responsible)->role());
  event.set_area_code((*responsible)->area_prefix());
  AddEvent(std::move(event), row.agency(), call);
  return absl::OkStatus();
}

void Forget(const v1::SilenceRow& row, Call* call) {
  const std::string key =
      Key(storage::kFollowUp, SilenceId(row.child_id(), row.detector()));
  call->changes.expects.push_back({key, row.SerializeAsString()});
  call->changes.puts.push_back({key, std::nullopt});
  call->changes.puts.push_back({OrderKey(row), std::nullopt});
}

}  // namespace

absl::Status KeepSignals(const House& house, const std::string& record_id,
                         const v1::SignalRow& row, Call* call) {
  const absl::StatusOr<v1::SignalRow> before =
      SignalsOfRecord(house, record_id);
  if (!before.ok() && !absl::IsNotFound(before.status())) {
    return before.status();
  }
  std::vector<storage::Put>& puts = call->changes.puts;
  if (before.ok() && before->area_code() != row.area_code()) {
    puts.push_back({AreaKey(before->area_code(), record_id), std::nullopt});
  }
  puts.push_back({SignalKey(record_id), row.SerializeAsString()});
  puts.push_back({AreaKey(row.area_code(), record_id), ""});
  return absl::OkStatus();
}

absl::StatusOr<v1::SignalRow> SignalsOfRecord(const House& house,
                                              absl::string_view record_id) {
  const std::string key = SignalKey(record_id);
  return storage::GetRow<v1::SignalRow>(house.ahead, key[0],
                                        absl::string_view(key).substr(1));
}

absl::StatusOr<std::vector<v1::SignalRow>> SignalsOfChild(
    const House& house, const v1::ChildRow& child) {
  std::vector<v1::SignalRow> rows;
  const int first = std::max(0, child.record_ids_size() - kMaxRecordsLookedAt);
  for (int i = first; i < child.record_ids_size(); ++i) {
    absl::StatusOr<v1::SignalRow> row =
        SignalsOfRecord(house, child.record_ids(i));
    if (absl::IsNotFound(row.status())) continue;
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
  }
  return rows;
}

std::string AreaIndex(absl::string_view area_prefix) {
  return Key(storage::kFollowUp, absl::StrCat("A", area_prefix));
}

AreaPosition ReadAreaPosition(absl::string_view area_prefix,
                              absl::string_view position) {
  const size_t end = position.find('\0');
  if (end == absl::string_view::npos) return {};
  return {absl::StrCat(area_prefix, position.substr(0, end)),
          std::string(position.substr(end + 1))};
}

absl::StatusOr<bool> IsResponsible(const House& house, const Call& call,
                                   absl::string_view area_prefix) {
  for (const char* duty : {kCareDuty, kProtectionDuty}) {
    const auto row = FindResponsible(house, duty, area_prefix, call.now);
    if (!row.ok()) return row.status();
    if (row->has_value() && (*row)->agency() == call.caller.agency &&
        ((*row)->role() == v1::ROLE_UNSPECIFIED ||
         (*row)->role() == call.context.role())) {
      return true;
    }
  }
  return false;
}

std::string SilenceId(absl::string_view child_id, absl::string_view detector) {
  return absl::StrCat("F", child_id, detector);
}

std::string SilenceOrder(absl::string_view agency) {
  return Key(storage::kFollowUp, absl::StrCat("L", agency, storage::kNul));
}

absl::StatusOr<std::vector<v1::SilenceRow>> SilencesOf(
    const House& house, absl::string_view child_id) {
  const std::string prefix = Key(storage::kFollowUp, SilenceId(child_id, ""));
  std::vector<v1::SilenceRow> rows;
  const absl::Status scanned = ScanRowsUnder<v1::SilenceRow>(
      house.ahead, prefix, [&](v1::SilenceRow row) {
        rows.push_back(std::move(row));
        return true;
      });
  if (!scanned.ok()) return scanned;
  return rows;
}

void LookAgain(absl::string_view child_id, absl::Time time, Call* call) {
  call->changes.puts.push_back(
      {Key(storage::kDueDates,
           absl::StrCat(storage::BigEndian64(absl::ToUnixNanos(time)), "S",
                        child_id)),
       ""});
}

absl::Status ListenTo(const House& house, const std::string& child_id,
                      Call* call) {
  const absl::StatusOr<Serving> serving = ServingOf(house, child_id);
  // A child that is there no more has nothing to say.
  if (ReasonOf(serving.status()) == v1::ERROR_REASON_NO_ACCESS) {
    return absl::OkStatus();
  }
  if (!serving.ok()) return serving.status();
  absl::StatusOr<std::vector<v1::SilenceRow>> known =
      SilencesOf(house, child_id);
  if (!known.ok()) return known.status();
  const absl::StatusOr<std::vector<v1::SignalRow>> signals =
      SignalsOfChild(house, serving->child);
  if (!signals.ok()) return signals.status();
  const care::Hearing hearing = care::Listen(*signals, call->now);
  std::set<std::string> still;
  for (const care::Hearing::Silent& silent : hearing.silent) {
    still.insert(silent.detector);
    const bool is_known = std::any_of(
        known->begin(), known->end(), [&](const v1::SilenceRow& row) {
          return row.detector() == silent.detector;
        });
    if (is_known) continue;
    if (absl::Status found = Find(house, *serving, silent, call); !found.ok()) {
      return found;
    }
  }
  for (const v1::SilenceRow& row : *known) {
    if (still.count(row.detector()) == 0) Forget(row, call);
  }
  if (absl::Status named = NameChild(house, child_id, call); !named.ok()) {
    return named;
  }
  if (hearing.next_look.has_value()) {
    LookAgain(child_id, *hearing.next_look, call);
  }
  return absl::OkStatus();
}

}  // namespace saan
