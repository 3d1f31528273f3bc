// Where the values that redaction leaves stand, by where they stood before.

#ifndef SAAN_GATEWAY_POLICY_PLACES_H_
#define SAAN_GATEWAY_POLICY_PLACES_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

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
  ContainerId NewContainer() {
    present_.push_back(0);
    return static_cast<ContainerId>(present_.size() - 1);
  }

  // Something of the field `node` within `around` is left.
  void Add(ContainerId around, const Node& node) {
    present_[around] |= uint64_t{1} << node.position;
  }
  // What was the `index`-th element of `node` within `around`, or `node` itself
  // if it is a container and no list, is at `place`.
  void Add(ContainerId around, const Node& node, int index,
           const Place& place) {
    Add(around, node);
    places_.insert_or_assign(KeyOf(around, node, index), place);
  }

  // Nothing where nothing is left there.
  std::optional<Place> Find(ContainerId around, const Node& node,
                            int index) const {
    if ((present_[around] >> node.position & 1) == 0) return std::nullopt;
    const bool is_one_container =
        node.is_container() && !node.field->is_repeated();
    if (index == kWhole && !is_one_container) return Place();
    const auto found = places_.find(KeyOf(around, node, index));
    if (found == places_.end()) return std::nullopt;
    return found->second;
  }

 private:
  using Key = std::pair<const Node*, uint64_t>;

  static Key KeyOf(ContainerId around, const Node& node, int index) {
    return {&node, uint64_t{around} << 32 | static_cast<uint32_t>(index)};
  }

  // For each container a bit for each of its fields: most values are neither
  // containers nor in lists.
  std::vector<uint64_t> present_ = std::vector<uint64_t>(1);
  absl::flat_hash_map<Key, Place> places_;
};

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_PLACES_H_
