// Foreign text for a filter over the audit log: refused, or one that can be
// asked about any entry.

#include <cstdint>
#include <cstdlib>

#include "gateway/audit_filter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto filter = saan::AuditFilter::Parse(text);
  if (!filter.ok()) return 0;
  if (text.size() > saan::kMaxFilterBytes) std::abort();
  saan::v1::AuditEntry entry;
  (void)filter->Matches(0, entry);
  entry.set_method("GetChild");
  (void)filter->Matches(1, entry);
  (void)filter->Terms();
  return 0;
}
