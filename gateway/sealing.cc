#include "gateway/sealing.h"

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/subject_links.h"

namespace saan {
namespace {

constexpr int kUsualPauseSeconds = 10;

// Thailand: UTC+7 since 1920 without summer time.
absl::TimeZone Bangkok() { return absl::FixedTimeZone(7 * 60 * 60); }

v1::AuditEntry EntryOf(const Env& env) {
  v1::AuditEntry entry;
  entry.set_schema_version(storage::kLinkedSchemaVersion);
  entry.set_nonce(env.random(16));
  entry.set_recorded_unix_nanos(absl::ToUnixNanos(env.now()));
  entry.set_outcome(v1::OUTCOME_DONE);
  entry.set_gateway_build(env.build);
  return entry;
}

}  // namespace

absl::Status SealWhatIsDue(const Env& env, uint64_t most_entries,
                           storage::Segments& segments) {
  while (true) {
    const absl::StatusOr<std::optional<uint64_t>> end =
        segments.Due(most_entries, env.now(), Bangkok());
    if (!end.ok()) return end.status();
    if (!end->has_value()) return absl::OkStatus();
    absl::Status sealed = segments.Seal(**end, EntryOf(env));
    if (!sealed.ok()) return sealed;
  }
}

Sealing::Sealing(const Env& env, storage::Segments& segments,
                 const gateway::Config& config)
    : env_(env),
      segments_(segments),
      most_entries_(config.segment_entries() > 0
                        ? static_cast<uint64_t>(config.segment_entries())
                        : storage::kUsualSegmentEntries),
      pause_(absl::Seconds(config.checkpoint_seconds() > 0
                               ? config.checkpoint_seconds()
                               : kUsualPauseSeconds)),
      thread_([this] { Run(); }) {}

Sealing::~Sealing() {
  ending_.Wake();
  thread_.join();
}

void Sealing::Run() {
  while (!ending_.Await(pause_)) {
    const absl::Status sealed = SealWhatIsDue(env_, most_entries_, segments_);
    if (sealed.ok()) continue;
    env_.log(absl::StrCat("no segment of the log can be sealed any more: ",
                          sealed.message()));
    return;
  }
}

}  // namespace saan
