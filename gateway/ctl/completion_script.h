// The completion script for bash, made from the commands themselves, so that
// it can name none that is not there.

#ifndef SAAN_GATEWAY_CTL_COMPLETION_SCRIPT_H_
#define SAAN_GATEWAY_CTL_COMPLETION_SCRIPT_H_

#include <string>

namespace CLI {
class App;
}

namespace saan::ctl {

// `root` is the whole command line.
std::string BashCompletion(const CLI::App& root);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_COMPLETION_SCRIPT_H_
