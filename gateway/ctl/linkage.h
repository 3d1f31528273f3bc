// Files of records held for linking: the model, the population and the ids of
// the records. Of a record no more is kept than its values by number.

#ifndef SAAN_GATEWAY_CTL_LINKAGE_H_
#define SAAN_GATEWAY_CTL_LINKAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "gateway/ctl/record_file.h"
#include "gateway/ctl/shell.h"
#include "gateway/match/learn.h"
#include "gateway/match/model.h"
#include "gateway/match/population.h"

namespace saan::ctl {

// The model that is built in.
inline constexpr absl::string_view kThaiChild = "thai-child";

// The built-in model by its name, or a file. INVALID_ARGUMENT "file:line: ...".
absl::StatusOr<match::Model> OpenModel(const std::string& name);

// True for the built-in model and all that was learned from it: they read the
// columns of gateway/ctl/thai_child.h.
bool IsThaiChild(const match::Model& model);

// Ids of records, one after another in memory, each once.
class RecordIds {
 public:
  RecordIds() = default;
  RecordIds(const RecordIds&) = delete;
  RecordIds& operator=(const RecordIds&) = delete;

  // False when the id is there already.
  bool Add(absl::string_view id);
  absl::string_view operator[](uint32_t record) const {
    const uint64_t begin = record == 0 ? 0 : ends_[record - 1];
    return absl::string_view(text_).substr(begin, ends_[record] - begin);
  }
  uint32_t size() const { return static_cast<uint32_t>(ends_.size()); }

 private:
  // By what they say, though only numbers are kept.
  struct Hash {
    using is_transparent = void;
    const RecordIds* ids;
    size_t operator()(uint32_t record) const {
      return absl::HashOf((*ids)[record]);
    }
    size_t operator()(absl::string_view id) const { return absl::HashOf(id); }
  };
  struct Equal {
    using is_transparent = void;
    const RecordIds* ids;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, absl::string_view b) const {
      return (*ids)[a] == b;
    }
    bool operator()(absl::string_view a, uint32_t b) const {
      return (*ids)[b] == a;
    }
  };

  std::string text_;
  std::vector<uint64_t> ends_;
  absl::flat_hash_set<uint32_t, Hash, Equal> known_{0, Hash{this}, Equal{this}};
};

// One thread.
class Linkage {
 public:
  // `shell` outlives this; its clock says what day it is.
  Linkage(const Shell* shell, match::Model model);
  Linkage(const Linkage&) = delete;
  Linkage& operator=(const Linkage&) = delete;

  // Adds all records of a file, as a source of their own. INVALID_ARGUMENT
  // "file:line: reason"; an id that was there before is one.
  absl::Status AddFile(const std::string& path);

  // Learns the shares from the records; the model before is given back.
  match::Model Train(match::Pairing pairing, uint64_t seed);

  // Pairs of at least the model's review probability, by number.
  std::vector<match::Pair> FindPairs(match::Pairing pairing,
                                     const match::Prior& prior);

  // Records of a file, counting files from 0.
  uint32_t records_of(uint32_t file) const { return records_of_[file]; }
  const RecordIds& ids() const { return ids_; }
  const match::Model& model() const { return model_; }
  match::Population& population() { return population_; }

 private:
  using Reader =
      std::function<match::FieldValues(const std::vector<std::string>& cells)>;
  absl::StatusOr<Reader> ReaderFor(const RecordFile& file) const;

  const Shell& shell_;
  match::Model model_;
  match::Population population_;  // Of model_.
  RecordIds ids_;
  std::vector<uint32_t> records_of_;
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_LINKAGE_H_
