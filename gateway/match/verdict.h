// From a weighed pair to a verdict: the rules that no sum outranks.

#ifndef SAAN_GATEWAY_MATCH_VERDICT_H_
#define SAAN_GATEWAY_MATCH_VERDICT_H_

#include "gateway/match/compare.h"
#include "gateway/match/model.h"
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
  // Two valid national IDs: never SAME.
  kNationalIdsDiffer,
  // Two pupil numbers of one school: never SAME.
  kStudentNumbersDiffer,
  // The sum links, but not on name and birth or identifier: REVIEW. What a
  // household shares cannot link alone.
  kNameAndBirthNeeded,
  // A report that knows no name: nickname, age and place fit: REVIEW, however
  // little that weighs.
  kNicknameReport,
  // Another record of the child contradicts: not SAME.
  kRecordContradicts,
};

// The word of a rule as it stands in Evidence.rule; empty for kNone.
const char* RuleWord(Rule rule);

struct Decision {
  v1::Verdict verdict = v1::VERDICT_DIFFERENT;
  Rule rule = Rule::kNone;
};

Decision Decide(const LoadedModel& model, const Weighed& weighed);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_VERDICT_H_
