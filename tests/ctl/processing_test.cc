#include "gateway/ctl/processing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/ctl/when.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace saan::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

const absl::Time kMonth =
    absl::FromCivil(absl::CivilMonth(2026, 11), Bangkok());

v1::AuditEntry Call(const std::string& agency, const std::string& holder,
                    const std::string& subject) {
  v1::AuditEntry entry;
  entry.set_agency(agency);
  entry.set_role(v1::ROLE_CASE_MANAGER);
  entry.set_purpose(v1::PURPOSE_CASE_CARE);
  entry.set_outcome(v1::OUTCOME_DONE);
  entry.add_subject_refs(subject);
  entry.add_holders(holder);
  entry.add_rule_ids("r-1");
  entry.add_disclosed()->set_category(v1::CATEGORY_EDUCATION);
  return entry;
}

class ProcessingRecordTest : public testing::Test {
 protected:
  google::protobuf::Struct Object() const {
    google::protobuf::Struct object;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(record_.Json(), &object)
            .ok())
        << record_.Json();
    return object;
  }
  size_t Lines(const std::string& list) const {
    return Object().fields().at(list).list_value().values_size();
  }

  ProcessingRecord record_{"obec", kMonth, kMonth + absl::Hours(24 * 30)};
};

TEST_F(ProcessingRecordTest, TellsWhatItsOwnPeopleUsed) {
  record_.Add(Call("obec", "bma", "a"));
  record_.Add(Call("obec", "dcy", "a"));
  EXPECT_EQ(Lines("uses"), 1u);
  EXPECT_EQ(Lines("disclosures"), 0u);
  EXPECT_THAT(record_.Json(), HasSubstr("\"calls\":2,\"children\":1"));
  EXPECT_THAT(record_.Json(), HasSubstr("\"holders\":[\"bma\",\"dcy\"]"));
}

TEST_F(ProcessingRecordTest, TellsToWhomItsDataWent) {
  record_.Add(Call("bma", "obec", "a"));
  record_.Add(Call("dcy", "obec", "b"));
  record_.Add(Call("dcy", "bma", "c"));  // Not its data.
  EXPECT_EQ(Lines("uses"), 0u);
  EXPECT_EQ(Lines("disclosures"), 2u);
  EXPECT_THAT(record_.Json(), HasSubstr("\"recipient\":\"bma\""));
}

TEST_F(ProcessingRecordTest, TellsWhatWasRefusedAndNothingOfWhatFailed) {
  v1::AuditEntry refused = Call("obec", "bma", "a");
  refused.set_outcome(v1::OUTCOME_DENIED);
  refused.set_reason("NO_ACCESS");
  refused.set_repeat_count(3);
  record_.Add(refused);
  v1::AuditEntry failed = Call("obec", "bma", "a");
  failed.set_outcome(v1::OUTCOME_FAILED);
  record_.Add(failed);
  EXPECT_EQ(Lines("uses"), 0u);
  EXPECT_THAT(record_.Json(),
              HasSubstr("{\"reason\":\"NO_ACCESS\",\"calls\":3}"));
}

TEST_F(ProcessingRecordTest, IsInThaiFirstAndNamesNoChild) {
  record_.Add(Call("bma", "obec", "secret-pseudonym"));
  const std::string text = record_.Text();
  EXPECT_LT(text.find("มาตรา 39"), text.find("s.39"));
  EXPECT_THAT(text, HasSubstr("(6) The agency's data disclosed to others"));
  EXPECT_THAT(text, Not(HasSubstr("secret-pseudonym")));
  EXPECT_THAT(record_.Json(), Not(HasSubstr("secret-pseudonym")));
}

}  // namespace
}  // namespace saan::ctl
