#include "gateway/new_entry.h"

#include <string>

#include "storage/subject_links.h"

namespace saan {
namespace {

constexpr size_t kNonceBytes = 16;

}  // namespace

v1::AuditEntry NewEntry(const Env& env, absl::Time recorded,
                        absl::string_view method) {
  v1::AuditEntry entry;
  entry.set_schema_version(storage::kLinkedSchemaVersion);
  entry.set_nonce(env.random(kNonceBytes));
  entry.set_recorded_unix_nanos(absl::ToUnixNanos(recorded));
  entry.set_method(std::string(method));
  entry.set_gateway_build(env.build);
  return entry;
}

}  // namespace saan
