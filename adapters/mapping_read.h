// Runs a plan over a native record that lies in slots.

#ifndef SAAN_ADAPTERS_MAPPING_READ_H_
#define SAAN_ADAPTERS_MAPPING_READ_H_

#include "adapters/adapter.h"
#include "adapters/mapping_native.h"
#include "adapters/mapping_plan.h"

namespace saan::adapters {

// A source keeps at most this many code points of its native text.
inline constexpr int kMaxRawCodePoints = 200;
// Longest native id, in bytes.
inline constexpr size_t kMaxNativeIdBytes = 200;

// Fills out->record from `cells`, and adds what is wrong or odd.
void ReadRecord(const FormPlan& form, const Cells& cells, Mapped* out);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_READ_H_
