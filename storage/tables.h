// The whole key space on one page. A key is a one-byte prefix and the parts
// named below; parts of variable length are joined by 0x00.
//
//   prefix  key parts                       value
//   'M'     name                            meta: format mark, log head, index
//   'L'     index be64                      log leaf, as hashed (ledger)
//   'T'     level u8, tile be64             Merkle tile (ledger)
//   'S'     subject_ref16, index be64       entry index by subject (ledger)
//   'X'     term, 0x00, segment be64        entries by property (ledger)
//   'm'     segment be64                    subject map: bits u8, subtrees
//   'm'     segment be64, bucket be64       its leaves: key32, value32 each
//   'E'     audit_ref16                     slot be64 of its subject key
//   'e'     slot be64                       empty: keys to be destroyed
//   'A'     agency                          v1::AgencyRow
//   'C'     child_id                        v1::ChildRow
//   'R'     record_id                       v1::RecordRow
//   't'     record_id                       v1::TraitsRow
//   'N'     digest16(system, form, native)  record_id
//   'n'     digest16(system, native)        record_id   (latest of any form)
//   'O'     system, 0x00, received be64, record_id   empty: own records
//   'Q'     quarantine_id                   v1::QuarantineRow
//   'q'     received be64, quarantine_id    empty: quarantine in order
//   'V'     review_id                       v1::ReviewRow
//   'v'     created be64, review_id         empty: open reviews in order
//   'i'     record_id                       v1::FilingRow
//   'J'     decision_id                     v1::IdentityDecisionRow
//   'j'     child_id, decided be64, decision_id   empty: decisions in order
//   'U'     record_id, record_id            v1::KeptApartRow (both ways round)
//   'D'     digest16(principal, request)    v1::RequestRow
//   'G'     epoch be64                      v1::EpochRow
//   'G'     "now"                           v1::InForceRow
//   'g'     draft_id                        v1::DraftRow
//   'k'     child_id                        v1::ChildSharingRow
//   'K'     consent_id                      child_id
//   'H'     hold_id                         child_id
//   'B'     break_glass_id                  child_id
//   'b'     review due be64, break_glass_id empty: all broken glasses in order
//   'd'     decision_id                     v1::DecisionRow
//   'Y'     digest16(rule, agency, ...)     v1::BudgetRow
//   'F'     referral_id                     v1::ReferralRow
//   'f'     'R' or 'S', agency, 0x00, created be64, referral_id
//                                           empty: received and sent referrals
//   'f'     'O', child_id, agency, 0x00, referral_id   empty: open, by receiver
//   'p'     due be64, 'R', referral_id or 'S', child_id
//                                           empty: what is due, in order
//   'P'     duty, 0x00, area, 0x00, responsibility_id  v1::ResponsibilityRow
//   'Z'     'B', record_id                  v1::HelpRow
//   'Z'     'H', digest16(house), record_id empty: records of a household
//   'Z'     'C', child_id, agency           v1::SharedCaseRow
//   'z'     digest16(person, day)           v1::QuestionBudgetRow
//   'I'     'R', record_id                  v1::SignalRow
//   'I'     'A', area, 0x00, record_id      empty: records by area
//   'I'     'F', child_id, detector         v1::SilenceRow
//   'I'     'L', agency, 0x00, found be64, child_id, detector
//                                           empty: silences in order
//   'W'     agency, 0x00, position be64     v1::EventRow: the outbox
//   'w'     agency, 0x00, position be64, system, 0x00, role u8
//                                           v1::DeliveryRow
//
// digest16 is Seal::Digest: names and identifiers never stand in a key.

#ifndef SAAN_STORAGE_TABLES_H_
#define SAAN_STORAGE_TABLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/kv.h"

