// A fifth agency joins: a folder of text, found at start, and no C++.

#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/mapping.h"
#include "adapters/mapping_samples.h"
#include "adapters/registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

using testing::HasSubstr;

// A health unit: the PERSON file of the 43 files, "|" between columns, and a
// provincial office: requests for help. Codes as in the public layout.
constexpr absl::string_view kMapping = R"(system: "province"
code_list {
  name: "sex"
  code { native: "1" shared: "SEX_MALE" }
  code { native: "2" shared: "SEX_FEMALE" }
}
code_list { name: "title" file: "title.tsv" }
code_list {
  name: "nation"
  code { native: "099" shared: "TH" }
  code { native: "046" shared: "MM" }
}
code_list {
  name: "labor"
  code { native: "01" shared: "REGISTRATION_STATUS_NON_THAI" }
}
code_list {
  name: "state"
  code { native: "รอรับเรื่อง" shared: "BENEFIT_STATUS_WAITING" }
  code { native: "รับเรื่องเรียบร้อย" shared: "BENEFIT_STATUS_ACCEPTED" }
}
form {
  form: "person43"
  format: NATIVE_FORMAT_CSV
  delimiter: "|"
  recognised_by: "HOSPCODE"
  recognised_by: "PID"
  recognised_by: "CID"
  native_id: "HOSPCODE"
  native_id: "PID"
  exportable: true
  field {
    from: "PID"
    to: "person.identifiers[0]"
    identifier { kind: IDENTIFIER_KIND_HOSPITAL_NUMBER issuer_from: "HOSPCODE" }
  }
  field { from: "CID" to: "person.identifiers[1]" person_number {} }
  field {
    from: "PRENAME"
    to: "person.names[0].title"
    code { list: "title" }
  }
  field { from: "NAME" to: "person.names[0].given_name" person_name {} }
  field { from: "LNAME" to: "person.names[0].family_name" person_name {} }
  field { from: "SEX" to: "person.sex" code { list: "sex" } }
  field { from: "BIRTH" to: "person.birth" date {} }
  field { from: "NATION" to: "person.nationality" code { list: "nation" } }
  field {
    from: "LABOR"
    to: "person.registration_status"
    code { list: "labor" }
  }
  field { from: "MOBILE" to: "person.phones" phones {} }
  ignore { from: "HN" why: "the same person's card number" }
}
form {
  form: "benefit"
  format: NATIVE_FORMAT_CSV
  recognised_by: "เลขคำร้อง"
  native_id: "เลขคำร้อง"
  field { from: "วันที่" to: "observed_time" date {} }
  field { from: "เลขคำร้อง" to: "benefits[0].request_number" text {} }
  field { from: "ประเภทเงิน" to: "benefits[0].kind_text" text {} }
  field { from: "ผู้รับ" to: "benefits[0].recipient" text {} }
  field { from: "เลขบัตรเด็ก" to: "person.identifiers[0]" person_number {} }
  field { from: "เด็กที่เกี่ยวข้อง" to: "person.names[0]" full_name {} }
  field { from: "จำนวนเงิน" to: "benefits[0].amount_baht" decimal {} }
  field { from: "สถานะ" to: "benefits[0].status" code { list: "state" } }
}
)";

constexpr absl::string_view kPerson43 =
    "HOSPCODE|CID|PID|HN|PRENAME|NAME|LNAME|SEX|BIRTH|NATION|LABOR|MOBILE\r\n"
    "99999|1990110000129|000123|77|001|ณัฐวุฒิ|แก้วมณี|1|20150314|099||"
    "0810000002\r\n"
    "99998||000900||002|เมี๊ยะ||2|20120101|046|01|\r\n";

constexpr absl::string_view kBenefits =
    "\xEF\xBB\xBF"
    "เลขคำร้อง,วันที่,ประเภทเงิน,ผู้รับ,เด็กที่เกี่ยวข้อง,เลขบัตรเด็ก,จำนวนเงิน,สถานะ\n"
    "สข-66-0101,05/10/2566,เงินสงเคราะห์เด็ก,นางแวเยาะ สาแม,ด.ญ.ฟาตีเมาะห์ "
    "สาแม,1999010001237,\"1,000\",รับเรื่องเรียบร้อย\n";

TEST(FifthAgency, IsOneNewFolderOfText) {
  const AdapterFolder folder;
  folder.Write("province/mapping.textproto", kMapping);
  folder.Write("province/title.tsv", "PRENAME\tshared\n001\tด.ช.\n002\tด.ญ.\n");
  folder.Write("province/samples/person43.csv", kPerson43);
  folder.Write("province/samples/benefit.csv", kBenefits);
  {
    const auto mapping = Mapping::Load(folder.Of("province"));
    ASSERT_TRUE(mapping.ok()) << mapping.status();
    const absl::Status written =
        WriteExpected(**mapping, folder.Of("province"));
    ASSERT_TRUE(written.ok()) << written;
  }
  const auto registry = Registry::Load(folder.root());
  ASSERT_TRUE(registry.ok()) << registry.status();
  const Adapter& adapter = *(*registry)->Find("province");

  const std::string rows(kPerson43);
  const std::string header = rows.substr(0, rows.find('\n') + 1);
  const std::string second = rows.substr(rows.rfind("99998"));
  const Mapped mapped = adapter.ToShared({second, header, ""});
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.native_id(), "99998:000900");
  EXPECT_EQ(mapped.record.form(), "person43");
  const v1::Person& person = mapped.record.person();
  EXPECT_EQ(person.names(0).title(), "ด.ญ.");
  EXPECT_EQ(person.names(0).family_name(), "");
  EXPECT_EQ(person.registration_status(), v1::REGISTRATION_STATUS_NON_THAI);
  EXPECT_EQ(person.birth().precision(), v1::DATE_PRECISION_DAY_OR_YEAR);
  ASSERT_EQ(person.identifiers_size(), 1);
  EXPECT_EQ(person.identifiers(0).issuer(), "99998");

  const Mapped benefit = adapter.ToShared({kBenefits, "", ""});
  ASSERT_TRUE(benefit.ok()) << Told(benefit.violations);
  EXPECT_EQ(benefit.record.benefits(0).amount_baht(), 1000);
  EXPECT_EQ(benefit.record.person().names(0).family_name(), "สาแม");
  EXPECT_EQ(benefit.record.observed_time().seconds(), 1696438800);

  const auto written = adapter.FromShared(mapped.record, "person43");
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(*written, HasSubstr("99998|000900||002|เมี๊ยะ||2|2012-01-01"));
}

TEST(FifthAgency, HearsWhichLineOfItsMappingIsWrong) {
  const AdapterFolder folder;
  folder.Write("province/mapping.textproto",
               "system: \"province\"\nform { form: \"x\" form: \"y\" }\n");
  const absl::Status status = Registry::Load(folder.root()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("province/mapping.textproto:2: "));
}

}  // namespace
}  // namespace saan::adapters
