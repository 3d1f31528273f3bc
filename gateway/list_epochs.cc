// ListEpochs: editions, the newest first, and open drafts.

#include <algorithm>
#include <vector>

#include "gateway/epochs.h"
#include "gateway/paging.h"
#include "gateway/sharing.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Editions are few: one or two in a week. All are read, and a page is cut.
absl::StatusOr<std::vector<uint64_t>> Numbers(const House& house) {
  absl::StatusOr<std::vector<uint64_t>> numbers = PublishedEpochs(house.store);
  if (!numbers.ok()) return numbers.status();
  const uint64_t start = house.rules.start()->epoch();
  if (std::find(numbers->begin(), numbers->end(), start) == numbers->end()) {
    numbers->push_back(start);
  }
  std::sort(numbers->rbegin(), numbers->rend());
  return numbers;
}

absl::Status AddDrafts(const House& house, v1::ListEpochsResponse* response) {
  return storage::ScanRows<v1::DraftRow>(
      house.store, storage::kDrafts, "",
      [&](absl::string_view, const v1::DraftRow& row) {
        *response->add_drafts() = DraftView(row);
        return response->drafts_size() < kLargestPage;
      });
}

absl::Status Body(const House& house, const v1::ListEpochsRequest& request,
                  Call* call, v1::ListEpochsResponse* response) {
  absl::StatusOr<PageAsked> asked = ReadPageAsked(house, *call, request);
  if (!asked.ok()) return asked.status();
  const absl::StatusOr<std::vector<uint64_t>> numbers = Numbers(house);
  if (!numbers.ok()) return numbers.status();
  const uint64_t before = asked->position.size() == 8
                              ? storage::FromBigEndian64(asked->position)
                              : ~uint64_t{0};
  for (const uint64_t number : *numbers) {
    if (number >= before) continue;
    if (response->epochs_size() == asked->size) {
      const uint64_t last = response->epochs().rbegin()->epoch();
      response->set_next_page_token(MakePageToken(house, *call, asked->question,
                                                  storage::BigEndian64(last)));
      break;
    }
    absl::StatusOr<v1::EpochRow> row = storage::GetRow<v1::EpochRow>(
        house.store, storage::kEpochs, storage::BigEndian64(number));
    if (absl::IsNotFound(row.status())) {
      row = v1::EpochRow();
      row->set_epoch(number);
    }
    if (!row.ok()) return row.status();
    *response->add_epochs() = EpochView(*row, call->rules->epoch());
  }
  if (asked->position.empty()) return AddDrafts(house, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Sharing::ListEpochs(grpc::ServerContext* context,
                                 const v1::ListEpochsRequest* request,
                                 v1::ListEpochsResponse* response) {
  return Serve(frame_, *context,
               {"SharingService/ListEpochs", Door::kOversight}, *request,
               response, &Body);
}

}  // namespace saan
