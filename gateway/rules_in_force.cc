#include "gateway/rules_in_force.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/policy/rule_file.h"
#include "storage/tables.h"

namespace saan {
absl::StatusOr<std::vector<uint64_t>> PublishedEpochs(
    const storage::Reader& store) {
  std::vector<uint64_t> epochs;
  // Numbers stand before names: their first byte is 0.
  const std::string from = storage::Key(storage::kEpochs, std::string(1, '\0'));
  const absl::Status scanned =
      store.Scan(from, storage::PrefixEnd(from),
                 [&](absl::string_view key, absl::string_view) {
                   epochs.push_back(storage::FromBigEndian64(key.substr(1)));
                   return true;
                 });
  if (!scanned.ok()) return scanned;
  return epochs;
}

RulesInForce::RulesInForce(std::unique_ptr<const policy::Rules> start,
                           std::string public_key_pem)
    : start_(std::move(start)),
      public_key_pem_(std::move(public_key_pem)),
      now_(start_) {}

absl::Status RulesInForce::Adopt(const storage::Reader& store) {
  const absl::StatusOr<v1::InForceRow> in_force =
      storage::GetRow<v1::InForceRow>(store, storage::kEpochs,
                                      storage::kInForceRow);
  if (absl::IsNotFound(in_force.status())) return absl::OkStatus();
  if (!in_force.ok()) return in_force.status();
  const absl::StatusOr<std::vector<uint64_t>> published =
      PublishedEpochs(store);
  if (!published.ok()) return published.status();
  if (published->empty() || start_->epoch() > published->back()) {
    return absl::OkStatus();
  }
  const absl::StatusOr<v1::EpochRow> row = storage::GetRow<v1::EpochRow>(
      store, storage::kEpochs, storage::BigEndian64(in_force->epoch()));
  // An edition of the start file has no row: it lies in the file.
  if (absl::IsNotFound(row.status()) && in_force->epoch() == start_->epoch()) {
    return absl::OkStatus();
  }
  if (!row.ok()) return row.status();
  absl::StatusOr<std::shared_ptr<const policy::Rules>> rules = Read(*row);
  if (!rules.ok()) return rules.status();
  Put(*std::move(rules));
  return absl::OkStatus();
}

std::shared_ptr<const policy::Rules> RulesInForce::Now() const {
  absl::ReaderMutexLock lock(&mutex_);
  return now_;
}

void RulesInForce::Put(std::shared_ptr<const policy::Rules> rules) {
  absl::MutexLock lock(&mutex_);
  now_.swap(rules);
}

absl::StatusOr<std::shared_ptr<const policy::Rules>> RulesInForce::Read(
    const v1::EpochRow& row) const {
  const std::string name = absl::StrCat("rules of epoch ", row.epoch());
  const absl::Status is_signed = policy::CheckSignature(
      name, row.text(), row.signature(), public_key_pem_);
  if (!is_signed.ok()) return is_signed;
  absl::StatusOr<v1::RuleSet> set = policy::ParseRules(name, row.text());
  if (!set.ok()) return set.status();
  absl::StatusOr<std::unique_ptr<policy::Rules>> rules =
      policy::Rules::FromSet(*std::move(set));
  if (!rules.ok()) return rules.status();
  if ((*rules)->epoch() != row.epoch()) {
    return absl::DataLossError(absl::StrCat(name, ": has another number"));
  }
  return std::shared_ptr<const policy::Rules>(*std::move(rules));
}

}  // namespace saan
