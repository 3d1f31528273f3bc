// Values on their way into a message of the shared schema.

#ifndef SAAN_ADAPTERS_MAPPING_VALUE_H_
#define SAAN_ADAPTERS_MAPPING_VALUE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "adapters/mapping_path.h"
#include "adapters/mapping_plan.h"
#include "google/protobuf/message.h"

namespace saan::adapters {

// Numbers serve for enums and bools too.
using Value = std::variant<std::string, double,
                           std::unique_ptr<google::protobuf::Message>>;

// Puts a value in its place and gives the path with its position, or an empty
// text when the place already holds another. An Address takes the parts that it
// lacks; a list of enums takes no value twice.
std::string Put(Place place, const Value& value);

// Sets the constant unless the place holds something. "[+]" is the newest.
void PutConstant(const Constant& constant, google::protobuf::Message* base);

// Removes empty messages from all lists below `record`, which positions beyond
// the filled ones leave, and gives the paths of its sources their new
// positions.
void CloseGaps(v1::Record* record);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_VALUE_H_
