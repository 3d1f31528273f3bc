#include "gateway/ctl/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

constexpr std::unique_ptr<Verb> (*kVerbs[])() = {
    MakeSubmit,     MakeChild,      MakeWhoAmI,    MakeDoctor,   MakeAgency,
    MakeQuarantine, MakeReview,     MakeIdentity,  MakeReferral, MakeCare,
    MakeFollowUp,   MakeWatch,      MakeRelay,     MakeAudit,    MakeWitness,
    MakeLink,       MakeMatch,      MakeAgreement, MakeRule,     MakeConsent,
    MakeHold,       MakeBreakGlass, MakeExplain,   MakeSimulate, MakeContext,
    MakeCompletion};

constexpr char kAbout[] =
    "saan - สาน: เกตเวย์แลกเปลี่ยนข้อมูลเด็กเปราะบางระหว่างหน่วยงาน\n"
    "The command line of the gateway for the care of vulnerable children.";

constexpr char kFooter[] =
    "Exit codes / รหัสจบ:\n"
    "  0 ok                     สำเร็จ\n"
    "  1 done in part           มีระเบียนที่ถูกกักหรือไม่รับ หรือมีคำเตือน\n"
    "  2 usage                  คำสั่งหรือข้อมูลนำเข้าผิด\n"
    "  3 not found              ไม่พบ\n"
    "  4 denied, not signed in  ไม่มีสิทธิ์ หรือใบรับรองใช้ไม่ได้\n"
    "  5 unreachable            ติดต่อเกตเวย์ไม่ได้ หรืองานล้น\n"
    "  6 conflict               มีผู้แก้ไขก่อน หรือสถานะไม่ตรง\n"
    "  7 verification failed    พิสูจน์ไม่ผ่าน\n"
    "  130 interrupted          ถูกหยุดกลางคัน\n"
    "Flags beat SAAN_ADDRESS, SAAN_CA, SAAN_CERT, SAAN_KEY, SAAN_CONTEXT, "
    "SAAN_PURPOSE,\nSAAN_ROLE and SAAN_ACTOR, which beat the context file "
    "(SAAN_CONFIG).";

// A word further away than this is no misspelling.
constexpr size_t kMaxDistance = 3;

// Letters to change, add or leave out (Levenshtein).
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1,
                         diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string Nearest(absl::string_view word,
                    const std::vector<std::string>& known) {
  std::string nearest;
  size_t least = std::min(kMaxDistance, word.size() - 1) + 1;
  for (const std::string& candidate : known) {
    const size_t distance = Distance(word, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::vector<std::string> Options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back(absl::StrCat("--", name));
    }
  }
  return names;
}

std::vector<const CLI::App*> Subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// The option `word` of `app` or of what it falls through to; or null.
const CLI::Option* FindOption(const CLI::App* app, const std::string& word) {
  for (; app != nullptr; app = app->get_parent()) {
    if (const CLI::Option* found = app->get_option_no_throw(word)) {
      return found;
    }
  }
  return nullptr;
}

std::string Suggest(const std::string& word, const std::string& nearest) {
  if (nearest.empty()) return "";
  return absl::StrCat("ไม่รู้จัก ", word, " หมายถึง ", nearest, " ใช่ไหม / Unknown ",
                      word, "; did you mean ", nearest, "?\n");
}

// CLI11 reports by exceptions, which its macro turns into exit(); this stands
// in for the App there, so that help and errors go where our output goes.
struct Reader {
  CLI::App& app;
  const Shell& shell;

  void parse(int count, const char* const* arguments) {
    app.parse(count, arguments);
  }
  int exit(const CLI::Error& error) {
    return app.exit(error, shell.out(), *shell.world.err);
  }
};

