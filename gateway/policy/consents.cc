#include "gateway/policy/consents.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/policy/day.h"

namespace saan::policy {
namespace {

constexpr size_t kMaxText = 100;

bool IsSha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool Names(const google::protobuf::RepeatedPtrField<std::string>& list,
           const std::string& agency) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& item) {
    return item == agency || item == "*";
  });
}

bool Speaks(const v1::Consent& consent, const Ask& ask) {
  return Names(consent.recipients(), ask.agency) &&
         std::find(consent.purposes().begin(), consent.purposes().end(),
                   ask.purpose) != consent.purposes().end() &&
         IsEffective(consent, ask.now);
}

std::optional<ConsentFault> FindFaultInWords(const v1::Consent& consent) {
  if (!v1::ConsentEffect_IsValid(consent.effect()) ||
      consent.effect() == v1::CONSENT_EFFECT_UNSPECIFIED) {
    return ConsentFault{"effect", "say CONSENT_EFFECT_GRANT or _REFUSE"};
  }
  if (!v1::Grantor_IsValid(consent.grantor()) ||
      consent.grantor() == v1::GRANTOR_UNSPECIFIED) {
    return ConsentFault{"grantor", "say who speaks"};
  }
  if (consent.purposes().empty()) {
    return ConsentFault{"purposes", "name at least one purpose"};
  }
  for (const int purpose : consent.purposes()) {
    if (!v1::Purpose_IsValid(purpose) || purpose == v1::PURPOSE_UNSPECIFIED) {
      return ConsentFault{"purposes", "name a purpose that is known"};
    }
  }
  if (consent.labels().empty()) {
    return ConsentFault{"labels", "name at least one set of labels"};
  }
  for (const v1::LabelSet& set : consent.labels()) {
    bool is_known = !set.categories().empty() && set.max_sensitivity() >= 0 &&
                    set.max_sensitivity() < Decision::kSensitivities;
    for (const int category : set.categories()) {
      is_known = is_known && v1::Category_IsValid(category) &&
                 category != v1::CATEGORY_UNSPECIFIED &&
                 category != v1::CATEGORY_REPORTER;
    }
    for (const int about : set.about()) {
      is_known = is_known && v1::About_IsValid(about) && about != 0;
    }
    if (!is_known) {
      return ConsentFault{
          "labels", "name categories that are known; who reported is sealed"};
    }
  }
  if (consent.recipients().empty() || Names(consent.recipients(), "")) {
    return ConsentFault{"recipients", "name at least one agency, or \"*\""};
  }
  return std::nullopt;
}

std::optional<ConsentFault> FindFaultInWindow(const v1::Consent& consent,
                                              absl::CivilDay day) {
  if (!consent.has_valid_from() || !consent.has_valid_until() ||
      TimeOf(consent.valid_from()) >= TimeOf(consent.valid_until())) {
    return ConsentFault{"valid_until", "must come after valid_from"};
  }
  const absl::CivilDay last(day.year() + kMaxConsentYears, day.month(),
                            day.day());
  if (DayOf(TimeOf(consent.valid_until())) > last) {
    return ConsentFault{"valid_until",
                        absl::StrCat("a consent runs for at most ",
                                     kMaxConsentYears, " years")};
  }
  if (DayOf(TimeOf(consent.valid_until())) < day) {
    return ConsentFault{"valid_until", "is over already"};
  }
  if (!ParseDay(consent.erase_by()).has_value()) {
    return ConsentFault{"erase_by", "say a day, YYYY-MM-DD"};
  }
  return std::nullopt;
}

std::optional<ConsentFault> FindFaultInProof(const v1::Consent& consent,
                                             absl::CivilDay day) {
  if (!v1::ConsentChannel_IsValid(consent.channel()) ||
      consent.channel() == v1::CONSENT_CHANNEL_UNSPECIFIED) {
    return ConsentFault{"channel", "say how it was given"};
  }
  if (consent.text_version().empty() ||
      consent.text_version().size() > kMaxText) {
    return ConsentFault{"text_version", "name the text that was used"};
  }
  if (!IsSha256(consent.evidence_sha256())) {
    return ConsentFault{"evidence_sha256", "64 lower-case hexadecimal digits"};
  }
  if (consent.grantor() == v1::GRANTOR_GUARDIAN) {
    if (consent.grantor_reference().empty() ||
        consent.grantor_reference().size() > kMaxText) {
      return ConsentFault{"grantor_reference",
                          "give the guardian a handle, never a name"};
    }
    if (!v1::AuthorityEvidence_IsValid(consent.authority()) ||
        consent.authority() == v1::AUTHORITY_EVIDENCE_UNSPECIFIED ||
        !IsSha256(consent.authority_sha256())) {
      return ConsentFault{
          "authority", "say what shows the guardian's authority, and its hash"};
    }
    if (!consent.authority_until().empty()) {
      const std::optional<absl::CivilDay> until =
          ParseDay(consent.authority_until());
      if (!until.has_value()) {
        return ConsentFault{"authority_until", "say a day, YYYY-MM-DD"};
      }
      if (*until < day) {
        return ConsentFault{"authority_until",
                            "the guardian's authority has ended"};
      }
    }
  }
  return std::nullopt;
}

// By whom, as far as it can be told.
bool IsOfAge(const v1::ChildFacts& child) {
  return child.has_youngest_age_years() &&
         child.youngest_age_years() >= kMajorityYears;
}

absl::CivilDay Birthday(absl::CivilDay birth, int years) {
  return absl::CivilDay(birth.year() + years, birth.month(), birth.day());
}

}  // namespace

