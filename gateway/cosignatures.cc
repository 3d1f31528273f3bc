#include "gateway/cosignatures.h"

#include <utility>
#include <vector>

#include "storage/note.h"

namespace saan {

Cosignatures::Cosignatures(const storage::Signatory& signatory, Options options,
                           absl::Time begun)
    : signatory_(signatory),
      options_(std::move(options)),
      quorum_time_(begun) {}

std::string Cosignatures::ToCosign(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const storage::SignedCheckpoint last = signatory_.Last();
  const bool is_over =
      candidate_.note.empty() || now - candidate_time_ >= kRound;
  if (is_over && last.note != candidate_.note) {
    candidate_ = last;
    candidate_time_ = now;
    lines_.clear();
  }
  return candidate_.note;
}

absl::StatusOr<Cosignatures::Taken> Cosignatures::Add(absl::string_view note,
                                                      absl::Time now) {
  const absl::StatusOr<storage::Note> read = storage::ParseNote(note);
  if (!read.ok()) return read.status();
  absl::MutexLock lock(&mutex_);
  const absl::StatusOr<storage::Note> ours =
      storage::ParseNote(candidate_.note);
  if (!ours.ok() || ours->text != read->text) {
    return absl::NotFoundError("another checkpoint is to be cosigned now");
  }
  const absl::StatusOr<std::vector<storage::Cosigned>> found =
      storage::VerifyCosignatures(*read, options_.policy);
  if (!found.ok()) return found.status();
  for (const storage::Cosigned& one : *found) {
    const storage::VerifierKey& key =
        options_.policy.witnesses()[one.witness].key;
    for (const storage::NoteSignature& signature : read->signatures) {
      if (signature.name != key.name || signature.key_id != key.key_id) {
        continue;
      }
      lines_[one.witness] = storage::FormatSignature(signature);
    }
  }
  Taken taken;
  taken.cosigned = lines_.size();
  std::vector<size_t> witnesses;
  std::string lines;
  for (const auto& [witness, line] : lines_) {
    witnesses.push_back(witness);
    lines += line;
  }
  taken.is_quorum =
      options_.policy.asks_for_witnesses() && options_.policy.IsMet(witnesses);
  if (!taken.is_quorum) return taken;
  newest_ = candidate_.note + lines;
  quorum_time_ = now;
  is_overdue_.store(false, std::memory_order_release);
  // The next who asks gets a newer one; who comes late with this is welcome.
  candidate_time_ = absl::InfinitePast();
  return taken;
}

std::string Cosignatures::Newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

bool Cosignatures::GraceRanOut(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (!options_.policy.asks_for_witnesses() || is_overdue_.load() ||
      now - quorum_time_ < options_.grace) {
    return false;
  }
  is_overdue_.store(true, std::memory_order_release);
  return true;
}

absl::Status Cosignatures::status() const {
  if (options_.is_required && is_overdue_.load(std::memory_order_acquire)) {
    return absl::UnavailableError("too few witnesses have cosigned the log");
  }
  return absl::OkStatus();
}

}  // namespace saan
