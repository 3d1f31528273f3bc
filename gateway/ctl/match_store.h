// What `saan match` asks of a gateway: to learn from its store, and to judge
// again what it has filed.

#ifndef SAAN_GATEWAY_CTL_MATCH_STORE_H_
#define SAAN_GATEWAY_CTL_MATCH_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/ctl/shell.h"
#include "gateway/match/model_changes.h"

namespace saan::ctl {

// The levels whose weight moved, of any model that was learned.
void PrintChanges(const Shell& shell,
                  const std::vector<match::LevelChange>& changes);

// Writes the model that the store teaches to `out_file`, prints what changed,
// and gives the exit code.
int TrainFromStore(const Shell& shell, const std::string& out_file,
                   const std::string& version, uint64_t seed);

// Judges all filed records by the model in force, page by page, prints what is
// judged otherwise, and unless `is_dry_run` has the gateway ask people about
// it. Goes on from `page_token`; says where to go on when it is broken off.
int RematchStore(const Shell& shell, const std::string& page_token,
                 bool is_dry_run);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_MATCH_STORE_H_
