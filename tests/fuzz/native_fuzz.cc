// Foreign bytes into every adapter: never a crash, and always an answer.
// First byte: which system; the rest is the native record.
//
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzzers
//   build-fuzz/tests/native_fuzz -max_total_time=60 adapters/temtem/samples

#include <cstdint>
#include <cstdlib>

#include "adapters/registry.h"

namespace {

const saan::adapters::Registry& Adapters() {
  static const auto& registry = *[] {
    auto loaded = saan::adapters::Registry::Load(SAAN_ROOT "/adapters");
    if (!loaded.ok()) std::abort();
    return loaded->release();
  }();
  return registry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const std::vector<std::string>& systems =
      *new std::vector<std::string>(Adapters().systems());
  const auto* adapter = Adapters().Find(systems[data[0] % systems.size()]);
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 1,
                                size - 1);
  const saan::adapters::Mapped mapped = adapter->ToShared({bytes, "", ""});
  // Either a record with an id, or a reason: nothing is silently dropped.
  if (mapped.ok() && mapped.record.native_id().empty()) std::abort();
  return 0;
}
