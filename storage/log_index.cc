#include "storage/log_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/log_tree.h"
#include "storage/tables.h"

namespace saan::storage {
namespace {

// Room for the terms of most entries.
constexpr size_t kUsualTerms = 16;

std::string SegmentKey(absl::string_view term, uint64_t segment) {
  return Key(kTerms, absl::StrCat(term, absl::string_view("\0", 1),
                                  BigEndian64(segment)));
}

// Places as the steps between them, each in one byte, or two where it is 128
// or more: the high bit of the first says so.
std::string PackPlaces(const std::vector<uint16_t>& places) {
  std::string packed;
  uint16_t last = 0;
  for (const uint16_t place : places) {
    const uint16_t step = place - last;
    if (step >= 0x80) packed.push_back(static_cast<char>(0x80 | step >> 8));
    packed.push_back(static_cast<char>(step & 0xFF));
    last = place;
  }
  return packed;
}

absl::StatusOr<std::vector<uint64_t>> UnpackPlaces(absl::string_view packed,
                                                   uint64_t first) {
  std::vector<uint64_t> indexes;
  for (size_t i = 0; i < packed.size(); ++i) {
    uint64_t step = static_cast<unsigned char>(packed[i]);
    if (step >= 0x80) {
      if (++i == packed.size()) {
        return DamagedLogError("a row of its index is cut short");
      }
      step = (step & 0x7F) << 8 | static_cast<unsigned char>(packed[i]);
    }
    first += step;
    indexes.push_back(first);
  }
  return indexes;
}

Put FullSegmentsRow(uint64_t segments) {
  return {Key(kMeta, kLogTermsRow), BigEndian64(segments)};
}

absl::StatusOr<uint64_t> FullSegments(const Reader& reader) {
  const absl::StatusOr<std::string> row = reader.Get(Key(kMeta, kLogTermsRow));
  if (absl::IsNotFound(row.status())) return 0;
  if (!row.ok()) return row.status();
  if (row->size() != sizeof(uint64_t)) {
    return DamagedLogError("the mark of its index is misshapen");
  }
  return FromBigEndian64(*row);
}

}  // namespace

std::string IndexTerm(absl::string_view property, absl::string_view value) {
  return absl::StrCat(property, "=", value);
}

std::string IndexedFlag(const v1::AuditEntry& entry, bool flag) {
  if (entry.relationship() == v1::RELATIONSHIP_UNSPECIFIED) return "";
  return flag ? "true" : "false";
}

std::vector<std::string> IndexTermsOf(const v1::AuditEntry& entry) {
  std::vector<std::string> terms;
  terms.reserve(kUsualTerms);
  const auto add = [&](absl::string_view property, absl::string_view value) {
    if (value.empty()) return;
    std::string term = IndexTerm(property, value);
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) {
      terms.push_back(std::move(term));
    }
  };
  add(kTermAgency, entry.agency());
  add(kTermActor, absl::BytesToHexString(entry.actor_ref()));
  add(kTermCase, absl::BytesToHexString(entry.case_ref()));
  add(kTermPurpose, absl::StrCat(int{entry.purpose()}));
  add(kTermRole, absl::StrCat(int{entry.role()}));
  add(kTermMethod, entry.method());
  add(kTermOutcome, absl::StrCat(int{entry.outcome()}));
  add(kTermReason, entry.reason());
  for (const std::string& holder : entry.holders()) add(kTermHolder, holder);
  for (const std::string& rule_id : entry.rule_ids()) add(kTermRule, rule_id);
  for (const std::string& consent_id : entry.consent_ids()) {
    add(kTermConsent, consent_id);
  }
  if (entry.relationship() != v1::RELATIONSHIP_UNSPECIFIED) {
    add(kTermRelationship, absl::StrCat(int{entry.relationship()}));
  }
  add(kTermFamilyName, IndexedFlag(entry, entry.is_same_family_name()));
  add(kTermSubdistrict, IndexedFlag(entry, entry.is_same_subdistrict()));
  return terms;
}

absl::StatusOr<LogIndex> LogIndex::Load(Kv* kv, uint64_t size) {
  LogIndex index;
  const absl::StatusOr<uint64_t> full = FullSegments(*kv);
  if (!full.ok()) return full.status();
  if (*full > size / kSegmentEntries) {
    return DamagedLogError("its index is ahead of it");
  }
  for (uint64_t i = *full * kSegmentEntries; i < size; ++i) {
    const absl::StatusOr<std::string> leaf =
        kv->Get(Key(kLeaves, BigEndian64(i)));
    v1::AuditEntry entry;
    if (absl::IsNotFound(leaf.status())) {
      return DamagedLogError("an entry is missing");
    }
    if (!leaf.ok()) return leaf.status();
    if (!entry.ParseFromString(*leaf)) {
      return DamagedLogError("an entry does not parse");
    }
    std::vector<Put> puts;
    index.Add(i, IndexTermsOf(entry), &puts);
    if (puts.empty()) continue;
    absl::Status kept = kv->Commit(puts);
    if (!kept.ok()) return kept;
  }
  return index;
}

void LogIndex::Add(uint64_t index, const std::vector<std::string>& terms,
                   std::vector<Put>* puts) {
  const uint64_t place = index % kSegmentEntries;
  for (const std::string& term : terms) {
    places_[term].push_back(static_cast<uint16_t>(place));
  }
  if (place != kSegmentEntries - 1) return;
  const uint64_t segment = index / kSegmentEntries;
  for (const auto& [term, places] : places_) {
    puts->push_back({SegmentKey(term, segment), PackPlaces(places)});
  }
  puts->push_back(FullSegmentsRow(segment + 1));
  places_.clear();
}

absl::StatusOr<std::vector<uint64_t>> LogIndex::Find(const Reader& reader,
                                                     absl::string_view term,
                                                     uint64_t segment) {
  const absl::StatusOr<std::string> packed =
      reader.Get(SegmentKey(term, segment));
  if (absl::IsNotFound(packed.status())) return std::vector<uint64_t>();
  if (!packed.ok()) return packed.status();
  return UnpackPlaces(*packed, segment * kSegmentEntries);
}

}  // namespace saan::storage
