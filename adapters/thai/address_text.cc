#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "adapters/thai/address.h"
#include "adapters/thai/areas.h"
#include "adapters/thai/text.h"

namespace saan::thai {
namespace {

// Longer texts are stories, not addresses; they go to place_text as they are.
constexpr size_t kMostAddressBytes = 2000;
// The first byte of every Thai character.
constexpr char kThaiLead = '\xE0';
constexpr size_t kPostcodeDigits = 5;
// The longest name of an area, "นิคมสร้างตนเองลำโดมน้อย", is shorter.
constexpr size_t kMostNameBytes = 90;

enum class Part {
  kWords,  // No label.
  kHouse,
  kMoo,
  kSoi,
  kRoad,
  kCommunity,  // The word stays part of the name.
  kUnit,       // Building, floor, room: goes to place_text with its word.
  kSubdistrict,
  kDistrict,
  kProvince,
  kPostcode,
};

struct Label {
  absl::string_view word;
  Part part;
};

// A label that begins another stands behind it.
constexpr Label kLabels[] = {
    {"บ้านเลขที่", Part::kHouse},
    {"เลขที่", Part::kHouse},
    {"หมู่บ้าน", Part::kCommunity},
    {"หมู่ที่", Part::kMoo},
    {"หมู่", Part::kMoo},
    {"ม.", Part::kMoo},
    {"ซอย", Part::kSoi},
    {"ซ.", Part::kSoi},
    {"ตรอก", Part::kSoi},
    {"ถนน", Part::kRoad},
    {"ถ.", Part::kRoad},
    {"ตำบล", Part::kSubdistrict},
    {"ต.", Part::kSubdistrict},
    {"แขวง", Part::kSubdistrict},
    {"กิ่งอำเภอ", Part::kDistrict},
    {"อำเภอ", Part::kDistrict},
    {"อ.", Part::kDistrict},
    {"เขต", Part::kDistrict},
    {"จังหวัด", Part::kProvince},
    {"จ.", Part::kProvince},
    {"รหัสไปรษณีย์", Part::kPostcode},
    {"ชุมชน", Part::kCommunity},
    {"มบ.", Part::kCommunity},
    {"เคหะ", Part::kCommunity},
    {"แฟลต", Part::kCommunity},
    {"คอนโด", Part::kCommunity},
    {"แคมป์", Part::kCommunity},
    {"บ้าน", Part::kCommunity},
    {"อาคาร", Part::kUnit},
    {"ตึก", Part::kUnit},
    {"ชั้น", Part::kUnit},
    {"ห้อง", Part::kUnit},
};

struct Item {
  Part part = Part::kWords;
  absl::string_view label;  // As written; empty for kWords.
  std::string value;
};

bool BeginsWithDigit(absl::string_view text) {
  return !text.empty() && absl::ascii_isdigit(text[0]);
}

bool IsArea(Part part) {
  return part == Part::kSubdistrict || part == Part::kDistrict ||
         part == Part::kProvince;
}

bool IsKnownArea(Part part, absl::string_view name) {
  switch (part) {
    case Part::kSubdistrict:
      return !SubdistrictsNamed(name).empty();
    case Part::kDistrict:
      return name == "เมือง" || !DistrictsNamed(name).empty();
    default:
      return FindProvince(name) != nullptr;
  }
}

bool BeginsWithKnownArea(Part part, absl::string_view text) {
  for (size_t size = std::min(text.size(), kMostNameBytes); size > 0; --size) {
    if (IsKnownArea(part, text.substr(0, size))) return true;
  }
  return false;
}

// The label that opens `text`; null when none does.
const Label* LabelAt(absl::string_view text) {
  if (text.empty() || text[0] != kThaiLead) return nullptr;
  for (const Label& label : kLabels) {
    if (absl::StartsWith(text, label.word)) return &label;
  }
  return nullptr;
}

// Where, within one word, the next label is glued on: behind a number, or, for
// areas, before a known name. "ม.อ." and "ด.ต." hold no label.
size_t GluedLabelAt(absl::string_view word, size_t from) {
  for (size_t at = from; at < word.size(); ++at) {
    const Label* label = LabelAt(word.substr(at));
    if (label == nullptr) continue;
    const absl::string_view rest = word.substr(at + label->word.size());
    if (absl::ascii_isdigit(word[at - 1]) && label->part != Part::kCommunity)
      return at;
    if (IsArea(label->part) && BeginsWithKnownArea(label->part, rest)) {
      return at;
    }
  }
  return word.size();
}

// Cuts a postcode off the end of the text.
std::string TakePostcode(absl::string_view* text) {
  if (text->size() < kPostcodeDigits) return std::string();
  const absl::string_view last = text->substr(text->size() - kPostcodeDigits);
  if (!std::all_of(last.begin(), last.end(), absl::ascii_isdigit))
    return std::string();
  const absl::string_view rest =
      text->substr(0, text->size() - kPostcodeDigits);
  if (!rest.empty() &&
      (absl::ascii_isdigit(rest.back()) || rest.back() == '/')) {
    return std::string();
  }
  *text = absl::StripTrailingAsciiWhitespace(rest);
  return std::string(last);
}

// Words, cut at glued labels.
std::vector<absl::string_view> Words(absl::string_view text) {
  std::vector<absl::string_view> words;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    while (!word.empty()) {
      const Label* label = LabelAt(word);
      const size_t from = label == nullptr ? 1 : label->word.size();
      const size_t end = GluedLabelAt(word, std::max<size_t>(from, 1));
      words.push_back(word.substr(0, end));
      word.remove_prefix(end);
    }
  }
  return words;
}

// A label needs what it labels: a number for a moo, anything for the others.
bool IsLabelled(const Label& label, absl::string_view rest,
                absl::string_view next) {
  const absl::string_view value = rest.empty() ? next : rest;
  if (label.part == Part::kMoo || label.part == Part::kHouse ||
      label.part == Part::kPostcode) {
    return BeginsWithDigit(value);
  }
  if (label.part == Part::kCommunity || label.part == Part::kUnit) return true;
  return !value.empty();
}

bool IsPlainWord(absl::string_view word) {
  return !word.empty() && LabelAt(word) == nullptr;
}

// Words that go on with what stands before them: "ซ.ร่มเกล้า 19", "แยก 5",
// "ชุมชนมั่นคง 133".
bool GoesOn(Part part, absl::string_view word) {
  switch (part) {
    case Part::kSoi:
      return BeginsWithDigit(word) || absl::StartsWith(word, "แยก");
    case Part::kRoad:
    case Part::kUnit:
      return BeginsWithDigit(word);
    default:
      return false;
  }
}

std::vector<Item> Items(absl::string_view text) {
  const std::vector<absl::string_view> words = Words(text);
  std::vector<Item> items;
  for (size_t i = 0; i < words.size(); ++i) {
    Item item;
    absl::string_view rest = words[i];
    const absl::string_view next =
        i + 1 < words.size() ? words[i + 1] : absl::string_view();
    const Label* label = LabelAt(rest);
    if (label != nullptr &&
        IsLabelled(*label, rest.substr(label->word.size()), next)) {
      item.part = label->part;
      item.label = label->word;
      rest.remove_prefix(label->word.size());
      if (rest.empty() && IsPlainWord(next)) {
        rest = next;
        ++i;
      }
    }
    item.value = std::string(rest);
    while (i + 1 < words.size() && IsPlainWord(words[i + 1]) &&
           GoesOn(item.part, words[i + 1])) {
      absl::StrAppend(&item.value, " ", words[++i]);
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::string AsWritten(const Item& item) {
  const bool is_spaced = item.part == Part::kUnit;
  return absl::StrCat(item.label, is_spaced ? " " : "", item.value);
}

// "ร่มเกล้า19" as "ร่มเกล้า 19".
std::string SpacedNumber(absl::string_view name) {
  const size_t digit = name.find_first_of("0123456789");
  if (digit == absl::string_view::npos || digit == 0 ||
      name[digit - 1] == ' ' ||
      static_cast<unsigned char>(name[digit - 1]) < 0x80) {
    return std::string(name);
  }
  return absl::StrCat(name.substr(0, digit), " ", name.substr(digit));
}

void Append(absl::string_view words, std::string* text) {
  if (words.empty()) return;
  absl::StrAppend(text, text->empty() ? "" : " ", words);
}

bool IsDistrictIn(absl::string_view name, absl::string_view province) {
  if (name == "เมือง") return true;
  for (const Area* area : DistrictsNamed(name)) {
    if (area->province == province) return true;
  }
  return false;
}

bool IsSubdistrictIn(absl::string_view name, const v1::Address& address) {
  for (const Area* area : SubdistrictsNamed(name)) {
    if (IsDistrictOf(*area, address.district()) &&
        (address.province().empty() || area->province == address.province())) {
      return true;
    }
  }
  return false;
}

// Reads one unlabelled word as the next coarser area that is still missing.
// False when it is none.
bool TakeUnlabelledArea(absl::string_view name, v1::Address* address) {
  if (address->province().empty()) {
    const Area* province = FindProvince(name);
    if (province == nullptr) return false;
    address->set_province(std::string(province->province));
    return true;
  }
  if (address->district().empty()) {
    if (!IsDistrictIn(name, address->province())) return false;
    address->set_district(std::string(name));
    return true;
  }
  if (address->subdistrict().empty() && IsSubdistrictIn(name, *address)) {
    address->set_subdistrict(std::string(name));
    return true;
  }
  return false;
}

std::string* AreaField(Part part, v1::Address* address) {
  switch (part) {
    case Part::kSubdistrict:
      return address->mutable_subdistrict();
    case Part::kDistrict:
      return address->mutable_district();
    default:
      return address->mutable_province();
  }
}

// Takes the areas off the items: those with labels wherever they stand, then
// those without from the right, until a word is none.
void TakeAreas(std::vector<Item>* items, v1::Address* address) {
  for (size_t i = items->size(); i-- > 0;) {
    const Item& item = (*items)[i];
    if (!IsArea(item.part)) continue;
    std::string* field = AreaField(item.part, address);
    if (!field->empty()) continue;
    *field =
        item.part == Part::kProvince ? ProvinceName(item.value) : item.value;
    (*items)[i] = Item{item.part, {}, {}};
  }
  for (size_t i = items->size(); i-- > 0;) {
    Item& item = (*items)[i];
    if (IsArea(item.part) && item.value.empty()) continue;
    if (item.part != Part::kWords || !TakeUnlabelledArea(item.value, address)) {
      break;
    }
    item = Item{Part::kProvince, {}, {}};
  }
  items->erase(std::remove_if(items->begin(), items->end(),
                              [](const Item& item) {
                                return IsArea(item.part) && item.value.empty();
                              }),
               items->end());
}

// Takes the name of a community and the words that belong to it.
std::string TakeCommunity(const std::vector<Item>& items, size_t* at) {
  std::string community = AsWritten(items[*at]);
  while (*at + 1 < items.size() && items[*at + 1].part == Part::kWords) {
    Append(items[++*at].value, &community);
  }
  return community;
}

// What areas left over, from the left.
void TakePlaces(const std::vector<Item>& items, v1::Address* address) {
  for (size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    std::string* field = nullptr;
    switch (item.part) {
      case Part::kHouse:
        field = address->mutable_house_number();
        break;
      case Part::kMoo:
        field = address->mutable_moo();
        break;
      case Part::kSoi:
        field = address->mutable_soi();
        break;
      case Part::kRoad:
        field = address->mutable_road();
        break;
      case Part::kPostcode:
        field = address->mutable_postcode();
        break;
      case Part::kWords:
        if (i == 0 && BeginsWithDigit(item.value)) {
          field = address->mutable_house_number();
        }
        break;
      case Part::kCommunity: {
        const std::string community = TakeCommunity(items, &i);
        const bool is_taken = !address->community().empty();
        Append(community, is_taken ? address->mutable_place_text()
                                   : address->mutable_community());
        // Stands where a house number would.
        if (&item == &items[0] && item.label != "บ้าน") {
          address->set_house_number(community);
        }
        continue;
      }
      default:
        break;
    }
    if (field == nullptr || !field->empty()) {
      Append(AsWritten(item), address->mutable_place_text());
    } else {
      *field = item.part == Part::kSoi ? SpacedNumber(item.value) : item.value;
    }
  }
}

}  // namespace

v1::Address ParseAddress(absl::string_view folded) {
  v1::Address address;
  if (folded.size() > kMostAddressBytes) {
    address.set_place_text(std::string(folded));
    return address;
  }
  if (IsFiller(folded)) return address;
  const std::string arabic = ArabicDigits(folded);
  absl::string_view text = arabic;
  address.set_postcode(TakePostcode(&text));
  absl::ConsumeSuffix(&text, "รหัสไปรษณีย์");
  std::vector<Item> items = Items(text);
  TakeAreas(&items, &address);
  TakePlaces(items, &address);
  return address;
}

}  // namespace saan::thai
