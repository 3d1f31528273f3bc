// Finds the adapter folders at start: each folder of `directory` that holds a
// mapping.textproto is one system.

#ifndef SAAN_ADAPTERS_REGISTRY_H_
#define SAAN_ADAPTERS_REGISTRY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/adapter.h"

namespace saan::adapters {

// Immutable once loaded; any thread may use it.
class Registry {
 public:
  // Loads every adapter and runs each over its own samples.
  // INVALID_ARGUMENT: "file:line: reason" of the first mapping that is not
  // total, names what does not exist, or fails its samples.
  static absl::StatusOr<std::unique_ptr<Registry>> Load(
      const std::string& directory);

  // The adapter of `system`, or nullptr. Lives as long as the registry.
  const Adapter* Find(absl::string_view system) const;

  // All systems, sorted.
  std::vector<std::string> systems() const;

 private:
  std::vector<std::unique_ptr<Adapter>> adapters_;
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_REGISTRY_H_
