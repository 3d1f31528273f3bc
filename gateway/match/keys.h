// The keys under which a profile is filed. Records that share none are never
// compared.

#ifndef SAAN_GATEWAY_MATCH_KEYS_H_
#define SAAN_GATEWAY_MATCH_KEYS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "gateway/match/lexicon.h"
#include "gateway/match/model.h"
#include "gateway/match/profile.h"

namespace saan::match {

// No profile has more; those of the model's first keys are kept.
inline constexpr size_t kMaxKeysOfProfile = 96;

// Makes the keys of profiles. A part that several keys have is made once. One
// thread.
class KeyMaker {
 public:
  // `model` outlives this.
  explicit KeyMaker(const Model& model);

  // Digests of all keys of `profile`, sorted, each once. A key of whose parts
  // one has no value is left out; several values give several keys.
  void Make(const Lexicon& lexicon, ProfileView profile,
            std::vector<uint64_t>* keys);

 private:
  // Values of one field that give keys, former names behind the present ones,
  // and what each can give.
  static constexpr size_t kMaxParts = 6;
  struct Parts {
    std::array<uint64_t, kMaxParts> parts;
    size_t size = 0;
    void Add(uint64_t part) {
      if (size < kMaxParts && part != 0) parts[size++] = part;
    }
  };

  void AddParts(const Lexicon& lexicon, const KeyPart& part, ProfileView values,
                Parts* parts) const;
  static void AddDateParts(const DateSpan& span, KeyForm form, Parts* parts);
  void MakeParts(const Lexicon& lexicon, ProfileView profile);
  void AddKeys(const std::vector<uint8_t>& key, size_t at, uint64_t digest,
               std::vector<uint64_t>* keys) const;

  const Model& model_;
  std::vector<KeyPart> distinct_;           // By field.
  std::vector<std::vector<uint8_t>> keys_;  // Of distinct parts.
  std::vector<uint64_t> seeds_;
  std::vector<Parts> made_;
};

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_KEYS_H_
