#include "gateway/policy/policy.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

v1::Record SampleRecord() {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(record_id: "r1"
           received_time { seconds: 1767200400 nanos: 500000000 }
           person {
             names { given_name: "ก" }
             names { given_name: "ข" use: NAME_USE_FORMER }
             weight_kg: 12.1
             vulnerabilities: VULNERABILITY_ORPHAN
             vulnerabilities: VULNERABILITY_HIV
           }
           guardians { is_main_carer: true }
           benefits { amount_baht: 100000 }
           attendances { days_absent: 3 }
           sources { path: "record_id" })pb",
      &record));
  return record;
}

TEST(ValuesOf, ListsPathsAndTextsInSchemaOrder) {
  std::vector<std::string> lines;
  for (const Value& value : ValuesOf(SampleRecord())) {
    lines.push_back(value.path + "=" + value.text);
  }
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "record_id=r1",
                       "received_time=2025-12-31T17:00:00.5Z",
                       "person.names[0].given_name=ก",
                       "person.names[1].given_name=ข",
                       "person.names[1].use=NAME_USE_FORMER",
                       "person.weight_kg=12.1",
                       "person.vulnerabilities[0]=VULNERABILITY_ORPHAN",
                       "person.vulnerabilities[1]=VULNERABILITY_HIV",
                       "guardians[0].is_main_carer=true",
                       "benefits[0].amount_baht=100000",
                       "attendances[0].days_absent=3",
                   }));
}

TEST(ValuesOf, GivesPathsWithoutPositionsAndJoinedLabels) {
  const std::vector<Value> values = ValuesOf(SampleRecord());
  EXPECT_EQ(values[4].pathless, "person.names.use");
  EXPECT_EQ(values[4].label.category(), v1::CATEGORY_IDENTITY);
  EXPECT_EQ(values[4].label.sensitivity(), 2);
  EXPECT_EQ(values[8].label.about(), v1::ABOUT_GUARDIAN);
}

TEST(ValuesOf, NamesAnUnknownEnumValueByNumber) {
  v1::Record record;
  record.mutable_person()->set_sex(static_cast<v1::Sex>(77));
  EXPECT_EQ(ValuesOf(record).at(0).text, "77");
}

TEST(ValuesOf, GivesNothingForAnEmptyRecord) {
  EXPECT_TRUE(ValuesOf(v1::Record()).empty());
}

TEST(LabelsOf, AreThoseOfTheValuesDistinctAndSorted) {
  Random random(1);
  for (int round = 0; round < 100; ++round) {
    v1::Record record;
    FillMessage(random, 3, &record);
    std::set<std::tuple<int, int, int>> expected;
    for (const Value& value : ValuesOf(record)) {
      expected.emplace(value.label.category(), value.label.sensitivity(),
                       value.label.about());
    }
    std::vector<std::tuple<int, int, int>> labels;
    for (const v1::Label& label : LabelsOf({record.SerializeAsString()})) {
      labels.emplace_back(label.category(), label.sensitivity(), label.about());
    }
    ASSERT_EQ(labels, (std::vector<std::tuple<int, int, int>>(expected.begin(),
                                                              expected.end())));
  }
}

TEST(LabelsOf, OfSeveralRecordsAreThoseOfEach) {
  Random random(2);
  std::vector<std::string> records(4);
  std::set<std::string> expected;
  for (std::string& record : records) {
    v1::Record filled;
    FillMessage(random, 3, &filled);
    record = filled.SerializeAsString();
    for (const v1::Label& label : LabelsOf({record})) {
      expected.insert(label.SerializeAsString());
    }
  }
  std::set<std::string> labels;
  for (const v1::Label& label : LabelsOf(records)) {
    EXPECT_TRUE(labels.insert(label.SerializeAsString()).second);
  }
  EXPECT_EQ(labels, expected);
}

}  // namespace
}  // namespace saan::policy
