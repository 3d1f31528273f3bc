// FindChildren: a description in, handles out. What the caller may not see of a
// record cannot help to find it.

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/thai/address.h"
#include "adapters/thai/date.h"
#include "adapters/thai/name.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"
#include "gateway/disclosure.h"
#include "gateway/exchange.h"
#include "gateway/filing.h"
#include "gateway/paging.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr int kUsualCandidates = 10;
constexpr int kMostCandidates = 20;
constexpr size_t kMaxQuestionText = 200;  // Bytes of each text of the question.
constexpr int kMaxAgeYears = 30;

absl::CivilDay Today(absl::Time now) {
  // Thailand has stood at UTC+7 since 1920; no time zone file is needed.
  return absl::ToCivilDay(now, absl::FixedTimeZone(7 * 60 * 60));
}

bool HasLongText(const v1::FindChildrenRequest& request) {
  for (const std::string* text :
       {&request.given_name(), &request.family_name(), &request.nickname(),
        &request.birth_date(), &request.place(), &request.phone(),
        &request.guardian_given_name()}) {
    if (text->size() > kMaxQuestionText) return true;
  }
  return false;
}

absl::Status SetBirth(const v1::FindChildrenRequest& request,
                      absl::CivilDay today, v1::Person* person) {
  if (!request.birth_date().empty()) {
    const thai::ParsedDate parsed =
        thai::ParseDate(thai::Fold(request.birth_date()), today);
    if (parsed.kind == thai::DateKind::kAge) {
      *person->mutable_birth() =
          thai::BornForAge(parsed.age_years, parsed.age_months, today);
    } else if (parsed.kind == thai::DateKind::kDate) {
      *person->mutable_birth() = parsed.date;
    } else {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "birth_date");
    }
  } else if (request.approximate_age_years() != 0) {
    if (request.approximate_age_years() < 0 ||
        request.approximate_age_years() > kMaxAgeYears) {
      return Refuse(v1::ERROR_REASON_FIELD_INVALID, "approximate_age_years");
    }
    *person->mutable_birth() =
        thai::BornForAge(request.approximate_age_years(), 0, today);
  }
  return absl::OkStatus();
}

// The question as a record, so that it is compared like one.
absl::StatusOr<v1::Record> RecordOf(const v1::FindChildrenRequest& request,
                                    absl::Time now) {
  v1::Record record;
  v1::Person& person = *record.mutable_person();
  v1::PersonName& name = *person.add_names();
  const thai::TitledName given =
      thai::SplitTitle(thai::Fold(request.given_name()));
  name.set_title(given.title);
  name.set_given_name(given.name);
  name.set_family_name(
      thai::SplitTitle(thai::Fold(request.family_name())).name);
  name.set_nickname(thai::CleanNickname(thai::Fold(request.nickname())));
  if (absl::Status status = SetBirth(request, Today(now), &person);
      !status.ok()) {
    return status;
  }
  person.set_sex(request.sex());
  if (!request.place().empty()) {
    *person.mutable_current_address() =
        thai::ParseAddress(thai::Fold(request.place()));
    thai::ResolveArea(person.mutable_current_address());
  }
  if (!request.guardian_given_name().empty()) {
    record.add_guardians()->mutable_person()->add_names()->set_given_name(
        thai::SplitTitle(thai::Fold(request.guardian_given_name())).name);
  }
  for (const thai::ParsedPhone& phone : thai::ParsePhones(request.phone())) {
    if (!phone.phone.number().empty()) *person.add_phones() = phone.phone;
  }
  return record;
}

// How many independent things the question says.
int Strength(const v1::Record& record) {
  const v1::Person& person = record.person();
  const v1::PersonName& name = person.names(0);
  return (!name.given_name().empty() || !name.nickname().empty()) +
         !name.family_name().empty() + person.has_birth() +
         !person.current_address().area_code().empty() +
         (person.phones_size() > 0) + (record.guardians_size() > 0);
}

bool MaySearch(const policy::Decision& decision, v1::Category category,
               v1::About about, int sensitivity) {
  v1::Label label;
  label.set_category(category);
  label.set_about(about);
  label.set_sensitivity(sensitivity);
  return decision.Level(label) >= v1::DISCLOSURE_LEVEL_PRESENCE;
}

