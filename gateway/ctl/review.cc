// saan review list: pairs of records that wait for a person's decision.

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

std::string HandleText(const v1::RecordHandle& handle) {
  return absl::StrCat(handle.agency(), "/", handle.system(), " ",
                      handle.record_id());
}

int List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_OPERATION, [&](Connection& connection) {
        Listing listing =
            shell.MakeListing({{"review_id", {"รหัส", "Review"}},
                               {"create_time", {"ตั้งแต่", "Since"}},
                               {"record", {"ระเบียนที่มาถึง", "Record"}},
                               {"candidate", {"อาจเป็นคนเดียวกับ", "Candidate"}},
                               {"weight_bits", {"น้ำหนัก (บิต)", "Weight (bits)"}},
                               {"rule", {"กฎ", "Rule"}},
                               {"state", {"สถานะ", "State"}}});
        return ListPages(
            shell, connection, connection.admin(),
            &v1::AdminService::Stub::ListReviews, v1::ListReviewsRequest(),
            /*limit=*/0, listing, [&](const v1::ListReviewsResponse& page) {
              for (const v1::Review& review : page.reviews()) {
                listing.Add(
                    {review.review_id(),
                     FormatMoment(review.create_time(), shell.lang()),
                     HandleText(review.record()),
                     HandleText(review.candidate()),
                     absl::StrFormat("%.1f", review.evidence().weight_bits()),
                     review.evidence().rule(),
                     WordsForValue(review.state()).In(shell.lang())},
                    IsJson(shell.format()) ? MessageJson(review) : "");
              }
              return page.reviews_size();
            });
      });
}

class ReviewVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* review = app->add_subcommand(
        "review", "รอคนตัดสิน / Pairs that wait for a person's decision");
    review->require_subcommand(1);
    CLI::App* list =
        review->add_subcommand("list", "รายการที่รอ / List open reviews");
    OnChosen(list, shell, [shell] { return List(*shell); });
  }
};

}  // namespace

std::unique_ptr<Verb> MakeReview() { return std::make_unique<ReviewVerb>(); }

}  // namespace saan::ctl
