// What a filed record means to others: whoever serves the child too is told,
// and whoever is responsible for its area, and both payers of help that is
// given twice. By handle only.

#ifndef SAAN_GATEWAY_AFTER_FILING_H_
#define SAAN_GATEWAY_AFTER_FILING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gateway/call.h"
#include "gateway/care/overlap.h"
#include "gateway/filing.h"
#include "saan/v1/stored_follow_up.pb.h"

namespace saan {

// What is kept of a record before filing takes it.
struct FiledFacts {
  std::string agency;
  bool is_incident = false;
  std::vector<care::Help> helps;
  v1::SignalRow signals;
};
FiledFacts FiledFactsOf(const v1::Record& record);

// Adds the events that `filed` gives cause for. The caller holds
// House::filing; `call` holds what File added.
absl::Status TellOfFiling(const House& house, const FiledFacts& facts,
                          const Filed& filed, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_AFTER_FILING_H_
