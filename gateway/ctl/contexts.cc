#include "gateway/ctl/contexts.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace saan::ctl {
namespace {

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!text_.empty()) return;
    text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status CannotWrite(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": cannot be written: ", std::strerror(errno)));
}

absl::Status WriteAll(int file, absl::string_view text,
                      const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0) return CannotWrite(path);
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(file) != 0) return CannotWrite(path);
  return absl::OkStatus();
}

}  // namespace

std::string Variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::string ContextsPath(const Environment& environment) {
  const std::string direct = Variable(environment, "SAAN_CONFIG");
  if (!direct.empty()) return direct;
  std::string base = Variable(environment, "XDG_CONFIG_HOME");
  if (base.empty()) {
    const std::string home = Variable(environment, "HOME");
    if (home.empty()) return "";
    base = absl::StrCat(home, "/.config");
  }
  return absl::StrCat(base, "/saan/contexts.textproto");
}

absl::StatusOr<Contexts> LoadContexts(const std::string& path) {
  Contexts contexts;
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error)) return contexts;
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) {
    return absl::PermissionDeniedError(absl::StrCat(path, ": cannot be read"));
  }
  FirstError first_error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&first_error);
  if (!parser.ParseFromString(text.str(), &contexts)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ":", first_error.text()));
  }
  return contexts;
}

absl::Status SaveContexts(const std::string& path, const Contexts& contexts) {
  if (path.empty()) {
    return absl::InvalidArgumentError("HOME is not set; set SAAN_CONFIG");
  }
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(contexts, &text);

  std::error_code error;
  const std::filesystem::path folder =
      std::filesystem::path(path).parent_path();
  if (!folder.empty() && std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all,
                                 error);
  }
  std::string temporary = absl::StrCat(path, ".", std::string(6, 'X'));
  const int file = mkstemp(temporary.data());  // Mode 0600.
  if (file < 0) return CannotWrite(path);
  absl::Status status = WriteAll(file, text, path);
  close(file);
  if (status.ok() && std::rename(temporary.c_str(), path.c_str()) != 0) {
    status = CannotWrite(path);
  }
  if (!status.ok()) unlink(temporary.c_str());
  return status;
}

const Context* FindContext(const Contexts& contexts, absl::string_view name) {
  for (const Context& context : contexts.context()) {
    if (context.name() == name) return &context;
  }
  return nullptr;
}

std::string ContextNames(const Contexts& contexts) {
  std::vector<std::string> names;
  for (const Context& context : contexts.context()) {
    names.push_back(context.name());
  }
  if (names.empty()) return "none";
  return absl::StrJoin(names, ", ");
}

}  // namespace saan::ctl
