// What GENERALISE and HASH show of a field: one table, by type. A field that is
// not in it shows nothing at these levels.
//
//   birth date           three calendar years it lies in (an age band that does
//                        not move with time, so that nobody can wait for a
//                        birthday)
//   other dates, times   the year
//   address              district and province
//   amount in baht       the top of its band: 1,000, 3,000, 5,000, 10,000,
//                        20,000, 50,000, 100,000, or 1,000,000 for all above
//   benefit              that there is one
//   class                kindergarten, primary or secondary
//   HASH                 identifiers, names and phones: a keyed digest that the
//                        asker can compare with others it was given

#ifndef SAAN_GATEWAY_POLICY_COARSE_H_
#define SAAN_GATEWAY_POLICY_COARSE_H_

#include <string>

#include "gateway/policy/wire.h"
#include "google/protobuf/descriptor.h"

namespace saan::policy {

enum class Coarse {
  kNothing,      // No coarser form.
  kWhole,        // Coarse as it is.
  kYear,         // "2026-03-14" -> "2026".
  kYearOfTime,   // To the first moment of its year in Thailand.
  kBandStart,    // Of a birth: first day of its three years.
  kBandEnd,      // Last day of them.
  kInterval,     // Precision of a birth: an interval.
  kDistrict,     // Area code: its first four digits.
  kAmount,       // To the top of its band.
  kSomeBenefit,  // Kind of a benefit: another one.
  kSchoolStage,  // "ป.2" -> "ป".
};

// What `field` shows at GENERALISE, and whether it shows a digest at HASH.
struct CoarseForms {
  Coarse coarse = Coarse::kNothing;
  bool is_hashable = false;
};
CoarseForms CoarseFormsOf(const google::protobuf::FieldDescriptor& field);

// Appends `field`, which is no list and of a type that `coarse` is made for, in
// its coarse form to `*message`. False where what it holds has none: then
// nothing is appended.
bool Coarsen(Coarse coarse, const WireField& field, std::string* message);

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_COARSE_H_
