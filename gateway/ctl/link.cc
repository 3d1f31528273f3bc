// saan link A.csv [B.csv]: which records of files are of one person. Needs no
// gateway.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/csv.h"
#include "gateway/ctl/linkage.h"
#include "gateway/ctl/new_file.h"
#include "gateway/ctl/verbs.h"
#include "gateway/match/cluster.h"
#include "gateway/match/model_changes.h"

namespace saan::ctl {
namespace {

// Levels told of on stderr after --train.
constexpr size_t kToldChanges = 8;
constexpr size_t kMostFiles = 2;

struct Totals {
  size_t links = 0;
  size_t reviews = 0;
  size_t people = 0;
  size_t largest = 0;
};

// A pair is a link when it ended in one cluster, else for a person to decide.
void WritePairs(const Linkage& linkage, const std::vector<match::Pair>& pairs,
                const std::vector<uint32_t>& cluster_of, std::ostream& out) {
  out << adapters::WriteCsvRow(
      {"record_id_a", "record_id_b", "probability", "weight_bits", "verdict"},
      ',');
  for (const match::Pair& pair : pairs) {
    out << adapters::WriteCsvRow(
        {std::string(linkage.ids()[pair.a]), std::string(linkage.ids()[pair.b]),
         absl::StrFormat("%.6f", linkage.model().StatedProbability(
                                     pair.weight.Probability())),
         absl::StrFormat("%.3f", pair.weight.bits),
         cluster_of[pair.a] == cluster_of[pair.b] ? "link" : "review"},
        ',');
  }
}

void WriteClusters(const Linkage& linkage,
                   const std::vector<uint32_t>& cluster_of, std::ostream& out) {
  out << adapters::WriteCsvRow({"record_id", "cluster_id"}, ',');
  for (uint32_t record = 0; record < cluster_of.size(); ++record) {
    out << adapters::WriteCsvRow(
        {std::string(linkage.ids()[record]),
         std::string(linkage.ids()[cluster_of[record]])},
        ',');
  }
}

Totals Count(const std::vector<match::Pair>& pairs,
             const std::vector<uint32_t>& cluster_of) {
  Totals totals;
  for (const match::Pair& pair : pairs) {
    ++(cluster_of[pair.a] == cluster_of[pair.b] ? totals.links
                                                : totals.reviews);
  }
  std::vector<uint32_t> sizes(cluster_of.size());
  for (const uint32_t cluster : cluster_of) {
    if (sizes[cluster]++ == 0) ++totals.people;
    totals.largest = std::max<size_t>(totals.largest, sizes[cluster]);
  }
  return totals;
}

void SayChanges(const Shell& shell, const match::Model& before,
                const match::Model& after) {
  shell.Say({absl::StrFormat("เรียนรู้จากข้อมูลแล้ว คู่คนเดียวกันต่อระเบียน %.3f -> %.3f "
                             "คู่คนในบ้านเดียวกันต่อระเบียน %.3f -> %.3f",
                             before.same_per_record, after.same_per_record,
                             before.kin_per_record, after.kin_per_record),
             absl::StrFormat("Learned from the records: pairs of one person a "
                             "record %.3f -> %.3f, of one household %.3f -> "
                             "%.3f",
                             before.same_per_record, after.same_per_record,
                             before.kin_per_record, after.kin_per_record)});
  std::vector<match::LevelChange> changes =
      match::ChangesBetween(before, after);
  changes.resize(std::min(changes.size(), kToldChanges));
  for (const match::LevelChange& change : changes) {
    const std::string line =
        absl::StrFormat("  %s %s: %+.1f -> %+.1f", change.comparison,
                        change.level, change.before_bits, change.after_bits);
    shell.Say({absl::StrCat(line, " บิต"), absl::StrCat(line, " bits")});
  }
}

class Link : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* link = app->add_subcommand(
        "link",
        "หาระเบียนของคนเดียวกันในแฟ้ม / Find the records of one person in files");
    link->add_option("FILE", files_,
                     "CSV with a header: one to find repeats in, or two to "
                     "link")
        ->required()
        ->expected(1, kMostFiles);
    link->add_option("--model", model_, "A model file, or thai-child")
        ->required();
    link->add_flag("--one-to-one", is_one_to_one_,
                   "Each person is at most once in each file");
    link->add_flag("--train", is_training_,
                   "Learn the model's shares from the records first");
    link->add_option("--seed", seed_, "Seed of --train")->capture_default_str();
    link->add_option("--out", links_file_, "Write the pairs there, CSV");
    link->add_option("--clusters", clusters_file_,
                     "Write the people there, CSV");
    OnChosen(link, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell) {
    absl::StatusOr<match::Model> model = OpenModel(model_);
    if (!model.ok()) return shell.Fail(model.status());
    // Found out now, not when all the work is done.
    for (const auto& [path, file] : {std::pair{&links_file_, &links_},
                                     std::pair{&clusters_file_, &clusters_}}) {
      if (path->empty()) continue;
      *file = std::make_unique<NewFile>(*path);
      if (absl::Status status = (*file)->status(); !status.ok()) {
        return shell.Fail(status);
      }
    }
    Linkage linkage(&shell, *std::move(model));
    for (const std::string& file : files_) {
      if (absl::Status status = linkage.AddFile(file); !status.ok()) {
        return shell.Fail(status);
      }
    }
    return LinkAll(shell, linkage);
  }

