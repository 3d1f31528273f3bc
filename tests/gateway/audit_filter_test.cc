#include "gateway/audit_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/errors.h"

namespace saan {
namespace {

v1::AuditEntry Example() {
  v1::AuditEntry entry;
  entry.set_agency("bma");
  entry.set_system("temtem");
  entry.set_actor_ref("\x01\xAB");
  entry.set_role(v1::ROLE_CASE_MANAGER);
  entry.set_purpose(v1::PURPOSE_CASE_CARE);
  entry.set_method("ExchangeService/GetChild");
  entry.set_outcome(v1::OUTCOME_PARTIAL);
  entry.add_holders("dcy");
  entry.add_holders("obec");
  entry.add_rule_ids("bma-reads-dcy");
  entry.set_subject_count(3);
  entry.add_consent_ids("c1");
  entry.set_relationship(v1::RELATIONSHIP_NONE);
  entry.set_is_same_family_name(true);
  return entry;
}

bool Matches(const std::string& text) {
  const auto filter = AuditFilter::Parse(text);
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches(7, Example());
}

TEST(AuditFilter, ComparesEveryField) {
  for (const char* holds : {"",
                            "  ",
                            "agency = bma",
                            "agency=bma",
                            "agency=\"bma\"",
                            "agency != dcy",
                            "system = temtem",
                            "actor_ref = 01ab",
                            "role = CASE_MANAGER",
                            "role = case_manager",
                            "role = ROLE_CASE_MANAGER",
                            "purpose = CASE_CARE",
                            "method = ExchangeService/GetChild",
                            "outcome = PARTIAL",
                            "outcome != DONE",
                            "holder = dcy",
                            "holder = obec",
                            "holder != bma",
                            "rule_id = bma-reads-dcy",
                            "consent_id = c1",
                            "relationship = NONE",
                            "relationship != CASE",
                            "is_same_family_name = true",
                            "is_same_subdistrict = false",
                            "subject_count = 3",
                            "subject_count > 2",
                            "subject_count >= 3",
                            "subject_count <= 3",
                            "subject_count < 4",
                            "subject_count != 4",
                            "log_index = 7",
                            "records_accepted = 0"}) {
    EXPECT_TRUE(Matches(holds)) << holds;
  }
  for (const char* fails :
       {"agency = dcy", "agency != bma", "role = TEACHER", "outcome = DONE",
        "holder = bma", "holder != dcy", "subject_count > 3", "log_index < 7",
        "reason = NO_ACCESS", "case_ref = 00", "decision_id = x",
        "consent_id = c2", "relationship = KNOWN",
        "is_same_family_name = false"}) {
    EXPECT_FALSE(Matches(fails)) << fails;
  }
}

TEST(AuditFilter, JoinsAsAip160Says) {
  EXPECT_TRUE(Matches("agency = bma AND holder = dcy"));
  EXPECT_TRUE(Matches("agency = bma holder = dcy"));
  EXPECT_FALSE(Matches("agency = bma holder = none"));
  EXPECT_TRUE(Matches("agency = none OR holder = dcy"));
  EXPECT_TRUE(Matches("NOT agency = dcy"));
  EXPECT_TRUE(Matches("-agency = dcy"));
  EXPECT_TRUE(Matches("NOT NOT agency = bma"));
  // OR binds closer than AND: false AND (true OR true).
  EXPECT_FALSE(Matches("agency = none AND holder = dcy OR holder = obec"));
  EXPECT_TRUE(Matches("(agency = none AND holder = dcy) OR holder = obec"));
  EXPECT_TRUE(Matches("NOT (agency = none AND holder = dcy)"));
}

TEST(AuditFilter, SaysWhereItCannotBeUnderstood) {
  for (const char* wrong :
       {"agency", "agency =", "= bma", "nobody = bma", "agency ~ bma",
        "agency < bma", "subject_count = many", "subject_count = -1",
        "purpose = NOTHING", "(agency = bma", "agency = bma)", "agency = \"bma",
        "AND agency = bma", "agency = bma AND", "agency = bma OR", "NOT",
        "agency = bma ; drop", "name = สมชาย"}) {
    const auto filter = AuditFilter::Parse(wrong);
    ASSERT_FALSE(filter.ok()) << wrong;
    EXPECT_EQ(ReasonOf(filter.status()), v1::ERROR_REASON_FIELD_INVALID)
        << wrong;
    EXPECT_THAT(std::string(filter.status().message()),
                testing::HasSubstr("[filter at "))
        << wrong;
    // What was typed may be a child's data: it does not come back.
    EXPECT_THAT(std::string(filter.status().message()),
                testing::Not(testing::HasSubstr("สมชาย")));
  }
}

TEST(AuditFilter, HasLimits) {
  const std::string deep = std::string(kMaxFilterDepth, '(') + "agency = bma" +
                           std::string(kMaxFilterDepth, ')');
  EXPECT_FALSE(AuditFilter::Parse(deep).ok());
  EXPECT_TRUE(AuditFilter::Parse(deep.substr(1, deep.size() - 2)).ok());
  EXPECT_EQ(ReasonOf(AuditFilter::Parse("agency = " +
                                        std::string(kMaxFilterBytes, 'a'))
                         .status()),
            v1::ERROR_REASON_FIELD_TOO_LONG);
}

TEST(AuditFilter, NamesTheTermsThatEveryMatchHas) {
  const auto terms = [](const std::string& text) {
    return AuditFilter::Parse(text)->Terms();
  };
  EXPECT_THAT(terms("agency = bma AND purpose = CASE_CARE subject_count > 1"),
              testing::UnorderedElementsAre("agency=bma", "purpose=1"));
  EXPECT_THAT(terms("agency = bma OR agency = dcy"), testing::IsEmpty());
  EXPECT_THAT(terms("NOT agency = bma"), testing::IsEmpty());
  EXPECT_THAT(terms("agency != bma"), testing::IsEmpty());
  EXPECT_THAT(terms(""), testing::IsEmpty());
}

}  // namespace
}  // namespace saan
