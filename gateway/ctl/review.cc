// saan review list | show | claim | release | decide | quality: pairs of
// records that wait for a person's decision.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/ctl/child_view.h"
#include "gateway/ctl/identity_view.h"
#include "gateway/ctl/one_call.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using IdentityStub = v1::IdentityService::Stub;

std::string PercentText(const v1::Estimate& estimate) {
  if (estimate.trials() == 0) return "-";
  return absl::StrFormat("%.2f %% (%.2f-%.2f)", 100 * estimate.share(),
                         100 * estimate.lower(), 100 * estimate.upper());
}

void PrintQuality(const Shell& shell,
                  const v1::GetMatchQualityResponse& response) {
  Listing listing = shell.MakeListing(
      {{"what", {"สิ่งที่วัด", "What"}}, {"value", {"ค่า", "Value"}}});
  const auto add = [&](const Words& what, const std::string& value) {
    listing.Add({what.In(shell.lang()), value});
  };
  add({"ความแม่นของการเชื่อมอัตโนมัติ (ช่วง 95 %)",
       "Precision of automatic links (95 %)"},
      PercentText(response.precision()));
  add({"ความครบของการเชื่อม (ช่วง 95 %)", "Recall of links (95 %)"},
      PercentText(response.recall()));
  add({"ผู้ตัดสินสองคนเห็นตรงกัน", "Two persons agree"},
      PercentText(response.agreement()));
  add({"แคปปาของโคเฮน", "Cohen's kappa"},
      absl::StrFormat("%.2f", response.kappa()));
  for (const v1::AgeCount& age : response.waiting()) {
    add({absl::StrCat("รอตัดสิน ตั้งแต่ ", age.from_days(), " วัน"),
         absl::StrCat("Waiting, from ", age.from_days(), " days")},
        absl::StrCat(age.reviews()));
  }
  for (const v1::CalibrationBin& bin : response.calibration()) {
    add({absl::StrFormat("ตัดสินแล้ว ความน่าจะเป็นตั้งแต่ %g", bin.from_probability()),
         absl::StrFormat("Decided, stated from %g", bin.from_probability())},
        absl::StrCat(bin.same(), " / ", bin.decided()));
  }
  for (const v1::AgencyQuality& agency : response.agencies()) {
    add({absl::StrCat(agency.agency(),
                      ": ระเบียน / ไม่มีเลขประชาชน / เลขผิด / ไม่มีวันเกิด / "
                      "ไม่มีชื่อ / ซ้ำ"),
         absl::StrCat(agency.agency(),
                      ": records / no national ID / weak number / no "
                      "birth day / no name / duplicates")},
        absl::StrCat(agency.records(), " / ", agency.without_national_id(),
                     " / ", agency.with_weak_identifier(), " / ",
                     agency.without_birth_day(), " / ",
                     agency.without_given_name(), " / ", agency.duplicates()));
  }
  add({"แบบจำลอง", "Model"}, response.model_version());
  listing.Finish();
}

class ReviewVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  int List(const Shell& shell);
  int Show(const Shell& shell);
  int Claim(const Shell& shell);
  int Release(const Shell& shell);
  int Decide(const Shell& shell);
  int Quality(const Shell& shell);

  template <typename Request, typename Response, typename Print>
  static int Call(const Shell& shell,
                  grpc::Status (IdentityStub::*method)(grpc::ClientContext*,
                                                       const Request&,
                                                       Response*),
                  const Request& request, const Print& print) {
    return CallOnce(shell, v1::PURPOSE_DEDUPLICATION, &Connection::identity,
                    method, request, print);
  }
  // The review as it stands after a change.
  static ExitCode PrintState(const Shell& shell, const v1::Review& review);

  std::string id_;
  std::string answer_;
  std::string reason_;
  int minutes_ = 0;
  bool is_free_ = false;
  bool is_dry_run_ = false;
};

void ReviewVerb::Declare(CLI::App* app, Shell* shell) {
  CLI::App* review = app->add_subcommand(
      "review", "รอคนตัดสิน / Pairs that wait for a person's decision");
  review->require_subcommand(1);
  const auto add = [&](const char* name, const char* help,
                       int (ReviewVerb::*run)(const Shell&), bool has_id) {
    CLI::App* verb = review->add_subcommand(name, help);
    if (has_id) {
      verb->add_option("REVIEW_ID", id_, "Handle of the review")->required();
    }
    OnChosen(verb, shell, [this, shell, run] { return (this->*run)(*shell); });
    return verb;
  };
  add("list", "รายการที่รอ / List reviews that wait", &ReviewVerb::List, false)
      ->add_flag("--free", is_free_, "Only what nobody else has claimed");
  add("show", "สองระเบียนเทียบกัน / Show two records side by side",
      &ReviewVerb::Show, true);
  CLI::App* claim = add("claim", "จองไว้พิจารณา / Take one for a while",
                        &ReviewVerb::Claim, true);
  claim->add_option("--minutes", minutes_, "For how long (30, at most 480)");
  claim->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  add("release", "คืน / Give one back", &ReviewVerb::Release, true)
      ->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  CLI::App* decide =
      add("decide", "ตัดสิน / Answer one", &ReviewVerb::Decide, true);
  decide
      ->add_option("--answer", answer_, "same, different, unsure, or need_more")
      ->required();
  decide->add_option("--reason", reason_,
                     "A code of why, e.g. TWINS; of what is needed with "
                     "need_more");
  decide->add_flag("--dry-run", is_dry_run_, "Check only; keep nothing");
  add("quality", "คุณภาพการจับคู่ / How good the matching is", &ReviewVerb::Quality,
      false);
}

