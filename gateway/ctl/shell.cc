#include "gateway/ctl/shell.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/probe.h"

namespace saan::ctl {

Lang Shell::lang() const {
  return flags.lang == "en" ? Lang::kEnglish : Lang::kThai;
}

Format Shell::format() const {
  return ParseFormat(flags.output).value_or(Format::kTable);
}

absl::StatusOr<Settings> Shell::Resolve() const {
  absl::StatusOr<Contexts> contexts =
      LoadContexts(ContextsPath(world.environment));
  if (!contexts.ok()) return contexts.status();
  return ctl::Resolve(flags, world.environment, *contexts);
}

int Shell::WithConnection(v1::Purpose purpose,
                          absl::FunctionRef<int(Connection&)> work) const {
  absl::StatusOr<Settings> settings = Resolve();
  if (!settings.ok()) return Fail(settings.status());
  if (settings->call.purpose() == v1::PURPOSE_UNSPECIFIED) {
    settings->call.set_purpose(purpose);
  }
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(*std::move(settings));
  if (!connection.ok()) return Fail(connection.status());
  return work(**connection);
}

int Shell::Fail(const Failure& failure) const {
  out().flush();
  PrintFailure(*world.err, lang(), failure);
  return failure.exit_code;
}

int Shell::Fail(const absl::Status& local) const {
  if (local.code() == absl::StatusCode::kFailedPrecondition) {
    Failure failure;
    failure.exit_code = kExitUsage;
    failure.words = {
        absl::StrCat("ยังไม่รู้ว่าจะติดต่อเกตเวย์ใด ขาด ", local.message(),
                     " ให้ระบุ หรือตั้งไว้ด้วย saan context add"),
        absl::StrCat("Missing ", local.message(),
                     "; give them, or keep them with saan context add.")};
    return Fail(failure);
  }
  return Fail(FromLocal(local));
}

int Shell::Fail(Connection& connection, const grpc::Status& status) const {
  Failure failure = FromCall(status);
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      failure.reason.empty()) {
    const std::vector<Finding> findings =
        Probe(connection.settings(), world.now());
    const auto bad = std::find_if(
        findings.begin(), findings.end(),
        [](const Finding& f) { return f.level == Finding::Level::kBad; });
    if (bad != findings.end()) {
      failure.exit_code = bad->exit_code;
      failure.words = {absl::StrCat(bad->what.th, " ", bad->remedy.th),
                       absl::StrCat(bad->what.en, " ", bad->remedy.en)};
    }
  }
  return Fail(failure);
}

void Shell::Say(const Words& words) const {
  *world.err << Visible(words.In(lang())) << "\n";
}

Listing Shell::MakeListing(std::vector<Column> columns) const {
  return Listing(&out(), format(), lang(), std::move(columns));
}

void OnChosen(CLI::App* subcommand, Shell* shell, std::function<int()> run) {
  subcommand->callback([shell, run = std::move(run)] { shell->chosen = run; });
}

}  // namespace saan::ctl
