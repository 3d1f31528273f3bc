// The main job, end to end: four agencies' native records in, one child out.
// The records are those of deploy/demo/data; two more formats join at run time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

using Answers = DemoAnswers;

void Add(const std::vector<v1::SubmitRecordResponse>& answers, Answers* all) {
  for (const v1::SubmitRecordResponse& answer : answers) {
    EXPECT_FALSE(answer.child_id().empty()) << answer.DebugString();
    (*all)[answer.native_id()] = answer;
  }
}

// Pairs of records that wait for a person.
std::set<std::set<std::string>> OpenReviews(const RunningGateway& gateway,
                                            const Answers& answers) {
  v1::ListReviewsRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  v1::ListReviewsResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      gateway.As("operator-console")
          .admin->ListReviews(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::map<std::string, std::string> native_of;
  for (const auto& [native_id, answer] : answers) {
    native_of[answer.record_id()] = native_id;
  }
  std::set<std::set<std::string>> pairs;
  for (const v1::Review& review : response.reviews()) {
    pairs.insert({native_of[review.record().record_id()],
                  native_of[review.candidate().record_id()]});
  }
  return pairs;
}

class GroundTruth : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.Start();
    gateway_.RegisterAgencies();
    answers_ = SubmitDemo(gateway_);
  }
  const std::string& ChildOf(const std::string& native_id) {
    return answers_[native_id].child_id();
  }
  bool IsAsked(const std::string& a, const std::string& b) {
    return OpenReviews(gateway_, answers_).count({a, b}) > 0;
  }

  RunningGateway gateway_;
  Answers answers_;
};

TEST_F(GroundTruth, NotesOfEachHardRecordHold) {
  // C01: one child of two agencies, name misspelt, guardian's phone damaged.
  EXPECT_EQ(ChildOf("TT-1011-66-00021"), ChildOf("3110000001:05123"));
  // Nickname and approximate age alone never link: a person is asked.
  EXPECT_NE(ChildOf("CPIS-66-10-000231"), ChildOf("TT-1011-66-00021"));
  EXPECT_EQ(answers_["CPIS-66-10-000231"].outcome(),
            v1::SUBMIT_OUTCOME_IN_REVIEW);
  // C02: two spellings of one Malay name, one number.
  EXPECT_EQ(ChildOf("40112"), ChildOf("1090000002:02211"));
  // C04, C05: twins; the number of one on the record of the other.
  EXPECT_NE(ChildOf("3110000001:05301"), ChildOf("3110000001:05302"));
  EXPECT_NE(ChildOf("TT-1011-66-00035"), ChildOf("3110000001:05301"));
  EXPECT_NE(ChildOf("TT-1011-66-00035"), ChildOf("3110000001:05302"));
  EXPECT_EQ(answers_["TT-1011-66-00035"].outcome(),
            v1::SUBMIT_OUTCOME_IN_REVIEW);
  EXPECT_TRUE(IsAsked("TT-1011-66-00035", "3110000001:05302"));
  // C09 bears the name of C01 and is another.
  EXPECT_NE(ChildOf("1023000004:03001"), ChildOf("TT-1011-66-00021"));
  EXPECT_FALSE(IsAsked("1023000004:03001", "TT-1011-66-00021"));
  // C07: swapped digits and a surname of two spellings: linked or asked.
  EXPECT_TRUE(ChildOf("CPIS-66-10-000260") == ChildOf("CMST-66-0091") ||
              IsAsked("CPIS-66-10-000260", "CMST-66-0091"));
  // C10: same name, year only, no number: a person is asked.
  EXPECT_NE(ChildOf("40201"), ChildOf("CMST-66-0110"));
  EXPECT_TRUE(IsAsked("40201", "CMST-66-0110"));
  // C03: one name, 1 January, no number; G-code at school.
  EXPECT_TRUE(ChildOf("40155") == ChildOf("1090000002:02305") ||
              IsAsked("40155", "1090000002:02305"));
  // C08: a wrong check digit makes no number, and the child is kept.
  EXPECT_EQ(answers_["CMST-66-0102"].outcome(), v1::SUBMIT_OUTCOME_CREATED);
  // C11: a number destroyed by a spreadsheet; the row is kept.
  EXPECT_EQ(answers_["1090000002:02401"].outcome(),
            v1::SUBMIT_OUTCOME_ACCEPTED);
}

TEST_F(GroundTruth, VisitsAndEventsMeetTheirPerson) {
  EXPECT_EQ(ChildOf("99001"), ChildOf("40112"));
  EXPECT_EQ(ChildOf("99014"), ChildOf("40155"));
  EXPECT_EQ(ChildOf("99031"), ChildOf("40201"));
}

