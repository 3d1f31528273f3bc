// Which events may be told to a caller: by the rules of that moment, and by
// what is known of the child then.

#ifndef SAAN_GATEWAY_TELLING_H_
#define SAAN_GATEWAY_TELLING_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/call.h"

namespace saan {

// For one call; house and call must outlive it.
class Telling {
 public:
  Telling(const House& house, const Call& call) : house_(house), call_(call) {}

  // False where the event needs a rule and there is none, and of a child that
  // is held from the caller unless it is of the caller's own data.
  absl::StatusOr<bool> MayTell(const v1::EventRow& row);

 private:
  // Nothing is known of a child that is there no more.
  absl::StatusOr<const policy::Facts*> FactsOfChild(
      const std::string& child_id);

  const House& house_;
  const Call& call_;
  std::map<std::string, policy::Facts> facts_;  // By child.
};

}  // namespace saan

#endif  // SAAN_GATEWAY_TELLING_H_
