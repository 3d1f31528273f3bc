#include "tests/bench/match/goals.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/columns.h"
#include "gateway/ctl/evaluation.h"
#include "gateway/ctl/record_file.h"
#include "gateway/ctl/thai_child.h"
#include "gateway/match/cluster.h"
#include "gateway/match/learn.h"

namespace saan::match {
namespace {

struct Set {
  const char* name;
  const char* folder;
  const char* model;
  std::vector<const char*> files;
  const char* truth;  // nullptr: the files themselves say it.
  double goal;
};

const std::vector<Set>& Sets() {
  static const auto& sets = *new std::vector<Set>{
      {"febrl1", "febrl1", "febrl", {"records.csv"}, nullptr, 0.999},
      {"febrl2", "febrl2", "febrl", {"records.csv"}, nullptr, 0.999},
      {"febrl3", "febrl3", "febrl", {"records.csv"}, nullptr, 0.9995},
      {"febrl3 without number",
       "febrl3",
       "febrl_without_number",
       {"records.csv"},
       nullptr,
       0.998},
      {"febrl4", "febrl4", "febrl", {"a.csv", "b.csv"}, nullptr, 0.9995},
      {"febrl4 without number",
       "febrl4",
       "febrl_without_number",
       {"a.csv", "b.csv"},
       nullptr,
       0.999},
      {"febrl_A", "febrl_A_10000", "febrl_phone", {"records.csv"}, nullptr, 1},
      {"febrl_D",
       "febrl_D_10000",
       "febrl_phone",
       {"a.csv", "b.csv"},
       nullptr,
       1},
      {"febrl_C",
       "febrl_C_10000",
       "febrl_phone",
       {"records.csv"},
       nullptr,
       0.9995},
      {"febrl_C without number",
       "febrl_C_10000",
       "febrl_phone_without_number",
       {"records.csv"},
       nullptr,
       0.997},
      {"rldata500", "rldata500", "rldata", {"records.csv"}, nullptr, 0.96},
      {"rldata10000", "rldata10000", "rldata", {"records.csv"}, nullptr, 0.95},
      {"fake_1000", "fake_1000", "fake", {"records.csv"}, nullptr, 0.91},
      {"jempi_kenya",
       "jempi_kenya",
       "jempi_kenya",
       {"records.csv"},
       nullptr,
       0.97},
      {"jempi_gen2",
       "jempi_gen2",
       "jempi_gen2",
       {"records.csv"},
       nullptr,
       0.86},
      {"pp_wic", "pp_wic", "pp_wic", {"records.csv"}, nullptr, 0.99},
      {"thai-dev", "thai-dev", "thai_child", {"flat.csv"}, "truth.tsv", 0.965}};
  return sets;
}

struct Record {
  FieldValues values;
  uint32_t source = 0;
  uint32_t person = 0;
};

// All records of a set; what is wrong is printed.
std::vector<Record> ReadRecords(const Set& set, const std::string& folder,
                                const Model& model) {
  std::vector<Record> records;
  ctl::Truth truth;
  std::vector<std::string> truth_files;
  for (const char* file : set.files) {
    truth_files.push_back(absl::StrCat(folder, "/", file));
  }
  if (set.truth != nullptr) {
    truth_files = {absl::StrCat(folder, "/", set.truth)};
  }
  absl::Status status = truth.Read(truth_files);
  for (uint32_t source = 0; status.ok() && source < set.files.size();
       ++source) {
    auto file =
        ctl::RecordFile::Open(absl::StrCat(folder, "/", set.files[source]));
    if (!file.ok()) {
      status = file.status();
      break;
    }
    const bool is_thai = set.truth != nullptr;
    const auto reader = ctl::ColumnReader::For(model, (*file)->header());
    if (!is_thai && !reader.ok()) {
      status = reader.status();
      break;
    }
    const int id = (*file)->Find(is_thai ? "record_id" : "id");
    std::vector<std::string> cells;
    while ((*file)->Next(&cells).value_or(false)) {
      const int64_t at = truth.Find(cells[id]);
      if (at < 0) continue;
      Record record;
      record.source = source;
      record.person = truth.person_of(static_cast<uint32_t>(at));
      const ctl::CellOf cell = [&](absl::string_view column) {
        const int at = (*file)->Find(column);
        return at < 0 ? absl::string_view() : absl::string_view(cells[at]);
      };
      record.values = is_thai ? ctl::ReadThaiChild(model, cell,
                                                   absl::CivilDay(2026, 11, 26))
                              : reader->Read(cells);
      records.push_back(std::move(record));
    }
  }
  if (!status.ok()) {
    std::printf("%s\n", std::string(status.message()).c_str());
  }
  return records;
}

struct Score {
  double f1 = 1;
  double precision = 1;
  double recall = 1;
  double calibration = 1;  // Right among those stated at 0.99 and more.
  double reviews = 0;      // A record.
};

Score ScoreOf(const std::vector<Record>& records,
              const std::vector<uint32_t>& cluster_of,
              const std::vector<Pair>& pairs, bool is_across) {
  // Records by group and source: pairs within one file do not count in sets of
  // two files.
  std::map<std::pair<uint64_t, uint32_t>, double> clusters, people, cells;
  for (size_t i = 0; i < records.size(); ++i) {
    const uint32_t source = is_across ? records[i].source : 0;
    ++clusters[{cluster_of[i], source}];
    ++people[{records[i].person, source}];
    ++cells[{uint64_t{cluster_of[i]} << 32 | records[i].person, source}];
  }
  const auto count = [&](const auto& groups) {
    double sum = 0;
    for (const auto& [group, n] : groups) {
      if (!is_across) {
        sum += n * (n - 1) / 2;
      } else if (group.second == 0) {
        const auto other = groups.find({group.first, 1});
        if (other != groups.end()) sum += n * other->second;
      }
    }
    return sum;
  };
  const double right = count(cells);
  Score score;
  score.precision = right / std::max(1.0, count(clusters));
  score.recall = right / std::max(1.0, count(people));
  score.f1 = 2 * right / std::max(1.0, count(clusters) + count(people));
  double sure = 0, sure_right = 0;
  for (const Pair& pair : pairs) {
    score.reviews += cluster_of[pair.a] != cluster_of[pair.b];
    if (pair.weight.needs_person || pair.weight.Probability() < 0.99) continue;
    ++sure;
    sure_right += records[pair.a].person == records[pair.b].person;
  }
  if (sure > 0) score.calibration = sure_right / sure;
  score.reviews /= static_cast<double>(std::max<size_t>(1, records.size()));
  return score;
}

Score Measure(Model model, const std::vector<Record>& records, bool is_across) {
  const Pairing pairing = is_across ? Pairing::kAcross : Pairing::kAll;
  Population population(model);
  uint32_t of_first = 0;
  for (const Record& record : records) {
    population.Add(record.values, record.source);
    of_first += record.source == 0;
  }
  // The population stays as it is, for fields and keys do.
  model = Learn(population, pairing, LearnOptions()).model;
  const Prior prior =
      is_across ? PriorBetween(model, of_first, population.size() - of_first)
                : PriorOf(model, population.size());
  const std::vector<Pair> pairs = population.FindPairs(
      pairing, prior, model.review_probability, [](uint32_t) {});
  ClusterOptions options;
  options.link_probability = model.link_probability;
  options.is_one_to_one = is_across;
  return ScoreOf(records, Cluster(population, pairs, prior, options), pairs,
                 is_across);
}

}  // namespace

void PrintGoals(const std::string& data, const std::string& models, int orders,
                const std::function<double()>& seconds) {
  std::printf("%-24s %7s %7s %9s %7s %9s %8s %7s\n", "set", "F1", "goal",
              "precision", "recall", "at 0.99", "reviews", "seconds");
  for (const Set& set : Sets()) {
    const std::string folder = absl::StrCat(data, "/", set.folder);
    if (!std::filesystem::exists(folder)) continue;
    const absl::StatusOr<Model> model =
        LoadModel(absl::StrCat(models, "/", set.model, ".textproto"));
    if (!model.ok()) {
      std::printf("%s\n", std::string(model.status().message()).c_str());
      continue;
    }
    std::vector<Record> records = ReadRecords(set, folder, *model);
    Score worst;
    const double start = seconds();
    for (int order = 0; order < orders; ++order) {
      std::mt19937 random(static_cast<unsigned>(order));
      if (order > 0) std::shuffle(records.begin(), records.end(), random);
      const Score score = Measure(*model, records, set.files.size() == 2);
      if (order == 0 || score.f1 < worst.f1) worst = score;
    }
    std::printf("%-24s %7.4f %7.4f %9.4f %7.4f %9.4f %8.4f %7.1f%s\n", set.name,
                worst.f1, set.goal, worst.precision, worst.recall,
                worst.calibration, worst.reviews, seconds() - start,
                worst.f1 < set.goal ? "  below" : "");
    std::fflush(stdout);
  }
}

}  // namespace saan::match
