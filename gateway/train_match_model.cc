// TrainMatchModel: what the records in the store teach, as a model file. It
// takes effect when an operator puts the file into the configuration.

#include "gateway/identity.h"
#include "gateway/match/calibrate.h"
#include "gateway/match/learn.h"
#include "gateway/match/model_changes.h"
#include "gateway/match/population.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kMaxVersionText = 64;

absl::Status ReadPopulation(const House& house, match::Population* population) {
  return storage::ScanRows<v1::TraitsRow>(
      house.store, storage::kTraits, "",
      [&](absl::string_view, const v1::TraitsRow& row) {
        population->Add(match::ValuesOf(house.identities.model(), row.traits()),
                        0);
        return true;
      });
}

// Decided reviews: what the sum said, and what people found.
absl::StatusOr<std::vector<match::Label>> ReadLabels(const House& house) {
  std::vector<match::Label> labels;
  absl::Status read = storage::ScanRows<v1::ReviewRow>(
      house.store, storage::kReviews, "",
      [&](absl::string_view, const v1::ReviewRow& row) {
        const v1::Review& review = row.review();
        if (review.state() == v1::REVIEW_STATE_SAME ||
            review.state() == v1::REVIEW_STATE_DIFFERENT) {
          labels.push_back({review.evidence().weight_bits(),
                            review.state() == v1::REVIEW_STATE_SAME});
        }
        return true;
      });
  if (!read.ok()) return read;
  return labels;
}

void TellChanges(const match::Model& before, const match::Model& after,
                 v1::TrainMatchModelResponse* response) {
  for (const match::LevelChange& moved : match::ChangesBetween(before, after)) {
    v1::ModelChange& change = *response->add_changes();
    change.set_comparison(moved.comparison);
    change.set_level(moved.level);
    change.set_bits_before(moved.before_bits);
    change.set_bits_after(moved.after_bits);
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
