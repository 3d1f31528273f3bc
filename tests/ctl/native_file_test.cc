#include "gateway/ctl/native_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace saan::ctl {
namespace {

void AddForm(const char* name, v1::NativeFormat format, const char* member,
             v1::WhoAmIResponse* who) {
  v1::FormInfo* form = who->add_forms();
  form->set_form(name);
  form->set_format(format);
  form->set_records_member(member);
  form->set_mapping_version(std::string(name) + "@1");
}

v1::WhoAmIResponse Dcy() {
  v1::WhoAmIResponse who;
  who.set_system("dcy");
  AddForm("incident", v1::NATIVE_FORMAT_JSON, "cases", &who);
  AddForm("cmst", v1::NATIVE_FORMAT_CSV, "", &who);
  return who;
}

TEST(FormatOf, GoesByTheExtension) {
  std::istringstream in("{");
  EXPECT_EQ(FormatOf("a.csv", in), v1::NATIVE_FORMAT_CSV);
  EXPECT_EQ(FormatOf("A.JSON", in), v1::NATIVE_FORMAT_JSON);
}

TEST(FormatOf, ElseGoesByTheFirstByte) {
  const struct {
    const char* text;
    v1::NativeFormat format;
  } cases[] = {{" \n[1]", v1::NATIVE_FORMAT_JSON},
               {"\xEF\xBB\xBF{}", v1::NATIVE_FORMAT_JSON},
               {"\xEF\xBB\xBFเลข,ชื่อ", v1::NATIVE_FORMAT_CSV},
               {"", v1::NATIVE_FORMAT_CSV}};
  for (const auto& c : cases) {
    std::istringstream in(c.text);
    EXPECT_EQ(FormatOf("file", in), c.format) << c.text;
    EXPECT_EQ(in.tellg(), 0);
  }
}

TEST(CutFor, TakesTheMemberFromTheForms) {
  const absl::StatusOr<Cut> cut =
      CutFor(Dcy(), "dcy", "", v1::NATIVE_FORMAT_JSON);
  ASSERT_TRUE(cut.ok());
  EXPECT_FALSE(cut->is_csv);
  EXPECT_EQ(cut->records_member, "cases");
  EXPECT_EQ(cut->mapping_versions, "incident@1");
}

TEST(CutFor, RefusesAFormThatIsNot) {
  EXPECT_THAT(std::string(CutFor(Dcy(), "dcy", "visit", v1::NATIVE_FORMAT_CSV)
                              .status()
                              .message()),
              testing::HasSubstr("incident, cmst"));
}

TEST(CutFor, RefusesAFormOfAnotherFormat) {
  EXPECT_FALSE(CutFor(Dcy(), "dcy", "cmst", v1::NATIVE_FORMAT_JSON).ok());
}

TEST(CutFor, AsksForTheFormWhereMembersDiffer) {
  v1::WhoAmIResponse who = Dcy();
  AddForm("visit", v1::NATIVE_FORMAT_JSON, "visits", &who);
  EXPECT_FALSE(CutFor(who, "dcy", "", v1::NATIVE_FORMAT_JSON).ok());
  EXPECT_EQ(CutFor(who, "dcy", "visit", v1::NATIVE_FORMAT_JSON)->records_member,
            "visits");
}

TEST(CutFor, LeavesAnotherSystemToTheGateway) {
  EXPECT_TRUE(CutFor(Dcy(), "other", "x", v1::NATIVE_FORMAT_JSON).ok());
}

}  // namespace
}  // namespace saan::ctl
