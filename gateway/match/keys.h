// The keys under which a profile is filed. Records that share none are never
// compared.

#ifndef SAAN_GATEWAY_MATCH_KEYS_H_
#define SAAN_GATEWAY_MATCH_KEYS_H_

#include <cstdint>
#include <vector>

#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"

namespace saan::match {

// No profile has more; those of the model's first keys are kept.
inline constexpr size_t kMaxKeysOfProfile = 64;

// Digests of all keys of `profile`, sorted, each once. A key of whose parts one
// has no value is left out; several values give several keys.
void KeysOf(const Model& model, const Lexicon& lexicon, ProfileView profile,
            std::vector<uint64_t>* keys);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_KEYS_H_
