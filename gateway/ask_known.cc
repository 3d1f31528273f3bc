// AskKnown: does anyone know this child? Yes or no, and whom to speak to. That
// a child is known is information: the question is limited for each person and
// day, recorded, and answered alike for "no" and "not for you", by the same
// work.

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/children.h"
#include "gateway/coordination.h"
#include "gateway/disclosure.h"
#include "gateway/facts.h"
#include "gateway/policy/day.h"
#include "gateway/question.h"
#include "gateway/serving.h"
#include "saan/v1/stored_coordination.pb.h"
#include "storage/tables.h"

namespace saan {
namespace {

// Questions of one person on one day: a case worker's need, not a list's.
constexpr int kQuestionsADay = 30;
// Children looked at for an answer.
constexpr size_t kMaxMeant = 5;

v1::FindChildrenRequest QuestionIn(const v1::AskKnownRequest& request) {
  v1::FindChildrenRequest question;
  question.set_given_name(request.given_name());
  question.set_family_name(request.family_name());
  question.set_nickname(request.nickname());
  question.set_birth_date(request.birth_date());
  question.set_approximate_age_years(request.approximate_age_years());
  question.set_place(request.place());
  question.set_phone(request.phone());
  question.set_guardian_given_name(request.guardian_given_name());
  return question;
}

// Takes one question of today's; says how many are left.
absl::StatusOr<int> Spend(const House& house, Call* call) {
  const std::string day = absl::FormatCivilTime(policy::DayOf(call->now));
  const std::string id = house.seal.Digest(
      "question-budget",
      absl::StrCat(call->caller.agency, "/", call->context.actor(), "/", day));
  absl::StatusOr<v1::QuestionBudgetRow> before =
      storage::GetRow<v1::QuestionBudgetRow>(house.ahead, storage::kQuestionBudgets,
                                             id);
  if (!before.ok() && !absl::IsNotFound(before.status())) {
    return before.status();
  }
  v1::QuestionBudgetRow after;
  if (before.ok()) after = *before;
  if (after.asked_count() >= kQuestionsADay) {
    return Refuse(v1::ERROR_REASON_QUESTION_BUDGET_SPENT);
  }
  after.set_asked_count(after.asked_count() + 1);
  storage::PutRow(storage::kQuestionBudgets, id, after,
                  before.ok() ? &*before : nullptr, &call->changes);
  return kQuestionsADay - after.asked_count();
}

// True when a rule lets the caller search for children that `holder` knows.
bool MayAskOf(const Call& call, const std::string& holder) {
  v1::Label label;
  label.set_category(v1::CATEGORY_IDENTITY);
  label.set_about(v1::ABOUT_CHILD);
  label.set_sensitivity(2);
  return call.rules
             ->Decide(call.Ask(v1::ACTION_SEARCH), holder, FactsOfAsker(call))
             .Level(label) >= v1::DISCLOSURE_LEVEL_PRESENCE;
}

// Agencies that know the child and may be told of.
absl::StatusOr<std::set<std::string>> ContactsOf(const House& house,
                                                 const Serving& serving,
                                                 const Call& call) {
  const absl::StatusOr<bool> is_held =
      IsHeldFrom(house, call, serving.child.child_id());
  if (!is_held.ok()) return is_held.status();
  std::set<std::string> contacts;
  for (const std::string& agency : serving.agencies) {
    if (*is_held && agency != call.caller.agency) continue;
    if (MayAskOf(call, agency)) contacts.insert(agency);
  }
  return contacts;
}

absl::Status Body(const House& house, const v1::AskKnownRequest& request,
                  Call* call, v1::AskKnownResponse* response) {
  if (call->context.actor().empty()) {
    return Refuse(v1::ERROR_REASON_ACTOR_MISSING, "context.actor");
  }
  absl::StatusOr<v1::Traits> question =
      ReadQuestion(QuestionIn(request), call->now);
  if (!question.ok()) return question.status();
  absl::StatusOr<int> left = Spend(house, call);
  if (!left.ok()) return left.status();
  // Whoever may search nothing has all compared all the same, so that time
  // does not tell what the answer does not.
  house.identities.Ask(
      *question, [](const std::string&) -> const std::vector<std::string>* {
        return nullptr;
      });
  absl::StatusOr<Searched> searched = WeighSearchable(house, *call, *question);
  if (!searched.ok()) return searched.status();
  std::vector<WeighedChild>& found = searched->found;
  if (found.size() > kMaxMeant) found.resize(kMaxMeant);
  std::set<std::string> contacts;
  for (const WeighedChild& meant : found) {
    absl::StatusOr<Serving> serving = ServingOf(house, meant.child_id);
    if (!serving.ok()) return serving.status();
    absl::StatusOr<std::set<std::string>> known_to =
        ContactsOf(house, *serving, *call);
    if (!known_to.ok()) return known_to.status();
    if (known_to->empty()) continue;
    contacts.merge(*known_to);
    NameSubject(serving->child, {meant.record_id}, &call->entry);
  }
  call->entry.set_subject_count(call->entry.subject_refs_size());
  response->set_is_known(!contacts.empty());
  for (const std::string& agency : contacts) {
    response->add_contact_agencies(agency);
  }
  response->set_questions_left(*left);
  KeepDecision(house, v1::ACTION_SEARCH, "", FactsOfAsker(*call),
               searched->holders, call);
  NameDecision(house, call, response);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Coordination::AskKnown(grpc::ServerContext* context,
                                    const v1::AskKnownRequest* request,
                                    v1::AskKnownResponse* response) {
  return Serve(frame_, *context,
               {"CoordinationService/AskKnown", Door::kExchange}, *request,
               response, &Body);
}

}  // namespace saan
