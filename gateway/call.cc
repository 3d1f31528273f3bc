#include "gateway/call.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/cosignatures.h"
#include "gateway/events.h"
#include "gateway/names.h"
#include "gateway/new_entry.h"
#include "gateway/subjects.h"
#include "saan/v1/stored.pb.h"
#include "storage/tables.h"

namespace saan {
namespace {

constexpr size_t kMaxContextText = 64;  // Code units of actor, case_reference.
constexpr size_t kMaxContextName = 3 * kMaxContextText;  // Of Thai letters.

bool Holds(const Caller& caller, v1::Role role) {
  return std::find(caller.roles.begin(), caller.roles.end(), role) !=
         caller.roles.end();
}

// Who is who is for those who know the child, or who run the register.
bool DecidesIdentity(v1::Role role) {
  switch (role) {
    case v1::ROLE_ADMINISTRATOR:
    case v1::ROLE_CASE_MANAGER:
    case v1::ROLE_SOCIAL_WORKER:
    case v1::ROLE_TEACHER:
    case v1::ROLE_HEALTH_OFFICER:
    case v1::ROLE_COMPETENT_OFFICIAL:
    case v1::ROLE_PROVINCIAL_OFFICER:
      return true;
    default:
      return false;
  }
}

bool Opens(Door door, v1::Role role) {
  switch (door) {
    case Door::kAdmin:
      return role == v1::ROLE_ADMINISTRATOR;
    case Door::kAuditor:
      return role == v1::ROLE_AUDITOR;
    case Door::kOversight:
      return role == v1::ROLE_ADMINISTRATOR || role == v1::ROLE_AUDITOR;
    case Door::kExchange:
      return true;
    case Door::kIdentity:
      return DecidesIdentity(role);
  }
  return false;
}

void BeginEntry(const House& house, const Method& method, Call* call) {
  call->entry = NewEntry(house.env, call->now, method.name);
  call->rules = house.rules.Now();
  call->entry.set_rule_epoch(call->rules->epoch());
}

absl::Status CheckContext(const Caller& caller, v1::CallContext* why) {
  if (why->role() == v1::ROLE_UNSPECIFIED && caller.roles.size() == 1) {
    why->set_role(caller.roles[0]);
  }
  if (!Holds(caller, why->role())) {
    return Refuse(v1::ERROR_REASON_ROLE_NOT_HELD, "context.role");
  }
  if (why->purpose() == v1::PURPOSE_UNSPECIFIED ||
      !v1::Purpose_IsValid(why->purpose())) {
    return Refuse(v1::ERROR_REASON_PURPOSE_MISSING, "context.purpose");
  }
  if (why->actor().size() > kMaxContextText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "context.actor");
  }
  if (why->case_reference().size() > kMaxContextText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "context.case_reference");
  }
  if (why->actor_family_name().size() > kMaxContextName) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "context.actor_family_name");
  }
  if (why->actor_area_code().size() > kMaxContextText) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "context.actor_area_code");
  }
  if (why->actor().empty() && why->role() != v1::ROLE_SYSTEM) {
    return Refuse(v1::ERROR_REASON_ACTOR_MISSING, "context.actor");
  }
  return absl::OkStatus();
}

void EnterContext(const House& house, Call* call) {
  v1::AuditEntry& entry = call->entry;
  entry.set_role(call->context.role());
  entry.set_purpose(call->context.purpose());
  if (!call->context.actor().empty()) {
    entry.set_actor_ref(
        ActorRef(house, call->caller.agency, call->context.actor()));
  }
  if (!call->context.case_reference().empty()) {
    entry.set_case_ref(
        CaseRef(house, call->caller.agency, call->context.case_reference()));
  }
}

v1::Outcome OutcomeOf(const absl::Status& answer) {
  switch (answer.code()) {
    case absl::StatusCode::kOk:
      return v1::OUTCOME_DONE;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return v1::OUTCOME_DENIED;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
      return v1::OUTCOME_BAD_INPUT;
    default:
      return v1::OUTCOME_FAILED;
  }
}

std::string RequestKey(const House& house, const Call& call,
                       absl::string_view request_id) {
  return house.seal.Digest(
      "request", absl::StrCat(call.caller.agency, "/", call.caller.system, "/",
                              call.entry.method(), "/", request_id));
}

