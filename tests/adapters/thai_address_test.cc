#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "adapters/thai/address.h"
#include "adapters/thai/areas.h"
#include "adapters/thai/text.h"
#include "gtest/gtest.h"
#include "tests/adapters/thai_vectors.h"

namespace saan::thai {
namespace {

v1::Address Parsed(absl::string_view text) {
  v1::Address address = ParseAddress(Fold(text));
  ResolveArea(&address);
  return address;
}

v1::Address Named(absl::string_view subdistrict, absl::string_view district,
                  absl::string_view province, absl::string_view code = "") {
  v1::Address address;
  address.set_subdistrict(std::string(subdistrict));
  address.set_district(std::string(district));
  address.set_province(std::string(province));
  address.set_area_code(std::string(code));
  return address;
}

TEST(AreasTsv, HoldsEveryProvinceAndOnlyFoldedNames) {
  const std::vector<absl::string_view> lines =
      absl::StrSplit(AreasTsv(), '\n', absl::SkipEmpty());
  ASSERT_GT(lines.size(), 8000u);
  int provinces = 0;
  absl::string_view before;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<absl::string_view> cells = absl::StrSplit(lines[i], '\t');
    ASSERT_EQ(cells.size(), 5u) << lines[i];
    EXPECT_LT(before, cells[0]);
    before = cells[0];
    provinces += cells[0].size() == 2 ? 1 : 0;
    for (size_t level = 1; level <= 3; ++level) {
      EXPECT_EQ(Fold(cells[level]), cells[level]);
    }
  }
  EXPECT_EQ(provinces, 77);
}

TEST(ParseAddress, ReadsEachVector) {
  const auto rows = Vectors("thai_address_vectors.tsv", 10);
  ASSERT_EQ(rows.size(), 19u);
  for (const auto& row : rows) {
    const v1::Address address = Parsed(row[0]);
    EXPECT_EQ(address.house_number(), row[1]) << row[0];
    EXPECT_EQ(address.moo(), row[2]) << row[0];
    EXPECT_EQ(address.soi(), row[3]) << row[0];
    EXPECT_EQ(address.road(), row[4]) << row[0];
    EXPECT_EQ(address.subdistrict(), row[5]) << row[0];
    EXPECT_EQ(address.district(), row[6]) << row[0];
    EXPECT_EQ(address.province(), row[7]) << row[0];
    EXPECT_EQ(address.postcode(), row[8]) << row[0];
    EXPECT_EQ(address.area_code(), row[9]) << row[0];
  }
}

TEST(ParseAddress, DropsNothing) {
  EXPECT_EQ(Parsed("อยู่ระหว่างย้าย").place_text(), "อยู่ระหว่างย้าย");
  EXPECT_EQ(Parsed("ไม่มีบ้านเลขที่ ใต้สะพาน เขตพระนคร กทม").place_text(),
            "ไม่มีบ้านเลขที่ ใต้สะพาน");
  const v1::Address estate = Parsed(
      "45 หมู่บ้านเอื้ออาทร แสมดำ อาคาร 4 ห้อง 412 แขวงแสมดำ เขตบางขุนเทียน "
      "กรุงเทพมหานคร");
  EXPECT_EQ(estate.community(), "หมู่บ้านเอื้ออาทร แสมดำ");
  EXPECT_EQ(estate.place_text(), "อาคาร 4 ห้อง 412");
  EXPECT_EQ(Parsed("ชุมชนมั่นคง 133 เขตบางบอน กทม").community(), "ชุมชนมั่นคง 133");
}

TEST(ParseAddress, KeepsAnUnknownProvinceAndASecondDistrict) {
  const v1::Address address = Parsed("1 อ.หาดใหญ่ อ.นาทวี จ.สงขลา");
  EXPECT_EQ(address.district(), "นาทวี");
  EXPECT_EQ(address.place_text(), "อ.หาดใหญ่");
}

TEST(ParseAddress, ReadsLabelsGluedTogether) {
  const v1::Address address = Parsed("99/12ม.4ต.คอหงส์อ.หาดใหญ่จ.สงขลา90110");
  EXPECT_EQ(address.house_number(), "99/12");
  EXPECT_EQ(address.moo(), "4");
  EXPECT_EQ(address.area_code(), "901104");
  EXPECT_EQ(address.postcode(), "90110");
}

TEST(ParseAddress, FindsNoLabelInsideAWord) {
  const v1::Address address = Parsed("หอพัก ม.อ. ต.คอหงส์ อ.หาดใหญ่ จ.สงขลา");
  EXPECT_EQ(address.place_text(), "หอพัก ม.อ.");
  EXPECT_EQ(address.area_code(), "901104");
}

TEST(ProvinceName, KnowsTheUsualForms) {
  for (const char* form :
       {"กทม.", "กทม", "กรุงเทพฯ", "กรุงเทพ", "กรุงเทพมหานคร", "Bangkok", "BKK"}) {
    EXPECT_EQ(ProvinceName(form), "กรุงเทพมหานคร") << form;
  }
  EXPECT_EQ(ProvinceName("อยุธยา"), "พระนครศรีอยุธยา");
  EXPECT_EQ(ProvinceName("สงขลา"), "สงขลา");
  EXPECT_EQ(ProvinceName("ที่อื่น"), "ที่อื่น");
}

TEST(ResolveArea, DerivesTheCodeOfNamesWithWordsInFront) {
  v1::Address address = Named("ตำบลคอหงส์", "อำเภอหาดใหญ่", "จังหวัดสงขลา");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kSettled);
  EXPECT_EQ(address.area_code(), "901104");
  EXPECT_EQ(address.area_code_set(), AreaCodeSet());
  EXPECT_EQ(address.subdistrict(), "คอหงส์");
  EXPECT_EQ(address.district(), "หาดใหญ่");
  EXPECT_EQ(address.province(), "สงขลา");
}

