// The one path every call takes: open, answer, commit, reply.
//
//   certificate -> caller -> role, purpose, person -> body (reads, decides,
//   fills reply and changes) -> Ledger: entry + changes -> reply with receipt
//
// A body never writes. Nothing leaves the house before its entry is on disk,
// refusals included: gateway/serve.h is the only maker of replies.

#ifndef SAAN_GATEWAY_CALL_H_
#define SAAN_GATEWAY_CALL_H_

#include <grpcpp/server_context.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/errors.h"
#include "gateway/guard.h"
#include "gateway/house.h"
#include "gateway/workers.h"
#include "saan/v1/audit.pb.h"
#include "saan/v1/context.pb.h"
#include "saan/v1/stored_event.pb.h"
#include "storage/ledger.h"

namespace saan {

// Which role opens the door that a method belongs to.
enum class Door {
  kExchange,
  kAdmin,
  kAuditor,
  kIdentity,
  kOversight,  // Administrators, and auditors of the whole log.
};

// A method as the log names it, e.g. {"ExchangeService/GetChild", kExchange}.
struct Method {
  const char* name;
  Door door;
};

// Holds House::filing; see there.
class FilingHold {
 public:
  explicit FilingHold(absl::Mutex& mutex);
  ~FilingHold();
  FilingHold(const FilingHold&) = delete;
  FilingHold& operator=(const FilingHold&) = delete;

 private:
  absl::Mutex& mutex_;
};

// One call while it is being answered.
struct Call {
  Caller caller;
  v1::CallContext context;  // With the role filled in.
  Door door = Door::kExchange;
  absl::Time now;
  // The edition of the rules that all of the call is decided by.
  std::shared_ptr<const policy::Rules> rules;
  v1::AuditEntry entry;    // Filled as the body learns more.
  storage::Batch changes;  // What the body wants written.
  // The row of the decision that a refusal stands on; kept if it is refused.
  std::optional<storage::Put> refusal;
  std::vector<v1::EventRow> events;    // Whom it tells: see AddEvent.
  std::unique_ptr<FilingHold> filing;  // Set by a body that files records.
  std::function<void()> placed;        // Run while `filing` is still held.

  policy::Ask Ask(v1::Action action) const {
    return {caller.agency, context.role(),   context.purpose(), action,
            now,           entry.actor_ref()};
  }
};

// What the doors stand on. All must outlive the server.
struct Frame {
  const House& house;
  storage::Ledger& ledger;
  const Guard& guard;
  Workers& readers;
};

// How the log names a person of an agency, and a case: staff ids and case
// numbers may be guessable, so only keyed digests of 16 bytes are logged.
std::string ActorRef(const House& house, absl::string_view agency,
                     absl::string_view actor);
std::string CaseRef(const House& house, absl::string_view agency,
                    absl::string_view case_reference);

// The pseudonym that the log knows a child by, of the child's audit_ref: made
// with a key that can be destroyed (storage/subject_keys.h). NOT_FOUND for a
// child that the log has never spoken of, or no more.
absl::StatusOr<std::string> SubjectRef(const House& house,
                                       absl::string_view audit_ref);

// Who is calling, why, and whether the door opens. The entry is begun in any
// case. Refusals: those of Agencies, and PURPOSE_MISSING, ROLE_NOT_HELD,
// ACTOR_MISSING, DOOR_CLOSED, FIELD_TOO_LONG.
absl::Status OpenCall(const Frame& frame,
                      const grpc::ServerContextBase& context,
                      const v1::CallContext& why, const Method& method,
                      Call* call);

// Begins a call of the gateway's own, e.g. for a due date: nobody asked.
void OpenOwnCall(const House& house, const Method& method, Call* call);

// Gives the entry, and on OK the changes and events, their place in the order;
// then runs `placed`, wakes who waits for the events, and lets go of `filing`
// in any case. DATA_LOSS and the like once the log may not be trusted any more
// (see Signatory).
absl::StatusOr<std::shared_ptr<storage::Ticket>> PlaceCall(
    const Frame& frame, Call* call, const absl::Status& answer);

// The receipt of an entry once it is on disk. UNAVAILABLE when it will not be.
absl::StatusOr<v1::Receipt> AwaitReceipt(
    const Frame& frame, const std::shared_ptr<storage::Ticket>& ticket);
// The same for a caller that does not wait: see Ledger::WhenKept.
void WhenReceipt(const Frame& frame,
                 const std::shared_ptr<storage::Ticket>& ticket,
                 storage::Ledger::Then then);

// Name of the trailing metadata that carries the receipt, a serialised
// v1::Receipt, of answers and refusals alike.
inline constexpr char kReceiptTrailer[] = "saan-receipt-bin";

// The answer once given under this request id, if there is one; else the call
// will only be committed while there still is none. REQUEST_ID_REUSED when it
// was given for another request.
absl::StatusOr<std::optional<std::string>> EarlierAnswer(
    const House& house, absl::string_view request_id,
    absl::string_view request_bytes, Call* call);
// Keeps `answer` under the request id, for kRequestMemory.
void RememberAnswer(const House& house, absl::string_view request_id,
                    absl::string_view request_bytes, absl::string_view answer,
                    Call* call);
inline constexpr absl::Duration kRequestMemory = absl::Hours(24 * 7);

// A body runs again when what it read was changed by another before its commit.
inline constexpr int kAttempts = 3;

}  // namespace saan

#endif  // SAAN_GATEWAY_CALL_H_
