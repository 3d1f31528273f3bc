#include "gateway/match/keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"

namespace saan::match {
namespace {

// Values of one field that give keys, and what each can give.
constexpr size_t kMaxParts = 4;
// A date that can lie in more years than this gives no key with a year.
constexpr int64_t kMaxYears = 3;

uint64_t Joined(uint64_t a, uint64_t b) {
  return (a ^ (b + 0x9e3779b97f4a7c15ULL + (a << 6) + (a >> 2))) *
         0xff51afd7ed558ccdULL;
}

class Parts {
 public:
  void Add(uint64_t part) {
    if (size_ < kMaxParts && part != 0) parts_[size_++] = part;
  }
  const uint64_t* begin() const { return parts_.data(); }
  const uint64_t* end() const { return parts_.data() + size_; }

 private:
  std::array<uint64_t, kMaxParts> parts_;
  size_t size_ = 0;
};

void AddDateParts(const DateSpan& span, KeyForm form, Parts* parts) {
  const absl::CivilDay first = absl::CivilDay(1970, 1, 1) + span.earliest;
  const absl::CivilDay last = absl::CivilDay(1970, 1, 1) + span.latest;
  if (form == KeyForm::kYear) {
    if (last.year() - first.year() >= kMaxYears) return;
    for (auto year = first.year(); year <= last.year(); ++year) {
      parts->Add(static_cast<uint64_t>(year) + 1);
    }
  } else if (span.IsDay()) {
    parts->Add(form == KeyForm::kMonthDay
                   ? static_cast<uint64_t>(first.month() * 100 + first.day())
                   : static_cast<uint64_t>(span.earliest) + (1ULL << 32));
  }
}

// The byte at which the letter number `letters` begins.
size_t LetterStart(absl::string_view text, int letters) {
  size_t at = 0;
  while (at < text.size() && letters > 0) {
    ++at;
    while (at < text.size() && (text[at] & 0xc0) == 0x80) ++at;
    --letters;
  }
  return at;
}

int LetterCount(absl::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

uint64_t TextPart(absl::string_view text, const KeyPart& part) {
  absl::ConsumePrefix(&text, "?");
  const int letters = LetterCount(text);
  switch (part.form) {
    case KeyForm::kFirst:
      if (letters < part.length) return 0;
      return Digest64(text.substr(0, LetterStart(text, part.length)), 2);
    case KeyForm::kLast:
      if (letters < part.length) return 0;
      return Digest64(text.substr(LetterStart(text, letters - part.length)), 3);
    case KeyForm::kSorted: {
      std::string sorted(text);
      std::sort(sorted.begin(), sorted.end());
      return Digest64(sorted, 4);
    }
    default:
      return Digest64(text, 5);
  }
}

Parts PartsOf(const Model& model, const Lexicon& lexicon, ProfileView profile,
              const KeyPart& part) {
  Parts parts;
  const bool is_date = model.fields[part.field].kind == Kind::kDate;
  for (const Trait trait : ValuesOf(profile, part.field)) {
    if (is_date) {
      AddDateParts(lexicon.date(trait.value()), part.form, &parts);
    } else if (part.form == KeyForm::kSound) {
      parts.Add(lexicon.sound(trait.value()));
    } else {
      parts.Add(TextPart(lexicon.text(trait.value()), part));
    }
  }
  return parts;
}

void AddKeys(const std::vector<Parts>& parts, size_t at, uint64_t key,
             std::vector<uint64_t>* keys) {
  if (at == parts.size()) {
    // The low bits choose the slot in the index.
    if (keys->size() < kMaxKeysOfProfile) keys->push_back(key ^ (key >> 31));
    return;
  }
  for (const uint64_t part : parts[at]) {
    AddKeys(parts, at + 1, Joined(key, part), keys);
  }
}

}  // namespace

void KeysOf(const Model& model, const Lexicon& lexicon, ProfileView profile,
            std::vector<uint64_t>* keys) {
  keys->clear();
  std::vector<Parts> parts;
  for (size_t i = 0; i < model.keys.size(); ++i) {
    parts.clear();
    for (const KeyPart& part : model.keys[i]) {
      parts.push_back(PartsOf(model, lexicon, profile, part));
    }
    AddKeys(parts, 0, Digest64("key", i), keys);
  }
  std::sort(keys->begin(), keys->end());
  keys->erase(std::unique(keys->begin(), keys->end()), keys->end());
}

}  // namespace saan::match