TEST(ResolveArea, KnowsTheCityDistrictOfEveryProvince) {
  v1::Address trat = Named("", "อ.เมือง", "จ.ตราด");
  EXPECT_EQ(ResolveArea(&trat), AreaFit::kSettled);
  EXPECT_EQ(trat.area_code(), "2301");
  EXPECT_EQ(trat.district(), "เมืองตราด");
  v1::Address ayutthaya = Named("", "เมือง", "อยุธยา");
  EXPECT_EQ(ResolveArea(&ayutthaya), AreaFit::kSettled);
  EXPECT_EQ(ayutthaya.area_code(), "1401");
}

TEST(ResolveArea, NamesTheAreaOfACode) {
  const struct {
    const char* code;
    const char* subdistrict;
    const char* district;
    const char* province;
  } kCases[] = {{"901104", "คอหงส์", "หาดใหญ่", "สงขลา"},
                {"90110404", "คอหงส์", "หาดใหญ่", "สงขลา"},
                {"9011", "", "หาดใหญ่", "สงขลา"},
                {"901100", "", "หาดใหญ่", "สงขลา"},
                {"90", "", "", "สงขลา"}};
  for (const auto& c : kCases) {
    v1::Address address = Named("", "", "", c.code);
    EXPECT_EQ(ResolveArea(&address), AreaFit::kSettled) << c.code;
    EXPECT_EQ(address.subdistrict(), c.subdistrict) << c.code;
    EXPECT_EQ(address.district(), c.district) << c.code;
    EXPECT_EQ(address.province(), c.province) << c.code;
  }
}

TEST(ResolveArea, KeepsAVillageCode) {
  v1::Address address = Named("คอหงส์", "", "", "90110404");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kSettled);
  EXPECT_EQ(address.area_code(), "90110404");
}

TEST(ResolveArea, RefinesACodeByAName) {
  v1::Address address = Named("คอหงส์", "", "", "9011");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kSettled);
  EXPECT_EQ(address.area_code(), "901104");
}

TEST(ResolveArea, KeepsARetiredCodeAsStated) {
  for (const char* code : {"105001", "102203", "999999", "12345", "x", "0"}) {
    v1::Address address = Named("", "", "", code);
    EXPECT_EQ(ResolveArea(&address), AreaFit::kCodeUnknown) << code;
    EXPECT_EQ(address.area_code(), code);
    EXPECT_EQ(address.area_code_set(), "");
  }
}

TEST(ResolveArea, KeepsCodeAndNamesThatDisagree) {
  v1::Address address = Named("คลองแห", "", "", "901104");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kDisagree);
  EXPECT_EQ(address.area_code(), "901104");
  EXPECT_EQ(address.subdistrict(), "คลองแห");
  EXPECT_EQ(address.area_code_set(), "");
}

TEST(ResolveArea, DoesNotGuessFromASubdistrictAlone) {
  v1::Address address = Named("คอหงส์", "", "");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kAmbiguous);
  EXPECT_EQ(address.area_code(), "");
}

TEST(ResolveArea, LetsAPostcodeDecide) {
  v1::Address address = Named("คอหงส์", "", "");
  address.set_postcode("90110");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kSettled);
  EXPECT_EQ(address.area_code(), "901104");
  v1::Address district = Named("", "เฉลิมพระเกียรติ", "");
  EXPECT_EQ(ResolveArea(&district), AreaFit::kAmbiguous);
  district.set_postcode("80190");
  EXPECT_EQ(ResolveArea(&district), AreaFit::kSettled);
  EXPECT_EQ(district.province(), "นครศรีธรรมราช");
}

TEST(ResolveArea, SettlesOnTheCoarserAreaWhenTheFinerIsUnknown) {
  v1::Address address = Named("ไม่มีอยู่", "หาดใหญ่", "สงขลา");
  EXPECT_EQ(ResolveArea(&address), AreaFit::kNameUnknown);
  EXPECT_EQ(address.area_code(), "9011");
  EXPECT_EQ(address.subdistrict(), "ไม่มีอยู่");
}

TEST(ResolveArea, SaysWhenNothingIsStated) {
  v1::Address address;
  EXPECT_EQ(ResolveArea(&address), AreaFit::kNothing);
  EXPECT_EQ(address.ByteSizeLong(), 0u);
}

TEST(ResolveArea, ChangesNothingTheSecondTime) {
  for (const auto& row : Vectors("thai_address_vectors.tsv", 10)) {
    v1::Address once = Parsed(row[0]);
    v1::Address twice = once;
    ResolveArea(&twice);
    EXPECT_EQ(once.SerializeAsString(), twice.SerializeAsString()) << row[0];
  }
}

TEST(Address, IsTotalOnHostileTexts) {
  for (const std::string& text : HostileTexts(
           {"บ้านเลขที่ 99/12 หมู่ที่ ๔ ต. คอหงส์ อ. หาดใหญ่ สงขลา 90110",
            "15 ซ.ร่มเกล้า19 แยก 5 ถ.x แขวงคลองสามประเวศเขตลาดกระบัง กทม."})) {
    for (const std::string& form : {text, Fold(text)}) {
      v1::Address address = ParseAddress(form);
      ResolveArea(&address);
      v1::Address named = Named(form, form, form, form);
      ResolveArea(&named);
      ProvinceName(form);
    }
  }
}

}  // namespace
}  // namespace saan::thai
