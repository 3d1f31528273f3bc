#include "gateway/audit_walk.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "storage/log_index.h"

namespace saan {

using storage::kSegmentEntries;

EntryWalk::EntryWalk(const storage::Ledger& log, WalkPlan plan,
                     std::optional<uint64_t> position)
    : log_(log), plan_(std::move(plan)), position_(position) {
  if (plan_.size == 0) {
    position_ = std::nullopt;
  } else if (!position_.has_value()) {
    position_ = plan_.is_newest_first ? plan_.size - 1 : 0;
  } else if (*position_ >= plan_.size) {
    // Nothing has come since, or the token is of a longer log.
    position_ = std::nullopt;
  }
}

absl::StatusOr<std::optional<uint64_t>> EntryWalk::Next() {
  if (plan_.listed.has_value()) return NextListed();
  while (position_.has_value()) {
    if (!is_found_) {
      if (!plan_.terms.empty() && segments_++ == kMaxSegments) {
        return std::nullopt;
      }
      absl::StatusOr<std::vector<uint64_t>> found = InSegment();
      if (!found.ok()) return found.status();
      found_ = *std::move(found);
      std::reverse(found_.begin(), found_.end());
      is_found_ = true;
    }
    if (found_.empty()) {
      LeaveSegment();
      continue;
    }
    const uint64_t index = found_.back();
    found_.pop_back();
    const uint64_t segment = index / kSegmentEntries;
    MoveBeyond(index);
    if (position_.has_value() && *position_ / kSegmentEntries != segment) {
      is_found_ = false;
    }
    return index;
  }
  return std::nullopt;
}

std::optional<uint64_t> EntryWalk::NextListed() {
  if (!position_.has_value()) return std::nullopt;
  const std::vector<uint64_t>& all = *plan_.listed;
  std::vector<uint64_t>::const_iterator found;
  if (plan_.is_newest_first) {
    found = std::upper_bound(all.begin(), all.end(), *position_);
    if (found == all.begin()) {
      position_ = std::nullopt;
      return std::nullopt;
    }
    found = std::prev(found);
  } else {
    found = std::lower_bound(all.begin(), all.end(), *position_);
  }
  if (found == all.end() || *found >= plan_.size) {
    position_ = std::nullopt;
    return std::nullopt;
  }
  MoveBeyond(*found);
  return *found;
}

void EntryWalk::MoveBeyond(uint64_t index) {
  if (plan_.is_newest_first) {
    position_ = index == 0 ? std::nullopt : std::optional<uint64_t>(index - 1);
  } else {
    position_ = index + 1 < plan_.size ? std::optional<uint64_t>(index + 1)
                                       : std::nullopt;
  }
}

void EntryWalk::LeaveSegment() {
  const uint64_t first = *position_ / kSegmentEntries * kSegmentEntries;
  is_found_ = false;
  MoveBeyond(plan_.is_newest_first ? first : first + kSegmentEntries - 1);
}

absl::StatusOr<std::vector<uint64_t>> EntryWalk::InSegment() const {
  const uint64_t segment = *position_ / kSegmentEntries;
  const uint64_t first = segment * kSegmentEntries;
  const uint64_t end = std::min(plan_.size, first + kSegmentEntries);
  std::vector<uint64_t> found;
  if (plan_.terms.empty() || end < first + kSegmentEntries) {
    for (uint64_t index = first; index < end; ++index) found.push_back(index);
  } else {
    for (size_t i = 0; i < plan_.terms.size(); ++i) {
      absl::StatusOr<std::vector<uint64_t>> more =
          log_.FindInSegment(plan_.terms[i], segment);
      if (!more.ok()) return more.status();
      if (i == 0) {
        found = *std::move(more);
      } else {
        std::vector<uint64_t> both;
        std::set_intersection(found.begin(), found.end(), more->begin(),
                              more->end(), std::back_inserter(both));
        found = std::move(both);
      }
      if (found.empty()) return found;
    }
  }
  if (plan_.is_newest_first) {
    std::reverse(found.begin(), found.end());
    found.erase(found.begin(),
                std::find_if(found.begin(), found.end(), [&](uint64_t index) {
                  return index <= *position_;
                }));
  } else {
    found.erase(found.begin(),
                std::lower_bound(found.begin(), found.end(), *position_));
  }
  return found;
}

}  // namespace saan
