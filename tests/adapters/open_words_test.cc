// What a mapping does with words that people choose freely.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/mapping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

using testing::HasSubstr;

constexpr absl::string_view kForm = R"toy(
form {
  form: "report"
  format: NATIVE_FORMAT_JSON
  recognised_by: "id"
  native_id: "id"
  exportable: true
  field { from: "kinds" to: "incidents[0].kinds" code { list: "kind" } }
  field { from: "nation" to: "person.nationality" code { list: "nation" } }
  field { from: "nation" to: "person.nationality" text {} }
  field {
    from: "name"
    to: "person.names[0].given_name"
    absent: "(ยังไม่คลอด)"
    person_name {}
  }
  field { from: "phone" to: "person.phones" phones {} }
  field { from: "nick" to: "person.names[0].nickname" nickname {} }
  field {
    from: "subdistrict"
    to: "person.current_address.area_code"
    area_code { written_digits: 6 }
  }
  field {
    from: "district"
    to: "person.current_address.area_code"
    area_code { written_digits: 4 }
  }
}
)toy";

constexpr absl::string_view kCodes = R"(system: "toy"
code_list {
  name: "kind"
  code { native: "ถูกละเลย" shared: "VULNERABILITY_NEGLECTED" }
  is_open: true
  otherwise: "VULNERABILITY_OTHER"
}
code_list {
  name: "nation"
  code { native: "ไทย" shared: "TH" }
  is_open: true
}
)";

std::unique_ptr<Mapping> Toy(const AdapterFolder& folder) {
  folder.Write("toy/mapping.textproto", absl::StrCat(kCodes, kForm));
  absl::StatusOr<std::unique_ptr<Mapping>> mapping =
      Mapping::Load(folder.Of("toy"));
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return mapping.ok() ? *std::move(mapping) : nullptr;
}

Mapped Read(absl::string_view json) {
  const AdapterFolder folder;
  return Toy(folder)->ToShared({json, "", ""});
}

std::string Write(const v1::Record& record) {
  const AdapterFolder folder;
  return *Toy(folder)->FromShared(record, "report");
}

TEST(OpenCodeList, TakesAWordThatIsNotListedAsOtherwise) {
  const Mapped mapped = Read(R"({"id":"1","kinds":["ถูกละเลย","คำใหม่"]})");
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  const v1::Incident& incident = mapped.record.incidents(0);
  ASSERT_EQ(incident.kinds_size(), 2);
  EXPECT_EQ(incident.kinds(0), v1::VULNERABILITY_NEGLECTED);
  EXPECT_EQ(incident.kinds(1), v1::VULNERABILITY_OTHER);
  EXPECT_EQ(mapped.record.sources(1).parse_status(), v1::PARSE_STATUS_DOUBTFUL);
  EXPECT_EQ(mapped.record.sources(1).parse_note(), "not_listed");
}

TEST(OpenCodeList, LeavesAWordToTheNextFieldWithoutOtherwise) {
  EXPECT_EQ(Read(R"({"id":"1","nation":"ไทย"})").record.person().nationality(),
            "TH");
  const Mapped mapped = Read(R"({"id":"1","nation":"ไม่มีสถานะ"})");
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.person().nationality(), "ไม่มีสถานะ");
  EXPECT_THAT(Write(mapped.record), HasSubstr(R"("nation":"ไม่มีสถานะ")"));
}

TEST(OpenCodeList, IsRefusedWhenOtherwiseIsNoValueOfTheTarget) {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", absl::StrCat(R"(system: "toy"
code_list {
  name: "kind"
  code { native: "a" shared: "VULNERABILITY_HIV" }
  is_open: true
  otherwise: "RELATION_OTHER"
}
code_list { name: "nation" code { native: "ไทย" shared: "TH" } }
)",
                                                     kForm));
  EXPECT_THAT(
      std::string(Mapping::Load(folder.Of("toy")).status().message()),
      HasSubstr("\"RELATION_OTHER\" is no value of saan.v1.Vulnerability"));
}

TEST(ClosedCodeList, HasNoOtherwise) {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", absl::StrCat(R"(system: "toy"
code_list {
  name: "kind"
  code { native: "a" shared: "VULNERABILITY_HIV" }
  otherwise: "VULNERABILITY_OTHER"
}
)",
                                                     kForm));
  EXPECT_THAT(std::string(Mapping::Load(folder.Of("toy")).status().message()),
              HasSubstr(":5: only an open code list has an otherwise"));
}

TEST(AbsentText, SaysNothingInItsOwnFieldAlone) {
  const Mapped mapped = Read(
      R"json({"id":"1","name":" (ยังไม่คลอด)","nick":"(ยังไม่คลอด)"})json");
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.person().names(0).given_name(), "");
  EXPECT_EQ(mapped.record.person().names(0).nickname(), "(ยังไม่คลอด)");
}

TEST(PhoneNote, IsWrittenBesideItsNumber) {
  const std::string written =
      Write(Read(R"json({"id":"1","phone":"0830030103 (แม่), 0840040104"})json")
                .record);
  EXPECT_THAT(written, HasSubstr("\"0830030103 (แม่), 0840040104\""));
}

TEST(AreaCode, IsWrittenAsFineAsEachPathWantsIt) {
  const std::string fine =
      Write(Read(R"({"id":"1","subdistrict":"101104"})").record);
  EXPECT_THAT(fine, HasSubstr(R"("subdistrict":"101104")"));
  EXPECT_THAT(fine, HasSubstr(R"("district":"1011")"));
  const std::string coarse =
      Write(Read(R"({"id":"1","district":"1011"})").record);
  EXPECT_THAT(coarse, testing::Not(HasSubstr("subdistrict")));
  EXPECT_THAT(coarse, HasSubstr(R"("district":"1011")"));
}

}  // namespace
}  // namespace saan::adapters
