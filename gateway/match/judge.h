// From weighed pairs to a verdict on a record and a child: the rules that no
// sum outranks, and the evidence as it is kept.

#ifndef SAAN_GATEWAY_MATCH_JUDGE_H_
#define SAAN_GATEWAY_MATCH_JUDGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "gateway/match/compare.h"
#include "gateway/match/model.h"
#include "gateway/match/population.h"
#include "gateway/match/weigh.h"
#include "saan/v1/match.pb.h"

namespace saan::match {

// Why a verdict is not what the sum alone would give, or needed no sum.
enum class Rule {
  kNone,
  // The agency itself uses one number for both: SAME.
  kAgencyIdentifier,
  // A valid identifier is equal and nothing contradicts it: SAME.
  kIdentifierEqual,
  // An identifier is equal, but name, birth or sex speak against it: REVIEW.
  kIdentifierContradicted,
  // An identifier is equal, and nothing else could be compared: REVIEW.
  kIdentifierAlone,
  // An identifier is equal, but comes from a system whose numbers are not all
  // right, and without it the sum does not link: REVIEW.
  kNumberUnverified,
  // Two valid national IDs: never SAME.
  kNationalIdsDiffer,
  // Two pupil numbers of one school: never SAME.
  kStudentNumbersDiffer,
  // The sum links, but not on a name, birth or number of the child's own, or
  // against one of them: REVIEW.
  kNameAndBirthNeeded,
  // A report that knows no name: nickname, age and place fit: REVIEW, however
  // little that weighs.
  kNicknameReport,
  // The child's other records contradict: not SAME.
  kRecordContradicts,
  // What a register knows beyond the pair. An agency says that the one belongs
  // to its record, the other: SAME, unless the two contradict each other.
  kRecordReference,
  // A person's word outranks every score: DIFFERENT.
  kKeptApart,
  // A name that the child bore before agrees, but another child bears it now:
  // REVIEW.
  kNameOfAnother,
};

// The word of a rule as it stands in Evidence.rule; empty for kNone.
const char* RuleWord(Rule rule);

struct Decision {
  v1::Verdict verdict = v1::VERDICT_DIFFERENT;
  Rule rule = Rule::kNone;
};

// What a record and a child come to.
struct Judgement {
  size_t best = 0;  // The index of the record that the rest is about.
  Levels levels;
  Weight weight;
  double trust = kFullTrust;  // In the numbers of the two.
  Decision decision;
};

// A register starts small, and what is rare in it says little: pairs are judged
// as among this many records at least.
inline constexpr uint64_t kLeastPopulation = 100000;

// Knows the fields of "thai-child" that the rules speak of; a model without
// them is judged by its sums alone. Immutable; any thread.
class Judge {
 public:
  // `model` must outlive this.
  explicit Judge(const Model& model);

  Decision Decide(const Levels& levels, const Weight& weight) const;

  // The verdict on a record and a child with these records (as far as they may
  // be compared): the best evidence, held down to REVIEW or DIFFERENT when the
  // child's records contradict it; nothing on a child without records. Values
  // are those of `known`. `trust`, in step with `child_records`: the share of
  // numbers that are right (Model::TrustIn) on the less trusted side of each
  // pair; all are when it is empty.
  std::optional<Judgement> JudgeChild(
      Population* known, ProfileView record,
      absl::Span<const ProfileView> child_records,
      absl::Span<const double> trust = {}) const;

  // A judgement as it is kept; `known` is as it was then.
  v1::Evidence EvidenceOf(const Population& known,
                          const Judgement& judgement) const;

  // What is known of `known` before anything is compared.
  Prior PriorAmong(const Population& known) const;

  // A pair that weighs less than least_probability() (in a Screen with the
  // prior of PriorAmong) is DIFFERENT, unless MayBeRuled.
  double least_probability() const;
  // False when no rule asks a person about the pair, or links it, though it
  // weighs little. Its numbers are trusted in full.
  bool MayBeRuled(ProfileView a, ProfileView b) const;

  // The pair has one birth date, or nearly, and a given name that both bear:
  bool IsNamesake(const Levels& levels) const;
  // one that the other bore before.
  bool IsByFormerName(const Levels& levels) const;

 private:
  // What the records of a child say together.
  struct Sum {
    bool is_refuted = false;
    double own_bits = 0;  // Without the prior.
    size_t count = 0;
  };

  // One record weighed against one other.
  Judgement WeighOne(Population* known, const Prior& prior, ProfileView a,
                     ProfileView b, double trust) const;
  // What comparison `i` says; a number no more than it is trusted.
  void BitsIn(const Population& known, const Judgement& weighed, size_t i,
              double* same_bits, double* kin_bits) const;
  bool IsDoubtful(const Judgement& weighed, size_t i) const;
  void WeighDoubtful(const Population& known, const Prior& prior,
                     Judgement* weighed) const;
  void Add(const Judgement& weighed, const Prior& prior, Sum* sum) const;
  static bool Outranks(const Judgement& a, const Judgement& b);
  void HoldDown(const Sum& sum, Decision* decision) const;

  bool Is(const Levels& levels, int comparison, int level) const;
  bool IsAtLeast(const Levels& levels, int comparison, int level) const;
  bool IsPersonal(const Levels& levels) const;
  int Contradictions(const Levels& levels) const;
  bool IsFirm(const Levels& levels) const;
  bool MayBeTwins(const Levels& levels) const;
  bool IsNicknameReport(const Levels& levels) const;
  Decision DecideByIdentifier(const Levels& levels) const;
  Decision DecideBySum(const Levels& levels, const Weight& weight) const;

  const Model& model_;
  const double link_bits_;
  const double review_bits_;
  // Comparisons by number; kNoField where the model has none.
  int national_id_, g_code_, pupil_, system_person_;
  int given_name_, family_name_, nickname_, birth_, sex_, area_;
  // By field: one value on both sides may bring a rule about.
  std::array<bool, kMaxFields> is_ruling_ = {};
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_JUDGE_H_
