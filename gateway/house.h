// The house as a call sees it: what can be read, and what time it is.

#ifndef SAAN_GATEWAY_HOUSE_H_
#define SAAN_GATEWAY_HOUSE_H_

#include <functional>
#include <string>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/registry.h"
#include "gateway/agencies.h"
#include "gateway/identities.h"
#include "gateway/policy/policy.h"
#include "gateway/rules_in_force.h"
#include "gateway/titles.h"
#include "storage/kv.h"
#include "storage/ledger.h"
#include "storage/seal.h"
#include "storage/segments.h"
#include "storage/signatory.h"
#include "storage/subject_keys.h"

namespace saan {

class Cosignatures;
class Outbox;

// Time and chance enter the house here and nowhere else.
struct Env {
  std::function<absl::Time()> now;
  // Time since some moment, by a clock that nobody can set.
  std::function<absl::Duration()> steady;
  // Random bytes.
  std::function<std::string(size_t bytes)> random;
  // One line to the operator: never a child's data.
  std::function<void(absl::string_view line)> log;
  // Name and version of this program, e.g. "saan-gateway 0.1.0".
  std::string build;
};

// A random handle: 128 bits as 26 lower-case letters and digits.
std::string NewHandle(const Env& env);

// How people are asked about pairs of records.
struct ReviewPractice {
  // Weights are hidden from those who have not answered yet.
  bool is_blind = false;
  // Of a thousand records filed, so many are drawn at random to be looked at.
  int samples_per_thousand = 0;
};

// All that a body may use. There is no way to write here: a body fills
// Call::changes, and Serve commits them with the entry.
struct House {
  const Env& env;
  const Agencies& agencies;
  const adapters::Registry& adapters;
  // All records, as they are compared. Changes only through Call::placed.
  Identities& identities;
  // A call reads them once, into Call::rules.
  RulesInForce& rules;
  const Titles& titles;
  const storage::Seal& seal;
  // What is on disk.
  const storage::Reader& store;
  // What will be on disk: for those who hold `filing`.
  const storage::Reader& ahead;
  // The log, to be read.
  const storage::Ledger& log;
  // Held from the moment a body decides which child a record is of until its
  // commit has its place in the order. So two submits of one new child can
  // never both find it new, and none ever has to be run again.
  absl::Mutex& filing;
  // Signs the log's checkpoints.
  storage::Signatory& signatory;
  // The log's sealed segments.
  const storage::Segments& segments;
  // What witnesses have cosigned.
  Cosignatures& cosignatures;
  // Keys of the children's pseudonyms in the log.
  storage::SubjectKeys& subject_keys;
  const ReviewPractice& review_practice;
  // Who waits for events, and their order.
  Outbox& outbox;
};

}  // namespace saan

#endif  // SAAN_GATEWAY_HOUSE_H_
