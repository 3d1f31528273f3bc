// How alike two names are, as people mishear, misspell and mistype Thai.

#ifndef SAAN_GATEWAY_MATCH_DISTANCE_H_
#define SAAN_GATEWAY_MATCH_DISTANCE_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "gateway/match/letters.h"

namespace saan::match {

// A name made ready for comparing: รร, ำ, ไ and ใ spelled as they sound,
// letters under THANTHAKHAT marked as silent. Reads at most kMaxLetters
// letters.
class Spelling {
 public:
  Spelling() = default;
  explicit Spelling(const Letters& folded_name);
  explicit Spelling(absl::string_view folded_name)
      : Spelling(Letters(folded_name)) {}

  size_t size() const { return letters_.size(); }
  char16_t letter(size_t i) const { return letters_[i]; }
  bool is_silent(size_t i) const { return is_silent_[i]; }
  // Its row in the table of costs.
  uint8_t index(size_t i) const { return index_[i]; }
  // The sound that it ends on where no vowel follows; 0 elsewhere.
  uint8_t final_sound(size_t i) const { return final_sound_[i]; }
  // What it costs to leave out or add the letter at `i`, in hundredths.
  int gap(size_t i) const { return gap_[i]; }
  // What it costs to leave out all, in hundredths.
  int total() const { return total_; }

 private:
  void MarkLetters();

  Letters letters_;
  std::array<bool, kMaxLetters> is_silent_ = {};
  std::array<uint8_t, kMaxLetters> index_;
  std::array<uint8_t, kMaxLetters> final_sound_;
  std::array<uint8_t, kMaxLetters> gap_;
  int total_ = 0;
};

// Likeness from 0 (nothing in common) to 1 (spelled alike up to what is not
// heard): one minus the cheapest edits over the longer name. Edits that change
// the sound little, or that lie near on a Kedmanee keyboard, cost less. Empty
// names are like nothing. A likeness under `floor` is given as 0, sooner.
double Similarity(const Spelling& a, const Spelling& b, double floor);
double Similarity(absl::string_view a, absl::string_view b);

}  // namespace saan::match

#endif  // SAAN_GATEWAY_MATCH_DISTANCE_H_
