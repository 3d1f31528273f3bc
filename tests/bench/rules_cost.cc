#include "tests/bench/rules_cost.h"

#include <time.h>

#include <map>
#include <memory>
#include <set>

#include "gateway/facts.h"
#include "gateway/open_referrals.h"
#include "gateway/shared_cases.h"
#include "storage/recent.h"

namespace saan::bench {
namespace {

constexpr int kRounds = 5000;
constexpr size_t kRecentBytes = 1 << 20;

// Of this thread: what others do on the machine does not count.
double ProcessorMicros() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e6 + time.tv_nsec * 1e-3;
}

// Adds what `work` takes to `*sum`.
template <typename Work>
void Time(double* sum, const Work& work) {
  const double start = ProcessorMicros();
  work();
  *sum += (ProcessorMicros() - start) / kRounds;
}

// What FactsOf reads: the gateway's own store is read through the same memory
// of recent rows.
policy::Facts Gather(const storage::Reader& reader, const v1::ChildRow& child,
                     const std::string& agency,
                     const std::vector<StoredRecord>& records) {
  policy::Facts facts;
  facts.child.set_are_known(true);
  absl::StatusOr<v1::ChildSharingRow> sharing = SharingOf(reader, child);
  if (sharing.ok()) AddSharing(*std::move(sharing), &facts);
  if (HasOpenReferral(reader, child, agency).value_or(false)) {
    facts.child.add_ties(v1::TIE_OPEN_REFERRAL);
  }
  if (IsInJointTeam(reader, child, agency).value_or(false)) {
    facts.child.add_ties(v1::TIE_SAME_CASE_TEAM);
  }
  if (LatestBirth(records).has_value()) {
    facts.child.set_youngest_age_years(9);
    facts.child.set_oldest_age_years(9);
  }
  return facts;
}

std::vector<StoredRecord> Stored(const std::vector<v1::Record>& records) {
  std::vector<StoredRecord> stored;
  for (const v1::Record& record : records) {
    v1::RecordRow row;
    *row.mutable_record() = record;
    stored.push_back(StoredRecord::Of(row.SerializeAsString()).value());
  }
  return stored;
}

}  // namespace

RulesCost MeasureRules(const policy::Rules& rules, const policy::Ask& ask,
                       const std::vector<v1::Record>& records) {
  const std::unique_ptr<storage::Kv> engine = storage::NewMemoryKv();
  const std::unique_ptr<storage::Kv> store =
      storage::NewRecentKv(engine.get(), kRecentBytes);
  v1::ChildRow child;
  child.set_child_id(std::string(26, 'c'));
  const std::vector<StoredRecord> stored = Stored(records);
  RulesCost cost;
  for (int round = 0; round < kRounds; ++round) {
    policy::Facts facts;
    Time(&cost.facts,
         [&] { facts = Gather(*store, child, ask.agency, stored); });
    std::map<std::string, policy::Decision> decisions;
    Time(&cost.decide, [&] {
      for (const v1::Record& record : records) {
        decisions.emplace(record.agency(),
                          rules.Decide(ask, record.agency(), facts));
      }
    });
    std::set<v1::Category> withheld;
    std::vector<std::string> shown;
    Time(&cost.redact, [&] {
      for (const StoredRecord& record : stored) {
        shown.push_back(policy::Redact(decisions.at(record.glance().agency()),
                                       record.bytes(), &withheld)
                            .value());
      }
    });
    Time(&cost.labels, [&] { policy::LabelsOf(shown); });
  }
  return cost;
}

}  // namespace saan::bench