TEST_F(GroundTruth, NoTwoPeopleShareAChild) {
  const std::map<std::string, std::set<std::string>> people = {
      {"C01", {"TT-1011-66-00021", "CPIS-66-10-000231", "3110000001:05123"}},
      {"C02", {"40112", "99001", "1090000002:02211"}},
      {"C03", {"40155", "99014", "CPIS-66-10-000244", "1090000002:02305"}},
      {"C04", {"TT-1011-66-00035", "3110000001:05301"}},
      {"C05", {"3110000001:05302"}},
      {"C06", {"TT-1033-66-00002", "1010000003:01991"}},
      {"C07", {"CPIS-66-10-000260", "CMST-66-0091"}},
      {"C08", {"CMST-66-0102"}},
      {"C09", {"1023000004:03001"}},
      {"C10", {"CMST-66-0110", "40201", "99031"}},
      {"C11", {"1090000002:02401"}},
  };
  std::map<std::string, std::string> person_of_child;
  for (const auto& [person, records] : people) {
    for (const std::string& record : records) {
      ASSERT_TRUE(answers_.count(record)) << record;
      const auto [found, is_new] =
          person_of_child.try_emplace(ChildOf(record), person);
      EXPECT_EQ(found->second, person) << record;
    }
  }
}

TEST_F(GroundTruth, ASecondSubmitChangesNothing) {
  const Answers again = SubmitDemo(gateway_);
  for (const auto& [native_id, answer] : again) {
    EXPECT_EQ(answer.outcome(), v1::SUBMIT_OUTCOME_UNCHANGED) << native_id;
    EXPECT_EQ(answer.child_id(), ChildOf(native_id));
  }
}

// Two more agencies by folders alone: 43-file PERSON and provincial benefits.
TEST(RunTimeAdapters, MoreAgenciesJoinWithoutCode) {
  RunningGateway gateway;
  const std::string adapters = gateway.folder() + "/adapters";
  std::filesystem::copy(SAAN_ROOT "/adapters", adapters,
                        std::filesystem::copy_options::recursive);
  std::filesystem::copy(SAAN_ROOT "/tests/e2e/data/health43",
                        adapters + "/health43",
                        std::filesystem::copy_options::recursive);
  std::filesystem::copy(SAAN_ROOT "/tests/e2e/data/psdhs", adapters + "/psdhs",
                        std::filesystem::copy_options::recursive);
  const Ran made =
      RunProgram({"/bin/bash", SAAN_ROOT "/certs/make.sh", "--dir",
                  gateway.certs(), "--agency", "clinic", "--system", "health43",
                  "--agency", "province", "--system", "psdhs"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  gateway.Start(adapters);
  gateway.RegisterAgencies();
  const Client admin = gateway.As("operator-console");
  for (const char* name : {"clinic health43", "province psdhs"}) {
    const std::vector<std::string> parts = absl::StrSplit(name, ' ');
    v1::RegisterAgencyRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    request.set_request_id(RequestId(parts[0].size()));
    request.set_agency(parts[0]);
    request.set_system(parts[1]);
    request.set_display_name_th("หน่วยงานใหม่");
    request.set_display_name_en("New agency");
    request.add_roles(v1::ROLE_SYSTEM);
    request.set_certificate_pem(ReadAll(
        absl::StrCat(gateway.certs(), "/", parts[0], "-", parts[1], ".pem")));
    grpc::ClientContext context;
    v1::RegisterAgencyResponse response;
    const grpc::Status status =
        admin.admin->RegisterAgency(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  Answers answers = SubmitDemo(gateway);
  Add(SubmitFile(gateway.As("clinic-health43"), "health43",
                 SAAN_ROOT "/tests/e2e/data/person43.csv"),
      &answers);
  Add(SubmitFile(gateway.As("province-psdhs"), "psdhs",
                 SAAN_ROOT "/tests/e2e/data/benefits.csv"),
      &answers);
  const auto child_of = [&](const std::string& native_id) {
    EXPECT_TRUE(answers.count(native_id)) << native_id;
    return answers[native_id].child_id();
  };
  EXPECT_EQ(child_of("99999:000123"), child_of("TT-1011-66-00021"));
  EXPECT_EQ(child_of("99999:000124"), child_of("1023000004:03001"));
  EXPECT_NE(child_of("99998:000900"), child_of("TT-1011-66-00021"));
  EXPECT_EQ(child_of("สข-66-0101"), child_of("40112"));
}

}  // namespace
}  // namespace saan::e2e
