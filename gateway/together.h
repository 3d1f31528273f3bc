// The records of a child side by side: each field with all that is said of it.

#ifndef SAAN_GATEWAY_TOGETHER_H_
#define SAAN_GATEWAY_TOGETHER_H_

#include "gateway/titles.h"
#include "saan/v1/exchange.pb.h"

namespace saan {

// Fills child->fields from child->records, in the order of the schema. A field
// is disputed when records say different things of something a child has but
// one of; several identifiers, goals or visits are no dispute.
void PutTogether(const Titles& titles, v1::Child* child);

}  // namespace saan

#endif  // SAAN_GATEWAY_TOGETHER_H_
