// The command line as a whole: reads the arguments, runs the verb.

#ifndef SAAN_GATEWAY_CTL_PROGRAM_H_
#define SAAN_GATEWAY_CTL_PROGRAM_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/ctl/shell.h"

namespace saan::ctl {

// The version of `saan`; the same as the project's in CMakeLists.txt.
inline constexpr absl::string_view kVersion = "0.1.0";

// For one run.
class Program {
 public:
  explicit Program(World world);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Reads the arguments (without the program's name) and does what they say.
  // Gives the exit code.
  int Run(const std::vector<std::string>& arguments);

  // All commands, for completion and tests.
  const CLI::App& app() const { return *app_; }

 private:
  int Parse(const std::vector<std::string>& arguments);

  Shell shell_;
  std::vector<std::unique_ptr<Verb>> verbs_;
  std::unique_ptr<CLI::App> app_;
};

// A line that names the nearest word for the first argument that is neither a
// command nor an option below `app`; empty when nothing is near.
std::string DidYouMean(const CLI::App& app,
                       const std::vector<std::string>& arguments);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PROGRAM_H_
