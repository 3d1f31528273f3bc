// The disk fails under the real gateway (tests/e2e/faults/failing_disk.cc).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

class Disk : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.PreloadFaults();
    gateway_.Start();
    gateway_.RegisterAgencies();
    temtem_ = gateway_.As("bma-temtem");
    const grpc::Status filed = Send(1);
    ASSERT_TRUE(filed.ok()) << filed.error_message();
    child_id_ = sent_.child_id();
    ASSERT_NE(child_id_, "");
  }

  grpc::Status Send(int number) {
    return Submit(temtem_, "temtem",
                  NativeCase(CaseId(number), "", absl::StrCat("เด็ก", number)),
                  number, &sent_);
  }

  static std::string CaseId(int number) {
    return absl::StrFormat("TT-1011-69-%05d", number);
  }

  grpc::Status Look(std::chrono::milliseconds patience) {
    v1::GetChildRequest request;
    *request.mutable_context() = CaseManager();
    request.set_child_id(child_id_);
    v1::GetChildResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    return temtem_.exchange->GetChild(&context, request, &response);
  }

  RunningGateway gateway_;
  Client temtem_;
  v1::SubmitRecordResponse sent_;
  std::string child_id_;
};

constexpr std::chrono::seconds kPatient(30);

class DiskFault : public Disk,
                  public testing::WithParamInterface<const char*> {};

TEST_P(DiskFault, EndsAllAnswersUntilTheNextStartAndLosesNothing) {
  gateway_.SetDisk(GetParam());
  const grpc::Status refused = Send(2);
  EXPECT_EQ(ReasonIn(refused), "UNAVAILABLE")
      << refused.error_message() << gateway_.LogText();
  EXPECT_TRUE(SpeaksThai(refused));
  // A sync that works again proves nothing about the one that failed.
  gateway_.SetDisk("");
  EXPECT_EQ(ReasonIn(Send(3)), "UNAVAILABLE");
  EXPECT_EQ(ReasonIn(Look(kPatient)), "UNAVAILABLE");
  gateway_.Kill();
  gateway_.Start();
  temtem_ = gateway_.As("bma-temtem");
  EXPECT_TRUE(Look(kPatient).ok());
  // Sent again, what was refused is filed once.
  for (const int number : {2, 3}) {
    EXPECT_TRUE(Send(number).ok());
    const std::string record_id = sent_.record_id();
    EXPECT_NE(record_id, "");
    EXPECT_TRUE(Send(number).ok());
    EXPECT_EQ(sent_.record_id(), record_id);
  }
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, DiskFault,
                         testing::Values("EIO", "EROFS", "ENOSPC"),
                         [](const auto& one) { return one.param; });

TEST_F(Disk, ThatHangsLetsNoAnswerOutBeforeItsEntry) {
  gateway_.SetDisk("HANG");
  EXPECT_EQ(Look(std::chrono::milliseconds(500)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  gateway_.SetDisk("");
  EXPECT_TRUE(Look(kPatient).ok());
  EXPECT_TRUE(Send(2).ok());
}

// The gateway is killed at one step of its commits after another.
class KilledDisk : public Disk,
                   public testing::WithParamInterface<const char*> {
 protected:
  bool IsKnown(int number) {
    v1::GetChildRequest request;
    *request.mutable_context() = CaseManager();
    request.mutable_native()->set_system("temtem");
    request.mutable_native()->set_native_id(CaseId(number));
    v1::GetChildResponse response;
    grpc::ClientContext context;
    return temtem_.exchange->GetChild(&context, request, &response).ok();
  }

  // Has the log signed as it stands.
  bool IsSigned() {
    v1::GetCheckpointRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    v1::GetCheckpointResponse response;
    grpc::ClientContext context;
    return gateway_.As("auditor-desk")
        .auditor->GetCheckpoint(&context, request, &response)
        .ok();
  }

  // The pseudonyms of all records that the log says were filed.
  std::set<std::string> RecordsInLog() {
    v1::ListEntriesRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    request.set_filter("method = \"ExchangeService/SubmitRecord\"");
    request.set_page_size(1000);
    v1::ListEntriesResponse response;
    grpc::ClientContext context;
    const grpc::Status listed =
        gateway_.As("auditor-desk")
            .auditor->ListEntries(&context, request, &response);
    EXPECT_TRUE(listed.ok()) << listed.error_message();
    std::set<std::string> records;
    for (const v1::LoggedEntry& entry : response.entries()) {
      for (const std::string& record_id : entry.entry().record_ids()) {
        records.insert(record_id);
      }
    }
    return records;
  }
};

TEST_P(KilledDisk, KeepsWhatWasAnsweredAndOfTheRestAllOrNothing) {
  // What the gateway does besides may take the one step that matters.
  constexpr int kMostRounds = 4;
  size_t filed = 1;
  int number = 1, kept_unanswered = 0, gone = 0;
  for (int round = 0;
       round < kMostRounds && (gone == 0 || kept_unanswered == 0); ++round) {
    bool is_past_the_last = false;
    for (int step = 1; !is_past_the_last; ++step) {
      ++number;
      gateway_.SetDisk(absl::StrCat(GetParam(), " ", step));
      const bool is_answered = Send(number).ok();
      is_past_the_last = is_answered && Look(kPatient).ok() && IsSigned();
      gateway_.SetDisk("");
      gateway_.Kill();
      // It looks through its log before it serves; no signed state is lost.
      gateway_.Start();
      temtem_ = gateway_.As("bma-temtem");
      const bool is_known = IsKnown(number);
      EXPECT_TRUE(is_known || !is_answered) << "step " << step;
      filed += is_known ? 1 : 0;
      kept_unanswered += is_known && !is_answered ? 1 : 0;
      gone += is_known ? 0 : 1;
      // The change and the entry that tells of it are one.
      EXPECT_EQ(RecordsInLog().size(), filed) << "step " << step;
      // Sent again it is filed, and once.
      EXPECT_TRUE(Send(number).ok()) << "step " << step;
      filed += is_known ? 0 : 1;
      EXPECT_EQ(RecordsInLog().size(), filed) << "step " << step;
    }
  }
  // It was killed before the rows were written, and after.
  EXPECT_GT(gone, 0);
  EXPECT_GT(kept_unanswered, 0);
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, KilledDisk,
                         testing::Values("KILL", "TEAR"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace saan::e2e
