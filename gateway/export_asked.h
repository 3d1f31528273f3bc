// What a caller asks records to be exported as: a native form of its own
// system.

#ifndef SAAN_GATEWAY_EXPORT_ASKED_H_
#define SAAN_GATEWAY_EXPORT_ASKED_H_

#include <string>

#include "absl/status/statusor.h"
#include "gateway/call.h"

namespace saan {

struct ExportAsked {
  const adapters::Adapter& adapter;  // The house's.
  std::string form;
};

// `form` empty: the first that can be exported. SYSTEM_UNKNOWN for a system
// that is not the caller's own; FIELD_INVALID for a form that it cannot take.
absl::StatusOr<ExportAsked> ReadExportAsked(const House& house,
                                            const Call& call,
                                            const std::string& system,
                                            const std::string& form);

}  // namespace saan

#endif  // SAAN_GATEWAY_EXPORT_ASKED_H_