void DeclareFlags(CLI::App* app, Flags* flags) {
  const std::string purposes =
      absl::StrJoin(ShortWords(*v1::Purpose_descriptor()), ", ");
  const std::string roles =
      absl::StrJoin(ShortWords(*v1::Role_descriptor()), ", ");
  const struct {
    const char* name;
    std::string* value;
    std::string help;
    const char* group;
  } options[] = {
      {"--context", &flags->context, "Context to use", "Gateway"},
      {"--address", &flags->address, "host:port of the gateway", "Gateway"},
      {"--ca", &flags->ca, "Authority of the gateway's certificate, PEM",
       "Gateway"},
      {"--cert", &flags->cert, "This system's certificate chain, PEM",
       "Gateway"},
      {"--key", &flags->key, "This system's private key, PEM", "Gateway"},
      {"--server-name", &flags->server_name,
       "Name in the gateway's certificate (default: the host)", "Gateway"},
      {"--timeout", &flags->timeout, "Longest wait for an answer (30s)",
       "Gateway"},
      {"--purpose", &flags->purpose, "Why: " + purposes, "Call"},
      {"--role", &flags->role, "In what capacity: " + roles, "Call"},
      {"--actor", &flags->actor,
       "Staff id of the acting person; never a name or a national ID", "Call"},
      {"--case-ref", &flags->case_ref, "Case or ticket number", "Call"}};
  for (const auto& option : options) {
    app->add_option(option.name, *option.value, option.help)
        ->group(option.group);
  }
  app->add_option("--lang", flags->lang, "Language: th or en")
      ->check(CLI::IsMember({"th", "en"}))
      ->capture_default_str()
      ->group("Output");
  app->add_option("-o,--output", flags->output,
                  "Format: table, json, jsonl or csv")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}))
      ->capture_default_str()
      ->group("Output");
}

}  // namespace

std::string DidYouMean(const CLI::App& app,
                       const std::vector<std::string>& arguments) {
  const CLI::App* at = &app;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (absl::StartsWith(word, "-")) {
      const std::string name = word.substr(0, word.find('='));
      const CLI::Option* option = FindOption(at, name);
      if (option == nullptr) {
        std::vector<std::string> known = Options(*at);
        for (const std::string& global : Options(app)) known.push_back(global);
        return Suggest(name, Nearest(name, known));
      }
      // Its value is no command.
      if (option->get_items_expected_min() > 0 && name == word) ++i;
      continue;
    }
    const std::vector<const CLI::App*> subcommands = Subcommands(*at);
    if (subcommands.empty()) continue;  // An argument of the command.
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* subcommand : subcommands) {
      names.push_back(subcommand->get_name());
      if (subcommand->get_name() == word) next = subcommand;
    }
    if (next == nullptr) return Suggest(word, Nearest(word, names));
    at = next;
  }
  return "";
}

Program::Program(World world)
    : shell_(std::move(world)), app_(std::make_unique<CLI::App>(kAbout)) {
  app_->name("saan");
  app_->footer(kFooter);
  app_->fallthrough();  // Global flags may stand after the verb.
  app_->require_subcommand(1);
  app_->set_version_flag("--version", absl::StrCat("saan ", kVersion));
  DeclareFlags(app_.get(), &shell_.flags);
  for (const auto& make : kVerbs) {
    verbs_.push_back(make());
    verbs_.back()->Declare(app_.get(), &shell_);
  }
  CLI::App* version =
      app_->add_subcommand("version", "รุ่นของโปรแกรม / Print the version");
  OnChosen(version, &shell_, [this] {
    shell_.out() << "saan " << kVersion << "\n";
    return static_cast<int>(kExitOk);
  });
}

Program::~Program() = default;

int Program::Parse(const std::vector<std::string>& arguments) {
  std::vector<const char*> pointers = {"saan"};
  for (const std::string& argument : arguments) {
    pointers.push_back(argument.c_str());
  }
  Reader reader = {*app_, shell_};
  CLI11_PARSE(reader, static_cast<int>(pointers.size()), pointers.data());
  return kExitOk;
}

int Program::Run(const std::vector<std::string>& arguments) {
  app_->failure_message([&](const CLI::App* app, const CLI::Error& error) {
    const std::string hint = DidYouMean(*app_, arguments);
    return absl::StrCat("saan: ", error.what(), "\n", hint,
                        "ดูวิธีใช้ด้วย / See: saan --help\n");
  });
  if (Parse(arguments) != kExitOk) return kExitUsage;
  // --help and --version have printed what was asked for.
  if (!shell_.chosen) return kExitOk;
  return shell_.chosen();
}

}  // namespace saan::ctl