// Leaves of `traits` only what the caller may search by.
void Mask(const policy::Decision& decision, v1::Traits* traits) {
  const auto may = [&](v1::Category category, v1::About about, int level) {
    return MaySearch(decision, category, about, level);
  };
  if (!may(v1::CATEGORY_IDENTITY, v1::ABOUT_CHILD, 2)) {
    traits->clear_given_names();
    traits->clear_family_names();
    traits->clear_nicknames();
    traits->clear_birth_earliest_days();
    traits->clear_birth_latest_days();
    traits->clear_has_birth();
    traits->clear_is_birth_day_doubtful();
    traits->clear_sex();
  }
  if (!may(v1::CATEGORY_CONTACT, v1::ABOUT_CHILD, 2)) {
    traits->clear_area_code();
    traits->clear_house();
    traits->clear_house_code();
    traits->clear_phones();
  }
  // Phones of the family are kept together with the child's.
  if (!may(v1::CATEGORY_CONTACT, v1::ABOUT_GUARDIAN, 2)) traits->clear_phones();
  if (!may(v1::CATEGORY_IDENTITY, v1::ABOUT_GUARDIAN, 2)) {
    traits->clear_guardian_given_names();
    traits->clear_guardian_family_names();
  }
  // The question never holds these.
  traits->clear_identifiers();
  traits->clear_weak_identifiers();
  traits->clear_guardian_identifiers();
  traits->clear_school_code();
  traits->clear_level();
}

// A child weighed by no more than the caller may search.
absl::StatusOr<v1::Evidence> WeighMasked(const House& house, const Call& call,
                                         const v1::Traits& question,
                                         const v1::ChildRow& child) {
  std::vector<v1::Traits> visible;
  for (const std::string& record_id : child.record_ids()) {
    absl::StatusOr<v1::TraitsRow> row = storage::GetRow<v1::TraitsRow>(
        house.store, storage::kTraits, record_id);
    if (!row.ok()) return row.status();
    const policy::Decision decision =
        house.rules.Decide(call.Ask(v1::ACTION_SEARCH), row->agency());
    if (!decision.allows_anything()) continue;
    Mask(decision, row->mutable_traits());
    visible.push_back(std::move(*row->mutable_traits()));
  }
  v1::Evidence evidence;
  evidence.set_verdict(v1::VERDICT_DIFFERENT);
  if (visible.empty()) return evidence;
  size_t best = 0;
  return match::CompareWithAll(house.model, question, visible, &best);
}

absl::Status Body(const House& house, const v1::FindChildrenRequest& request,
                  Call* call, v1::FindChildrenResponse* response) {
  if (HasLongText(request)) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "question");
  }
  absl::StatusOr<int> size =
      PageSize(request.page_size(), kUsualCandidates, kMostCandidates);
  if (!size.ok()) return size.status();
  absl::StatusOr<v1::Record> record = RecordOf(request, call->now);
  if (!record.ok()) return record.status();
  if (Strength(*record) < 2) {
    return Refuse(v1::ERROR_REASON_QUESTION_TOO_WIDE);
  }
  v1::TraitsRow question;
  *question.mutable_traits() = match::TraitsOf(*record);
  absl::StatusOr<std::vector<WeighedChild>> weighed =
      WeighCandidates(house, house.store, question, "");
  if (!weighed.ok()) return weighed.status();
  std::vector<std::pair<v1::Evidence, const WeighedChild*>> found;
  for (const WeighedChild& candidate : *weighed) {
    absl::StatusOr<v1::Evidence> evidence =
        WeighMasked(house, *call, question.traits(), candidate.child);
    if (!evidence.ok()) return evidence.status();
    if (evidence->verdict() == v1::VERDICT_DIFFERENT) continue;
    found.emplace_back(*std::move(evidence), &candidate);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    if (a.first.weight_bits() != b.first.weight_bits()) {
      return a.first.weight_bits() > b.first.weight_bits();
    }
    return a.second->child.child_id() < b.second->child.child_id();
  });
  if (found.size() > static_cast<size_t>(*size)) found.resize(*size);
  for (const auto& [evidence, candidate] : found) {
    v1::Candidate& told = *response->add_candidates();
    told.set_child_id(candidate->child.child_id());
    told.set_likelihood(evidence.verdict() == v1::VERDICT_SAME
                            ? v1::LIKELIHOOD_LIKELY
                            : v1::LIKELIHOOD_POSSIBLE);
    call->entry.add_subject_refs(candidate->child.audit_ref());
  }
  call->entry.set_subject_count(static_cast<uint32_t>(found.size()));
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::FindChildren(grpc::ServerContext* context,
                                    const v1::FindChildrenRequest* request,
                                    v1::FindChildrenResponse* response) {
  return Serve(frame_, *context,
               {"ExchangeService/FindChildren", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
