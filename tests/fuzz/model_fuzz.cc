// Foreign text for a model: refused with a reason, or written so that it can be
// read back. And foreign text for a value of every kind.

#include <cstdint>
#include <cstdlib>

#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace match = saan::match;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto model = match::ParseModel(text, "model");
  if (model.ok() &&
      !match::ParseModel(match::WriteModel(*model), "written").ok()) {
    std::abort();
  }
  if (!model.ok() && model.status().message().empty()) std::abort();
  match::Lexicon lexicon;
  for (size_t kind = 0; kind < match::kKindCount; ++kind) {
    const auto value =
        lexicon.Intern(0, static_cast<match::Kind>(kind), text.substr(0, 299));
    if (value != match::kNoValue &&
        lexicon.text(value) != text.substr(0, 299)) {
      std::abort();
    }
  }
  return 0;
}
