#include "storage/pending.h"

namespace saan::storage {

void Pending::Add(const std::vector<Put>& puts, size_t first) {
  for (size_t i = first; i < puts.size(); ++i) {
    places_[puts[i].key] = {&puts, i};
  }
}

void Pending::Remove(const std::vector<Put>& puts) {
  for (const Put& put : puts) {
    const auto place = places_.find(put.key);
    if (place != places_.end() && place->second.puts == &puts) {
      places_.erase(place);
    }
  }
}

const std::optional<std::string>* Pending::Find(absl::string_view key) const {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  return &(*place->second.puts)[place->second.index].value;
}

Pending::Rows Pending::Copy(absl::string_view from,
                            absl::string_view until) const {
  Rows rows;
  for (auto place = places_.lower_bound(from);
       place != places_.end() && (until.empty() || place->first < until);
       ++place) {
    const auto& [puts, index] = place->second;
    rows.emplace_back(place->first, (*puts)[index].value);
  }
  return rows;
}

absl::Status ScanMerged(const Reader& base, absl::string_view from,
                        absl::string_view until, const Pending::Rows& pending,
                        Visit visit) {
  auto next = pending.begin();
  bool is_wanted = true;
  // Visits what is pending before `key`, or all of it.
  const auto visit_pending = [&](const absl::string_view* key) {
    for (; is_wanted && next != pending.end() &&
           (key == nullptr || next->first < *key);
         ++next) {
      if (next->second.has_value()) {
        is_wanted = visit(next->first, *next->second);
      }
    }
  };
  const absl::Status status = base.Scan(
      from, until, [&](absl::string_view key, absl::string_view value) {
        visit_pending(&key);
        if (!is_wanted) return false;
        const bool is_replaced = next != pending.end() && next->first == key;
        if (!is_replaced) {
          is_wanted = visit(key, value);
        } else {
          // The pending row is its new value, or its end.
          if (next->second.has_value()) is_wanted = visit(key, *next->second);
          ++next;
        }
        return is_wanted;
      });
  if (!status.ok()) return status;
  visit_pending(nullptr);
  return absl::OkStatus();
}

}  // namespace saan::storage
