#include "gateway/ctl/evaluation.h"

#include <memory>
#include <numeric>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "adapters/csv.h"
#include "gateway/ctl/record_file.h"

namespace saan::ctl {
namespace {

constexpr double kBins[] = {0,   0.1, 0.2, 0.3,  0.4,  0.5,   0.6,
                            0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1};
constexpr uint32_t kAlone = 0xffffffff;

uint64_t PairsIn(uint64_t count) { return count * (count - 1) / 2; }

Measure MakeMeasure(std::string name, uint64_t right, uint64_t found,
                    uint64_t truth) {
  Measure measure;
  measure.name = std::move(name);
  measure.right = right;
  measure.found = found;
  measure.truth = truth;
  if (found > 0) {
    measure.precision = static_cast<double>(right) / static_cast<double>(found);
  }
  if (truth > 0) {
    measure.recall = static_cast<double>(right) / static_cast<double>(truth);
  }
  return measure;
}

uint64_t TruePairs(const Truth& truth) {
  absl::flat_hash_map<uint32_t, uint64_t> people;
  for (uint32_t r = 0; r < truth.records(); ++r) ++people[truth.person_of(r)];
  uint64_t pairs = 0;
  for (const auto& [person, count] : people) pairs += PairsIn(count);
  return pairs;
}

// `cluster_of` by record of the truth.
void AddClusterMeasures(const Truth& truth,
                        const std::vector<uint32_t>& cluster_of,
                        Evaluation* evaluation) {
  absl::flat_hash_map<uint32_t, uint64_t> people, clusters;
  absl::flat_hash_map<uint64_t, uint64_t> cells;
  for (uint32_t r = 0; r < truth.records(); ++r) {
    ++people[truth.person_of(r)];
    ++clusters[cluster_of[r]];
    ++cells[uint64_t{cluster_of[r]} << 32 | truth.person_of(r)];
  }
  uint64_t actual = 0, found = 0, right = 0;
  for (const auto& [person, count] : people) actual += PairsIn(count);
  for (const auto& [cluster, count] : clusters) found += PairsIn(count);
  Measure b_cubed;
  b_cubed.name = "b_cubed";
  double precision = 0, recall = 0;
  for (const auto& [cell, count] : cells) {
    right += PairsIn(count);
    const double squared = static_cast<double>(count * count);
    precision += squared / static_cast<double>(
                               clusters[static_cast<uint32_t>(cell >> 32)]);
    recall +=
        squared / static_cast<double>(people[static_cast<uint32_t>(cell)]);
  }
  if (truth.records() > 0) {
    b_cubed.precision = precision / truth.records();
    b_cubed.recall = recall / truth.records();
  }
  evaluation->measures.push_back(MakeMeasure("pairwise", right, found, actual));
  evaluation->measures.push_back(std::move(b_cubed));
}

// Columns of a file, the first of `names` that is there.
absl::StatusOr<size_t> AnyColumn(const RecordFile& file,
                                 std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const int found = file.Find(name); found >= 0) {
      return static_cast<size_t>(found);
    }
  }
  return file.Column(*names.begin());
}

