#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "gateway/match/letters.h"
#include "gateway/match/match.h"

namespace saan::match {
namespace {

// More than any true record holds; keeps a row small whatever is sent.
constexpr int kMaxNames = 4;
constexpr int kMaxFormerNames = 4;
constexpr int kMaxIdentifiers = 6;
constexpr int kMaxPhones = 4;
constexpr int kMaxGuardians = 4;
// A longer value names nothing; it is not compared.
constexpr size_t kMaxValueBytes = 300;

// An area code up to the subdistrict; villages are told by house and moo.
constexpr size_t kSubdistrictDigits = 6;

// The kind as it stands in traits, or nothing for kinds that name no person.
// Thai and non-Thai numbers are of one series, so they share a name.
absl::string_view KindName(v1::IdentifierKind kind) {
  switch (kind) {
    case v1::IDENTIFIER_KIND_NATIONAL_ID:
    case v1::IDENTIFIER_KIND_NON_THAI_ID:
      return "national_id";
    case v1::IDENTIFIER_KIND_STUDENT_G_CODE:
      return "g_code";
    case v1::IDENTIFIER_KIND_STUDENT_NUMBER:
      return "student_number";
    case v1::IDENTIFIER_KIND_SYSTEM_PERSON:
      return "system_person";
    case v1::IDENTIFIER_KIND_PASSPORT:
      return "passport";
    case v1::IDENTIFIER_KIND_HOSPITAL_NUMBER:
      return "hospital_number";
    default:
      return "";
  }
}

bool NeedsIssuer(v1::IdentifierKind kind) {
  return kind == v1::IDENTIFIER_KIND_STUDENT_NUMBER ||
         kind == v1::IDENTIFIER_KIND_SYSTEM_PERSON ||
         kind == v1::IDENTIFIER_KIND_HOSPITAL_NUMBER;
}

bool IsStrong(const v1::Identifier& identifier) {
  const bool is_valid = identifier.status() == v1::IDENTIFIER_STATUS_VALID;
  switch (identifier.kind()) {
    case v1::IDENTIFIER_KIND_NATIONAL_ID:
    case v1::IDENTIFIER_KIND_NON_THAI_ID:
      return is_valid;
    case v1::IDENTIFIER_KIND_STUDENT_G_CODE:
    case v1::IDENTIFIER_KIND_STUDENT_NUMBER:
    case v1::IDENTIFIER_KIND_SYSTEM_PERSON:
      return is_valid ||
             identifier.status() == v1::IDENTIFIER_STATUS_UNSPECIFIED;
    default:
      return false;
  }
}

// "kind:issuer:value"; empty where it cannot serve.
std::string Joined(const v1::Identifier& identifier) {
  const absl::string_view kind = KindName(identifier.kind());
  if (kind.empty() || identifier.value().empty() ||
      identifier.value().size() + identifier.issuer().size() > kMaxValueBytes ||
      (NeedsIssuer(identifier.kind()) && identifier.issuer().empty())) {
    return "";
  }
  return absl::StrCat(
      kind, ":",
      NeedsIssuer(identifier.kind()) ? identifier.issuer() : std::string(), ":",
      identifier.value());
}

void AddNew(const std::string& value, int limit,
            google::protobuf::RepeatedPtrField<std::string>* values) {
  if (value.empty() || value.size() > kMaxValueBytes ||
      values->size() >= limit ||
      std::find(values->begin(), values->end(), value) != values->end()) {
    return;
  }
  *values->Add() = value;
}

std::string LowerLatin(absl::string_view name) {
  return absl::AsciiStrToLower(name);
}

// "น้อง" is said to a child, and mostly before its nickname.
constexpr absl::string_view kNong = "น้อง";

// Takes it off, where a name can begin behind it.
bool ConsumeNong(absl::string_view* name) {
  absl::string_view rest = *name;
  if (!absl::ConsumePrefix(&rest, kNong)) return false;
  const Letters letters(rest);
  if (letters.empty() ||
      !(IsConsonant(letters[0]) || IsLeadingVowel(letters[0]))) {
    return false;
  }
  *name = rest;
  return true;
}

// Given and family names stay in step, so both are added even when one is
// missing; a name that is already there is left out.
void AddName(const v1::PersonName& name, v1::Traits* traits) {
  AddNew(LowerLatin(name.nickname()), kMaxNames, traits->mutable_nicknames());
  absl::string_view given_name = name.given_name();
  if (ConsumeNong(&given_name) || name.title() == kNong) {
    AddNew(LowerLatin(given_name), kMaxNames, traits->mutable_nicknames());
  }
  const std::string given = LowerLatin(given_name);
  const std::string family = LowerLatin(name.family_name());
  if ((given.empty() && family.empty()) || given.size() > kMaxValueBytes ||
      family.size() > kMaxValueBytes ||
      traits->given_names_size() >= kMaxNames) {
    return;
  }
  for (int i = 0; i < traits->given_names_size(); ++i) {
    if (traits->given_names(i) == given && traits->family_names(i) == family) {
      return;
    }
  }
  traits->add_given_names(given);
  traits->add_family_names(family);
}

using Names = google::protobuf::RepeatedPtrField<std::string>;

// Adds what is not among `present`.
void AddFormer(const std::string& name, const Names& present, Names* former) {
  if (std::find(present.begin(), present.end(), name) != present.end()) return;
  AddNew(name, kMaxFormerNames, former);
}

// Present names, and behind them those that are said to be of before.
void AddNames(const v1::Person& person, v1::Traits* traits) {
  for (const v1::PersonName& name : person.names()) {
    if (name.use() != v1::NAME_USE_FORMER) AddName(name, traits);
  }
  for (const v1::PersonName& name : person.names()) {
    if (name.use() != v1::NAME_USE_FORMER) continue;
    AddNew(LowerLatin(name.nickname()), kMaxNames, traits->mutable_nicknames());
    AddFormer(LowerLatin(name.given_name()), traits->given_names(),
              traits->mutable_former_given_names());
    AddFormer(LowerLatin(name.family_name()), traits->family_names(),
              traits->mutable_former_family_names());
  }
}

std::optional<int> DaysOf(const std::string& iso) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(iso, &day)) return std::nullopt;
  return static_cast<int>(day - absl::CivilDay(1970, 1, 1));
}

