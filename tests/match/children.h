// The invented children of data/children.textproto.

#ifndef SAAN_TESTS_MATCH_CHILDREN_H_
#define SAAN_TESTS_MATCH_CHILDREN_H_

#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gateway/match/match.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace saan::match {

inline std::string ReadRootFile(const std::string& path) {
  std::ifstream file(std::string(SAAN_ROOT) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Traits by record name, e.g. "temtem:TT-1011-66-00021".
inline const std::map<std::string, v1::Traits>& Children() {
  static const auto* children = [] {
    auto* read = new std::map<std::string, v1::Traits>;
    const std::string text =
        ReadRootFile("tests/match/data/children.textproto");
    const std::vector<std::string> blocks = absl::StrSplit(text, "\n\n");
    for (const std::string& block : blocks) {
      v1::Traits traits;
      EXPECT_TRUE(
          google::protobuf::TextFormat::ParseFromString(block, &traits));
      if (traits.system().empty()) continue;
      (*read)[block.substr(2, block.find('\n') - 2)] = traits;
    }
    return read;
  }();
  return *children;
}

inline const Model& BuiltInModel() {
  static const auto* model = [] {
    auto loaded = LoadModel(std::string(SAAN_ROOT) +
                            "/deploy/match/thai_child.textproto");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return new Model(*std::move(loaded));
  }();
  return *model;
}

// The verdict on `record` and a child that has `child_records`, in a register
// that holds nothing else; empty for a child without records.
inline v1::Evidence JudgeTraits(const v1::Traits& record,
                                const std::vector<v1::Traits>& child_records,
                                size_t* best) {
  Population known(BuiltInModel());
  for (const v1::Traits& traits : child_records) {
    known.Add(ValuesOf(BuiltInModel(), traits), 0);
  }
  const ProfileView probe = known.Probe(ValuesOf(BuiltInModel(), record));
  std::vector<ProfileView> profiles;
  for (uint32_t i = 0; i < known.size(); ++i) {
    profiles.push_back(known.profile(i));
  }
  const Judge judge(BuiltInModel());
  const std::optional<Judgement> judgement =
      judge.JudgeChild(&known, probe, profiles);
  if (!judgement) return v1::Evidence();
  *best = judgement->best;
  return judge.EvidenceOf(known, *judgement);
}

inline v1::Evidence CompareTraits(const v1::Traits& a, const v1::Traits& b) {
  size_t best = 0;
  return JudgeTraits(a, {b}, &best);
}

inline v1::Evidence CompareNamed(const std::string& a, const std::string& b) {
  return CompareTraits(Children().at(a), Children().at(b));
}

// The level that `evidence` gives for a field; empty when it was not compared.
inline std::string LevelOf(const v1::Evidence& evidence,
                           const std::string& field) {
  for (const v1::Comparison& comparison : evidence.comparisons()) {
    if (comparison.field() == field) return comparison.level();
  }
  return "";
}

}  // namespace saan::match

#endif  // SAAN_TESTS_MATCH_CHILDREN_H_
