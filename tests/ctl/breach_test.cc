#include "gateway/ctl/breach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/ctl/when.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace saan::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kAnong(16, 'a');
const std::string kBoon(16, 'b');
const absl::Time kTen =
    absl::FromCivil(absl::CivilHour(2026, 11, 26, 10), Bangkok());

BreachScope Scope() {
  return {"bma", "", kTen, kTen + absl::Hours(24), kTen + absl::Hours(30)};
}

v1::AuditEntry Look(const std::vector<std::string>& subjects,
                    v1::Category category, int sensitivity) {
  v1::AuditEntry entry;
  entry.set_recorded_unix_nanos(absl::ToUnixNanos(kTen));
  entry.set_outcome(v1::OUTCOME_PARTIAL);
  for (const std::string& subject : subjects) entry.add_subject_refs(subject);
  v1::Label& label = *entry.add_disclosed();
  label.set_category(category);
  label.set_sensitivity(sensitivity);
  entry.add_holders("obec");
  return entry;
}

TEST(BreachReport, GathersWhatWasShownOfEachChild) {
  BreachReport report(Scope());
  report.Add(3, Look({kAnong}, v1::CATEGORY_EDUCATION, 1));
  report.Add(5, Look({kAnong, kBoon}, v1::CATEGORY_HEALTH, 3));
  report.Add(9, Look({kAnong}, v1::CATEGORY_EDUCATION, 2));
  const std::vector<AffectedChild> children = report.Children();
  ASSERT_EQ(children.size(), 2u);
  EXPECT_EQ(children[0].subject_ref, kAnong);
  EXPECT_EQ(children[0].entries, 3u);
  EXPECT_EQ(children[0].first_index, 3u);
  EXPECT_EQ(children[0].last_index, 9u);
  EXPECT_EQ(children[0].shown,
            (KindsShown{{{v1::CATEGORY_EDUCATION, v1::ABOUT_CHILD}, 2},
                        {{v1::CATEGORY_HEALTH, v1::ABOUT_CHILD}, 3}}));
  EXPECT_THAT(children[0].holders, ElementsAre("obec"));
  EXPECT_EQ(children[1].entries, 1u);
  EXPECT_FALSE(children[1].was_written);
}

TEST(BreachReport, CountsAChildOnceThatAnEntryNamesTwice) {
  BreachReport report(Scope());
  report.Add(3, Look({kAnong, kAnong}, v1::CATEGORY_EDUCATION, 1));
  ASSERT_EQ(report.Children().size(), 1u);
  EXPECT_EQ(report.Children()[0].entries, 1u);
}

TEST(BreachReport, LeavesOutWhatWasRefused) {
  BreachReport report(Scope());
  v1::AuditEntry refused = Look({kAnong}, v1::CATEGORY_HEALTH, 3);
  refused.set_outcome(v1::OUTCOME_DENIED);
  report.Add(1, refused);
  EXPECT_TRUE(report.Children().empty());
  EXPECT_THAT(report.Text(), HasSubstr("Calls: 1, refused 1"));
}

TEST(BreachReport, AsksForTheNamesThatItLacks) {
  BreachReport report(Scope());
  report.Add(1, Look({kAnong, kBoon}, v1::CATEGORY_HEALTH, 3));
  EXPECT_THAT(report.Unnamed(1), ElementsAre(kAnong));
  EXPECT_THAT(report.Unnamed(9), ElementsAre(kAnong, kBoon));
  report.Name(kAnong, "child-1");
  report.Name(kBoon, "");  // Erased: it is not asked for again.
  report.Name(std::string(16, 'x'), "child-9");  // Not of the report.
  EXPECT_THAT(report.Unnamed(9), ElementsAre());
  EXPECT_THAT(report.Text(), HasSubstr("child-1"));
  EXPECT_THAT(report.Text(), HasSubstr("ความเชื่อมโยงถูกตัด"));
  EXPECT_THAT(report.Text(), Not(HasSubstr("child-9")));
}

TEST(BreachReport, SaysInThaiFirstByWhenTheAuthorityMustKnow) {
  BreachReport report(Scope());
  report.Add(1, Look({kAnong}, v1::CATEGORY_HEALTH, 3));
  report.Add(2, Look({kBoon}, v1::CATEGORY_EDUCATION, 1));
  const std::string text = report.Text();
  const size_t thai = text.find("แจ้งสำนักงานฯ ภายใน: 30 พ.ย. 2569 16:00:00");
  const size_t english =
      text.find("To be told to the authority by: 30 Nov 2026 16:00:00");
  ASSERT_NE(thai, std::string::npos) << text;
  ASSERT_NE(english, std::string::npos) << text;
  EXPECT_LT(thai, english);
  EXPECT_THAT(text,
              HasSubstr("Children affected: 2, with sensitive data (s.26) 1"));
}

TEST(BreachReport, IsOneObjectForPrograms) {
  BreachReport report(Scope());
  v1::AuditEntry sent = Look({kAnong}, v1::CATEGORY_HEALTH, 3);
  sent.set_records_accepted(1);
  report.Add(7, sent);
  report.Name(kAnong, "child-1");
  google::protobuf::Struct object;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(report.Json(), &object).ok())
      << report.Json();
  EXPECT_EQ(object.fields().at("deadline").string_value(),
            "2026-11-30T16:00:00+07:00");
  const auto& child = object.fields()
                          .at("children")
                          .list_value()
                          .values(0)
                          .struct_value()
                          .fields();
  EXPECT_EQ(child.at("child_id").string_value(), "child-1");
  EXPECT_EQ(child.at("first_index").number_value(), 7);
  EXPECT_TRUE(child.at("was_written").bool_value());
}

}  // namespace
}  // namespace saan::ctl
