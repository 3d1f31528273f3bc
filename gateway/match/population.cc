#include "gateway/match/population.h"

#include <algorithm>

#include "gateway/match/keys.h"

namespace saan::match {

Population::Population(const Model& model)
    : model_(model), comparer_(model, lexicon_) {}

uint32_t Population::Add(const FieldValues& values, uint32_t source) {
  std::vector<Trait> traits;
  for (size_t field = 0; field < model_.fields.size(); ++field) {
    for (const std::string& text : values[field]) {
      const ValueId id = lexicon_.Intern(static_cast<int>(field),
                                         model_.fields[field].kind, text);
      if (id == kNoValue) continue;
      const Trait trait(static_cast<int>(field), id);
      if (std::find(traits.begin(), traits.end(), trait) != traits.end()) {
        continue;
      }
      traits.push_back(trait);
      lexicon_.AddCount(id, 1);
    }
  }
  const uint32_t record = profiles_.Add(std::move(traits));
  sources_.push_back(source);
  KeysOf(model_, lexicon_, profiles_[record], &keys_);
  for (const uint64_t key : keys_) index_.Add(key, record);
  return record;
}

absl::Span<const uint32_t> Population::Candidates(uint32_t record,
                                                  uint32_t below,
                                                  Pairing pairing) {
  KeysOf(model_, lexicon_, profiles_[record], &keys_);
  const absl::Span<const uint32_t> found =
      vote_.Count(index_, keys_, size(), below, kMaxCandidates);
  if (pairing == Pairing::kAll) return found;
  kept_.clear();
  for (const uint32_t other : found) {
    if (sources_[other] != sources_[record]) kept_.push_back(other);
  }
  return kept_;
}

Weight Population::Weigh(uint32_t a, uint32_t b, const Prior& prior) {
  Levels levels;
  Compare(a, b, &levels);
  return WeightOf(model_, lexicon_, levels, prior, size());
}

size_t Population::MemoryBytes() const {
  return lexicon_.MemoryBytes() + profiles_.MemoryBytes() +
         index_.MemoryBytes() + sources_.capacity() * sizeof(uint32_t);
}

}  // namespace saan::match
