#include "gateway/match/lexicon.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "gateway/match/thai_sound.h"

namespace saan::match {
namespace {

// A longer value names nothing.
constexpr size_t kMaxTermBytes = 300;
constexpr size_t kMaxPackedDigits = 15;

// The finishing steps of MurmurHash3 (A. Appleby, public domain).
uint64_t Mixed(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

uint64_t SoundOf(absl::string_view name) {
  const std::string key = IsLatin(name) ? LatinKey(name) : Lk82(name);
  return key.empty() ? 0 : Digest64(key, 1) | 1;
}

uint64_t PackedDigits(absl::string_view text) {
  absl::ConsumePrefix(&text, "?");
  if (text.empty() || text.size() > kMaxPackedDigits) return 0;
  uint64_t packed = text.size();
  // What is not there stands as zeros between the count and the digits.
  packed <<= 4 * (kMaxPackedDigits - text.size());
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return 0;
    packed = packed << 4 | static_cast<uint64_t>(c - '0');
  }
  return packed;
}

bool ParseDay(absl::string_view text, int32_t* days) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return false;
  *days = static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
  return true;
}

std::string WriteDay(int32_t days) {
  return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + days);
}

}  // namespace

uint64_t Digest64(absl::string_view text, uint64_t seed) {
  uint64_t digest = Mixed(seed ^ (text.size() * 0x9e3779b97f4a7c15ULL));
  while (!text.empty()) {
    uint64_t word = 0;
    const size_t taken = std::min<size_t>(8, text.size());
    std::memcpy(&word, text.data(), taken);
    digest = Mixed(digest ^ word) + 0x9e3779b97f4a7c15ULL;
    text.remove_prefix(taken);
  }
  return Mixed(digest);
}

bool ParseDateSpan(absl::string_view text, DateSpan* span) {
  span->is_doubtful = absl::ConsumeSuffix(&text, "?");
  const size_t slash = text.find('/');
  if (!ParseDay(text.substr(0, slash), &span->earliest)) return false;
  span->latest = span->earliest;
  return (slash == absl::string_view::npos ||
          ParseDay(text.substr(slash + 1), &span->latest)) &&
         span->earliest <= span->latest;
}

std::string WriteDateSpan(const DateSpan& span) {
  std::string text = WriteDay(span.earliest);
  if (span.latest != span.earliest) {
    absl::StrAppend(&text, "/", WriteDay(span.latest));
  }
  return span.is_doubtful ? text + "?" : text;
}

ValueId Lexicon::Intern(int field, Kind kind, absl::string_view text) {
  if (text.empty() || text.size() > kMaxTermBytes) return kNoValue;
  const uint32_t hash = HashOf(field, text);
  size_t slot = SlotOf(field, text, hash);
  if (slots_[slot] != kNoValue) return IdIn(slots_[slot]);
  Value value;
  value.offset = texts_.size();
  value.size = text.size();
  value.field = field;
  value.is_doubtful = false;
  if (!MakeReady(kind, text, &value)) return kNoValue;
  if (values_.size() >= kMaxValues) return kNoValue;
  if (values_.size() * 4 > slots_.size() * 3) {
    Grow();
    slot = SlotOf(field, text, hash);
  }
  texts_.append(text.data(), text.size());
  values_.push_back(value);
  const auto id = static_cast<ValueId>(values_.size() - 1);
  slots_[slot] = SlotFor(id, hash);
  return id;
}

bool Lexicon::MakeReady(Kind kind, absl::string_view text, Value* value) {
  switch (kind) {
    case Kind::kDate: {
      DateSpan span;
      if (!ParseDateSpan(text, &span)) return false;
      value->is_doubtful = span.is_doubtful;
      value->ready = uint64_t{static_cast<uint32_t>(span.earliest)} << 32 |
                     static_cast<uint32_t>(span.latest);
      if (span.IsDay()) value->glance = GlanceOfDay(DayOf(span.earliest));
      break;
    }
    case Kind::kName:
      value->ready = SoundOf(text);
      value->glance = GlanceOfName(text, value->ready);
      break;
    case Kind::kNumber:
    case Kind::kNationalId:
      value->ready = PackedDigits(text);
      value->glance = GlanceOfNumber(value->ready, text[0] == '?');
      break;
    case Kind::kArea:
      value->glance = GlanceOfArea(text);
      break;
    case Kind::kIssued:
    case Kind::kWord:
      break;
  }
  return true;
}

DateSpan Lexicon::date(ValueId id) const {
  const Value& value = values_[id];
  return {static_cast<int32_t>(value.ready >> 32),
          static_cast<int32_t>(value.ready & 0xffffffff),
          value.is_doubtful != 0};
}

uint32_t Lexicon::HashOf(int field, absl::string_view text) {
  return static_cast<uint32_t>(Digest64(text, field));
}

size_t Lexicon::SlotOf(int field, absl::string_view text, uint32_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != kNoValue) {
    const ValueId id = IdIn(slots_[slot]);
    if (slots_[slot] == SlotFor(id, hash) &&
        values_[id].field == static_cast<uint64_t>(field) &&
        this->text(id) == text) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Lexicon::Grow() {
  LargeVector<Slot> grown(slots_.size() * 2);
  const size_t mask = grown.size() - 1;
  for (ValueId id = 1; id < values_.size(); ++id) {
    const uint32_t hash = HashOf(static_cast<int>(values_[id].field), text(id));
    size_t slot = hash & mask;
    while (grown[slot] != kNoValue) slot = (slot + 1) & mask;
    grown[slot] = SlotFor(id, hash);
  }
  slots_.swap(grown);
}

void Lexicon::Rewind(size_t size) {
  // Last in, first out: each leaves the table as it was before it came.
  while (values_.size() > size) {
    const auto id = static_cast<ValueId>(values_.size() - 1);
    const Value& value = values_[id];
    const int field = static_cast<int>(value.field);
    slots_[SlotOf(field, text(id), HashOf(field, text(id)))] = kNoValue;
    texts_.resize(value.offset);
    values_.pop_back();
  }
}

size_t Lexicon::MemoryBytes() const {
  return values_.capacity() * sizeof(Value) + texts_.capacity() +
         slots_.capacity() * sizeof(Slot);
}

}  // namespace saan::match
