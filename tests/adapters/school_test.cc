#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/mapping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Mapping& School() {
  static const auto* mapping =
      Mapping::Load(absl::StrCat(SAAN_ROOT, "/adapters/school"))->release();
  return *mapping;
}

Mapped Map(absl::string_view header, absl::string_view row) {
  return School().ToShared({row, header, ""});
}

TEST(School, MeetsThePupilOfAnEventByTheStudentNumber) {
  const Mapped pupil = Map("รหัสโรงเรียน,รหัสนักเรียน,ชื่อ", "1011990001,05123,ก้อย");
  const Mapped event =
      Map("school_code,student_code,date,type,days_absent,reason,teacher,"
          "contacted",
          "1011990001,05123,2023-05-16,dropout,,ช่วยงานบ้าน,ครูสุมาลี,0");
  ASSERT_TRUE(pupil.ok()) << Told(pupil.violations);
  ASSERT_TRUE(event.ok()) << Told(event.violations);
  EXPECT_EQ(pupil.record.native_id(), "1011990001:05123");
  EXPECT_EQ(event.record.native_id(), "1011990001:05123:2023-05-16:dropout");
  EXPECT_EQ(pupil.record.person().identifiers(0).SerializeAsString(),
            event.record.person().identifiers(0).SerializeAsString());
  EXPECT_EQ(event.record.attendances(0).kind(), v1::ATTENDANCE_KIND_DROPOUT);
  EXPECT_EQ(event.record.education().status(),
            v1::EDUCATION_STATUS_DROPPED_OUT);
}

TEST(School, ReadsHeadersWithExtraWordsAndRepeatedColumns) {
  const Mapped mapped =
      Map("รหัสโรงเรียน,รหัสนักเรียน,เลขประจำตัวประชาชนนักเรียน,ชื่อ,ชื่อบิดา (ไทย),ชื่อ",
          "1011990001,1,G659900000012,เมี๊ยะ,โก,อื่น");
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(Told(mapped.notices), "ชื่อ: FIELD_INVALID");
  const v1::Record& record = mapped.record;
  EXPECT_EQ(record.person().names(0).given_name(), "เมี๊ยะ");
  EXPECT_EQ(record.person().identifiers(0).kind(),
            v1::IDENTIFIER_KIND_STUDENT_G_CODE);
  EXPECT_EQ(record.guardians(0).relation(), v1::RELATION_FATHER);
}

TEST(School, TellsAGuardianWhoIsTheFather) {
  const std::string header =
      "รหัสโรงเรียน,รหัสนักเรียน,ชื่อ,ความเกี่ยวข้องของผู้ปกครองกับนักเรียน,"
      "ชื่อผู้ปกครอง,ชื่อบิดา,ชื่อมารดา";
  const Mapped mapped = Map(header, "1011990001,1,ก้อย,บิดา,โก,โก,มะ");
  ASSERT_EQ(mapped.record.guardians_size(), 3);
  EXPECT_TRUE(mapped.record.guardians(0).is_main_carer());
  const std::string written = *School().FromShared(mapped.record, "roster");
  const Mapped again = School().ToShared({written, "", ""});
  EXPECT_EQ(again.record.guardians(0).relation(), v1::RELATION_FATHER);
  EXPECT_TRUE(again.record.guardians(0).is_main_carer());
  EXPECT_FALSE(again.record.guardians(1).is_main_carer());
}

TEST(School, GuardsASpreadsheetAgainstFormulas) {
  const Mapped mapped =
      Map("รหัสโรงเรียน,รหัสนักเรียน,ชื่อ,ห้อง", "1011990001,1,ก้อย,=1+1");
  const std::string written = *School().FromShared(mapped.record, "roster");
  EXPECT_THAT(written, HasSubstr(",'=1+1,"));
  EXPECT_EQ(School().ToShared({written, "", ""}).record.education().room(),
            "=1+1");
}

TEST(School, RefusesRowsThatDoNotFitTheirHeader) {
  const std::string header = "รหัสโรงเรียน,รหัสนักเรียน,ชื่อ\r\n";
  EXPECT_EQ(Told(Map(header, "1,2").violations), ": COLUMN_COUNT");
  EXPECT_EQ(Told(Map(header, "1,2,\"a\"b").violations), ": CSV_MALFORMED");
  EXPECT_EQ(Told(Map(header, "1,2,a\r\n3,4,b").violations), ": CSV_MALFORMED");
  EXPECT_EQ(Told(Map("a,b", "1,2").violations), ": FORM_UNKNOWN");
  EXPECT_EQ(Told(Map(header, "1011990001,,ก้อย").violations),
            "รหัสนักเรียน: NATIVE_FIELD_MISSING");
}

TEST(School, ReadsARowByTheEncodingOfItsHeader) {
  // "รหัสโรงเรียน,รหัสนักเรียน,ชื่อ" in windows-874; the row's two letters are valid
  // UTF-8 by chance.
  const std::string header =
      "\xC3\xCB\xD1\xCA\xE2\xC3\xA7\xE0\xC3\xD5\xC2\xB9,"
      "\xC3\xCB\xD1\xCA\xB9\xD1\xA1\xE0\xC3\xD5\xC2\xB9,\xAA\xD7\xE8\xCD";
  const Mapped mapped = Map(header, "1011990001,7,\xC3\xA1");
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.person().names(0).given_name(), "รก");
}

TEST(School, NoticesAPersonNumberInTheStudentColumn) {
  const Mapped mapped =
      Map("รหัสโรงเรียน,รหัสนักเรียน,ชื่อ", "1011990001,1990110000129,ก้อย");
  EXPECT_TRUE(mapped.ok());
  EXPECT_EQ(Told(mapped.notices), "รหัสนักเรียน: FIELD_INVALID");
}

}  // namespace
}  // namespace saan::adapters
