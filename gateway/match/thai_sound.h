// Keys under which names that sound alike fall together. Keys are for finding
// candidates; how alike two names are is for gateway/match/distance.h.

#ifndef SAAN_GATEWAY_MATCH_THAI_SOUND_H_
#define SAAN_GATEWAY_MATCH_THAI_SOUND_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/match/letters.h"

namespace saan::match {

// Letters without what is written and not spoken: a consonant (and the vowel on
// it) under THANTHAKHAT, and the clusters จน์ มณ์ ณฑ์ ทร์ ตร์.
Letters WithoutSilent(const Letters& name);

// Five signs, the first a Thai letter: "บูรณการ" -> "บE419"; empty for a name
// without sound. Source: V. Lorchirachoonkul, "A Thai Soundex System", 1982,
// in the reading of PyThaiNLP 5.3 (outputs agree).
std::string Lk82(absl::string_view folded_name);
// The same, for a caller that keeps its letters.
Letters Lk82Letters(const Letters& name);

// Seven signs, the first a Thai letter: "บูรณการ" -> "บ931900". Source:
// W. Udompanich, "String searching for Thai alphabet using Soundex
// compression technique", 1983, in the reading of PyThaiNLP 5.3.
std::string Udom83(absl::string_view folded_name);

// Consonant classes of a name in Thai or in Latin letters, by its sound at the
// end of a syllable: "ณัฐพล", "Natthaphon" and "Nuttapol" -> "n353". Coarser
// than the Thai keys; it is for names of which one was romanised.
std::string LatinKey(absl::string_view folded_name);

// The same for a name that has hardly a consonant: a sign that comes again
// behind a vowel stands again, "ใบบัว" and "Baibua" -> "55".
std::string LatinSigns(absl::string_view folded_name);

// True when the name has at least one ASCII letter and no Thai one.
bool IsLatin(absl::string_view name);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_THAI_SOUND_H_