int ReviewVerb::List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_DEDUPLICATION, [&](Connection& connection) {
        Listing listing =
            shell.MakeListing({{"review_id", {"รหัส", "Review"}},
                               {"create_time", {"ตั้งแต่", "Since"}},
                               {"record", {"ระเบียนที่มาถึง", "Record"}},
                               {"candidate", {"อาจเป็นคนเดียวกับ", "Candidate"}},
                               {"weight_bits", {"น้ำหนัก (บิต)", "Weight (bits)"}},
                               {"rule", {"กฎ", "Rule"}},
                               {"state", {"สถานะ", "State"}}});
        v1::ListReviewQueueRequest request;
        request.set_is_free(is_free_);
        return ListPages(
            shell, connection, connection.identity(),
            &IdentityStub::ListReviewQueue, std::move(request),
            /*limit=*/0, listing, [&](const v1::ListReviewQueueResponse& page) {
              for (const v1::Review& review : page.reviews()) {
                const double bits = review.evidence().weight_bits();
                listing.Add({review.review_id(),
                             FormatMoment(review.create_time(), shell.lang()),
                             HandleText(review.record()),
                             HandleText(review.candidate()),
                             bits == 0 ? "-" : absl::StrFormat("%.1f", bits),
                             review.evidence().rule(),
                             WordsForValue(review.state()).In(shell.lang())},
                            IsJson(shell.format()) ? MessageJson(review) : "");
              }
              return page.reviews_size();
            });
      });
}

int ReviewVerb::Show(const Shell& shell) {
  v1::GetReviewRequest request;
  request.set_review_id(id_);
  return Call(shell, &IdentityStub::GetReview, request,
              [&](const v1::GetReviewResponse& response) {
                if (PrintedAsJson(shell, response)) return kExitOk;
                if (!response.records().fields().empty()) {
                  PrintFields(shell, response.records(),
                              /*has_provenance=*/false);
                }
                if (response.review().is_blind()) {
                  shell.Say({"น้ำหนักจะแสดงหลังจากท่านตอบแล้ว",
                             "Weights are shown once you have answered."});
                } else {
                  PrintExplanation(shell, response.explanation());
                }
                if (response.review().needs_two_persons()) {
                  shell.Say({"ต้องมีเจ้าหน้าที่สองคนตัดสินตรงกัน",
                             "Two persons must agree on this one."});
                }
                SayAround(shell, response.withheld(), response.receipt());
                return kExitOk;
              });
}

ExitCode ReviewVerb::PrintState(const Shell& shell, const v1::Review& review) {
  if (PrintedAsJson(shell, review)) return kExitOk;
  Listing listing = shell.MakeListing({{"review_id", {"รหัส", "Review"}},
                                       {"state", {"สถานะ", "State"}},
                                       {"claimed_until", {"จองถึง", "Claimed"}},
                                       {"etag", {"รุ่น", "Etag"}}});
  listing.Add({review.review_id(),
               WordsForValue(review.state()).In(shell.lang()),
               review.has_claim()
                   ? FormatMoment(review.claim().until_time(), shell.lang())
                   : "",
               review.etag()});
  listing.Finish();
  return kExitOk;
}

int ReviewVerb::Claim(const Shell& shell) {
  v1::ClaimReviewRequest request;
  request.set_review_id(id_);
  request.set_minutes(minutes_);
  request.set_validate_only(is_dry_run_);
  return Call(shell, &IdentityStub::ClaimReview, request,
              [&](const v1::ClaimReviewResponse& response) {
                return PrintState(shell, response.review());
              });
}

int ReviewVerb::Release(const Shell& shell) {
  v1::ReleaseReviewRequest request;
  request.set_review_id(id_);
  request.set_validate_only(is_dry_run_);
  return Call(shell, &IdentityStub::ReleaseReview, request,
              [&](const v1::ReleaseReviewResponse& response) {
                return PrintState(shell, response.review());
              });
}

int ReviewVerb::Decide(const Shell& shell) {
  v1::DecideReviewRequest request;
  const absl::StatusOr<int> answer =
      ParseShortWord(*v1::ReviewAnswer_descriptor(), answer_);
  if (!answer.ok()) return shell.Fail(answer.status());
  request.set_answer(static_cast<v1::ReviewAnswer>(*answer));
  request.set_review_id(id_);
  request.set_reason(reason_);
  request.set_validate_only(is_dry_run_);
  return Call(shell, &IdentityStub::DecideReview, request,
              [&](const v1::DecideReviewResponse& response) {
                if (PrintedAsJson(shell, response)) return kExitOk;
                PrintState(shell, response.review());
                if (response.has_decision()) {
                  PrintDecision(shell, response.decision());
                }
                PrintExposures(shell, response.exposures());
                return kExitOk;
              });
}

int ReviewVerb::Quality(const Shell& shell) {
  return CallOnce(shell, v1::PURPOSE_OPERATION, &Connection::identity,
                  &IdentityStub::GetMatchQuality, v1::GetMatchQualityRequest(),
                  [&](const v1::GetMatchQualityResponse& response) {
                    if (PrintedAsJson(shell, response)) return kExitOk;
                    PrintQuality(shell, response);
                    return kExitOk;
                  });
}

}  // namespace

std::unique_ptr<Verb> MakeReview() { return std::make_unique<ReviewVerb>(); }

}  // namespace saan::ctl
