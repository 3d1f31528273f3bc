#include "gateway/sealing.h"

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gateway/checkpoints.h"
#include "gateway/new_entry.h"
#include "gateway/policy/day.h"

namespace saan {

absl::Status SealWhatIsDue(const Env& env, uint64_t most_entries,
                           storage::Segments& segments) {
  while (true) {
    const absl::StatusOr<std::optional<uint64_t>> end =
        segments.Due(most_entries, env.now(), policy::Thailand());
    if (!end.ok()) return end.status();
    if (!end->has_value()) return absl::OkStatus();
    v1::AuditEntry entry = NewEntry(env, env.now(), storage::kSealMethod);
    entry.set_outcome(v1::OUTCOME_DONE);
    absl::Status sealed = segments.Seal(**end, std::move(entry));
    if (!sealed.ok()) return sealed;
  }
}

Sealing::Sealing(const Env& env, storage::Segments& segments,
                 ArchiveKeeper& keeper, const gateway::Config& config)
    : env_(env),
      segments_(segments),
      keeper_(keeper),
      most_entries_(config.segment_entries() > 0
                        ? static_cast<uint64_t>(config.segment_entries())
                        : storage::kUsualSegmentEntries),
      pause_(CheckpointPause(config)),
      thread_([this] { Run(); }) {}

Sealing::~Sealing() {
  ending_.Wake();
  thread_.join();
}

void Sealing::Run() {
  while (!ending_.Await(pause_)) {
    const absl::Status sealed = SealWhatIsDue(env_, most_entries_, segments_);
    if (sealed.ok()) {
      keeper_.KeepUp();
      continue;
    }
    env_.log(absl::StrCat("no segment of the log can be sealed any more: ",
                          sealed.message()));
    return;
  }
}

}  // namespace saan