  int LinkAll(const Shell& shell, Linkage& linkage) {
    const bool is_across = files_.size() == kMostFiles;
    const match::Pairing pairing =
        is_across ? match::Pairing::kAcross : match::Pairing::kAll;
    if (is_training_) {
      const match::Model before = linkage.Train(pairing, seed_);
      SayChanges(shell, before, linkage.model());
    }
    const match::Prior prior =
        is_across ? match::PriorBetween(linkage.model(), linkage.records_of(0),
                                        linkage.records_of(1))
                  : match::PriorOf(linkage.model(), linkage.records_of(0));
    const std::vector<match::Pair> pairs = linkage.FindPairs(pairing, prior);
    match::ClusterOptions options;
    options.link_probability =
        linkage.model().SumProbability(linkage.model().link_probability);
    options.is_one_to_one =
        is_across && (is_one_to_one_ || linkage.model().is_one_to_one);
    const std::vector<uint32_t> cluster_of =
        match::Cluster(linkage.population(), pairs, prior, options);
    if (links_) WritePairs(linkage, pairs, cluster_of, links_->out());
    if (clusters_) WriteClusters(linkage, cluster_of, clusters_->out());
    for (const auto& file : {links_.get(), clusters_.get()}) {
      if (file == nullptr) continue;
      if (absl::Status kept = file->Keep(); !kept.ok()) {
        return shell.Fail(kept);
      }
    }
    PrintTotals(shell, linkage, Count(pairs, cluster_of));
    return kExitOk;
  }

  static void PrintTotals(const Shell& shell, const Linkage& linkage,
                          const Totals& totals) {
    Listing listing =
        shell.MakeListing({{"model", {"แบบจำลอง", "Model"}},
                           {"records", {"ระเบียน", "Records"}},
                           {"people", {"คน", "People"}},
                           {"largest", {"ระเบียนต่อคนมากสุด", "Largest"}},
                           {"links", {"คู่ที่เชื่อม", "Links"}},
                           {"reviews", {"คู่ที่รอคนตัดสิน", "For review"}}});
    listing.Add({linkage.model().version, absl::StrCat(linkage.ids().size()),
                 absl::StrCat(totals.people), absl::StrCat(totals.largest),
                 absl::StrCat(totals.links), absl::StrCat(totals.reviews)});
    listing.Finish();
  }

  std::vector<std::string> files_;
  std::string model_;
  std::string links_file_;
  std::string clusters_file_;
  std::unique_ptr<NewFile> links_;
  std::unique_ptr<NewFile> clusters_;
  bool is_one_to_one_ = false;
  bool is_training_ = false;
  uint64_t seed_ = 1;
};

}  // namespace

std::unique_ptr<Verb> MakeLink() { return std::make_unique<Link>(); }

}  // namespace saan::ctl