void AddBirth(const v1::BirthDate& birth, v1::Traits* traits) {
  const std::optional<int> earliest = DaysOf(birth.earliest());
  const std::optional<int> latest = DaysOf(birth.latest());
  if (birth.precision() == v1::DATE_PRECISION_UNSPECIFIED || !earliest ||
      !latest || *earliest > *latest) {
    return;
  }
  traits->set_has_birth(true);
  traits->set_birth_earliest_days(*earliest);
  traits->set_birth_latest_days(*latest);
  traits->set_is_birth_day_doubtful(birth.precision() ==
                                    v1::DATE_PRECISION_DAY_OR_YEAR);
}

void AddIdentifiers(const v1::Person& person, v1::Traits* traits) {
  for (const v1::Identifier& identifier : person.identifiers()) {
    if (identifier.status() == v1::IDENTIFIER_STATUS_PLACEHOLDER) continue;
    AddNew(Joined(identifier), kMaxIdentifiers,
           IsStrong(identifier) ? traits->mutable_identifiers()
                                : traits->mutable_weak_identifiers());
  }
}

// A guardian's number that was written in the child's place names no child.
void DropGuardiansNumbers(v1::Traits* traits) {
  const auto& guardians = traits->guardian_identifiers();
  auto* own = traits->mutable_identifiers();
  own->erase(std::remove_if(own->begin(), own->end(),
                            [&](const std::string& identifier) {
                              return std::find(guardians.begin(),
                                               guardians.end(),
                                               identifier) != guardians.end();
                            }),
             own->end());
}

void AddPhones(const v1::Person& person, v1::Traits* traits) {
  for (const v1::Phone& phone : person.phones()) {
    // Short codes (1300, 191) are everyone's.
    if (phone.is_doubtful() || !absl::StartsWith(phone.number(), "+")) continue;
    AddNew(phone.number(), kMaxPhones, traits->mutable_phones());
  }
}

void AddGuardian(const v1::Person& guardian, v1::Traits* traits) {
  AddPhones(guardian, traits);
  for (const v1::Identifier& identifier : guardian.identifiers()) {
    if (!IsStrong(identifier)) continue;
    AddNew(Joined(identifier), kMaxGuardians,
           traits->mutable_guardian_identifiers());
  }
  for (const v1::PersonName& name : guardian.names()) {
    if (name.given_name().empty() ||
        name.given_name().size() > kMaxValueBytes ||
        name.family_name().size() > kMaxValueBytes ||
        traits->guardian_given_names_size() >= kMaxGuardians) {
      continue;
    }
    traits->add_guardian_given_names(LowerLatin(name.given_name()));
    traits->add_guardian_family_names(LowerLatin(name.family_name()));
  }
}

// House number and moo; only a number names a house: "ใต้สะพาน" does not.
std::string HouseOf(const v1::Address& address) {
  if (address.house_number().empty() ||
      address.house_number().size() > kMaxValueBytes ||
      !absl::ascii_isdigit(address.house_number()[0])) {
    return "";
  }
  return absl::StrCat(address.house_number(), "/moo", address.moo());
}

void AddAddress(const v1::Record& record, v1::Traits* traits) {
  const v1::Person& person = record.person();
  const v1::Address& address =
      person.current_address().area_code().empty() &&
              person.current_address().house_number().empty()
          ? person.registered_address()
          : person.current_address();
  traits->set_area_code(address.area_code());
  traits->set_house(HouseOf(address));
  for (const std::string* code : {&record.household().house_code(),
                                  &person.registered_address().house_code(),
                                  &person.current_address().house_code()}) {
    if (traits->house_code().empty()) traits->set_house_code(*code);
  }
  for (const v1::Identifier& identifier : person.identifiers()) {
    if (traits->house_code().empty() &&
        identifier.kind() == v1::IDENTIFIER_KIND_HOUSE_CODE) {
      traits->set_house_code(identifier.value());
    }
  }
}

