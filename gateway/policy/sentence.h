// A rule as one Thai and one English sentence: the only words in which a rule
// is shown. They say all that the rule says and nothing else.

#ifndef SAAN_GATEWAY_POLICY_SENTENCE_H_
#define SAAN_GATEWAY_POLICY_SENTENCE_H_

#include <string>

#include "gateway/policy/policy.h"

namespace saan::policy {

struct Sentence {
  std::string th;
  std::string en;
};

// Of a rule in which no fault was found. Two rules that differ in what they do
// (all but their id, agreement and law) differ in both sentences.
Sentence SentenceOf(const v1::Rule& rule);

// Words of one value of the enums that rules use, for a sentence; the value's
// name where there is none.
Sentence WordsOf(const google::protobuf::EnumValueDescriptor& value);
template <typename Enum>
Sentence WordsOf(Enum value) {
  const auto* found =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  if (found != nullptr) return WordsOf(*found);
  return {std::to_string(value), std::to_string(value)};
}

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_SENTENCE_H_