// What an error would be without its reason: told to the operator, not to the
// caller.
void LogFault(const House& house, const Call& call,
              const absl::Status& answer) {
  if (OutcomeOf(answer) != v1::OUTCOME_FAILED) return;
  house.env.log(absl::StrCat(call.entry.method(), ": ",
                             absl::StatusCodeToString(answer.code()), ": ",
                             answer.message()));
}

// Kept of each look: no decision on what may be told rests on them.
constexpr char kOfTheLookAlone[] = {
    storage::kDecisions,  storage::kBudgets,         storage::kRequests,
    storage::kDeliveries, storage::kQuestionBudgets, storage::kSubjectSlots};

bool MayChangeWhatIsTold(const Call& call) {
  return !call.events.empty() ||
         std::any_of(call.changes.puts.begin(), call.changes.puts.end(),
                     [](const storage::Put& put) {
                       return std::find(std::begin(kOfTheLookAlone),
                                        std::end(kOfTheLookAlone),
                                        put.key[0]) ==
                              std::end(kOfTheLookAlone);
                     });
}

// Events are numbered and placed in one go, so that no watcher passes by one
// that is still on its way.
absl::StatusOr<std::shared_ptr<storage::Ticket>> Enqueue(const Frame& frame,
                                                         Call* call) {
  Outbox& outbox = frame.house.outbox;
  const bool may_change = MayChangeWhatIsTold(*call);
  absl::StatusOr<std::shared_ptr<storage::Ticket>> place;
  if (call->events.empty()) {
    place = frame.ledger.Enqueue(call->entry, std::move(call->changes));
    if (place.ok() && may_change) outbox.CountChange();
    return place;
  }
  std::set<std::string> recipients;
  for (const v1::EventRow& event : call->events) {
    recipients.insert(event.recipient());
  }
  {
    absl::MutexLock lock(&outbox.order());
    outbox.Number(frame.house.env.now(), std::move(call->events),
                  &call->changes);
    place = frame.ledger.Enqueue(call->entry, std::move(call->changes));
  }
  if (place.ok()) {
    outbox.CountChange();
    outbox.Announce(recipients);
  }
  return place;
}

// A receipt says which log it is of.
absl::StatusOr<v1::Receipt> WithOrigin(const House& house,
                                       absl::StatusOr<v1::Receipt> receipt) {
  if (receipt.ok()) receipt->set_log_origin(house.signatory.origin());
  return receipt;
}

}  // namespace

FilingHold::FilingHold(absl::Mutex& mutex) ABSL_NO_THREAD_SAFETY_ANALYSIS
    : mutex_(mutex) {
  mutex_.Lock();
}

FilingHold::~FilingHold() ABSL_NO_THREAD_SAFETY_ANALYSIS { mutex_.Unlock(); }

std::string ActorRef(const House& house, absl::string_view agency,
                     absl::string_view actor) {
  return house.seal.Digest("audit-actor",
                           absl::StrCat(agency, std::string(1, '\0'), actor));
}

std::string CaseRef(const House& house, absl::string_view agency,
                    absl::string_view case_reference) {
  return house.seal.Digest(
      "audit-case", absl::StrCat(agency, std::string(1, '\0'), case_reference));
}

absl::Status OpenCall(const Frame& frame,
                      const grpc::ServerContextBase& context,
                      const v1::CallContext& why, const Method& method,
                      Call* call) {
  const House& house = frame.house;
  call->now = house.env.now();
  call->door = method.door;
  call->context = why;
  BeginEntry(house, method, call);
  const std::optional<Peer> peer = frame.guard.PeerOf(context.peer());
  if (!peer.has_value()) {
    return Refuse(v1::ERROR_REASON_CERTIFICATE_MISSING);
  }
  call->entry.set_certificate_sha256(peer->certificate_sha256);
  absl::StatusOr<Caller> caller = house.agencies.CallerOf(*peer, call->now);
  if (!caller.ok()) return caller.status();
  call->caller = *std::move(caller);
  call->entry.set_agency(call->caller.agency);
  call->entry.set_system(call->caller.system);
  const absl::Status checked = CheckContext(call->caller, &call->context);
  EnterContext(house, call);
  if (!checked.ok()) return checked;
  const bool is_partial_auditor = method.door == Door::kOversight &&
                                  call->context.role() == v1::ROLE_AUDITOR &&
                                  !house.agencies.IsFirst(call->caller.agency);
  if (is_partial_auditor || !Opens(method.door, call->context.role())) {
    return Refuse(v1::ERROR_REASON_DOOR_CLOSED);
  }
  return absl::OkStatus();
}

