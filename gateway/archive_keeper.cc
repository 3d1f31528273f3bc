#include "gateway/archive_keeper.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/new_entry.h"

namespace saan {
namespace {

constexpr int kUsualArchiveDays = 30;
// A gateway that was off for longer may have a wrong clock as well.
constexpr absl::Duration kLongestOff = absl::Hours(24 * 31);

absl::StatusOr<storage::RetentionPolicy> ReadRetention(
    const gateway::Config& config) {
  storage::RetentionPolicy policy;
  for (const gateway::Retention& one : config.retention()) {
    absl::Status kept = policy.Keep(one.retention_class(), one.days());
    if (!kept.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("retention: ", kept.message()));
    }
  }
  if (!policy.keeps_all() && config.archive_directory().empty()) {
    return absl::InvalidArgumentError(
        "retention needs archive_directory: entries end in the archive");
  }
  return policy;
}

// When the log's last entry was recorded; nothing where it has none.
absl::StatusOr<std::optional<absl::Time>> LastRecorded(
    const storage::Ledger& log) {
  const uint64_t size = log.Head().size();
  if (size == 0) return std::nullopt;
  const absl::StatusOr<std::string> leaf = log.Leaf(size - 1);
  if (!leaf.ok()) return leaf.status();
  v1::AuditEntry entry;
  if (!entry.ParseFromString(*leaf)) {
    return absl::DataLossError("the last entry of the log does not parse");
  }
  return absl::FromUnixNanos(entry.recorded_unix_nanos());
}

}  // namespace

absl::StatusOr<ArchiveKeeper> ArchiveKeeper::Open(
    const Env& env, const gateway::Config& config, const storage::Ledger& log,
    storage::Archiving* archiving) {
  ArchiveKeeper keeper(env, archiving);
  absl::StatusOr<storage::RetentionPolicy> policy = ReadRetention(config);
  if (!policy.ok()) return policy.status();
  keeper.policy_ = *std::move(policy);
  if (config.archive_after_days() < 0) {
    return absl::InvalidArgumentError("archive_after_days is below 0");
  }
  keeper.archive_after_ = absl::Hours(24) * (config.archive_after_days() > 0
                                                 ? config.archive_after_days()
                                                 : kUsualArchiveDays);
  const absl::StatusOr<std::optional<absl::Time>> last = LastRecorded(log);
  if (!last.ok()) return last.status();
  const absl::Time now = env.now();
  const bool is_doubtful = last->has_value() && now - **last > kLongestOff;
  (void)keeper.clock_.Believes(is_doubtful ? **last : now, env.steady());
  return keeper;
}

void ArchiveKeeper::KeepUp() {
  if (archiving_ == nullptr) return;
  absl::Status status = ArchiveWhatIsDue();
  if (clock_.Believes(env_->now(), env_->steady()) && status.ok()) {
    status = EndWhatIsOver();
  }
  std::string failure(status.message());
  if (!status.ok() && failure != told_) {
    env_->log(absl::StrCat("the log is not archived: ", failure));
  }
  told_ = std::move(failure);
}

absl::Status ArchiveKeeper::ArchiveWhatIsDue() {
  while (true) {
    const absl::Time now = env_->now();
    const absl::StatusOr<bool> is_due =
        archiving_->IsSegmentDue(archive_after_, now);
    if (!is_due.ok()) return is_due.status();
    if (!*is_due) return absl::OkStatus();
    v1::AuditEntry entry = NewEntry(*env_, now, storage::kArchiveMethod);
    entry.set_outcome(v1::OUTCOME_DONE);
    absl::Status archived = archiving_->ArchiveNext(std::move(entry));
    if (!archived.ok()) return archived;
  }
}

absl::Status ArchiveKeeper::EndWhatIsOver() {
  while (true) {
    const absl::Time now = env_->now();
    const std::optional<v1::ExpiredEntries> over =
        archiving_->NextOver(policy_, now);
    if (!over.has_value()) return absl::OkStatus();
    v1::AuditEntry entry = NewEntry(*env_, now, storage::kExpireMethod);
    entry.set_outcome(v1::OUTCOME_DONE);
    absl::Status ended = archiving_->End(*over, std::move(entry));
    if (!ended.ok()) return ended;
  }
}

}  // namespace saan
