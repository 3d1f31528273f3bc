// How a child is shown: each field with all that is said of it.

#ifndef SAAN_GATEWAY_CTL_CHILD_VIEW_H_
#define SAAN_GATEWAY_CTL_CHILD_VIEW_H_

#include "gateway/ctl/shell.h"
#include "saan/v1/exchange.pb.h"

namespace saan::ctl {

// Prints the fields of a CHILD_VIEW_TOGETHER: one row for each thing said,
// marked where agencies differ; with `has_provenance` one row for each place
// it comes from. A CSV repeats field and value in every row.
void PrintFields(const Shell& shell, const v1::Child& child,
                 bool has_provenance);

// Prints the records of a child, one row each, without their contents; the
// JSON formats carry them whole.
void PrintRecords(const Shell& shell, const v1::Child& child);

// Says which categories were withheld, and where the look was recorded.
void SayAround(const Shell& shell,
               const google::protobuf::RepeatedPtrField<v1::Withheld>& withheld,
               const v1::Receipt& receipt);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_CHILD_VIEW_H_