class Groups {
 public:
  explicit Groups(uint32_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  uint32_t Find(uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  void Join(uint32_t a, uint32_t b) { parent_[Find(a)] = Find(b); }

 private:
  std::vector<uint32_t> parent_;
};

void AddToBin(double stated, bool is_right, std::vector<CalibrationBin>* bins) {
  size_t bin = 0;
  while (bin + 1 < bins->size() && stated >= (*bins)[bin].to) ++bin;
  (*bins)[bin].stated_sum += stated;
  (*bins)[bin].right += is_right;
  ++(*bins)[bin].count;
}

}  // namespace

absl::Status Truth::Read(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (absl::Status status = ReadFile(path); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Truth::ReadFile(const std::string& path) {
  absl::StatusOr<std::unique_ptr<RecordFile>> file = RecordFile::Open(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<size_t> id = AnyColumn(**file, {"record_id", "id"});
  if (!id.ok()) return id.status();
  const absl::StatusOr<size_t> person =
      AnyColumn(**file, {"cluster", "person_id", "cluster_id"});
  if (!person.ok()) return person.status();
  std::vector<std::string> cells;
  while (true) {
    const absl::StatusOr<bool> found = (*file)->Next(&cells);
    if (!found.ok()) return found.status();
    if (!*found) return absl::OkStatus();
    if (!records_.try_emplace(cells[*id], records()).second) {
      return (*file)->ErrorAt((*file)->line(), "the record was there before");
    }
    person_of_.push_back(
        people_
            .try_emplace(cells[*person], static_cast<uint32_t>(people_.size()))
            .first->second);
  }
}

int64_t Truth::Find(absl::string_view record_id) const {
  const auto found = records_.find(record_id);
  return found == records_.end() ? -1 : int64_t{found->second};
}

absl::StatusOr<Evaluation> EvaluateClusters(const Truth& truth,
                                            const std::string& path) {
  absl::StatusOr<std::unique_ptr<RecordFile>> file = RecordFile::Open(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<size_t> id = AnyColumn(**file, {"record_id", "id"});
  if (!id.ok()) return id.status();
  const absl::StatusOr<size_t> cluster =
      AnyColumn(**file, {"cluster_id", "cluster"});
  if (!cluster.ok()) return cluster.status();
  Evaluation evaluation;
  std::vector<uint32_t> cluster_of(truth.records(), kAlone);
  absl::flat_hash_map<std::string, uint32_t> clusters;
  std::vector<std::string> cells;
  while (true) {
    const absl::StatusOr<bool> found = (*file)->Next(&cells);
    if (!found.ok()) return found.status();
    if (!*found) break;
    const int64_t record = truth.Find(adapters::WithoutGuard(cells[*id]));
    if (record < 0) {
      ++evaluation.unknown_records;
      continue;
    }
    if (cluster_of[record] != kAlone) {
      return (*file)->ErrorAt((*file)->line(), "the record was there before");
    }
    cluster_of[record] =
        clusters
            .try_emplace(cells[*cluster],
                         static_cast<uint32_t>(clusters.size()))
            .first->second;
  }
  auto next = static_cast<uint32_t>(clusters.size());
  for (uint32_t& of : cluster_of) {
    if (of == kAlone) of = next++;
  }
  AddClusterMeasures(truth, cluster_of, &evaluation);
  return evaluation;
}

absl::StatusOr<Evaluation> EvaluateLinks(const Truth& truth,
                                         const std::string& path) {
  absl::StatusOr<std::unique_ptr<RecordFile>> file = RecordFile::Open(path);
  if (!file.ok()) return file.status();
  size_t columns[4];
  const char* const names[] = {"record_id_a", "record_id_b", "probability",
                               "verdict"};
  for (int i = 0; i < 4; ++i) {
    const absl::StatusOr<size_t> column = (*file)->Column(names[i]);
    if (!column.ok()) return column.status();
    columns[i] = *column;
  }
  Evaluation evaluation;
  for (size_t i = 0; i + 1 < std::size(kBins); ++i) {
    evaluation.bins.push_back({kBins[i], kBins[i + 1]});
  }
  Groups groups(truth.records());
  uint64_t right = 0, links = 0, review_right = 0, reviews = 0;
  std::vector<std::string> cells;
  while (true) {
    const absl::StatusOr<bool> found = (*file)->Next(&cells);
    if (!found.ok()) return found.status();
    if (!*found) break;
    double stated = 0;
    const std::string& verdict = cells[columns[3]];
    if (!absl::SimpleAtod(cells[columns[2]], &stated) ||
        !(stated >= 0 && stated <= 1)) {
      return (*file)->ErrorAt((*file)->line(),
                              "probability is not from 0 to 1");
    }
    if (verdict != "link" && verdict != "review") {
      return (*file)->ErrorAt((*file)->line(),
                              "verdict is neither link nor review");
    }
    const int64_t a = truth.Find(adapters::WithoutGuard(cells[columns[0]]));
    const int64_t b = truth.Find(adapters::WithoutGuard(cells[columns[1]]));
    if (a < 0 || b < 0) {
      evaluation.unknown_records += (a < 0) + (b < 0);
      continue;
    }
    const bool is_right = truth.person_of(a) == truth.person_of(b);
    AddToBin(stated, is_right, &evaluation.bins);
    if (verdict == "link") {
      ++links;
      right += is_right;
      groups.Join(static_cast<uint32_t>(a), static_cast<uint32_t>(b));
    } else {
      ++reviews;
      review_right += is_right;
    }
  }
  std::erase_if(evaluation.bins,
                [](const CalibrationBin& bin) { return bin.count == 0; });
  const uint64_t actual = TruePairs(truth);
  evaluation.measures.push_back(MakeMeasure("pairs", right, links, actual));
  evaluation.review = MakeMeasure("review", review_right, reviews, actual);
  std::vector<uint32_t> cluster_of(truth.records());
  for (uint32_t r = 0; r < truth.records(); ++r) cluster_of[r] = groups.Find(r);
  AddClusterMeasures(truth, cluster_of, &evaluation);
  return evaluation;
}

}  // namespace saan::ctl
