#include "tests/bench/match/people.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/national_id.h"

namespace saan::match {
namespace {

constexpr double kPeoplePerRecord = 0.75;
constexpr uint64_t kChildrenPerHousehold = 2;
constexpr uint64_t kGivenNames = 4000;
constexpr uint64_t kFamilyNames = 400000;
constexpr uint64_t kNicknames = 600;
constexpr uint64_t kSubdistricts = 7400;
constexpr uint64_t kSchools = 30000;
constexpr int kFirstYear = 2008;
constexpr int kYears = 18;

const char* const kSyllables[] = {
    "กา", "กิต", "ขวัญ", "คม",  "จัน",   "ชล",  "ณัฐ",  "ดา", "ธน",   "นภา",
    "ปิ",  "พร", "ภัท",  "มา",  "รัต",   "วิ",   "ศิ",   "สุ",  "อร",   "ทิพย์",
    "พล", "ชัย", "วัฒน์", "นันท์", "ลักษณ์", "เดช", "ธิดา", "กร", "วรรณ", "เพชร"};
constexpr uint64_t kSyllableCount = std::size(kSyllables);

uint64_t Mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// Random numbers of one thing.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(Mixed(seed)) {}
  uint64_t Below(uint64_t n) { return (state_ = Mixed(state_)) % n; }
  bool Once(uint64_t in) { return Below(in) == 0; }
  // Small numbers come more often than large ones, as names do.
  uint64_t Uneven(uint64_t n) {
    const double x = static_cast<double>(Below(1u << 30)) / (1u << 30);
    return static_cast<uint64_t>(std::pow(x, 2.5) * static_cast<double>(n));
  }

 private:
  uint64_t state_;
};

std::string Name(uint64_t number, int syllables) {
  uint64_t mixed = Mixed(number);
  std::string name;
  for (int i = 0; i < syllables; ++i, mixed /= kSyllableCount) {
    name += kSyllables[mixed % kSyllableCount];
  }
  return name;
}

// With one letter left out, somewhere behind the first.
std::string Slip(const std::string& name, Dice* dice) {
  std::string slipped;
  size_t letters = 0, at = 0;
  for (const char c : name) letters += (c & 0xc0) != 0x80;
  const uint64_t out = 1 + dice->Below(std::max<size_t>(letters, 2) - 1);
  for (const char c : name) {
    at += (c & 0xc0) != 0x80;
    if (at != out + 1) slipped.push_back(c);
  }
  return slipped;
}

std::string NationalId(uint64_t number) {
  return WithCheckDigit(absl::StrFormat(
      "1%011d", static_cast<int64_t>(Mixed(number) % 100000000000ULL)));
}

}  // namespace

People::People(const Model& model, uint64_t seed, uint64_t records)
    : model_(model),
      seed_(seed),
      people_(std::max<uint64_t>(
          1, static_cast<uint64_t>(static_cast<double>(records) *
                                   kPeoplePerRecord))) {}

uint64_t People::PersonOf(uint64_t i) const {
  return i < people_ ? i : Mixed(seed_ ^ (i << 1)) % people_;
}

void People::Put(const char* field, std::string text,
                 FieldValues* values) const {
  const int index = model_.FieldOf(field);
  if (index != kNoField) (*values)[index].push_back(std::move(text));
}

FieldValues People::Record(uint64_t i) const {
  const uint64_t person = PersonOf(i);
  Dice of_house(seed_ ^ Mixed(person / kChildrenPerHousehold));
  Dice of_person(seed_ ^ Mixed(person) ^ 1);
  Dice of_record(seed_ ^ Mixed(i) ^ 2);
  const bool is_later = i >= people_;
  FieldValues values(model_.fields.size());

  std::string family = Name(of_house.Uneven(kFamilyNames) + 1000000, 4);
  const uint64_t area = of_house.Uneven(kSubdistricts);
  const uint64_t house = of_house.Below(400) + 1;
  const uint64_t phone = of_house.Below(100000000);
  const uint64_t guardian = of_house.Uneven(kGivenNames);
  const uint64_t guardian_id = of_house.Below(uint64_t{1} << 40);

  std::string given = Name(of_person.Uneven(kGivenNames),
                           2 + static_cast<int>(of_person.Below(2)));
  const std::string sex = of_person.Once(2) ? "male" : "female";
  const int year = kFirstYear + static_cast<int>(of_person.Below(kYears));
  const int month = 1 + static_cast<int>(of_person.Below(12));
  int day = 1 + static_cast<int>(of_person.Below(28));
  const uint64_t nickname = of_person.Uneven(kNicknames) + 5000000;
  const uint64_t school = of_person.Below(kSchools);

  if (is_later && of_record.Once(8)) given = Slip(given, &of_record);
  if (is_later && of_record.Once(12)) family = Slip(family, &of_record);
  if (is_later && of_record.Once(20)) day = 1 + day % 28;
  Put("given_name", given, &values);
  Put("family_name", family, &values);
  Put("sex", sex, &values);
  Put("birth", absl::StrFormat("%04d-%02d-%02d", year, month, day), &values);
  if (!of_record.Once(3)) Put("nickname", Name(nickname, 1), &values);
  if (!of_record.Once(3)) Put("national_id", NationalId(person), &values);
  if (!of_record.Once(4)) {
    Put("phone", absl::StrFormat("+668%08d", static_cast<int64_t>(phone)),
        &values);
  }
  if (!of_record.Once(3)) Put("guardian_name", Name(guardian, 2), &values);
  if (of_record.Once(3)) Put("guardian_id", NationalId(~guardian_id), &values);
  if (!of_record.Once(6)) Put("house", absl::StrCat(house), &values);
  Put("area",
      absl::StrFormat("%02d%02d%02d", static_cast<int>(10 + area / 100),
                      static_cast<int>(area / 8 % 100),
                      static_cast<int>(area % 100)),
      &values);
  if (of_record.Once(2)) Put("school", absl::StrCat(school), &values);
  return values;
}

}  // namespace saan::match
