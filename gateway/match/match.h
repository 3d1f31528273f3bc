// Start here. Are two records the same child? What of a record is compared, and
// how a record is judged against a child that has records already. Pure: the
// model and what is known give the answer.
//
//   Population known(model);                        // All records, in memory.
//   ProfileView probe = known.Probe(ValuesOf(model, TraitsOf(record)));
//   for (uint32_t other : known.CandidatesOf(probe)) ...
//   std::optional<Judgement> judgement =
//       judge.JudgeChild(&known, probe, its_records);
//   v1::Evidence evidence = judge.EvidenceOf(known, *judgement);

#ifndef SAAN_GATEWAY_MATCH_MATCH_H_
#define SAAN_GATEWAY_MATCH_MATCH_H_

#include "gateway/match/judge.h"
#include "gateway/match/model.h"
#include "gateway/match/population.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/match.pb.h"

namespace saan::match {

// What the matcher compares of `record`. Needs names that adapters have folded.
v1::Traits TraitsOf(const v1::Record& record);

// A record is written anew: the names that it had before (and those before
// them) are known on as former names, as far as it does not bear them still.
void KeepFormerNames(const v1::Traits& before, v1::Traits* now);

// The same by field of `model`, under the names of fields that the built-in
// model "thai-child" has; what the model has no field for is left out.
FieldValues ValuesOf(const Model& model, const v1::Traits& traits);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_MATCH_H_