// "kind:issuer:value" -> what stands behind "kind:"; nothing for another kind.
std::optional<absl::string_view> Behind(absl::string_view identifier,
                                        absl::string_view kind) {
  if (!absl::ConsumePrefix(&identifier, kind) ||
      !absl::ConsumePrefix(&identifier, ":")) {
    return std::nullopt;
  }
  return identifier;
}

// Puts the traits of one record under the fields of a model.
class Fields {
 public:
  explicit Fields(const Model& model)
      : model_(model), values_(model.fields.size()) {}

  void Add(absl::string_view field, absl::string_view value) {
    const int index = model_.FieldOf(field);
    if (index == kNoField || value.empty()) return;
    values_[index].emplace_back(value);
  }
  void AddAll(absl::string_view field,
              const google::protobuf::RepeatedPtrField<std::string>& values) {
    for (const std::string& value : values) Add(field, value);
  }
  void AddBirth(const v1::Traits& traits) {
    if (!traits.has_birth()) return;
    Add("birth",
        WriteDateSpan({traits.birth_earliest_days(), traits.birth_latest_days(),
                       traits.is_birth_day_doubtful()}));
  }
  void AddIdentifier(absl::string_view identifier, bool is_strong) {
    // Kinds without an issuer have an empty one: "national_id::...".
    if (auto number = Behind(identifier, "national_id:")) {
      Add("national_id", absl::StrCat(is_strong ? "" : "?", *number));
    } else if (auto code = Behind(identifier, "g_code:")) {
      if (is_strong) Add("g_code", *code);
    } else if (auto pupil = Behind(identifier, "student_number")) {
      if (is_strong) Add("pupil", *pupil);
    } else if (auto person = Behind(identifier, "system_person")) {
      if (is_strong) Add("system_person", *person);
    } else {
      // "hospital_number:11111:000123": of one hospital, or not compared.
      Add("other_number",
          absl::StrReplaceAll(identifier.substr(0, identifier.rfind(':')),
                              {{":", "/"}}) +
              std::string(identifier.substr(identifier.rfind(':'))));
    }
  }
  FieldValues Take() { return std::move(values_); }

 private:
  const Model& model_;
  FieldValues values_;
};

}  // namespace

FieldValues ValuesOf(const Model& model, const v1::Traits& traits) {
  Fields fields(model);
  fields.AddAll("given_name", traits.given_names());
  fields.AddAll("family_name", traits.family_names());
  fields.AddAll("former_given_name", traits.former_given_names());
  fields.AddAll("former_family_name", traits.former_family_names());
  fields.AddAll("nickname", traits.nicknames());
  fields.AddBirth(traits);
  if (traits.sex() == v1::SEX_MALE) fields.Add("sex", "male");
  if (traits.sex() == v1::SEX_FEMALE) fields.Add("sex", "female");
  for (const std::string& id : traits.identifiers()) {
    fields.AddIdentifier(id, true);
  }
  for (const std::string& id : traits.weak_identifiers()) {
    fields.AddIdentifier(id, false);
  }
  fields.AddAll("phone", traits.phones());
  for (const std::string& id : traits.guardian_identifiers()) {
    if (auto number = Behind(id, "national_id:")) {
      fields.Add("guardian_id", *number);
    }
  }
  fields.AddAll("guardian_name", traits.guardian_given_names());
  fields.Add("house", traits.house());
  fields.Add("house_code", traits.house_code());
  fields.Add("area", traits.area_code().substr(0, kSubdistrictDigits));
  fields.Add("school", traits.school_code());
  return fields.Take();
}

void KeepFormerNames(const v1::Traits& before, v1::Traits* now) {
  for (const Names* names :
       {&before.given_names(), &before.former_given_names()}) {
    for (const std::string& name : *names) {
      AddFormer(name, now->given_names(), now->mutable_former_given_names());
    }
  }
  for (const Names* names :
       {&before.family_names(), &before.former_family_names()}) {
    for (const std::string& name : *names) {
      AddFormer(name, now->family_names(), now->mutable_former_family_names());
    }
  }
}

v1::Traits TraitsOf(const v1::Record& record) {
  v1::Traits traits;
  const v1::Person& person = record.person();
  AddNames(person, &traits);
  AddBirth(person.birth(), &traits);
  traits.set_sex(person.sex());
  AddIdentifiers(person, &traits);
  AddPhones(person, &traits);
  for (const v1::Guardian& guardian : record.guardians()) {
    AddGuardian(guardian.person(), &traits);
  }
  DropGuardiansNumbers(&traits);
  AddAddress(record, &traits);
  traits.set_school_code(record.education().school_code());
  traits.set_level(record.education().level());
  traits.set_system(record.system());
  return traits;
}

}  // namespace saan::match
