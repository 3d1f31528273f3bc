// Every record that the house holds, in memory, as it is compared: which child
// it is filed under, whose it is, and what makes it findable. Built from the
// store at start; changed when a filing has its place in the order.

#ifndef SAAN_GATEWAY_IDENTITIES_H_
#define SAAN_GATEWAY_IDENTITIES_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "gateway/match/match.h"
#include "saan/v1/stored.pb.h"
#include "storage/kv.h"

namespace saan {

// A child that a record or a question was weighed against.
struct WeighedChild {
  std::string child_id;
  v1::Verdict verdict = v1::VERDICT_DIFFERENT;
  double weight_bits = 0;
  std::string record_id;  // The record that the verdict is about.
  std::string agency;     // Who owns that record.
  std::string system;     // Its system.
  v1::Evidence evidence;  // Of a record; empty for a question.
};

// Fields of the match model by name that may be compared, of a record that this
// agency owns; nullptr stands for all.
using Searchable =
    std::function<const std::vector<std::string>*(const std::string& agency)>;

// Thread-safe. Holds personal data in clear: never written anywhere.
class Identities {
 public:
  // `model` must outlive this.
  explicit Identities(const match::Model& model);

  // Takes in all rows of storage::kTraits and kKeptApart. The codes of `store`;
  // DATA_LOSS for a row that does not parse. Calls `progress` after each
  // record.
  absl::Status Load(
      const storage::Reader& store,
      absl::FunctionRef<void(uint64_t records)> progress = [](uint64_t) {});

  // From now on the record is what `row` says, in place of what it was before.
  void Put(absl::string_view record_id, const v1::TraitsRow& row);
  // Records known.
  uint64_t size() const;
  const match::Model& model() const { return model_; }
  const std::string& model_version() const { return model_.version; }

  // From now on the record is filed under this child.
  void Move(absl::string_view record_id, absl::string_view child_id);
  // From now on no score makes the two one child; or a score may again.
  void KeepApart(const std::string& record_id_a,
                 const std::string& record_id_b);
  void LetTogether(const std::string& record_id_a,
                   const std::string& record_id_b);
  // True when a record of the one is kept apart from one of the other.
  bool AreKeptApart(absl::string_view child_id_a,
                    absl::string_view child_id_b) const;

  // Children that share a key or a reference with `row`, which is what the
  // record `record_id` says (now, or from now on; it is not compared with
  // itself). SAME first, then by weight; of those that are DIFFERENT no more
  // than the child of the row, and where there is no other, one that is near.
  std::vector<WeighedChild> Weigh(const v1::TraitsRow& row,
                                  absl::string_view record_id) const;
  // What two known records weigh against each other. NOT_FOUND.
  absl::StatusOr<v1::Evidence> WeighPair(absl::string_view record_id,
                                         absl::string_view other_id) const;
  // The same for a question, compared with no more than `searchable` allows;
  // those that are DIFFERENT as well.
  std::vector<WeighedChild> Ask(const v1::Traits& question,
                                const Searchable& searchable) const;

  // The children that hold an identifier, written as in Traits.identifiers,
  // with the agencies whose records hold it.
  struct Holder {
    std::string child_id;
    std::string agency;
  };
  std::vector<Holder> HoldersOf(const std::string& identifier) const;

 private:
  struct Known {
    std::string record_id;  // Empty once another version took its place.
    uint32_t child = 0;     // By number.
    uint32_t agency = 0;    // Into names_, as is `system`.
    uint32_t system = 0;
    uint64_t own_reference = 0;  // Digests.
    std::vector<uint64_t> references;
  };
  struct Child {
    std::string child_id;
    std::vector<uint32_t> records;
  };
  using ByReference = absl::flat_hash_map<uint64_t, std::vector<uint32_t>>;

  // A child as it was judged.
  struct Candidate {
    uint32_t child = 0;
    uint32_t record = 0;  // The one that the judgement is about.
    match::Judgement judgement;
  };

  // One child weighed by what of it may be compared; nothing when that is
  // nothing.
  std::optional<Candidate> WeighOne(match::ProfileView probe,
                                    const v1::TraitsRow* row,
                                    absl::string_view record_id, uint32_t child,
                                    const Searchable& searchable) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Candidate> WeighAll(const match::FieldValues& values,
                                  const v1::TraitsRow* row,
                                  absl::string_view record_id,
                                  const Searchable& searchable) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Where a name decides that another child bears now, a person does.
  void AskOfNamesakes(std::vector<Candidate>* candidates) const;
  bool Outranks(const Candidate& a, const Candidate& b) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  WeighedChild Told(const Candidate& candidate) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // False when the child may be asked about, or linked to.
  bool IsHopeless(match::ProfileView probe, const v1::TraitsRow& row,
                  absl::string_view record_id, const Child& child) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Children of the candidates, each once, the likeliest first.
  std::vector<uint32_t> CandidateChildren(match::ProfileView probe,
                                          const v1::TraitsRow* row) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Refers(const v1::TraitsRow& row, const Child& child) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool ArePairApart(absl::string_view record_id,
                    absl::string_view other_id) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // True when `record_id` is kept apart from a record of the child.
  bool IsKeptApart(absl::string_view record_id, const Child& child) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  uint32_t NameNumber(const std::string& name)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  uint32_t ChildNumber(const std::string& child_id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(uint32_t record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const match::Model& model_;
  const match::Judge judge_;

  mutable absl::Mutex mutex_;
  // Comparing remembers what it compared, and probes pass through.
  mutable match::Population population_ ABSL_GUARDED_BY(mutex_);
  mutable match::Screen screen_ ABSL_GUARDED_BY(mutex_);  // Of population_.
  std::vector<Known> known_ ABSL_GUARDED_BY(mutex_);      // By record number.
  absl::flat_hash_map<std::string, uint32_t> by_record_id_
      ABSL_GUARDED_BY(mutex_);
  std::vector<Child> children_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, uint32_t> by_child_id_
      ABSL_GUARDED_BY(mutex_);
  ByReference by_own_reference_ ABSL_GUARDED_BY(mutex_);
  ByReference by_reference_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> names_ ABSL_GUARDED_BY(mutex_);
  // By record: those that it is kept apart from.
  absl::flat_hash_map<std::string, std::vector<std::string>> apart_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace saan

#endif  // SAAN_GATEWAY_IDENTITIES_H_
