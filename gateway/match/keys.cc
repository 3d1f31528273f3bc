#include "gateway/match/keys.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/strip.h"
#include "gateway/match/day.h"

namespace saan::match {
namespace {

// A date that can lie in more years than this gives no key with a year.
constexpr int kMaxYears = 3;

uint64_t Joined(uint64_t a, uint64_t b) {
  return (a ^ (b + 0x9e3779b97f4a7c15ULL + (a << 6) + (a >> 2))) *
         0xff51afd7ed558ccdULL;
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

}  // namespace

KeyMaker::KeyMaker(const Model& model) : model_(model) {
  for (size_t i = 0; i < model.keys.size(); ++i) {
    seeds_.push_back(Digest64("key", i));
    for (const KeyPart& part : model.keys[i]) distinct_.push_back(part);
  }
  const auto order = [](const KeyPart& part) {
    return std::make_tuple(part.field, part.form, part.length);
  };
  std::sort(
      distinct_.begin(), distinct_.end(),
      [&](const KeyPart& a, const KeyPart& b) { return order(a) < order(b); });
  const auto is_same = [&](const KeyPart& a, const KeyPart& b) {
    return order(a) == order(b);
  };
  distinct_.erase(std::unique(distinct_.begin(), distinct_.end(), is_same),
                  distinct_.end());
  for (const Key& key : model.keys) {
    std::vector<uint8_t>& parts = keys_.emplace_back();
    for (const KeyPart& part : key) {
      const auto found = std::find_if(
          distinct_.begin(), distinct_.end(),
          [&](const KeyPart& known) { return is_same(known, part); });
      parts.push_back(static_cast<uint8_t>(found - distinct_.begin()));
    }
  }
  made_.resize(distinct_.size());
}

void KeyMaker::AddDateParts(const DateSpan& span, KeyForm form, Parts* parts) {
  const Day first = DayOf(span.earliest);
  if (form == KeyForm::kYear) {
    const int last = DayOf(span.latest).year;
    if (last - first.year >= kMaxYears) return;
    for (int year = first.year; year <= last; ++year) {
      parts->Add(static_cast<uint64_t>(year) + 1);
    }
  } else if (span.IsDay()) {
    parts->Add(form == KeyForm::kMonthDay
                   ? static_cast<uint64_t>(first.month * 100 + first.day)
                   : static_cast<uint64_t>(span.earliest) + (1ULL << 32));
  }
}

void KeyMaker::AddParts(const Lexicon& lexicon, const KeyPart& part,
                        ProfileView values, Parts* parts) const {
  const bool is_date = model_.fields[part.field].kind == Kind::kDate;
  for (const Trait trait : values) {
    const ValueId value = trait.value();
    if (is_date) {
      AddDateParts(lexicon.date(value), part.form, parts);
    } else if (part.form == KeyForm::kSound) {
      parts->Add(lexicon.sound(value));
    } else {
      parts->Add(TextPart(lexicon.text(value), part));
    }
  }
}

void KeyMaker::MakeParts(const Lexicon& lexicon, ProfileView profile) {
  size_t at = 0;
  for (size_t i = 0; i < distinct_.size(); ++i) {
    const KeyPart& part = distinct_[i];
    made_[i].size = 0;
    while (at < profile.size() && profile[at].field() < part.field) ++at;
    if (at < profile.size() && profile[at].field() == part.field) {
      AddParts(lexicon, part, ValuesAt(profile, at), &made_[i]);
    }
    const int former = model_.fields[part.field].former;
    if (former != kNoField) {
      AddParts(lexicon, part, ValuesOf(profile, former), &made_[i]);
    }
  }
}

void KeyMaker::AddKeys(const std::vector<uint8_t>& key, size_t at,
                       uint64_t digest, std::vector<uint64_t>* keys) const {
  if (at == key.size()) {
    // The high bits choose the slot in the index.
    if (keys->size() < kMaxKeysOfProfile) {
      keys->push_back(digest ^ (digest >> 31));
    }
    return;
  }
  const Parts& parts = made_[key[at]];
  for (size_t i = 0; i < parts.size; ++i) {
    AddKeys(key, at + 1, Joined(digest, parts.parts[i]), keys);
  }
}

void KeyMaker::Make(const Lexicon& lexicon, ProfileView profile,
                    std::vector<uint64_t>* keys) {
  keys->clear();
  MakeParts(lexicon, profile);
  for (size_t i = 0; i < keys_.size(); ++i) {
    AddKeys(keys_[i], 0, seeds_[i], keys);
  }
  std::sort(keys->begin(), keys->end());
  keys->erase(std::unique(keys->begin(), keys->end()), keys->end());
}

}  // namespace saan::match
