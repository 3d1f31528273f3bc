// Who saw a child, proven to be all: the gateway seals its log, an auditor
// checks the answer by the public key alone, and a copy of the log against what
// it says about itself.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "storage/checkpoint.h"
#include "storage/merkle.h"
#include "storage/segment_check.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kSealedCase[] = R"({"case_id":"TT-1011-69-00001",
  "สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568",
  "เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"ทดสอบ","นามสกุล":"ทดสอบดี",
  "เลขประจำตัวประชาชน":"1-9901-10000-12-9","วันเกิด":"14/03/2558",
  "เพศ":"ชาย","สัญชาติ":"ไทย"}})";

class SealedLog : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.AddToConfig("segment_entries: 16\ncheckpoint_seconds: 1\n");
    gateway_.Start();
    gateway_.RegisterAgencies();
    ASSERT_TRUE(
        Submit(gateway_.As("bma-temtem"), "temtem", kSealedCase, 1, &submitted_)
            .ok());
  }

  template <typename Request, typename Response>
  grpc::Status Ask(grpc::Status (v1::AuditorService::Stub::*method)(
                       grpc::ClientContext*, const Request&, Response*),
                   Request request, Response* response,
                   const std::string& who = "auditor-desk") {
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    grpc::ClientContext context;
    const Client client = gateway_.As(who);
    return (client.auditor.get()->*method)(&context, request, response);
  }

  uint64_t Look() {
    return LookAt(gateway_.As("bma-temtem"), submitted_.child_id()).log_index();
  }

  v1::ProveSubjectResponse Prove() {
    v1::ProveSubjectRequest request;
    request.set_child_id(submitted_.child_id());
    v1::ProveSubjectResponse response;
    const grpc::Status status =
        Ask(&v1::AuditorService::Stub::ProveSubject, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  // Asks until the entry at `index` is sealed; each question is an entry too.
  v1::ProveSubjectResponse ProveOnceSealed(uint64_t index) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    v1::ProveSubjectResponse response = Prove();
    while (response.unsealed_first() <= index && absl::Now() < deadline) {
      response = Prove();
    }
    EXPECT_GT(response.unsealed_first(), index);
    return response;
  }

  Ran Saan(const std::vector<std::string>& arguments) {
    return gateway_.Type("auditor-desk", "auditor", arguments);
  }

  std::string Key() const { return gateway_.certs() + "/log.vkey"; }

  RunningGateway gateway_;
  v1::SubmitRecordResponse submitted_;
};

TEST_F(SealedLog, ProvesWhichEntriesSpeakOfAChildAndThatNoOtherDoes) {
  const uint64_t first = Look();
  const uint64_t last = Look();
  const v1::ProveSubjectResponse response = ProveOnceSealed(last);
  const std::string vkey = ReadAll(Key());
  const auto key = storage::ParseVerifierKey(vkey.substr(0, vkey.find('\n')));
  ASSERT_TRUE(key.ok()) << key.status();
  const auto opened = storage::OpenCheckpoint(response.checkpoint(), {*key});
  ASSERT_TRUE(opened.ok()) << opened.status();
  std::vector<storage::SubjectAnswer> answers;
  std::vector<uint64_t> found;
  for (const v1::SegmentAnswer& segment : response.segments()) {
    const std::vector<std::string> hashes(
        segment.seal().inclusion_proof().begin(),
        segment.seal().inclusion_proof().end());
    ASSERT_TRUE(storage::VerifyInclusion(
                    segment.seal().log_index(), opened->checkpoint.size,
                    storage::LeafHash(segment.seal().leaf()), hashes,
                    opened->checkpoint.root)
                    .ok());
    v1::AuditEntry entry;
    ASSERT_TRUE(entry.ParseFromString(segment.seal().leaf()));
    storage::SubjectAnswer answer;
    answer.seal_index = segment.seal().log_index();
    answer.seal = entry.seal();
    answer.indexes.assign(segment.log_indexes().begin(),
                          segment.log_indexes().end());
    answer.proof.siblings.assign(segment.siblings().begin(),
                                 segment.siblings().end());
    if (!segment.other_key().empty()) {
      answer.proof.other = {segment.other_key(), segment.other_value()};
    }
    found.insert(found.end(), answer.indexes.begin(), answer.indexes.end());
    answers.push_back(answer);
  }
  uint64_t sealed_end = 0;
  const absl::Status verified = storage::VerifySubjectAnswers(
      response.subject_ref(), answers, &sealed_end);
  ASSERT_TRUE(verified.ok()) << verified;
  EXPECT_EQ(sealed_end, response.unsealed_first());
  EXPECT_THAT(found, testing::Contains(first));
  EXPECT_THAT(found, testing::Contains(last));
  // One left out is found.
  for (storage::SubjectAnswer& answer : answers) {
    if (answer.indexes.empty()) continue;
    answer.indexes.pop_back();
    EXPECT_FALSE(storage::VerifySubjectAnswers(response.subject_ref(), answers,
                                               &sealed_end)
                     .ok());
    break;
  }
}

