// GetMatchQuality: what people found when they looked, how long reviews wait,
// and how good each agency's records are. Reads all reviews, filings and
// traits.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "gateway/identity.h"
#include "gateway/match/estimate.h"
#include "gateway/review_answers.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kAges[] = {0, 1, 7, 30, 90};  // Days.
constexpr double kBins[] = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99};

// What the reviews say.
class ReviewTally {
 public:
  ReviewTally(const match::Model& model, absl::Time now)
      : model_(model), now_(now) {}

  void Add(const v1::Review& review) {
    if (!IsDecided(review.state())) {
      Wait(review);
    } else if (review.state() != v1::REVIEW_STATE_OBSOLETE) {
      Decide(review);
    }
    Compare(review);
  }

  void Tell(uint64_t links, uint64_t others,
            v1::GetMatchQualityResponse* response) const;

 private:
  void Wait(const v1::Review& review) {
    const double days =
        absl::ToDoubleHours(now_ - TimeOf(review.create_time())) / 24;
    int age = 0;
    for (const int from : kAges) {
      if (days >= from) age = from;
    }
    ++waiting_[age];
    oldest_ = std::min(oldest_, TimeOf(review.create_time()));
  }

  void Decide(const v1::Review& review) {
    const bool is_same = review.state() == v1::REVIEW_STATE_SAME;
    if (review.reason() == v1::REVIEW_REASON_SAMPLE) {
      auto& [found, looked] =
          review.evidence().verdict() == v1::VERDICT_SAME ? links_ : others_;
      found += is_same;
      ++looked;
    }
    const double bits = model_.StatedBits(review.evidence().weight_bits());
    const double stated = 1 / (1 + std::exp2(-bits));
    size_t bin = 0;
    for (size_t i = 0; i < std::size(kBins); ++i) {
      if (stated >= kBins[i]) bin = i;
    }
    ++decided_[bin];
    same_[bin] += is_same;
  }

  // The first two persons who said one thing or the other.
  void Compare(const v1::Review& review) {
    std::vector<v1::ReviewAnswer> said;
    for (const v1::AnswerGiven& given : review.answers()) {
      if (given.answer() == v1::REVIEW_ANSWER_SAME ||
          given.answer() == v1::REVIEW_ANSWER_DIFFERENT) {
        said.push_back(given.answer());
      }
    }
    if (said.size() < 2) return;
    const bool first = said[0] == v1::REVIEW_ANSWER_SAME;
    const bool second = said[1] == v1::REVIEW_ANSWER_SAME;
    agreement_.both_same += first && second;
    agreement_.both_different += !first && !second;
    agreement_.first_same_only += first && !second;
    agreement_.second_same_only += !first && second;
  }

  const match::Model& model_;
  const absl::Time now_;
  std::map<int, uint64_t> waiting_;
  absl::Time oldest_ = absl::InfiniteFuture();
  std::pair<uint64_t, uint64_t> links_, others_;  // One child, of looked at.
  uint64_t decided_[std::size(kBins)] = {};
  uint64_t same_[std::size(kBins)] = {};
  match::Agreement agreement_;
};

void SetEstimate(uint64_t successes, uint64_t trials, const match::Share& share,
                 v1::Estimate* estimate) {
  estimate->set_successes(successes);
  estimate->set_trials(trials);
  if (trials == 0) return;
  estimate->set_share(share.share);
  estimate->set_lower(share.lower);
  estimate->set_upper(share.upper);
}

