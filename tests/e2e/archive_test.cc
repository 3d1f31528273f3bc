// The log outlives its store: months pass, segments move to the archive,
// entries of one class end, and an auditor proves what is left by the public
// key alone.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr absl::Duration kMonth = absl::Hours(24 * 30);
// So many entries fill a segment of the log's index; until then they are needed
// at each start.
constexpr int kIndexSegment = 4096;

constexpr char kArchivedCase[] = R"({"case_id":"TT-1011-69-00002",
  "สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568",
  "เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"ทดสอบ","นามสกุล":"ทดสอบดี",
  "เลขประจำตัวประชาชน":"1-9901-10000-12-9","วันเกิด":"14/03/2558",
  "เพศ":"ชาย","สัญชาติ":"ไทย"}})";

class ArchivedLog : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.PreloadFaults();
    gateway_.AddToConfig(
        "segment_entries: 1024\ncheckpoint_seconds: 1\n"
        "archive_directory: 'archive' archive_after_days: 10\n"
        "retention { retention_class: RETENTION_CLASS_TRAFFIC days: 90 }\n");
    gateway_.Start();
    gateway_.RegisterAgencies();
    const Client bma = gateway_.As("bma-temtem");
    v1::SubmitRecordResponse submitted;
    ASSERT_TRUE(Submit(bma, "temtem", kArchivedCase, 1, &submitted).ok());
    child_id_ = submitted.child_id();
    looked_ = LookAt(bma, child_id_).log_index();
    for (int i = 0; i < kIndexSegment; ++i) {
      v1::WhoAmIRequest request;
      *request.mutable_context() =
          Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
      v1::WhoAmIResponse response;
      grpc::ClientContext context;
      ASSERT_TRUE(bma.exchange->WhoAmI(&context, request, &response).ok());
      asked_ = response.receipt().log_index();
    }
  }

  // The gateway is off until then, and on until `done`.
  void RunAt(absl::Duration ahead, const std::function<bool()>& done) {
    gateway_.Stop();
    gateway_.ShiftClock(ahead);
    gateway_.Start();
    RunUntil(done);
  }

  void RunUntil(const std::function<bool()>& done) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    while (!done() && absl::Now() < deadline) usleep(20'000);
    EXPECT_TRUE(done()) << gateway_.LogText();
  }

  std::string Segment(int number) const {
    return absl::StrCat(Archive(), "/segment-00000000", number);
  }
  // The first entry that is in no sealed segment.
  uint64_t UnsealedFirst() const {
    v1::ListSegmentsRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    v1::ListSegmentsResponse response;
    grpc::ClientContext context;
    const Client desk = gateway_.As("auditor-desk");
    EXPECT_TRUE(desk.auditor->ListSegments(&context, request, &response).ok());
    return response.unsealed_first();
  }
  // Signed anew within a second or two of each entry.
  std::string SignedCheckpoint() const {
    return ReadAll(gateway_.folder() + "/log.checkpoint");
  }
  std::string Archive() const { return gateway_.folder() + "/archive"; }
  std::string Key() const { return gateway_.certs() + "/log.vkey"; }

  Ran Saan(const std::vector<std::string>& arguments) {
    return gateway_.Type("auditor-desk", "auditor", arguments);
  }

  RunningGateway gateway_;
  std::string child_id_;
  uint64_t looked_ = 0;
  uint64_t asked_ = 0;
};

TEST_F(ArchivedLog, IsProvenAfterItsEntriesMovedAndSomeEnded) {
  const auto is_archived = [&] { return fs::exists(Segment(2)); };
  const auto is_over = [&] {
    return is_archived() && !fs::exists(Segment(2) + "/traffic.entries");
  };
  // A segment is archived so long after it was sealed, not after its entries.
  RunUntil([&] { return UnsealedFirst() >= kIndexSegment; });
  RunAt(kMonth, is_archived);
  EXPECT_TRUE(fs::exists(Segment(0) + "/traffic.entries"));
  // A clock that is four months ahead at once is not believed.
  gateway_.Stop();
  gateway_.ShiftClock(4 * kMonth);
  gateway_.Start();
  gateway_.Stop();
  EXPECT_TRUE(fs::exists(Segment(0) + "/traffic.entries"));
  gateway_.ShiftClock(kMonth);
  for (int month = 2; month < 4; ++month) {
    // A month of which the log tells nothing is one that the gateway was off.
    const std::string before = SignedCheckpoint();
    RunAt(month * kMonth, [&] { return SignedCheckpoint() != before; });
  }
  RunAt(4 * kMonth, is_over);
  EXPECT_TRUE(fs::exists(Segment(0) + "/child.entries"));
  gateway_.Stop();
  gateway_.ShiftClock(absl::ZeroDuration());
  gateway_.Start();

  const Ran segments =
      Saan({"audit", "segments", "--log-key", Key(), "-o", "csv"});
  EXPECT_EQ(segments.exit_code, 0) << segments.err;
  EXPECT_THAT(segments.out, HasSubstr("archive; kept no more: "));
  const Ran looked = Saan({"audit", "show", absl::StrCat(looked_), "--log-key",
                           Key(), "-o", "json"});
  EXPECT_EQ(looked.exit_code, 0) << looked.err;
  EXPECT_THAT(looked.out, HasSubstr("ExchangeService/GetChild"));
  // Of one whose time is over, the proof is left.
  const Ran asked = Saan({"audit", "show", absl::StrCat(kIndexSegment - 1000),
                          "--log-key", Key(), "-o", "json"});
  EXPECT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_THAT(asked.out, HasSubstr("is_expired"));
  EXPECT_THAT(asked.err, HasSubstr("only their hashes are kept"));
  const Ran who = Saan({"audit", "list", "--child", child_id_, "--limit", "0",
                        "--log-key", Key(), "-o", "csv"});
  EXPECT_EQ(who.exit_code, 0) << who.err;
  EXPECT_THAT(who.out, HasSubstr("ExchangeService/GetChild"));
  EXPECT_THAT(who.err, testing::Not(HasSubstr("hashes")));

  const std::string copy = gateway_.folder() + "/copy";
  ASSERT_EQ(Saan({"audit", "export", copy, "--log-key", Key()}).exit_code, 0);
  const Ran whole = Saan(
      {"audit", "verify", "--export", copy, "--log-key", Key(), "-o", "csv"});
  EXPECT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("entries said: their time is over"));
  gateway_.Stop();
  const Ran archive = Saan({"audit", "verify", "--archive", Archive(),
                            "--log-key", Key(), "-o", "csv"});
  EXPECT_EQ(archive.exit_code, 0) << archive.err;
  EXPECT_THAT(archive.out, HasSubstr("follow each other"));
  const std::string entries = Segment(0) + "/child.entries";
  std::string forged = ReadAll(entries);
  forged[30] = static_cast<char>(forged[30] ^ 1);
  WriteAll(entries, forged);
  EXPECT_EQ(
      Saan({"audit", "verify", "--archive", Archive(), "--log-key", Key()})
          .exit_code,
      7);
}

TEST_F(ArchivedLog, ARetentionThatTheLawForbidsIsRefusedAtStart) {
  gateway_.Stop();
  gateway_.AddToConfig(
      "retention { retention_class: RETENTION_CLASS_CHILD days: 30 }\n");
  EXPECT_THAT(gateway_.StartAndFail(),
              HasSubstr("RETENTION_CLASS_CHILD is to be kept for 30 days: at "
                        "least 90"));
}

}  // namespace
}  // namespace saan::e2e
