// Evidence in steps and words, Thai and English: what was compared, what each
// comparison adds in bits, and why the verdict is what it is.

#ifndef SAAN_GATEWAY_EXPLANATION_H_
#define SAAN_GATEWAY_EXPLANATION_H_

#include "gateway/match/model.h"
#include "saan/v1/identity.pb.h"
#include "saan/v1/match.pb.h"

namespace saan {

// The waterfall of `evidence`: prior, comparisons, household. It adds up to the
// evidence's weight, which is worth what `model` is calibrated to; where
// comparisons were taken out of it, it has no sums.
// Speaks of fields and levels, never of values.
v1::Explanation Explain(const match::Model& model,
                        const v1::Evidence& evidence);

}  // namespace saan

#endif  // SAAN_GATEWAY_EXPLANATION_H_
