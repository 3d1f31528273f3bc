// CountChildren: how many, by area. Every number is a sum of what each
// subdistrict tells by itself, cut down to a multiple of five: no difference of
// two of them tells more than that.

#include <map>
#include <set>
#include <string>

#include "gateway/care/silences.h"
#include "gateway/follow_up.h"
#include "gateway/responsibilities.h"
#include "gateway/signals.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kSubdistrictDigits = 6;
// Records that one count looks at: a province of some 50,000 children.
constexpr size_t kMaxCounted = 200'000;

// The children of one subdistrict, by what is counted.
struct Cell {
  std::set<std::string> all;
  std::set<std::string> open_need;
  std::set<std::string> open_absence;
  std::set<std::string> open_case;
};

void Add(const v1::SignalRow& row, Cell* cell) {
  cell->all.insert(row.child_id());
  if (row.has_open_need()) cell->open_need.insert(row.child_id());
  if (row.has_open_absence()) cell->open_absence.insert(row.child_id());
  if (row.has_open_case()) cell->open_case.insert(row.child_id());
}

void Add(const Cell& cell, v1::AreaCount* count) {
  const auto told = [](const std::set<std::string>& children) {
    return care::Told(static_cast<int>(children.size()));
  };
  count->set_child_count(count->child_count() + told(cell.all));
  count->set_open_need_count(count->open_need_count() + told(cell.open_need));
  count->set_open_absence_count(count->open_absence_count() +
                                told(cell.open_absence));
  count->set_open_case_count(count->open_case_count() + told(cell.open_case));
}

absl::Status Body(const House& house, const v1::CountChildrenRequest& request,
                  Call* call, v1::CountChildrenResponse* response) {
  const std::string& area = request.area_prefix();
  if (!IsArea(area) || area.size() > kSubdistrictDigits) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "area_prefix");
  }
  if (call->context.purpose() != v1::PURPOSE_STATISTICS) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "context.purpose");
  }
  absl::StatusOr<bool> may = IsResponsible(house, *call, area);
  if (!may.ok()) return may.status();
  if (!*may) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  const std::string index = AreaIndex(area);
  std::map<std::string, Cell> cells;
  size_t looked = 0;
  absl::Status read;
  absl::Status scanned = house.store.Scan(
      index, storage::PrefixEnd(index),
      [&](absl::string_view key, absl::string_view) {
        const AreaPosition position =
            ReadAreaPosition(area, key.substr(index.size()));
        const absl::StatusOr<v1::SignalRow> row =
            SignalsOfRecord(house, position.record_id);
        if (!row.ok() && !absl::IsNotFound(row.status())) {
          read = row.status();
          return false;
        }
        if (row.ok()) {
          Add(*row, &cells[position.area_code.substr(0, kSubdistrictDigits)]);
        }
        return ++looked <= kMaxCounted;
      });
  if (!scanned.ok()) return scanned;
  if (!read.ok()) return read;
  if (looked > kMaxCounted) {
    return Refuse(v1::ERROR_REASON_QUESTION_TOO_WIDE, "area_prefix");
  }
  std::map<std::string, v1::AreaCount> below;
  for (const auto& [code, cell] : cells) {
    const std::string part = code.substr(0, area.size() + 2);
    below[part].set_area_code(part);
    Add(cell, &below[part]);
    Add(cell, response->mutable_total());
  }
  response->mutable_total()->set_area_code(area);
  for (auto& [code, count] : below) {
    // That an area has a few children is not told either.
    if (count.child_count() > 0) *response->add_counts() = std::move(count);
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status FollowUp::CountChildren(grpc::ServerContext* context,
                                     const v1::CountChildrenRequest* request,
                                     v1::CountChildrenResponse* response) {
  return Serve(frame_, *context,
               {"FollowUpService/CountChildren", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
