#include "gateway/policy/sentence.h"

#include <algorithm>
#include <set>

#include "saan/v1/explain.pb.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

TEST(Sentence, SaysWhoMayDoWhatWithWhatForWhat) {
  v1::Rule rule = SampleRule();
  rule.add_holders("dcy");
  rule.mutable_conditions()->set_below_age_years(18);
  rule.set_needs_consent(true);
  const Sentence sentence = SentenceOf(rule);
  EXPECT_EQ(sentence.th,
            "ผู้จัดการเคส ของ bma ดู «ชื่อ เพศ วันเกิด» ของเด็ก (ไม่เกินระดับ 2) "
            "ในระเบียนของ dcy ได้ทั้งหมด เพื่อดูแลช่วยเหลือรายกรณี เท่าที่มีความยินยอม "
            "เฉพาะเมื่อเด็กอายุไม่ถึง 18 ปี ตั้งแต่ 1 ม.ค. 2569 ถึง 31 ธ.ค. 2571");
  EXPECT_EQ(sentence.en,
            "Case managers of bma may read identity of the child (up to level "
            "2) in records of dcy, in full for case care, as far as consents "
            "allow, only where the child is younger than 18, from 1 Jan 2026 "
            "to 31 Dec 2028.");
}

TEST(Sentence, SaysWhatIsForbidden) {
  v1::Rule rule = SampleRule();
  rule.set_effect(v1::RULE_EFFECT_FORBID);
  rule.clear_cap();
  rule.set_recipients(0, "*");
  rule.set_override(v1::OVERRIDE_BREAK_GLASS);
  EXPECT_EQ(SentenceOf(rule).en,
            "No case managers of every agency may read identity of the child "
            "(up to level 2) for case care, unless the glass is broken, from "
            "1 Jan 2026 to 31 Dec 2028.");
}

TEST(Sentence, DiffersWhereARuleDiffers) {
  Random random(6);
  std::set<std::string> th;
  std::set<std::string> en;
  std::set<std::string> bytes;
  for (int round = 0; round < 500; ++round) {
    v1::Rule rule = RandomRule(
        random, Toss(random) ? v1::RULE_EFFECT_PERMIT : v1::RULE_EFFECT_FORBID);
    const Sentence sentence = SentenceOf(rule);
    for (auto* list : {rule.mutable_recipients(), rule.mutable_holders()}) {
      std::sort(list->begin(), list->end());
    }
    rule.clear_rule_id();
    rule.clear_sentence_th();
    rule.clear_sentence_en();
    bytes.insert(rule.SerializeAsString());
    th.insert(sentence.th);
    en.insert(sentence.en);
  }
  // About the child may be said or left out: two spellings of one rule.
  EXPECT_GE(th.size() + 20, bytes.size());
  EXPECT_GE(en.size() + 20, bytes.size());
}

TEST(Sentence, HasAWordForEveryValueARuleCanHold) {
  const google::protobuf::EnumDescriptor* const kEnums[] = {
      v1::Role_descriptor(),       v1::Purpose_descriptor(),
      v1::Action_descriptor(),     v1::Category_descriptor(),
      v1::About_descriptor(),      v1::Tie_descriptor(),
      v1::Assurance_descriptor(),  v1::ObligationKind_descriptor(),
      v1::CaseStatus_descriptor(), v1::Clause_descriptor()};
  for (const auto* type : kEnums) {
    for (int i = 1; i < type->value_count(); ++i) {
      const Sentence words = WordsOf(*type->value(i));
      EXPECT_NE(words.th, type->value(i)->name());
      EXPECT_NE(words.en, type->value(i)->name());
    }
  }
}

}  // namespace
}  // namespace saan::policy
