#include "tests/e2e/stopped_store.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "saan/v1/stored_event.pb.h"
#include "storage/tables.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

// No two values are sealed with one nonce: each counts one up.
std::string Counted(size_t bytes) {
  static uint64_t count = 0;
  std::string nonce = storage::BigEndian64(++count);
  nonce.resize(bytes, 's');
  return nonce;
}

}  // namespace

StoppedStore::StoppedStore(const std::string& folder) {
  auto seal = storage::Seal::FromKey(ReadAll(folder + "/master.key"), &Counted);
  EXPECT_TRUE(seal.ok()) << seal.status();
  seal_ = *std::move(seal);
  auto engine = storage::OpenRocks(folder + "/store");
  EXPECT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  rows_ = storage::NewSealedKv(engine_.get(), seal_.get());
  auto ledger = storage::Ledger::Open(rows_.get());
  EXPECT_TRUE(ledger.ok()) << ledger.status();
  ledger_ = *std::move(ledger);
}

void StoppedStore::Put(std::vector<storage::Put> puts) {
  v1::AuditEntry entry;
  entry.set_nonce(Counted(16));
  entry.set_method("test/StoppedStore");
  const absl::StatusOr<v1::Receipt> receipt =
      ledger_->Commit(entry, {std::move(puts), {}});
  EXPECT_TRUE(receipt.ok()) << receipt.status();
}

std::vector<std::string> StoppedStore::KeysUnder(
    const std::string& prefix) const {
  std::vector<std::string> keys;
  const absl::Status scanned =
      rows_->Scan(prefix, storage::PrefixEnd(prefix),
                  [&](absl::string_view key, absl::string_view) {
                    keys.emplace_back(key);
                    return true;
                  });
  EXPECT_TRUE(scanned.ok()) << scanned;
  return keys;
}

storage::Put OutboxRow(const std::string& agency, uint64_t position,
                       v1::Event event, const std::string& holder) {
  const std::string place = storage::BigEndian64(position);
  v1::EventRow row;
  *row.mutable_event() = std::move(event);
  row.mutable_event()->set_event_id(absl::BytesToHexString(place));
  row.mutable_event()->mutable_create_time()->set_seconds(
      static_cast<int64_t>(position / 1'000'000'000));
  row.set_recipient(agency);
  row.set_holder(holder);
  if (!holder.empty()) row.set_action(v1::ACTION_READ);
  return {storage::Key(storage::kEvents,
                       absl::StrCat(agency, storage::kNul, place)),
          row.SerializeAsString()};
}

}  // namespace saan::e2e
