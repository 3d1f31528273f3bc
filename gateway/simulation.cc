#include "gateway/simulation.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>

#include "gateway/decisions.h"
#include "gateway/epochs.h"
#include "gateway/policy/explain.h"
#include "gateway/policy/schema.h"
#include "saan/v1/audit.pb.h"

namespace saan {
namespace {

// Closed decisions that are named.
constexpr int kMaxNamed = 1'000;
// Entries that are so much older than what is asked for end the search.
constexpr absl::Duration kMostSetBack = absl::Hours(24);

class Simulation {
 public:
  Simulation(const House& house, const Call& call, const policy::Rules& after,
             v1::SimulateEpochResponse* response)
      : house_(house), call_(call), after_(after), response_(response) {}

  absl::Status Replay(const std::string& decision_id) {
    const absl::StatusOr<v1::DecisionRow> row = DecisionOf(house_, decision_id);
    if (ReasonOf(row.status()) == v1::ERROR_REASON_NOT_FOUND) {
      return absl::OkStatus();  // Made before decisions were kept.
    }
    if (!row.ok()) return row.status();
    const absl::StatusOr<Replayed> replayed = ReplayOf(house_, *row);
    if (!replayed.ok()) return replayed.status();
    const absl::StatusOr<std::shared_ptr<const policy::Rules>> before =
        EditionNumber(row->epoch());
    if (!before.ok()) return before.status();
    response_->set_replayed_count(response_->replayed_count() + 1);
    Compare(decision_id, *row, *replayed, **before);
    return absl::OkStatus();
  }

  void Finish() {
    for (const auto& [key, counts] : changes_) {
      v1::SimulatedChange& change = *response_->add_changes();
      change.set_agency(std::get<0>(key));
      change.set_purpose(static_cast<v1::Purpose>(std::get<1>(key)));
      change.set_category(static_cast<v1::Category>(std::get<2>(key)));
      change.set_newly_visible_count(counts.visible);
      change.set_newly_hidden_count(counts.hidden);
    }
    const auto add_unused = [&](const v1::Rule& rule) {
      if (used_.count(rule.rule_id()) == 0) {
        response_->add_unused_rule_ids(rule.rule_id());
      }
    };
    for (const v1::Rule& rule : after_.set().rules()) add_unused(rule);
    for (const v1::SharingAgreement& agreement : after_.set().agreements()) {
      for (const v1::Rule& rule : agreement.rules()) add_unused(rule);
    }
  }

 private:
  struct Counts {
    uint64_t visible = 0;
    uint64_t hidden = 0;
  };

  absl::StatusOr<std::shared_ptr<const policy::Rules>> EditionNumber(
      uint64_t epoch) {
    const auto known = editions_.find(epoch);
    if (known != editions_.end()) return known->second;
    absl::StatusOr<Edition> edition = EditionOf(house_, call_, epoch);
    if (!edition.ok()) return edition.status();
    return editions_.emplace(epoch, edition->rules).first->second;
  }

  void Compare(const std::string& decision_id, const v1::DecisionRow& row,
               const Replayed& replayed, const policy::Rules& before) {
    std::set<int> visible;
    std::set<int> hidden;
    bool was_open = false;
    bool is_open = false;
    for (const std::string& holder : row.holders()) {
      const policy::Decision was =
          before.Decide(replayed.ask, holder, replayed.facts);
      const policy::Decision is =
          after_.Decide(replayed.ask, holder, replayed.facts);
      used_.insert(is.rule_ids().begin(), is.rule_ids().end());
      was_open = was_open || was.allows_anything();
      is_open = is_open || is.allows_anything();
      for (const v1::Label& label : policy::RecordSchema().labels) {
        if (is.Level(label) > was.Level(label))
          visible.insert(label.category());
        if (is.Level(label) < was.Level(label)) hidden.insert(label.category());
      }
    }
    const auto count = [&](int category) -> Counts& {
      return changes_[{row.asker().agency(), row.asker().purpose(), category}];
    };
    for (const int category : visible) ++count(category).visible;
    for (const int category : hidden) ++count(category).hidden;
    if (was_open && !is_open &&
        response_->closed_decision_ids_size() < kMaxNamed) {
      response_->add_closed_decision_ids(decision_id);
    }
  }

  const House& house_;
  const Call& call_;
  const policy::Rules& after_;
  v1::SimulateEpochResponse* const response_;
  std::map<uint64_t, std::shared_ptr<const policy::Rules>> editions_;
  std::map<std::tuple<std::string, int, int>, Counts> changes_;
  std::set<std::string> used_;
};

}  // namespace

absl::Status Simulate(const House& house, const Call& call,
                      const policy::Rules& after, absl::Time since,
                      v1::SimulateEpochResponse* response) {
  Simulation simulation(house, call, after, response);
  for (uint64_t index = house.log.Head().size(); index > 0; --index) {
    const absl::StatusOr<std::string> leaf = house.log.Leaf(index - 1);
    if (!leaf.ok()) return leaf.status();
    if (leaf->empty()) continue;  // Kept no more.
    v1::AuditEntry entry;
    if (!entry.ParseFromString(*leaf)) {
      return absl::DataLossError("an entry of the log does not parse");
    }
    // A clock that was set back may have written later moments before earlier.
    const absl::Time recorded =
        absl::FromUnixNanos(entry.recorded_unix_nanos());
    if (recorded < since - kMostSetBack) break;
    if (recorded < since) continue;
    if (entry.decision_id().empty()) continue;
    if (response->replayed_count() == kMaxReplayed) {
      response->set_is_cut(true);
      break;
    }
    absl::Status replayed = simulation.Replay(entry.decision_id());
    if (!replayed.ok()) return replayed;
  }
  simulation.Finish();
  return absl::OkStatus();
}

}  // namespace saan