v1::Capacity CapacityOn(absl::CivilDay latest_birth, absl::CivilDay day) {
  if (day >= Birthday(latest_birth, kMajorityYears)) return v1::CAPACITY_SELF;
  if (day > Birthday(latest_birth, kGuardianAloneYears)) {
    return v1::CAPACITY_WITH_GUARDIAN;
  }
  return v1::CAPACITY_GUARDIAN_ALONE;
}

std::optional<ConsentFault> FindFault(const v1::Consent& consent,
                                      absl::CivilDay day) {
  std::optional<ConsentFault> fault = FindFaultInWords(consent);
  if (!fault.has_value()) fault = FindFaultInWindow(consent, day);
  if (!fault.has_value()) fault = FindFaultInProof(consent, day);
  if (fault.has_value()) return fault;
  const bool is_grant = consent.effect() == v1::CONSENT_EFFECT_GRANT;
  if (consent.capacity() == v1::CAPACITY_UNSPECIFIED &&
      consent.grantor() != v1::GRANTOR_COURT &&
      consent.grantor() != v1::GRANTOR_OFFICER) {
    return ConsentFault{"child_id", "no birth date is known: ask a court"};
  }
  if (is_grant && consent.capacity() == v1::CAPACITY_GUARDIAN_ALONE &&
      consent.grantor() == v1::GRANTOR_CHILD) {
    return ConsentFault{
        "grantor", "a child not older than ten consents through a guardian"};
  }
  if (consent.capacity() == v1::CAPACITY_SELF &&
      consent.grantor() == v1::GRANTOR_GUARDIAN) {
    return ConsentFault{"grantor", "of age: the person speaks alone"};
  }
  return std::nullopt;
}

bool IsEffective(const v1::Consent& consent, absl::Time now) {
  if (consent.has_recorded_time() && now < TimeOf(consent.recorded_time())) {
    return false;
  }
  if (now < TimeOf(consent.valid_from()) ||
      now >= TimeOf(consent.valid_until())) {
    return false;
  }
  if (consent.has_withdrawn_time() && now >= TimeOf(consent.withdrawn_time())) {
    return false;
  }
  if (consent.grantor() != v1::GRANTOR_GUARDIAN ||
      consent.authority_until().empty()) {
    return true;
  }
  const std::optional<absl::CivilDay> until =
      ParseDay(consent.authority_until());
  return until.has_value() && DayOf(now) <= *until;
}

ConsentView ViewConsents(const std::vector<v1::Consent>& consents,
                         const Ask& ask, const v1::ChildFacts& child) {
  ConsentView view;
  if (consents.empty()) return view;
  const bool is_of_age = IsOfAge(child);
  Decision::Cells alone;          // By one who needs nobody beside.
  Decision::Cells from_child;     // Of a minor above ten.
  Decision::Cells from_guardian;  // Beside such a child.
  Decision::Cells refused;
  for (const v1::Consent& consent : consents) {
    if (!Speaks(consent, ask)) continue;
    const Decision::Cells cells = CellsOf(consent.labels());
    const bool is_guardian = consent.grantor() == v1::GRANTOR_GUARDIAN;
    const bool is_child = consent.grantor() == v1::GRANTOR_CHILD;
    if (consent.effect() == v1::CONSENT_EFFECT_REFUSE) {
      const bool counts = !is_child || consent.is_assessed_capable() ||
                          consent.capacity() == v1::CAPACITY_SELF;
      if (counts && !(is_guardian && is_of_age)) refused |= cells;
      continue;
    }
    if (is_guardian && is_of_age) continue;
    if (!is_guardian && !is_child) {
      alone |= cells;
    } else if (is_guardian) {
      (consent.capacity() == v1::CAPACITY_GUARDIAN_ALONE ? alone
                                                         : from_guardian) |=
          cells;
    } else {
      (consent.capacity() == v1::CAPACITY_SELF ? alone : from_child) |= cells;
    }
    view.consent_ids.push_back(consent.consent_id());
  }
  view.allowed = (alone | (from_child & from_guardian)) & ~refused;
  if (view.allowed.none()) view.consent_ids.clear();
  std::sort(view.consent_ids.begin(), view.consent_ids.end());
  return view;
}

std::optional<absl::CivilDay> AskAgainSince(const v1::Consent& consent,
                                            absl::CivilDay latest_birth,
                                            absl::CivilDay day) {
  const absl::CivilDay given = DayOf(TimeOf(consent.recorded_time()));
  for (const int years :
       {kMajorityYears, kChildProtectionYears, kGuardianAloneYears}) {
    const absl::CivilDay birthday = Birthday(latest_birth, years);
    if (given < birthday && birthday <= day) return birthday;
  }
  return std::nullopt;
}

Decision::Cells CellsOf(
    const google::protobuf::RepeatedPtrField<v1::LabelSet>& sets) {
  Decision::Cells cells;
  for (const v1::LabelSet& set : sets) {
    std::bitset<Decision::kAbouts> abouts;
    for (const int about : set.about()) abouts.set(about);
    if (abouts.none()) abouts.set(v1::ABOUT_CHILD);
    for (const int category : set.categories()) {
      for (int about = 0; about < Decision::kAbouts; ++about) {
        if (!abouts[about]) continue;
        for (int level = 0; level <= set.max_sensitivity(); ++level) {
          cells.set(Decision::Cell(category, about, level));
        }
      }
    }
  }
  return cells;
}

}  // namespace saan::policy
