#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/match/children.h"

namespace saan::match {
namespace {

v1::Record RecordOf(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record;
}

TEST(TraitsOf, TellsStrongIdentifiersFromWeakOnes) {
  const v1::Traits traits = TraitsOf(RecordOf(R"pb(
    person {
      identifiers {
        kind: IDENTIFIER_KIND_NATIONAL_ID
        value: "1990110000129"
        status: IDENTIFIER_STATUS_VALID
      }
      identifiers {
        kind: IDENTIFIER_KIND_NATIONAL_ID
        value: "1990110000128"
        status: IDENTIFIER_STATUS_BAD_CHECK
      }
      identifiers {
        kind: IDENTIFIER_KIND_NATIONAL_ID
        value: "1111111111119"
        status: IDENTIFIER_STATUS_PLACEHOLDER
      }
      identifiers {
        kind: IDENTIFIER_KIND_NON_THAI_ID
        value: "0990189000122"
        status: IDENTIFIER_STATUS_VALID
      }
      identifiers {
        kind: IDENTIFIER_KIND_STUDENT_NUMBER
        value: "05123"
        issuer: "3110000001"
      }
      identifiers { kind: IDENTIFIER_KIND_STUDENT_NUMBER value: "05123" }
      identifiers { kind: IDENTIFIER_KIND_PASSPORT value: "AA1234" }
      identifiers {
        kind: IDENTIFIER_KIND_RECORD_REFERENCE
        value: "7"
        issuer: "dcy"
      }
    })pb"));
  ASSERT_EQ(traits.identifiers_size(), 3);
  EXPECT_EQ(traits.identifiers(0), "national_id::1990110000129");
  EXPECT_EQ(traits.identifiers(1), "national_id::0990189000122");
  EXPECT_EQ(traits.identifiers(2), "student_number:3110000001:05123");
  ASSERT_EQ(traits.weak_identifiers_size(), 2);
  EXPECT_EQ(traits.weak_identifiers(0), "national_id::1990110000128");
  EXPECT_EQ(traits.weak_identifiers(1), "passport::AA1234");
}

TEST(TraitsOf, DropsAGuardiansNumberInTheChildsPlace) {
  const v1::Traits traits = TraitsOf(RecordOf(R"pb(
    person {
      identifiers {
        kind: IDENTIFIER_KIND_NATIONAL_ID
        value: "3990100004560"
        status: IDENTIFIER_STATUS_VALID
      }
    }
    guardians {
      person {
        identifiers {
          kind: IDENTIFIER_KIND_NATIONAL_ID
          value: "3990100004560"
          status: IDENTIFIER_STATUS_VALID
        }
      }
    })pb"));
  EXPECT_TRUE(traits.identifiers().empty());
  EXPECT_EQ(traits.guardian_identifiers_size(), 1);
}

TEST(TraitsOf, TellsFormerNamesFromThosePresent) {
  const v1::Traits traits = TraitsOf(RecordOf(R"pb(
    person {
      names {
        given_name: "สมหญิง"
        family_name: "ใจดี"
        nickname: "หญิง"
        use: NAME_USE_FORMER
      }
      names { given_name: "กัญญาณัฐ" family_name: "ใจดี" nickname: "ส้ม" }
      names { given_name: "Kanyanat" family_name: "Jaidee" use: NAME_USE_LATIN }
    })pb"));
  ASSERT_EQ(traits.given_names_size(), 2);
  EXPECT_EQ(traits.given_names(0), "กัญญาณัฐ");
  EXPECT_EQ(traits.given_names(1), "kanyanat");
  EXPECT_EQ(traits.nicknames(0), "ส้ม");
  EXPECT_EQ(traits.nicknames(1), "หญิง");
  ASSERT_EQ(traits.former_given_names_size(), 1);
  EXPECT_EQ(traits.former_given_names(0), "สมหญิง");
  // It is borne still.
  EXPECT_EQ(traits.former_family_names_size(), 0);
}

TEST(TraitsOf, TakesWhatFollowsNongForANicknameToo) {
  const v1::Traits traits = TraitsOf(
      RecordOf(R"pb(person { names { title: "น้อง" given_name: "ส้ม" } })pb"));
  EXPECT_EQ(traits.given_names(0), "ส้ม");
  ASSERT_EQ(traits.nicknames_size(), 1);
  EXPECT_EQ(traits.nicknames(0), "ส้ม");
  const v1::Traits glued =
      TraitsOf(RecordOf(R"pb(person { names { given_name: "น้องเอิร์น" } })pb"));
  EXPECT_EQ(glued.given_names(0), "เอิร์น");
  EXPECT_EQ(glued.nicknames(0), "เอิร์น");
}

TEST(KeepFormerNames, KeepsTheLatestFirstAndNoneThatIsBorneStill) {
  v1::Traits before;
  before.add_given_names("สมหญิง");
  before.add_family_names("ใจดี");
  before.add_former_given_names("บุญมี");
  v1::Traits now;
  now.add_given_names("กัญญาณัฐ");
  now.add_family_names("ใจดี");
  KeepFormerNames(before, &now);
  ASSERT_EQ(now.former_given_names_size(), 2);
  EXPECT_EQ(now.former_given_names(0), "สมหญิง");
  EXPECT_EQ(now.former_given_names(1), "บุญมี");
  EXPECT_EQ(now.former_family_names_size(), 0);
  // Back to the name before.
  v1::Traits again;
  again.add_given_names("สมหญิง");
  KeepFormerNames(now, &again);
  ASSERT_EQ(again.former_given_names_size(), 2);
  EXPECT_EQ(again.former_given_names(0), "กัญญาณัฐ");
  EXPECT_EQ(again.former_given_names(1), "บุญมี");
}

// As rows were written before former names had a field of their own.
TEST(ValuesOf, ReadsFormerNamesOfOldRowsAsNames) {
  v1::Traits old;
  old.add_given_names("กัญญาณัฐ");
  old.add_given_names("สมหญิง");
  const FieldValues values = ValuesOf(BuiltInModel(), old);
  EXPECT_EQ(values[BuiltInModel().FieldOf("given_name")].size(), 2u);
  EXPECT_TRUE(values[BuiltInModel().FieldOf("former_given_name")].empty());
}

TEST(TraitsOf, ReadsBirthByPrecision) {
  const v1::Traits day = TraitsOf(RecordOf(R"pb(
    person {
      birth {
        date: "2015-03-14"
        precision: DATE_PRECISION_DAY
        earliest: "2015-03-14"
        latest: "2015-03-14"
      }
    })pb"));
  EXPECT_TRUE(day.has_birth());
  EXPECT_EQ(day.birth_earliest_days(), 16508);
  EXPECT_FALSE(day.is_birth_day_doubtful());
  const v1::Traits new_year = TraitsOf(RecordOf(R"pb(
    person {
      birth {
        date: "2017-01-01"
        precision: DATE_PRECISION_DAY_OR_YEAR
        earliest: "2017-01-01"
        latest: "2017-12-31"
      }
    })pb"));
  EXPECT_TRUE(new_year.is_birth_day_doubtful());
  EXPECT_FALSE(TraitsOf(v1::Record()).has_birth());
}

TEST(TraitsOf, TakesPhonesOfChildAndGuardiansWithoutDoubtfulOnes) {
  const v1::Traits traits = TraitsOf(RecordOf(R"pb(
    person {
      phones { number: "+66810000001" }
      phones { number: "+66800000000" is_doubtful: true }
      phones { number: "1300" }
    }
    guardians {
      person {
        names { given_name: "บุญเรือน" family_name: "แก้วมณี" }
        phones { number: "+66810000002" }
      }
    })pb"));
  ASSERT_EQ(traits.phones_size(), 2);
  EXPECT_EQ(traits.phones(1), "+66810000002");
  EXPECT_EQ(traits.guardian_given_names(0), "บุญเรือน");
}

TEST(TraitsOf, FindsAreaHouseAndHouseCode) {
  const v1::Traits traits = TraitsOf(RecordOf(R"pb(
    person {
      current_address { house_number: "88/4" moo: "3" area_code: "101105" }
      registered_address { house_code: "10110099999" area_code: "900104" }
    })pb"));
  EXPECT_EQ(traits.area_code(), "101105");
  EXPECT_EQ(traits.house(), "88/4/moo3");
  EXPECT_EQ(traits.house_code(), "10110099999");
  EXPECT_EQ(TraitsOf(RecordOf(R"pb(person {
                                     current_address {
                                       house_number: "ใต้สะพาน"
                                       area_code: "101105"
                                     }
                                   })pb"))
                .house(),
            "");
}

TEST(TraitsOf, LeavesOutWhatIsTooLongOrTooMany) {
  v1::Record record;
  record.mutable_person()->add_names()->set_given_name(std::string(10000, 'a'));
  for (int i = 0; i < 1000; ++i) {
    record.mutable_person()->add_names()->set_given_name(std::to_string(i));
    record.mutable_person()->add_phones()->set_number("+66" +
                                                      std::to_string(i));
  }
  const v1::Traits traits = TraitsOf(record);
  EXPECT_LE(traits.given_names_size(), 8);
  EXPECT_LE(traits.phones_size(), 8);
  EXPECT_EQ(traits.given_names(0), "0");
}

}  // namespace
}  // namespace saan::match