TEST_F(SealedLog, IsFoundSealedAfterAStart) {
  const uint64_t last = Look();
  const v1::ProveSubjectResponse before = ProveOnceSealed(last);
  gateway_.Kill();
  gateway_.Start();
  const v1::ProveSubjectResponse after = Prove();
  ASSERT_GE(after.segments_size(), before.segments_size());
  for (int i = 0; i < before.segments_size(); ++i) {
    EXPECT_EQ(after.segments(i).seal().leaf(),
              before.segments(i).seal().leaf());
  }
}

TEST_F(SealedLog, IsProvenOfflineByTheCommandLine) {
  ProveOnceSealed(Look());
  const std::string proof = gateway_.folder() + "/child.segments";
  const Ran asked = Saan({"audit", "segments", "--child", submitted_.child_id(),
                          "--out", proof, "--log-key", Key()});
  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("and no other does"));
  gateway_.Stop();
  // A table would break lines where the list of entries is long.
  const Ran verified = Saan({"audit", "verify", "--segments", proof,
                             "--log-key", Key(), "-o", "csv"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("and in no other"));
  std::string forged = ReadAll(proof);
  const size_t at = forged.find("\"log_indexes\":[\"");
  ASSERT_NE(at, std::string::npos);
  forged[at + 16] = forged[at + 16] == '9' ? '8' : '9';
  WriteAll(proof, forged);
  EXPECT_EQ(Saan({"audit", "verify", "--segments", proof, "--log-key", Key()})
                .exit_code,
            7);
}

TEST_F(SealedLog, HoldsInACopyWhatItSaysAboutItself) {
  ProveOnceSealed(Look());
  const std::string copy = gateway_.folder() + "/copy";
  ASSERT_EQ(Saan({"audit", "export", copy, "--log-key", Key()}).exit_code, 0);
  const Ran verified =
      Saan({"audit", "verify", "--export", copy, "--log-key", Key()});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("sealed segments are those of"));
}

TEST_F(SealedLog, TellsABreachByChildrenWithinItsTime) {
  Look();
  const Ran told = Saan({"audit", "breach", "--agency", "bma", "--since", "1h",
                         "--as", "json", "--log-key", Key()});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr(absl::StrCat("\"child_id\":\"",
                                               submitted_.child_id())));
  const Ran other = Saan(
      {"audit", "breach", "--agency", "dcy", "--since", "1h", "--as", "json"});
  ASSERT_EQ(other.exit_code, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("\"children\":[]"));
}

TEST_F(SealedLog, TellsTheRecordOfProcessingOfAnAgency) {
  Look();
  const Ran told =
      Saan({"audit", "processing", "bma", "--since", "1h", "--as", "json"});
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("\"purpose\":\"PURPOSE_CASE_CARE\""));
}

}  // namespace
}  // namespace saan::e2e
