#include "gateway/ctl/submit_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;

class Report : public testing::Test {
 protected:
  Shell MakeShell(const char* format) {
    World world;
    world.out = &out_;
    world.err = &err_;
    Shell shell(std::move(world));
    shell.flags.output = format;
    return shell;
  }

  static void Fill(SubmitReport* report) {
    v1::SubmitRecordResponse kept;
    kept.set_outcome(v1::SUBMIT_OUTCOME_CREATED);
    kept.set_record_id("r1");
    kept.set_child_id("c1");
    report->Add({"a.json", 1, 2}, "id-1", kept);
    v1::SubmitRecordResponse aside;
    aside.set_outcome(v1::SUBMIT_OUTCOME_QUARANTINED);
    aside.set_quarantine_id("q1");
    v1::Violation* violation = aside.add_violations();
    violation->set_field("child.birthDate");
    violation->set_reason(v1::ERROR_REASON_DATE_IMPOSSIBLE);
    report->Add({"a.json", 2, 9}, "id-2", aside);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(Report, WritesOneJsonLineARecord) {
  const Shell shell = MakeShell("jsonl");
  SubmitReport report(&shell, /*is_quiet=*/false);
  Fill(&report);
  report.Finish();
  EXPECT_THAT(
      out_.str(),
      HasSubstr("{\"file\":\"a.json\",\"number\":1,\"line\":2,\"request_id\":"
                "\"id-1\",\"result\":{\"outcome\":\"SUBMIT_OUTCOME_CREATED\""));
  EXPECT_THAT(err_.str(), HasSubstr("2"));
}

TEST_F(Report, TellsTheFieldAndTheReason) {
  const Shell shell = MakeShell("csv");
  SubmitReport report(&shell, /*is_quiet=*/false);
  Fill(&report);
  report.Finish();
  EXPECT_THAT(out_.str(), HasSubstr("child.birthDate: วันที่เป็นไปไม่ได้"));
}

TEST_F(Report, PrintsTotalsAsDataWhenQuiet) {
  const Shell shell = MakeShell("jsonl");
  SubmitReport report(&shell, /*is_quiet=*/true);
  Fill(&report);
  report.Finish();
  EXPECT_EQ(out_.str(),
            "{\"outcome\":\"SUBMIT_OUTCOME_CREATED\",\"records\":1}\n"
            "{\"outcome\":\"SUBMIT_OUTCOME_QUARANTINED\",\"records\":1}\n");
}

TEST_F(Report, RemembersWhetherAnyWasRejected) {
  const Shell shell = MakeShell("table");
  SubmitReport report(&shell, /*is_quiet=*/true);
  EXPECT_FALSE(report.has_rejects());
  Fill(&report);
  EXPECT_TRUE(report.has_rejects());
  EXPECT_EQ(report.count(), 2);
}

}  // namespace
}  // namespace saan::ctl
