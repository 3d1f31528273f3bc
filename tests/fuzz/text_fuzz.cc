// Foreign text into the readers of dates, numbers, phones, names, addresses.

#include <cstdint>
#include <cstdlib>

#include "adapters/thai/address.h"
#include "adapters/thai/date.h"
#include "adapters/thai/name.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace thai = saan::thai;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (!thai::IsUtf8(text)) {
    thai::FromWindows874(text);
    return 0;
  }
  const std::string folded = thai::Fold(text);
  if (thai::Fold(folded) != folded) std::abort();  // Folding is idempotent.
  thai::ParseDate(folded, absl::CivilDay(2026, 11, 25));
  thai::ParsePersonNumber(folded);
  thai::ParsePhones(folded);
  thai::SplitFullName(folded);
  saan::v1::Address address = thai::ParseAddress(folded);
  thai::ResolveArea(&address);
  return 0;
}
