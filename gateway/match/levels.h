// What is compared, and the levels that a comparison can come to. The words
// stand in model files and in evidence: change them only with both.

#ifndef SAAN_GATEWAY_MATCH_LEVELS_H_
#define SAAN_GATEWAY_MATCH_LEVELS_H_

#include <cstddef>

namespace saan::match {

enum class Field {
  kNationalId,
  kGCode,
  kWeakIdentifier,
  kStudentNumber,
  kSystemPerson,
  kGivenName,
  kFamilyName,
  kNickname,
  kBirth,
  kSex,
  kHousehold,
  kArea,
  kSchool,
};
inline constexpr size_t kFieldCount = 13;

// Levels run from the strongest agreement down, so that the better of two is
// the smaller.

// 13-digit numbers. "near": one digit off, or two neighbours swapped.
// "unchecked": the check digit does not fit on at least one side.
enum class NationalIdLevel {
  kEqual,
  kUncheckedEqual,
  kUncheckedNear,
  kNear,
  kUncheckedDiffers,
  kDiffers,
};
// G-codes: a child that changes school can get a second one.
enum class GCodeLevel { kEqual, kDiffers };
// Passports and hospital numbers.
enum class WeakIdentifierLevel { kEqual, kDiffers };
// Pupil numbers of one school: two numbers are two children.
enum class StudentNumberLevel { kEqual, kDiffers };
// Person numbers of one system, which may hold a person twice.
enum class SystemPersonLevel { kEqual, kDiffers };
// "alike": one LK82 key and much the same letters; "close" and "similar": by
// letters alone; "swapped": given and family name have changed places;
// "nickname": one side's name is the other side's nickname; "latin": the same
// sounds, one side in Latin letters.
enum class GivenNameLevel {
  kExact,
  kAlike,
  kSwapped,
  kClose,
  kLatin,
  kNickname,
  kSimilar,
  kDiffers,
};
enum class FamilyNameLevel { kExact, kAlike, kClose, kSimilar, kDiffers };
enum class NicknameLevel { kExact, kAlike, kDiffers };
// "year": no more than the year can be compared, and it is equal (1 January
// says no more than the year); "typo": one of day, month and year differs;
// "interval": ages or the like that can be of one birth; "near": within a year
// of it, where a side is not known to the day.
enum class BirthLevel {
  kDay,
  kMonth,
  kSwapped,
  kTypo,
  kYear,
  kInterval,
  kNear,
  kDiffers,
};
enum class SexLevel { kEqual, kDiffers };
// All that siblings share is one comparison: guardians, phones, house.
enum class HouseholdLevel {
  kSeveral,
  kGuardianId,
  kHouseCode,
  kPhone,
  kGuardianName,
  kHouse,
  kDiffers,
};
enum class AreaLevel { kSubdistrict, kDistrict, kProvince, kDiffers };
enum class SchoolLevel { kClass, kSchool, kDiffers };

inline constexpr size_t kMaxLevels = 8;

struct FieldWords {
  const char* field;
  const char* levels[kMaxLevels];  // In order; nullptr after the last.
};
// By Field.
inline constexpr FieldWords kFieldWords[kFieldCount] = {
    {"national_id",
     {"equal", "unchecked_equal", "unchecked_near", "near", "unchecked_differs",
      "differs"}},
    {"g_code", {"equal", "differs"}},
    {"weak_identifier", {"equal", "differs"}},
    {"student_number", {"equal", "differs"}},
    {"system_person", {"equal", "differs"}},
    {"given_name",
     {"exact", "alike", "swapped", "close", "latin", "nickname", "similar",
      "differs"}},
    {"family_name", {"exact", "alike", "close", "similar", "differs"}},
    {"nickname", {"exact", "alike", "differs"}},
    {"birth",
     {"day", "month", "swapped", "typo", "year", "interval", "near",
      "differs"}},
    {"sex", {"equal", "differs"}},
    {"household",
     {"several", "guardian_id", "house_code", "phone", "guardian_name", "house",
      "differs"}},
    {"area", {"subdistrict", "district", "province", "differs"}},
    {"school", {"class", "school", "differs"}},
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_LEVELS_H_
