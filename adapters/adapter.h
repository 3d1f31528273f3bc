// An Adapter turns one agency system's native records into the shared schema
// and back. It knows foreign formats and nothing else: no storage, no policy,
// no clock.

#ifndef SAAN_ADAPTERS_ADAPTER_H_
#define SAAN_ADAPTERS_ADAPTER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/errors.pb.h"
#include "saan/v1/exchange.pb.h"

namespace saan::adapters {

// A native record as it was sent. The bytes outlive the call.
struct Native {
  absl::string_view bytes;   // At most kMaxNativeBytes.
  absl::string_view header;  // CSV only: the header row; empty when in bytes.
  absl::string_view form;    // Empty: to be recognised.
};

// A record larger than this is refused before it is read.
inline constexpr size_t kMaxNativeBytes = 1 << 20;
// JSON nested deeper than this is refused (NESTING_TOO_DEEP).
inline constexpr int kMaxNesting = 32;
// A native list longer than this is refused (LIST_TOO_LONG).
inline constexpr int kMaxListElements = 1000;

// What became of a native record.
struct Mapped {
  // The shared form: system, form, native_id, mapping_version, observed_time,
  // the content and its sources; record_id, agency and received_time are the
  // gateway's to fill. Complete only when `violations` is empty.
  v1::Record record;
  // Why it must be quarantined: fields and remedies, never values.
  std::vector<v1::Violation> violations;
  // What was kept but deserves a look, e.g. a column without a mapping.
  std::vector<v1::Violation> notices;

  bool ok() const { return violations.empty(); }
};

// Immutable; any thread may use it.
class Adapter {
 public:
  virtual ~Adapter() = default;

  // Id of the system, which is also the name of its folder.
  virtual absl::string_view system() const = 0;

  // The forms it speaks, in the order in which they are recognised.
  virtual const std::vector<v1::FormInfo>& forms() const = 0;

  // Total: every input gives a record or says why not.
  virtual Mapped ToShared(const Native& native) const = 0;

  // Writes the parts of `record` that the form can hold, in UTF-8: a JSON
  // object, or a CSV header row and one row (CRLF; cells that a spreadsheet
  // would run as a formula are quoted with a leading apostrophe).
  // INVALID_ARGUMENT when there is no such form or it cannot be written.
  virtual absl::StatusOr<std::string> FromShared(
      const v1::Record& record, absl::string_view form) const = 0;
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_ADAPTER_H_
