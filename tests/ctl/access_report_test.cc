#include "gateway/ctl/access_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/ctl/qr.h"

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::AuditEntry Look(v1::Purpose purpose, v1::Role role) {
  v1::AuditEntry entry;
  entry.set_recorded_unix_nanos(1'700'000'000'000'000'000);
  entry.set_method("ExchangeService/GetChild");
  entry.set_agency("bma");
  entry.set_role(role);
  entry.set_purpose(purpose);
  entry.set_outcome(v1::OUTCOME_DONE);
  entry.add_disclosed()->set_category(v1::CATEGORY_EDUCATION);
  entry.add_disclosed()->set_category(v1::CATEGORY_ADMINISTRATIVE);
  entry.add_holders("obec");
  return entry;
}

v1::ListEntriesResponse Page(const std::vector<v1::AuditEntry>& entries) {
  v1::ListEntriesResponse page;
  page.set_checkpoint("a <checkpoint>");
  for (size_t i = 0; i < entries.size(); ++i) {
    v1::LoggedEntry& logged = *page.add_entries();
    logged.set_log_index(10 + i);
    logged.set_leaf_hash(std::string(32, '\x0a'));
    *logged.mutable_entry() = entries[i];
  }
  return page;
}

AccessReport Report(ReportReader reader,
                    const std::vector<v1::AuditEntry>& entries) {
  AccessReport report;
  report.reader = reader;
  AddToReport(Page(entries), &report);
  return report;
}

TEST(SentenceOf, TellsWhoDidWhatWhyAndWhatWasShown) {
  const Words sentence =
      SentenceOf(Look(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER));
  EXPECT_EQ(sentence.en,
            "On 15 Nov 2023 05:13:20 a case manager of bma looked at the "
            "child's data, for case care. Shown: education; from obec.");
  EXPECT_THAT(sentence.th, HasSubstr("ผู้จัดการเคส ของ bma ดูข้อมูลของเด็ก"));
  EXPECT_THAT(sentence.th, HasSubstr("2566"));
}

TEST(SentenceOf, SaysThatACallWasRefused) {
  v1::AuditEntry entry = Look(v1::PURPOSE_CASE_CARE, v1::ROLE_VOLUNTEER);
  entry.set_outcome(v1::OUTCOME_DENIED);
  entry.clear_disclosed();
  const Words sentence = SentenceOf(entry);
  EXPECT_THAT(sentence.en, HasSubstr("and was refused."));
  EXPECT_THAT(sentence.en, Not(HasSubstr("Shown")));
  EXPECT_THAT(sentence.th, HasSubstr("แต่ระบบไม่อนุญาต"));
}

// A guardian may be the one whom a child is protected from.
TEST(AccessReport, TellsAGuardianNothingOfProtection) {
  const v1::AuditEntry care =
      Look(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
  for (const v1::AuditEntry& closed :
       {Look(v1::PURPOSE_CHILD_PROTECTION, v1::ROLE_SOCIAL_WORKER),
        Look(v1::PURPOSE_EMERGENCY, v1::ROLE_HEALTH_OFFICER),
        Look(v1::PURPOSE_CASE_CARE, v1::ROLE_POLICE),
        Look(v1::PURPOSE_CASE_CARE, v1::ROLE_COMPETENT_OFFICIAL),
        Look(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR)}) {
    // As if it had never been: byte for byte.
    const AccessReport with = Report(ReportReader::kGuardian, {care, closed});
    const AccessReport without = Report(ReportReader::kGuardian, {care});
    EXPECT_EQ(ReportText(with, Lang::kThai), ReportText(without, Lang::kThai));
    EXPECT_EQ(ReportHtml(with), ReportHtml(without));
    EXPECT_EQ(ReportJson(with), ReportJson(without));
    const AccessReport all = Report(ReportReader::kOfficial, {care, closed});
    EXPECT_EQ(all.lines.size(), 2u);
  }
}

TEST(AccessReport, SaysAlwaysThatItMayBeSilent) {
  for (const AccessReport& report :
       {Report(ReportReader::kGuardian, {}),
        Report(ReportReader::kGuardian,
               {Look(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER)})}) {
    EXPECT_THAT(ReportText(report, Lang::kEnglish),
                HasSubstr("does not mean that nobody looked"));
    EXPECT_THAT(ReportText(report, Lang::kThai),
                HasSubstr("ไม่ได้แปลว่าไม่มีใครดูข้อมูล"));
  }
}

TEST(ReportHtml, EscapesWhatItShowsAndSpeaksBothLanguages) {
  v1::AuditEntry entry = Look(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
  entry.set_agency("<b>");
  const std::string html = ReportHtml(Report(ReportReader::kGuardian, {entry}));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("a &lt;checkpoint&gt;"));
  EXPECT_THAT(html, HasSubstr("รายงานการเข้าถึงข้อมูลของเด็ก"));
  EXPECT_THAT(html, HasSubstr("looked at the child"));
  EXPECT_THAT(html, HasSubstr("0a0a0a0a"));
}

TEST(ReportHtml, HoldsTheProofOfEachLineAsAQrCode) {
  const AccessReport report =
      Report(ReportReader::kGuardian,
             {Look(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER)});
  const std::string& proof = report.lines[0].proof;
  EXPECT_THAT(
      proof, testing::StartsWith("c2sp.org/tlog-proof@v1\nextra CgoKCgoKCgoK"));
  EXPECT_THAT(proof, HasSubstr("\nindex 10\n"));
  EXPECT_THAT(proof, testing::EndsWith("\na <checkpoint>"));
  EXPECT_THAT(ReportHtml(report), HasSubstr(QrSvg(proof)));
  EXPECT_THAT(ReportJson(report), HasSubstr("\"proof\":\"c2sp.org"));
}

}  // namespace
}  // namespace saan::ctl
