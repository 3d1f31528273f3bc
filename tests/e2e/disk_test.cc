// The disk fails under the real gateway (tests/e2e/faults/failing_disk.cc).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "absl/strings/str_cat.h"
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
                  NativeCase(absl::StrCat("TT-1011-69-0000", number), "",
                             absl::StrCat("เด็ก", number)),
                  number, &sent_);
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

}  // namespace
}  // namespace saan::e2e
