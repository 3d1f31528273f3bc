// saan doctor: says exactly what stands between this system and the gateway,
// and what to do about it.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/probe.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// More than this between the clocks is worth a warning: certificates and
// deadlines of the two sides no longer agree.
constexpr absl::Duration kClockTolerance = absl::Minutes(1);

Finding ClockFinding(const v1::WhoAmIResponse& who, absl::Time now) {
  const absl::Duration ahead = now - ToTime(who.gateway_time());
  const int64_t seconds = absl::ToInt64Seconds(absl::AbsDuration(ahead));
  if (absl::AbsDuration(ahead) <= kClockTolerance) {
    return Good("clock",
                {"นาฬิกาตรงกับเกตเวย์", "The clock agrees with the gateway's."});
  }
  const bool is_fast = ahead > absl::ZeroDuration();
  return Warning(
      "clock",
      {absl::StrCat("นาฬิกาของเครื่องนี้", is_fast ? "เร็ว" : "ช้า", "กว่าเกตเวย์ ",
                    seconds, " วินาที"),
       absl::StrCat("This machine's clock is ", seconds, " seconds ",
                    is_fast ? "ahead of" : "behind", " the gateway's.")},
      {"ตั้งนาฬิกาด้วย NTP", "Set the clock by NTP."});
}

// What the gateway refuses a known and trusted connection for.
Finding RefusalFinding(const Failure& failure) {
  const bool is_about_call = failure.reason == "ROLE_NOT_HELD" ||
                             failure.reason == "PURPOSE_MISSING" ||
                             failure.reason == "ACTOR_MISSING";
  const Words remedy =
      is_about_call
          ? Words{"ระบุ --role, --purpose, --actor ให้ถูกต้อง หรือตั้งไว้ใน context",
                  "Set --role, --purpose and --actor, or keep them in the "
                  "context."}
          : Words{"ติดต่อผู้ดูแลเกตเวย์", "Speak to the gateway's administrator."};
  Words what = failure.words;
  if (!failure.reason.empty()) {
    absl::StrAppend(&what.th, " [", failure.reason, "]");
    absl::StrAppend(&what.en, " [", failure.reason, "]");
  }
  return Bad(is_about_call ? "role" : "registration", failure.exit_code, what,
             remedy);
}

std::vector<Finding> AskGateway(const Settings& settings, const Shell& shell) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(settings);
  if (!connection.ok()) {
    return {RefusalFinding(FromLocal(connection.status()))};
  }
  v1::WhoAmIResponse who;
  const grpc::Status status =
      (*connection)
          ->Call((*connection)->exchange(), &v1::ExchangeService::Stub::WhoAmI,
                 v1::WhoAmIRequest(), &who);
  if (!status.ok()) return {RefusalFinding(FromCall(status))};
  return {Good("registration", {absl::StrCat("ลงทะเบียนแล้ว: ", who.agency(),
                                             " / ", who.system()),
                                absl::StrCat("Registered as ", who.agency(),
                                             " / ", who.system(), ".")}),
          ClockFinding(who, shell.world.now())};
}

void Print(const Shell& shell, const std::vector<Finding>& findings) {
  const Lang lang = shell.lang();
  Listing listing = shell.MakeListing({{"level", {"ผล", "Result"}},
                                       {"check", {"ตรวจ", "Check"}},
                                       {"what", {"พบว่า", "Found"}},
                                       {"remedy", {"วิธีแก้", "Remedy"}}});
  for (const Finding& finding : findings) {
    const bool is_json = IsJson(shell.format());
    const Words level = finding.level == Finding::Level::kGood
                            ? Words{"✓ ดี", "✓ good"}
                        : finding.level == Finding::Level::kWarning
                            ? Words{"! ระวัง", "! warning"}
                            : Words{"✗ ผิด", "✗ bad"};
    listing.Add(
        {is_json ? level.en.substr(level.en.find(' ') + 1) : level.In(lang),
         finding.check, finding.what.In(lang), finding.remedy.In(lang)});
  }
  listing.Finish();
  // A Thai reader sees the remedy in English too, to pass it on.
  for (const Finding& finding : findings) {
    if (lang != Lang::kThai || finding.remedy.en.empty()) continue;
    shell.Say({absl::StrCat(finding.check, ": ", finding.what.en, " ",
                            finding.remedy.en),
               {}});
  }
}

int Run(const Shell& shell) {
  absl::StatusOr<Settings> settings = shell.Resolve();
  if (!settings.ok()) return shell.Fail(settings.status());
  if (settings->call.purpose() == v1::PURPOSE_UNSPECIFIED) {
    settings->call.set_purpose(v1::PURPOSE_OPERATION);
  }
  const auto is_bad = [](const Finding& finding) {
    return finding.level == Finding::Level::kBad;
  };
  std::vector<Finding> findings = Probe(*settings, shell.world.now());
  if (std::none_of(findings.begin(), findings.end(), is_bad)) {
    for (Finding& finding : AskGateway(*settings, shell)) {
      findings.push_back(std::move(finding));
    }
  }
  Print(shell, findings);
  const auto bad = std::find_if(findings.begin(), findings.end(), is_bad);
  if (bad != findings.end()) return bad->exit_code;
  const bool has_warning = std::any_of(
      findings.begin(), findings.end(),
      [](const Finding& f) { return f.level == Finding::Level::kWarning; });
  return has_warning ? kExitFailed : kExitOk;
}

class Doctor : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* doctor = app->add_subcommand(
        "doctor", "ตรวจการเชื่อมต่อ / Say what is wrong with the connection");
    OnChosen(doctor, shell, [shell] { return Run(*shell); });
  }
};

}  // namespace

std::unique_ptr<Verb> MakeDoctor() { return std::make_unique<Doctor>(); }

}  // namespace saan::ctl
