#include "gateway/comparable.h"

namespace saan {
namespace {

struct ShownPart {
  v1::Category category;
  v1::About about;
  int sensitivity;
};

struct Comparable {
  const char* field;
  bool is_searchable;
  std::vector<ShownPart> parts;  // All must be visible.
};

const std::vector<Comparable>& Comparables() {
  constexpr ShownPart kSelf = {v1::CATEGORY_IDENTITY, v1::ABOUT_CHILD, 2};
  constexpr ShownPart kNumber = {v1::CATEGORY_IDENTIFIER, v1::ABOUT_CHILD, 3};
  constexpr ShownPart kPlace = {v1::CATEGORY_CONTACT, v1::ABOUT_CHILD, 2};
  // Phones of the family are kept together with the child's.
  constexpr ShownPart kFamilyPhone = {v1::CATEGORY_CONTACT, v1::ABOUT_GUARDIAN,
                                      2};
  constexpr ShownPart kGuardian = {v1::CATEGORY_IDENTITY, v1::ABOUT_GUARDIAN,
                                   2};
  constexpr ShownPart kGuardianNumber = {v1::CATEGORY_IDENTIFIER,
                                         v1::ABOUT_GUARDIAN, 3};
  constexpr ShownPart kSchool = {v1::CATEGORY_EDUCATION, v1::ABOUT_CHILD, 2};
  static const auto& comparables = *new std::vector<Comparable>{
      {"given_name", true, {kSelf}},
      {"family_name", true, {kSelf}},
      {"former_given_name", true, {kSelf}},
      {"former_family_name", true, {kSelf}},
      {"nickname", true, {kSelf}},
      {"birth", true, {kSelf}},
      {"sex", true, {kSelf}},
      {"area", true, {kPlace}},
      {"house", true, {kPlace}},
      {"house_code", true, {kPlace}},
      {"phone", true, {kPlace, kFamilyPhone}},
      {"guardian_name", true, {kGuardian}},
      {"national_id", false, {kNumber}},
      {"g_code", false, {kNumber}},
      {"pupil", false, {kNumber}},
      {"system_person", false, {kNumber}},
      {"other_number", false, {kNumber}},
      {"guardian_id", false, {kGuardianNumber}},
      {"school", false, {kSchool}},
  };
  return comparables;
}

bool Shows(const policy::Decision& decision, const Comparable& comparable,
           v1::DisclosureLevel least) {
  for (const ShownPart& part : comparable.parts) {
    v1::Label label;
    label.set_category(part.category);
    label.set_about(part.about);
    label.set_sensitivity(part.sensitivity);
    if (decision.Level(label) < least) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> SearchableFields(const policy::Decision& decision) {
  std::vector<std::string> fields;
  for (const Comparable& comparable : Comparables()) {
    if (comparable.is_searchable &&
        Shows(decision, comparable, v1::DISCLOSURE_LEVEL_PRESENCE)) {
      fields.push_back(comparable.field);
    }
  }
  return fields;
}

bool IsTold(const policy::Decision& decision, absl::string_view field) {
  for (const Comparable& comparable : Comparables()) {
    if (comparable.field == field) {
      return Shows(decision, comparable, v1::DISCLOSURE_LEVEL_FULL);
    }
  }
  return false;
}

}  // namespace saan
