#include "gateway/serving.h"

#include <algorithm>
#include <utility>

#include "gateway/children.h"
#include "gateway/facts.h"
#include "gateway/names.h"
#include "storage/tables.h"

namespace saan {

absl::StatusOr<Serving> ServingOf(const House& house, v1::ChildRow child) {
  Serving serving;
  const int first = std::max(0, child.record_ids_size() - kMaxRecordsLookedAt);
  for (int i = child.record_ids_size() - 1; i >= first; --i) {
    const absl::StatusOr<v1::TraitsRow> row = storage::GetRow<v1::TraitsRow>(
        house.ahead, storage::kTraits, child.record_ids(i));
    if (absl::IsNotFound(row.status())) continue;  // Being filed right now.
    if (!row.ok()) return row.status();
    serving.agencies.insert(row->agency());
    if (serving.house_code.empty()) {
      serving.house_code = row->traits().house_code();
    }
    if (serving.area_code.empty()) {
      serving.area_code = row->traits().area_code();
    }
  }
  serving.child = std::move(child);
  return serving;
}

absl::StatusOr<Serving> ServingOf(const House& house,
                                  const std::string& child_id) {
  if (!IsHandle(child_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "child_id");
  }
  absl::StatusOr<v1::ChildRow> child = ResolveChild(house.ahead, child_id);
  if (absl::IsNotFound(child.status())) {
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  if (!child.ok()) return child.status();
  return ServingOf(house, *std::move(child));
}

std::vector<std::string> RecordIdsOf(const v1::ChildRow& child) {
  return {child.record_ids().begin(), child.record_ids().end()};
}

absl::StatusOr<KnownChild> ChildKnownTo(const House& house,
                                        const std::string& child_id,
                                        Call* call) {
  absl::StatusOr<Serving> serving = ServingOf(house, child_id);
  if (!serving.ok()) return serving.status();
  NameSubject(serving->child, RecordIdsOf(serving->child), &call->entry);
  absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, serving->child);
  if (!records.ok()) return records.status();
  absl::StatusOr<policy::Facts> facts =
      FactsOf(house, *call, serving->child, *records);
  if (!facts.ok()) return facts.status();
  const policy::Ask ask = call->Ask(v1::ACTION_READ);
  // Of its own records an agency sees all.
  const bool is_known = std::any_of(
      serving->agencies.begin(), serving->agencies.end(),
      [&](const std::string& holder) {
        return call->rules->Decide(ask, holder, *facts).allows_anything();
      });
  if (!is_known) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  call->entry.set_subject_count(1);
  KnownChild known;
  known.is_held = policy::IsHeld(ask, *facts);
  known.serving = *std::move(serving);
  known.records = *std::move(records);
  known.facts = *std::move(facts);
  return known;
}

v1::DisclosureLevel ReadLevel(const Call& call, const policy::Facts& facts,
                              const std::string& holder, v1::Category category,
                              int sensitivity) {
  v1::Label label;
  label.set_category(category);
  label.set_about(v1::ABOUT_CHILD);
  label.set_sensitivity(sensitivity);
  return call.rules->Decide(call.Ask(v1::ACTION_READ), holder, facts)
      .Level(label);
}

}  // namespace saan
