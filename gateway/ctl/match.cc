// saan match train, evaluate, rematch: learns a model, says how good links are,
// and has a gateway judge its records again. Only --from-store and rematch need
// a gateway.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/ctl/evaluation.h"
#include "gateway/ctl/linkage.h"
#include "gateway/ctl/match_store.h"
#include "gateway/ctl/new_file.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

std::string Share(double share) { return absl::StrFormat("%.4f", share); }

class MatchVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* match = app->add_subcommand(
        "match", "แบบจำลองการจับคู่ / The model that says who is whom");
    match->require_subcommand(1);
    DeclareTrain(match, shell);
    DeclareEvaluate(match, shell);
    DeclareRematch(match, shell);
  }

 private:
  void DeclareTrain(CLI::App* match, Shell* shell) {
    CLI::App* train = match->add_subcommand(
        "train",
        "เรียนรู้จากข้อมูลที่ไม่มีเฉลย / Learn a model from files without labels");
    CLI::Option* files = train->add_option("FILE", files_, "CSV with a header");
    train
        ->add_flag("--from-store", is_from_store_,
                   "Learn from the gateway's records and decided reviews")
        ->excludes(files);
    train->add_option("--model", model_, "A model file, or thai-child")
        ->excludes("--from-store");
    train->add_option("--out", out_, "Write the new model there")->required();
    train->add_option("--version-name", version_,
                      "Version of the new model (default: the next number)");
    train->add_option("--seed", seed_, "Seed of the random pairs")
        ->capture_default_str();
    OnChosen(train, shell, [this, shell] { return Train(*shell); });
  }

  void DeclareRematch(CLI::App* match, Shell* shell) {
    CLI::App* rematch = match->add_subcommand(
        "rematch",
        "พิจารณาระเบียนเดิมด้วยแบบจำลองที่ใช้อยู่ / Judge filed records again");
    rematch->add_flag("--dry-run", is_dry_run_,
                      "Show what is judged otherwise; ask nobody");
    rematch->add_option("--from", page_token_, "Where an earlier run stopped");
    OnChosen(rematch, shell, [this, shell] {
      return RematchStore(*shell, page_token_, is_dry_run_);
    });
  }

  void DeclareEvaluate(CLI::App* match, Shell* shell) {
    CLI::App* evaluate = match->add_subcommand(
        "evaluate", "เทียบผลกับเฉลย / Hold links against the truth");
    CLI::Option* links = evaluate->add_option(
        "--links", links_, "Pairs as `saan link --out` writes them");
    evaluate
        ->add_option("--clusters", clusters_,
                     "People as `saan link --clusters` writes them")
        ->excludes(links);
    evaluate
        ->add_option("--truth", truth_,
                     "CSV or TSV: record_id (or id) and cluster (or "
                     "person_id, cluster_id)")
        ->required();
    OnChosen(evaluate, shell, [this, shell] { return Evaluate(*shell); });
  }

  int Train(const Shell& shell) {
    if (is_from_store_) {
      if (version_.empty()) {
        return shell.Fail(absl::InvalidArgumentError(
            "give --version-name with --from-store"));
      }
      return TrainFromStore(shell, out_, version_, seed_);
    }
    if (files_.empty() || model_.empty()) {
      return shell.Fail(
          absl::InvalidArgumentError("give FILE and --model, or --from-store"));
    }
    absl::StatusOr<match::Model> model = OpenModel(model_);
    if (!model.ok()) return shell.Fail(model.status());
    const std::string version =
        version_.empty() ? match::NextVersion(model->version) : version_;
    NewFile out(out_);
    if (absl::Status status = out.status(); !status.ok()) {
      return shell.Fail(status);
    }
    const bool is_across = files_.size() > 1 && model->is_one_to_one;
    Linkage linkage(&shell, *std::move(model));
    for (const std::string& file : files_) {
      if (absl::Status status = linkage.AddFile(file); !status.ok()) {
        return shell.Fail(status);
      }
    }
    const match::Model before = linkage.Train(
        is_across ? match::Pairing::kAcross : match::Pairing::kAll, seed_);
    match::Model after = linkage.model();
    after.version = version;
    out.out() << match::WriteModel(after);
    if (absl::Status kept = out.Keep(); !kept.ok()) return shell.Fail(kept);
    PrintChanges(shell, match::ChangesBetween(before, after));
    shell.Say({absl::StrCat("เขียน ", version, " ไว้ใน ", out_,
                            " แล้ว ยังไม่มีผลจนกว่าจะมีคนนำไปใช้"),
               absl::StrCat("Wrote ", version, " to ", out_,
                            "; nothing takes effect until a person puts it in "
                            "force.")});
    return kExitOk;
  }

  int Evaluate(const Shell& shell) {
    if (links_.empty() && clusters_.empty()) {
      return shell.Fail(
          absl::InvalidArgumentError("give --links or --clusters"));
    }
    Truth truth;
    absl::Status status = truth.Read(truth_);
    if (!status.ok()) return shell.Fail(status);
    absl::StatusOr<Evaluation> evaluation =
        links_.empty() ? EvaluateClusters(truth, clusters_)
                       : EvaluateLinks(truth, links_);
    if (!evaluation.ok()) return shell.Fail(evaluation.status());
    PrintEvaluation(shell, *evaluation);
    if (evaluation->unknown_records > 0) {
      shell.Say(
          {absl::StrCat("ระเบียนที่ไม่มีในเฉลย ไม่นับ: ", evaluation->unknown_records),
           absl::StrCat("Not in the truth, so left out: ",
                        evaluation->unknown_records)});
    }
    return kExitOk;
  }

  static void PrintEvaluation(const Shell& shell,
                              const Evaluation& evaluation) {
    Listing listing = shell.MakeListing({{"measure", {"สิ่งที่วัด", "Measure"}},
                                         {"stated", {"ที่ระบุไว้", "Stated"}},
                                         {"precision", {"ถูกต้อง", "Precision"}},
                                         {"recall", {"ครบถ้วน", "Recall"}},
                                         {"f1", {"F1", "F1"}},
                                         {"right", {"ถูก", "Right"}},
                                         {"found", {"ที่พบ", "Found"}},
                                         {"true", {"ที่มีจริง", "True"}}});
    for (const Measure& measure : evaluation.measures) {
      const bool has_counts = measure.truth > 0 || measure.found > 0;
      listing.Add({measure.name, "", Share(measure.precision),
                   Share(measure.recall), Share(measure.f1()),
                   has_counts ? absl::StrCat(measure.right) : "",
                   has_counts ? absl::StrCat(measure.found) : "",
                   has_counts ? absl::StrCat(measure.truth) : ""});
    }
    if (!evaluation.bins.empty()) {
      listing.Add({"review", "", Share(evaluation.review.precision), "", "",
                   absl::StrCat(evaluation.review.right),
                   absl::StrCat(evaluation.review.found), ""});
    }
    for (const CalibrationBin& bin : evaluation.bins) {
      listing.Add({absl::StrFormat("calibration %g-%g", bin.from, bin.to),
                   Share(bin.stated_sum / static_cast<double>(bin.count)),
                   Share(static_cast<double>(bin.right) /
                         static_cast<double>(bin.count)),
                   "", "", absl::StrCat(bin.right), absl::StrCat(bin.count),
                   ""});
    }
    listing.Finish();
  }

  std::vector<std::string> files_;
  std::string model_;
  std::string out_;
  std::string version_;
  uint64_t seed_ = 1;
  bool is_from_store_ = false;
  bool is_dry_run_ = false;
  std::string page_token_;
  std::string links_;
  std::string clusters_;
  std::vector<std::string> truth_;
};

}  // namespace

std::unique_ptr<Verb> MakeMatch() { return std::make_unique<MatchVerb>(); }

}  // namespace saan::ctl
