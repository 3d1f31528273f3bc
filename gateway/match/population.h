// All records that are known, in the form in which they are compared: values,
// profiles, and the index by which a record finds those it may be one with.

#ifndef SAAN_GATEWAY_MATCH_POPULATION_H_
#define SAAN_GATEWAY_MATCH_POPULATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "gateway/match/compare.h"
#include "gateway/match/index.h"
#include "gateway/match/keys.h"
#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"
#include "gateway/match/screen.h"
#include "gateway/match/weigh.h"

namespace saan::match {

// Candidates that are weighed for one record; those behind share fewer and
// commoner keys.
inline constexpr size_t kMaxCandidates = 64;

// Values of a record by field number, as Lexicon::Intern takes them.
using FieldValues = std::vector<std::vector<std::string>>;

// Which records are weighed against one another.
enum class Pairing {
  kAll,     // Any two.
  kAcross,  // Only those of different sources.
};

// A pair of records, the later one second.
struct Pair {
  uint32_t a = 0;
  uint32_t b = 0;
  Weight weight;
};

// Not for two threads at once.
class Population {
 public:
  // `model` must outlive this.
  explicit Population(const Model& model);

  // Keeps a record and gives its number, counting from 0. `source` numbers the
  // file or register it comes from.
  uint32_t Add(const FieldValues& values, uint32_t source);

  // Takes a record out: it is found no more, and its values count no more. Its
  // number stays taken.
  void Remove(uint32_t record);

  // `values` as a profile that is not kept. Good until the next Probe or Add.
  ProfileView Probe(const FieldValues& values);
  // The records that share keys with a probe, the likeliest first.
  absl::Span<const uint32_t> CandidatesOf(ProfileView probe);

  // The earlier records (numbers below `below`) that share keys with `record`,
  // the likeliest first.
  absl::Span<const uint32_t> Candidates(uint32_t record, uint32_t below,
                                        Pairing pairing);

  void Compare(uint32_t a, uint32_t b, Levels* levels) {
    comparer_.Compare(profiles_[a], profiles_[b], levels);
  }
  void Compare(ProfileView a, ProfileView b, Levels* levels) {
    comparer_.Compare(a, b, levels);
  }
  Weight Weigh(uint32_t a, uint32_t b, const Prior& prior);

  // Weighs pairs of at least this probability, sooner than Weigh. Good for as
  // long as the model stays as it is; to be told of what is added.
  Screen ScreenFor(const Prior& prior, double least_probability) {
    return Screen(model_, lexicon_, &comparer_, prior, size(),
                  least_probability);
  }

  // Calls `take` with number and weight of all earlier records that weigh
  // enough for `screen` with `record`, which is the one it is set to.
  template <typename Take>
  void FindMatches(Screen* screen, uint32_t record, Pairing pairing, Take take);

  // All pairs of at least this probability, by number. `prior` is of this
  // population; `pairing` says what may pair. Calls `progress` with the number
  // of records done.
  template <typename Progress>
  std::vector<Pair> FindPairs(Pairing pairing, const Prior& prior,
                              double least_probability, Progress progress);

  const Model& model() const { return model_; }
  const Lexicon& lexicon() const { return lexicon_; }
  ProfileView profile(uint32_t record) const { return profiles_[record]; }
  uint32_t source(uint32_t record) const { return sources_[record]; }
  // Numbers given so far; records that were taken out count too.
  uint32_t size() const { return profiles_.size(); }
  // Records that are in it.
  uint32_t alive() const { return size() - removed_; }
  size_t MemoryBytes() const;

 private:
  void MakeKeys(uint32_t record);
  // Has what will be read of `record` and those behind it fetched meanwhile.
  void ReadAhead(uint32_t record);
  // The traits of `values`, sorted, each once.
  std::vector<Trait> TraitsOf(const FieldValues& values);
  // Takes from names that are nicknames what they would show at a glance.
  void MarkNicknames(std::vector<Trait>* traits);
  void ForgetProbe();

  const Model& model_;
  Lexicon lexicon_;
  Profiles profiles_;
  std::vector<uint32_t> sources_;
  Index index_;
  Comparer comparer_;
  Vote vote_;
  KeyMaker key_maker_;
  std::vector<uint64_t> keys_;
  int64_t keys_of_ = -1;  // The record that `keys_` are of.
  std::vector<uint32_t> kept_;
  std::vector<Trait> probe_;
  uint32_t removed_ = 0;
  size_t lexicon_size_ = 0;  // Without the values of the probe alone; 0: none.
};

template <typename Take>
void Population::FindMatches(Screen* screen, uint32_t record, Pairing pairing,
                             Take take) {
  const absl::Span<const uint32_t> others = Candidates(record, record, pairing);
  ReadAhead(record + 1);
  screen->SetRecord(profiles_[record]);
  screen->WeighAll(profiles_, others, take);
}

template <typename Progress>
std::vector<Pair> Population::FindPairs(Pairing pairing, const Prior& prior,
                                        double least_probability,
                                        Progress progress) {
  std::vector<Pair> pairs;
  Screen screen = ScreenFor(prior, least_probability);
  for (uint32_t record = 0; record < size(); ++record) {
    FindMatches(&screen, record, pairing,
                [&](uint32_t other, const Weight& weight) {
                  pairs.push_back({other, record, weight});
                });
    progress(record + 1);
  }
  return pairs;
}

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_POPULATION_H_