void OpenOwnCall(const House& house, const Method& method, Call* call) {
  call->now = house.env.now();
  call->door = method.door;
  BeginEntry(house, method, call);
}

absl::StatusOr<std::shared_ptr<storage::Ticket>> PlaceCall(
    const Frame& frame, Call* call, const absl::Status& answer) {
  // Let go on return, whatever comes of it.
  const std::unique_ptr<FilingHold> filing = std::move(call->filing);
  absl::Status trusted = frame.house.signatory.status();
  if (trusted.ok() && call->door != Door::kAuditor) {
    trusted = frame.house.cosignatures.status();
  }
  if (!trusted.ok()) return trusted;
  v1::AuditEntry& entry = call->entry;
  if (entry.outcome() == v1::OUTCOME_UNSPECIFIED || !answer.ok()) {
    entry.set_outcome(OutcomeOf(answer));
  }
  if (!answer.ok()) {
    entry.set_reason(ReasonName(ReasonOf(answer)));
    call->changes = {};
    if (call->refusal.has_value()) {
      entry.set_decision_id(call->refusal->key.substr(1));
      call->changes.puts.push_back(*std::move(call->refusal));
    }
    call->events.clear();
    call->placed = nullptr;
    LogFault(frame.house, *call, answer);
  }
  absl::Status named = NameByPseudonyms(frame.house, call);
  if (!named.ok()) return named;
  absl::StatusOr<std::shared_ptr<storage::Ticket>> place = Enqueue(frame, call);
  if (place.ok() && call->placed) call->placed();
  return place;
}

absl::StatusOr<v1::Receipt> AwaitReceipt(
    const Frame& frame, const std::shared_ptr<storage::Ticket>& ticket) {
  return WithOrigin(frame.house, frame.ledger.Wait(ticket));
}

void WhenReceipt(const Frame& frame,
                 const std::shared_ptr<storage::Ticket>& ticket,
                 storage::Ledger::Then then) {
  frame.ledger.WhenKept(ticket, [&frame, then = std::move(then)](
                                    const absl::StatusOr<v1::Receipt>& kept) {
    then(WithOrigin(frame.house, kept));
  });
}

absl::StatusOr<std::optional<std::string>> EarlierAnswer(
    const House& house, absl::string_view request_id,
    absl::string_view request_bytes, Call* call) {
  if (request_id.empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "request_id");
  }
  if (!IsUuid(request_id)) {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID, "request_id");
  }
  const std::string key =
      storage::Key(storage::kRequests, RequestKey(house, *call, request_id));
  absl::StatusOr<std::string> bytes = house.ahead.Get(key);
  if (absl::IsNotFound(bytes.status())) {
    call->changes.expects.push_back({key, std::nullopt});
    return std::nullopt;
  }
  if (!bytes.ok()) return bytes.status();
  v1::RequestRow row;
  if (!row.ParseFromString(*bytes)) {
    return absl::DataLossError("a remembered request does not parse");
  }
  if (row.expires_unix_seconds() < absl::ToUnixSeconds(call->now)) {
    call->changes.expects.push_back({key, *std::move(bytes)});
    return std::nullopt;
  }
  if (row.request_digest() !=
      house.seal.Digest("request-body", request_bytes)) {
    return Refuse(v1::ERROR_REASON_REQUEST_ID_REUSED, "request_id");
  }
  return row.response();
}

void RememberAnswer(const House& house, absl::string_view request_id,
                    absl::string_view request_bytes, absl::string_view answer,
                    Call* call) {
  v1::RequestRow row;
  row.set_request_digest(house.seal.Digest("request-body", request_bytes));
  row.set_response(std::string(answer));
  row.set_expires_unix_seconds(absl::ToUnixSeconds(call->now + kRequestMemory));
  const std::string key =
      storage::Key(storage::kRequests, RequestKey(house, *call, request_id));
  call->changes.puts.push_back({key, row.SerializeAsString()});
}

}  // namespace saan
