// Where the values that redaction leaves stand, by where they stood before.

#ifndef SAAN_GATEWAY_POLICY_PLACES_H_
#define SAAN_GATEWAY_POLICY_PLACES_H_

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "gateway/policy/schema.h"

namespace saan::policy {

// The index of a field as a whole, of all elements if it is a list.
inline constexpr int kWhole = -1;

// A container of the record, by a number that redaction gave it.
using ContainerId = uint32_t;
inline constexpr ContainerId kRootContainer = 0;
inline constexpr ContainerId kNoContainer = ~ContainerId{0};

struct Place {
  ContainerId container = kNoContainer;  // What is there, if it is one.
  int index = kWhole;                    // Now.
};

class Places {
 public:
  ContainerId NewContainer() { return ++last_; }

  // `node` within `around`, or its element that was the `index`-th, is `place`.
  void Add(ContainerId around, const Node& node, int index,
           const Place& place) {
    places_.insert_or_assign(KeyOf(around, node, index), place);
  }

  // Null where nothing is left there.
  const Place* Find(ContainerId around, const Node& node, int index) const {
    const auto found = places_.find(KeyOf(around, node, index));
    return found == places_.end() ? nullptr : &found->second;
  }

 private:
  using Key = std::pair<const Node*, uint64_t>;

  static Key KeyOf(ContainerId around, const Node& node, int index) {
    return {&node, uint64_t{around} << 32 | static_cast<uint32_t>(index)};
  }

  absl::flat_hash_map<Key, Place> places_;
  ContainerId last_ = kRootContainer;
};

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_PLACES_H_
