// What ties who asks to the child, as far as oversight needs it afterwards:
// computed while the child's data is at hand, so that the log can tell of looks
// without a relationship, at a namesake or at a neighbour, and yet names
// nobody.

#ifndef SAAN_GATEWAY_RELATIONSHIP_H_
#define SAAN_GATEWAY_RELATIONSHIP_H_

#include <vector>

#include "gateway/call.h"
#include "gateway/stored_record.h"

namespace saan {

// Enters it for a child whose `facts` and `records` are given; the weakest
// relationship stays where a call is about several.
void EnterRelationship(const policy::Facts& facts,
                       const std::vector<StoredRecord>& records, Call* call);

}  // namespace saan

#endif  // SAAN_GATEWAY_RELATIONSHIP_H_