void ReviewTally::Tell(uint64_t links, uint64_t others,
                       v1::GetMatchQualityResponse* response) const {
  const match::Share right = match::WilsonShare(links_.first, links_.second);
  const match::Share missed = match::WilsonShare(others_.first, others_.second);
  SetEstimate(links_.first, links_.second, right,
              response->mutable_precision());
  // Both samples are needed to say how many are missed.
  const uint64_t looked = links_.second > 0 && others_.second > 0
                              ? links_.second + others_.second
                              : 0;
  SetEstimate(links_.first, looked,
              match::RecallOf(right, links, missed, others),
              response->mutable_recall());
  for (const auto& [age, count] : waiting_) {
    v1::AgeCount& told = *response->add_waiting();
    told.set_from_days(age);
    told.set_reviews(count);
  }
  if (oldest_ != absl::InfiniteFuture()) {
    *response->mutable_oldest_create_time() = TimestampOf(oldest_);
  }
  const uint64_t agreed = agreement_.both_same + agreement_.both_different;
  const uint64_t twice =
      agreed + agreement_.first_same_only + agreement_.second_same_only;
  SetEstimate(agreed, twice, match::WilsonShare(agreed, twice),
              response->mutable_agreement());
  response->set_kappa(match::KappaOf(agreement_));
  for (size_t i = 0; i < std::size(kBins); ++i) {
    if (decided_[i] == 0) continue;
    v1::CalibrationBin& bin = *response->add_calibration();
    bin.set_from_probability(kBins[i]);
    bin.set_decided(decided_[i]);
    bin.set_same(same_[i]);
  }
}

bool HasNationalId(const v1::Traits& traits) {
  return std::any_of(traits.identifiers().begin(), traits.identifiers().end(),
                     [](const std::string& identifier) {
                       return absl::StartsWith(identifier, "national_id:");
                     });
}

// How good the records of each agency are; of the caller's own alone, unless it
// is an administrator.
absl::Status TellAgencies(const House& house, const Call& call,
                          v1::GetMatchQualityResponse* response) {
  const bool sees_all = call.context.role() == v1::ROLE_ADMINISTRATOR;
  std::map<std::string, v1::AgencyQuality> by_agency;
  std::set<std::pair<std::string, std::string>> children;
  absl::Status read = storage::ScanRows<v1::TraitsRow>(
      house.store, storage::kTraits, "",
      [&](absl::string_view, const v1::TraitsRow& row) {
        if (!sees_all && row.agency() != call.caller.agency) return true;
        v1::AgencyQuality& quality = by_agency[row.agency()];
        const v1::Traits& traits = row.traits();
        const auto count = [](bool is, uint64_t before) { return before + is; };
        quality.set_records(quality.records() + 1);
        quality.set_without_national_id(
            count(!HasNationalId(traits), quality.without_national_id()));
        quality.set_with_weak_identifier(
            count(traits.weak_identifiers_size() > 0,
                  quality.with_weak_identifier()));
        const bool has_day =
            traits.has_birth() && !traits.is_birth_day_doubtful() &&
            traits.birth_earliest_days() == traits.birth_latest_days();
        quality.set_without_birth_day(
            count(!has_day, quality.without_birth_day()));
        quality.set_without_given_name(
            count(traits.given_names().empty(), quality.without_given_name()));
        quality.set_duplicates(
            count(!children.insert({row.agency(), row.child_id()}).second,
                  quality.duplicates()));
        return true;
      });
  if (!read.ok()) return read;
  for (auto& [agency, quality] : by_agency) {
    quality.set_agency(agency);
    *response->add_agencies() = std::move(quality);
  }
  return absl::OkStatus();
}

absl::Status Body(const House& house, const v1::GetMatchQualityRequest& request,
                  Call* call, v1::GetMatchQualityResponse* response) {
  ReviewTally tally(house.identities.model(), call->now);
  absl::Status read = storage::ScanRows<v1::ReviewRow>(
      house.store, storage::kReviews, "",
      [&](absl::string_view, const v1::ReviewRow& row) {
        tally.Add(row.review());
        return true;
      });
  if (!read.ok()) return read;
  uint64_t links = 0, others = 0;
  read = storage::ScanRows<v1::FilingRow>(
      house.store, storage::kFilings, "",
      [&](absl::string_view, const v1::FilingRow& row) {
        // What went to a person is neither a link nor missed.
        links += row.is_linked();
        others += row.evidence().verdict() == v1::VERDICT_DIFFERENT;
        return true;
      });
  if (!read.ok()) return read;
  tally.Tell(links, others, response);
  response->set_model_version(house.identities.model_version());
  return TellAgencies(house, *call, response);
}

}  // namespace

grpc::Status Identity::GetMatchQuality(
    grpc::ServerContext* context, const v1::GetMatchQualityRequest* request,
    v1::GetMatchQualityResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/GetMatchQuality", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
