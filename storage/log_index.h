// Which entries of the log have which properties, for questions about it.
//
// A term is a property as text, e.g. "agency=bma". Entries are indexed by
// segments of 4096: when a segment is full, one row for each term in it lists
// the entries that have it, in the commit that completes the segment. So an
// entry costs no row of its own, and an index can never lag behind the log
// unnoticed: what is after the last full segment is read entry by entry.

#ifndef SAAN_STORAGE_LOG_INDEX_H_
#define SAAN_STORAGE_LOG_INDEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/audit.pb.h"
#include "storage/kv.h"

namespace saan::storage {

inline constexpr uint64_t kSegmentEntries = 4096;

// The properties that are indexed. Values: ids as they are, digests in
// hexadecimal, enums as their numbers.
inline constexpr char kTermAgency[] = "agency";
inline constexpr char kTermActor[] = "actor_ref";
inline constexpr char kTermCase[] = "case_ref";
inline constexpr char kTermPurpose[] = "purpose";
inline constexpr char kTermRole[] = "role";
inline constexpr char kTermMethod[] = "method";
inline constexpr char kTermOutcome[] = "outcome";
inline constexpr char kTermReason[] = "reason";
inline constexpr char kTermHolder[] = "holder";
inline constexpr char kTermRule[] = "rule_id";
inline constexpr char kTermConsent[] = "consent_id";
inline constexpr char kTermRelationship[] = "relationship";
inline constexpr char kTermFamilyName[] = "is_same_family_name";
inline constexpr char kTermSubdistrict[] = "is_same_subdistrict";

// "true" or "false" where a relationship was looked at, else empty.
std::string IndexedFlag(const v1::AuditEntry& entry, bool flag);

// "agency=bma".
std::string IndexTerm(absl::string_view property, absl::string_view value);

// The terms of an entry, each once.
std::vector<std::string> IndexTermsOf(const v1::AuditEntry& entry);

// The segment in progress. Not thread-safe.
class LogIndex {
 public:
  // Reads the entries after the last full segment of a log of `size` entries.
  // Segments that have no rows yet, of a store from before there was an index,
  // get them now. DATA_LOSS when an entry is missing or does not parse.
  static absl::StatusOr<LogIndex> Load(Kv* kv, uint64_t size);

  // Adds the entry at `index`, one after the last, by its terms, and to `puts`
  // the rows of the segment that it completes.
  void Add(uint64_t index, const std::vector<std::string>& terms,
           std::vector<Put>* puts);

  // The entries of a full segment that have `term`, ascending.
  static absl::StatusOr<std::vector<uint64_t>> Find(const Reader& reader,
                                                    absl::string_view term,
                                                    uint64_t segment);

 private:
  // By term: the places in the segment, ascending.
  absl::flat_hash_map<std::string, std::vector<uint16_t>> places_;
};

}  // namespace saan::storage

#endif  // SAAN_STORAGE_LOG_INDEX_H_
