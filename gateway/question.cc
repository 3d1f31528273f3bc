#include "gateway/question.h"

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/thai/address.h"
#include "adapters/thai/date.h"
#include "adapters/thai/name.h"
#include "adapters/thai/number.h"
#include "adapters/thai/text.h"
#include "gateway/comparable.h"
#include "gateway/facts.h"
#include "gateway/policy/day.h"

namespace saan {
namespace {

constexpr size_t kMaxQuestionText = 200;  // Bytes of each text of the question.
constexpr int kMaxAgeYears = 30;

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
  if (absl::Status status = SetBirth(request, policy::DayOf(now), &person);
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

void SortByWeight(std::vector<WeighedChild>* weighed) {
  std::sort(weighed->begin(), weighed->end(), [](const auto& a, const auto& b) {
    if (a.weight_bits != b.weight_bits) {
      return a.weight_bits > b.weight_bits;
    }
    return a.child_id < b.child_id;
  });
}

// What the caller may search, agency by agency, as it is asked for.
class SearchableByAgency {
 public:
  SearchableByAgency(const Call& call, bool own_records_only)
      : call_(call),
        own_records_only_(own_records_only),
        facts_(FactsOfAsker(call)) {}

  const std::vector<std::string>* Of(const std::string& agency) {
    const auto [found, is_new] = by_agency_.try_emplace(agency);
    const bool is_own = agency == call_.caller.agency;
    if (is_new && (is_own || !own_records_only_)) {
      found->second = SearchableFields(
          call_.rules->Decide(call_.Ask(v1::ACTION_SEARCH), agency, facts_));
    }
    return &found->second;
  }

  std::set<std::string> agencies() const {
    std::set<std::string> agencies;
    for (const auto& [agency, unused] : by_agency_) agencies.insert(agency);
    return agencies;
  }

 private:
  const Call& call_;
  const bool own_records_only_;
  const policy::Facts facts_;
  std::map<std::string, std::vector<std::string>> by_agency_;
};

// Children weighed by no more than the caller may search, the likeliest first.
std::vector<WeighedChild> Weigh(const House& house,
                                SearchableByAgency* by_agency,
                                const v1::Traits& question) {
  const Searchable searchable = [&](const std::string& agency) {
    return by_agency->Of(agency);
  };
  std::vector<WeighedChild> weighed =
      house.identities.Ask(question, searchable);
  weighed.erase(std::remove_if(weighed.begin(), weighed.end(),
                               [](const WeighedChild& child) {
                                 return child.verdict == v1::VERDICT_DIFFERENT;
                               }),
                weighed.end());
  SortByWeight(&weighed);
  return weighed;
}

// Of a child that is held from the caller, the caller's own records are there
// alone: it is found by them, or not at all.
absl::Status LeaveOutHeld(const House& house, const Call& call,
                          const v1::Traits& question,
                          std::vector<WeighedChild>* found) {
  std::set<std::string> held;
  for (const WeighedChild& child : *found) {
    const absl::StatusOr<bool> is_held =
        IsHeldFrom(house, call, child.child_id);
    if (!is_held.ok()) return is_held.status();
    if (*is_held) held.insert(child.child_id);
  }
  if (held.empty()) return absl::OkStatus();
  SearchableByAgency own(call, /*own_records_only=*/true);
  std::vector<WeighedChild> kept;
  for (WeighedChild& child : Weigh(house, &own, question)) {
    if (held.count(child.child_id) > 0) kept.push_back(std::move(child));
  }
  for (WeighedChild& child : *found) {
    if (held.count(child.child_id) == 0) kept.push_back(std::move(child));
  }
  *found = std::move(kept);
  SortByWeight(found);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Traits> ReadQuestion(const v1::FindChildrenRequest& request,
                                        absl::Time now) {
  if (HasLongText(request)) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "question");
  }
  absl::StatusOr<v1::Record> record = RecordOf(request, now);
  if (!record.ok()) return record.status();
  if (Strength(*record) < 2) {
    return Refuse(v1::ERROR_REASON_QUESTION_TOO_WIDE);
  }
  return match::TraitsOf(*record);
}

absl::StatusOr<Searched> WeighSearchable(const House& house, const Call& call,
                                         const v1::Traits& question) {
  SearchableByAgency searchable(call, /*own_records_only=*/false);
  Searched searched;
  searched.found = Weigh(house, &searchable, question);
  if (absl::Status left_out =
          LeaveOutHeld(house, call, question, &searched.found);
      !left_out.ok()) {
    return left_out;
  }
  searched.holders = searchable.agencies();
  return searched;
}

}  // namespace saan
