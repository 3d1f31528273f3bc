// TrainMatchModel: what the records in the store teach, as a model file. It
// takes effect when an operator puts the file into the configuration.

#include "gateway/identity.h"
#include "gateway/match/calibrate.h"
#include "gateway/match/learn.h"
#include "gateway/match/levels.h"
#include "gateway/match/population.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kMaxVersionText = 64;

absl::Status ReadPopulation(const House& house, match::Population* population) {
  const std::string from(1, storage::kTraits);
  absl::Status read;
  absl::Status scanned = house.store.Scan(
      from, storage::PrefixEnd(from),
      [&](absl::string_view, absl::string_view value) {
        v1::TraitsRow row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          read = absl::DataLossError("a row of table 't' does not parse");
          return false;
        }
        population->Add(match::ValuesOf(house.identities.model(), row.traits()),
                        0);
        return true;
      });
  return scanned.ok() ? read : scanned;
}

// Decided reviews: what the sum said, and what people found.
absl::StatusOr<std::vector<match::Label>> ReadLabels(const House& house) {
  std::vector<match::Label> labels;
  const std::string from(1, storage::kReviews);
  absl::Status scanned = house.store.Scan(
      from, storage::PrefixEnd(from),
      [&](absl::string_view, absl::string_view value) {
        v1::ReviewRow row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          return true;
        }
        const v1::Review& review = row.review();
        if (review.state() == v1::REVIEW_STATE_SAME ||
            review.state() == v1::REVIEW_STATE_DIFFERENT) {
          labels.push_back({review.evidence().weight_bits(),
                            review.state() == v1::REVIEW_STATE_SAME});
        }
        return true;
      });
  if (!scanned.ok()) return scanned;
  return labels;
}

void TellChanges(const match::Model& before, const match::Model& after,
                 v1::TrainMatchModelResponse* response) {
  for (size_t i = 0; i < before.comparisons.size(); ++i) {
    const match::Comparison& old = before.comparisons[i];
    for (size_t level = 0; level < match::kMaxLevels; ++level) {
      if (!old.levels[level].is_listed) continue;
      v1::ModelChange& change = *response->add_changes();
      change.set_comparison(before.NameOf(old));
      change.set_level(match::WordsOf(old.kind).levels[level]);
      change.set_bits_before(old.levels[level].same_bits);
      change.set_bits_after(after.comparisons[i].levels[level].same_bits);
    }
  }
}

absl::Status Body(const House& house, const v1::TrainMatchModelRequest& request,
                  Call* call, v1::TrainMatchModelResponse* response) {
  if (call->context.role() != v1::ROLE_ADMINISTRATOR) {
    return Refuse(v1::ERROR_REASON_DOOR_CLOSED);
  }
  if (request.version().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "version");
  }
  if (request.version().size() > kMaxVersionText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "version");
  }
  const match::Model& model = house.identities.model();
  match::Population population(model);
  absl::Status read = ReadPopulation(house, &population);
  if (!read.ok()) return read;
  absl::StatusOr<std::vector<match::Label>> labels = ReadLabels(house);
  if (!labels.ok()) return labels.status();
  match::LearnOptions options;
  options.seed = request.seed();
  match::Model learned =
      match::Learn(population, match::Pairing::kAll, options).model;
  learned.version = request.version();
  match::Calibrate(*labels, &learned);
  TellChanges(model, learned, response);
  response->set_model_text(match::WriteModel(learned));
  response->set_records(population.size());
  response->set_labels(labels->size());
  return absl::OkStatus();
}

}  // namespace

grpc::Status Identity::TrainMatchModel(
    grpc::ServerContext* context, const v1::TrainMatchModelRequest* request,
    v1::TrainMatchModelResponse* response) {
  return Serve(frame_, *context,
               {"IdentityService/TrainMatchModel", Door::kIdentity}, *request,
               response, &Body);
}

}  // namespace saan
