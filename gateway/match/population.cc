#include "gateway/match/population.h"

#include <algorithm>

namespace saan::match {
namespace {

bool Has(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

Population::Population(const Model& model)
    : model_(model), comparer_(model, lexicon_), key_maker_(model) {}

std::vector<Trait> Population::TraitsOf(const FieldValues& values) {
  std::vector<Trait> traits;
  for (size_t field = 0; field < model_.fields.size(); ++field) {
    const Field& of = model_.fields[field];
    // A name is one value, whether it is borne still or was before.
    const int as =
        of.former_of == kNoField ? static_cast<int>(field) : of.former_of;
    for (const std::string& text : values[field]) {
      if (of.former_of != kNoField && Has(values[of.former_of], text)) continue;
      const ValueId id = lexicon_.Intern(as, of.kind, text);
      if (id == kNoValue) continue;
      traits.emplace_back(static_cast<int>(field), id, lexicon_.glance(id));
    }
  }
  std::sort(traits.begin(), traits.end());
  traits.erase(std::unique(traits.begin(), traits.end()), traits.end());
  MarkNicknames(&traits);
  return traits;
}

// They may come to no comparison, which no glance tells.
void Population::MarkNicknames(std::vector<Trait>* traits) {
  for (const Comparison& comparison : model_.comparisons) {
    if (comparison.nickname == kNoField ||
        !comparer_.IsOwnNickname(comparison, *traits)) {
      continue;
    }
    for (Trait& trait : *traits) {
      if (trait.field() != comparison.field) continue;
      trait = Trait(trait.field(), trait.value(), kNoGlance);
    }
  }
}

void Population::ForgetProbe() {
  if (lexicon_size_ == 0) return;
  lexicon_.Rewind(lexicon_size_);
  lexicon_size_ = 0;
  comparer_.SetPassing(kMaxValues);
}

uint32_t Population::Add(const FieldValues& values, uint32_t source) {
  ForgetProbe();
  std::vector<Trait> traits = TraitsOf(values);
  for (const Trait trait : traits) lexicon_.AddCount(trait.value(), 1);
  const uint32_t record = profiles_.Add(std::move(traits));
  sources_.push_back(source);
  key_maker_.Make(lexicon_, profiles_[record], &keys_);
  keys_of_ = record;
  for (const uint64_t key : keys_) index_.Prefetch(key);
  for (const uint64_t key : keys_) index_.Add(key, record);
  return record;
}

void Population::Remove(uint32_t record) {
  ForgetProbe();
  key_maker_.Make(lexicon_, profiles_[record], &keys_);
  keys_of_ = -1;
  for (const uint64_t key : keys_) index_.Remove(key, record);
  for (const Trait trait : profiles_[record]) {
    lexicon_.AddCount(trait.value(), -1);
  }
  ++removed_;
}

ProfileView Population::Probe(const FieldValues& values) {
  ForgetProbe();
  lexicon_size_ = lexicon_.size();
  comparer_.SetPassing(static_cast<ValueId>(lexicon_size_));
  probe_ = TraitsOf(values);
  return probe_;
}

absl::Span<const uint32_t> Population::CandidatesOf(ProfileView probe) {
  key_maker_.Make(lexicon_, probe, &keys_);
  keys_of_ = -1;
  const absl::Span<const uint32_t> found =
      vote_.Count(index_, keys_, size(), size(), kMaxCandidates);
  profiles_.ReadAhead(found);
  return found;
}

void Population::MakeKeys(uint32_t record) {
  if (keys_of_ == record) return;
  key_maker_.Make(lexicon_, profiles_[record], &keys_);
  keys_of_ = record;
}

void Population::ReadAhead(uint32_t record) {
  if (record >= size()) return;
  MakeKeys(record);
  for (const uint64_t key : keys_) index_.Prefetch(key);
  if (record + 1 < size()) {
    for (const Trait trait : profiles_[record + 1]) {
      lexicon_.PrefetchText(trait.value());
    }
  }
  if (record + 2 < size()) {
    for (const Trait trait : profiles_[record + 2]) {
      lexicon_.Prefetch(trait.value());
    }
  }
}

absl::Span<const uint32_t> Population::Candidates(uint32_t record,
                                                  uint32_t below,
                                                  Pairing pairing) {
  MakeKeys(record);
  const absl::Span<const uint32_t> found =
      vote_.Count(index_, keys_, size(), below, kMaxCandidates);
  profiles_.ReadAhead(found);
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
