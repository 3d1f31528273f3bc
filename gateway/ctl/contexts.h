// The context file, ~/.config/saan/contexts.textproto: gateways by name.

#ifndef SAAN_GATEWAY_CTL_CONTEXTS_H_
#define SAAN_GATEWAY_CTL_CONTEXTS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/ctl/contexts.pb.h"

namespace saan::ctl {

// The environment variables of the process.
using Environment = std::map<std::string, std::string>;

// A variable, or "" when it is not set. Set but empty counts as not set.
std::string Variable(const Environment& environment, const std::string& name);

// SAAN_CONFIG, or saan/contexts.textproto below XDG_CONFIG_HOME or
// HOME/.config. Empty when none of the three is set.
std::string ContextsPath(const Environment& environment);

// Reads the file. No file is no contexts. INVALID_ARGUMENT
// "file:line:column: reason" when it cannot be understood, PERMISSION_DENIED
// when it cannot be read.
absl::StatusOr<Contexts> LoadContexts(const std::string& path);

// Writes the file anew, readable by its owner alone, so that a reader sees the
// old or the new one and nothing between. INVALID_ARGUMENT names the path that
// cannot be written.
absl::Status SaveContexts(const std::string& path, const Contexts& contexts);

// The context of that name, or null. The pointer is into `contexts`.
const Context* FindContext(const Contexts& contexts, absl::string_view name);

// Their names, joined by ", "; "none" when there are none.
std::string ContextNames(const Contexts& contexts);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_CONTEXTS_H_