namespace saan::storage {

// The ledger's own; changes that touch them are refused.
inline constexpr char kMeta = 'M';
inline constexpr char kLeaves = 'L';
inline constexpr char kTiles = 'T';
inline constexpr char kSubjects = 'S';
inline constexpr char kTerms = 'X';

inline constexpr char kSubjectMaps = 'm';
inline constexpr char kSubjectSlots = 'E';
inline constexpr char kErasedSlots = 'e';
inline constexpr char kAgencies = 'A';
inline constexpr char kChildren = 'C';
inline constexpr char kRecords = 'R';
inline constexpr char kTraits = 't';
inline constexpr char kNative = 'N';
inline constexpr char kNativeAnyForm = 'n';
inline constexpr char kOwnRecords = 'O';
inline constexpr char kQuarantine = 'Q';
inline constexpr char kQuarantineOrder = 'q';
inline constexpr char kReviews = 'V';
inline constexpr char kReviewOrder = 'v';
inline constexpr char kFilings = 'i';
inline constexpr char kIdentityDecisions = 'J';
inline constexpr char kDecisionOrder = 'j';
inline constexpr char kKeptApart = 'U';
inline constexpr char kRequests = 'D';
inline constexpr char kEpochs = 'G';
inline constexpr char kDrafts = 'g';
inline constexpr char kChildSharing = 'k';
inline constexpr char kConsents = 'K';
inline constexpr char kHolds = 'H';
inline constexpr char kBrokenGlass = 'B';
inline constexpr char kBrokenGlassOrder = 'b';
inline constexpr char kDecisions = 'd';
inline constexpr char kBudgets = 'Y';
inline constexpr char kReferrals = 'F';
inline constexpr char kReferralOrder = 'f';
inline constexpr char kDueDates = 'p';
inline constexpr char kResponsibilities = 'P';
inline constexpr char kHelps = 'Z';
inline constexpr char kQuestionBudgets = 'z';
inline constexpr char kFollowUp = 'I';
inline constexpr char kEvents = 'W';
inline constexpr char kDeliveries = 'w';

// Names under kMeta.
inline constexpr char kFormatRow[] = "format";
inline constexpr char kLogHeadRow[] = "log";
inline constexpr char kLogTermsRow[] = "log terms";

// The name under kEpochs of the row that says which edition is in force.
inline constexpr char kInForceRow[] = "now";

// `prefix` followed by `id`.
std::string Key(char prefix, absl::string_view id);

// Eight bytes, big endian, so that byte order is number order.
std::string BigEndian64(uint64_t number);
uint64_t FromBigEndian64(absl::string_view bytes);  // Needs 8 bytes.
// A time in a key: nanoseconds since 1970, as BigEndian64.
inline constexpr size_t kTimeBytes = 8;
// Stands after a name in a key: no name holds it.
inline constexpr absl::string_view kNul("\0", 1);

// The first key after all that begin with `prefix`; empty, which Scan takes for
// no end, when there is none.
std::string PrefixEnd(absl::string_view prefix);

// DATA_LOSS: a row of this table does not parse.
absl::Status MisshapenRow(char prefix);

// Reads one row. NOT_FOUND when absent; DATA_LOSS when it does not parse.
template <typename Row>
absl::StatusOr<Row> GetRow(const Reader& reader, char prefix,
                           absl::string_view id) {
  absl::StatusOr<std::string> bytes = reader.Get(Key(prefix, id));
  if (!bytes.ok()) return bytes.status();
  Row row;
  if (!row.ParseFromString(*bytes)) return MisshapenRow(prefix);
  return row;
}

// Reads the rows of a table in the order of their ids: those after `after`, or
// all when it is empty. Calls `visit(id, row)` until it returns false. The
// codes of Scan; DATA_LOSS when a row does not parse.
template <typename Row, typename VisitRow>
absl::Status ScanRows(const Reader& reader, char prefix,
                      absl::string_view after, const VisitRow& visit) {
  std::string from = Key(prefix, after);
  if (!after.empty()) from.push_back('\0');
  absl::Status read;
  absl::Status scanned = reader.Scan(
      from, PrefixEnd(std::string(1, prefix)),
      [&](absl::string_view key, absl::string_view value) {
        Row row;
        if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          read = MisshapenRow(prefix);
          return false;
        }
        return visit(key.substr(1), row);
      });
  return scanned.ok() ? read : scanned;
}

// Adds `row` to `batch`. `before` is the row this change was based on, null
// when there must be none: ABORTED at commit when that no longer holds.
template <typename Row>
void PutRow(char prefix, absl::string_view id, const Row& row,
            const std::type_identity_t<Row>* before, Batch* batch) {
  const std::string key = Key(prefix, id);
  batch->expects.push_back(
      {key, before == nullptr
                ? std::nullopt
                : std::optional<std::string>(before->SerializeAsString())});
  batch->puts.push_back({key, row.SerializeAsString()});
}

}  // namespace saan::storage

#endif  // SAAN_STORAGE_TABLES_H_
