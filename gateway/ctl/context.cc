// saan context add | use | list | show | remove: gateways by name, so that the
// flags need not be given each time.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

// A context is used from any folder.
std::string Absolute(const std::string& path) {
  if (path.empty()) return path;
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

// What was given replaces what was there.
void Fill(const Flags& flags, Context* context) {
  if (!flags.address.empty()) context->set_address(flags.address);
  if (!flags.ca.empty()) context->set_ca_file(Absolute(flags.ca));
  if (!flags.cert.empty()) {
    context->set_certificate_file(Absolute(flags.cert));
  }
  if (!flags.key.empty()) context->set_private_key_file(Absolute(flags.key));
  if (!flags.server_name.empty()) context->set_server_name(flags.server_name);
  if (!flags.purpose.empty()) context->set_purpose(flags.purpose);
  if (!flags.role.empty()) context->set_role(flags.role);
  if (!flags.actor.empty()) context->set_actor(flags.actor);
}

absl::Status NoSuchContext(const Contexts& contexts) {
  return absl::NotFoundError(absl::StrCat(
      "there is no context of that name; there are: ", ContextNames(contexts)));
}

class ContextVerb : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override;

 private:
  using Work = int (ContextVerb::*)(const Shell&, Contexts*);

  // Loads the file and hands it to `work`.
  int With(const Shell& shell, Work work) {
    absl::StatusOr<Contexts> contexts =
        LoadContexts(ContextsPath(shell.world.environment));
    if (!contexts.ok()) return shell.Fail(contexts.status());
    return (this->*work)(shell, &*contexts);
  }

  int Add(const Shell& shell, Contexts* contexts);
  int Use(const Shell& shell, Contexts* contexts);
  int List(const Shell& shell, Contexts* contexts);
  int Show(const Shell& shell, Contexts* contexts);
  int Remove(const Shell& shell, Contexts* contexts);

  int Save(const Shell& shell, const Contexts& contexts, const Words& done) {
    const absl::Status status =
        SaveContexts(ContextsPath(shell.world.environment), contexts);
    if (!status.ok()) return shell.Fail(status);
    shell.Say(done);
    return kExitOk;
  }

  static int NotFound(const Shell& shell, const Contexts& contexts) {
    Failure failure = FromLocal(NoSuchContext(contexts));
    failure.exit_code = kExitNotFound;
    return shell.Fail(failure);
  }

  std::string name_;
};

void ContextVerb::Declare(CLI::App* app, Shell* shell) {
  CLI::App* context =
      app->add_subcommand("context", "บริบท / Gateways by name, kept in a file");
  context->require_subcommand(1);
  const struct {
    const char* name;
    const char* help;
    Work work;
    bool has_name;
    bool must_have_name;
  } subcommands[] = {
      {"add", "เพิ่มหรือแก้ / Keep the global flags under a name",
       &ContextVerb::Add, true, true},
      {"use", "เลือกใช้ / Make one the present context", &ContextVerb::Use, true,
       true},
      {"list", "รายการ / List contexts", &ContextVerb::List, false, false},
      {"show", "ดู / Show one (default: the present one)", &ContextVerb::Show,
       true, false},
      {"remove", "ลบ / Remove one", &ContextVerb::Remove, true, true}};
  for (const auto& given : subcommands) {
    CLI::App* subcommand = context->add_subcommand(given.name, given.help);
    if (given.has_name) {
      subcommand->add_option("NAME", name_, "Name of the context")
          ->required(given.must_have_name);
    }
    OnChosen(subcommand, shell,
             [this, shell, work = given.work] { return With(*shell, work); });
  }
}

int ContextVerb::Add(const Shell& shell, Contexts* contexts) {
  Context* context = nullptr;
  for (Context& known : *contexts->mutable_context()) {
    if (known.name() == name_) context = &known;
  }
  if (context == nullptr) {
    context = contexts->add_context();
    context->set_name(name_);
  }
  Fill(shell.flags, context);
  if (contexts->current().empty()) contexts->set_current(name_);
  // Words that would fail at the first call fail here instead.
  Flags check;
  check.context = name_;
  if (const absl::StatusOr<Settings> settings =
          Resolve(check, Environment(), *contexts);
      !settings.ok()) {
    return shell.Fail(settings.status());
  }
  return Save(shell, *contexts,
              {absl::StrCat("เก็บบริบท ", name_, " แล้ว"),
               absl::StrCat("Context ", name_, " is kept.")});
}

int ContextVerb::Use(const Shell& shell, Contexts* contexts) {
  if (FindContext(*contexts, name_) == nullptr) {
    return NotFound(shell, *contexts);
  }
  contexts->set_current(name_);
  return Save(shell, *contexts,
              {absl::StrCat("ใช้บริบท ", name_), absl::StrCat("Using ", name_)});
}

int ContextVerb::List(const Shell& shell, Contexts* contexts) {
  Listing listing = shell.MakeListing({{"current", {"ใช้อยู่", "Current"}},
                                       {"name", {"ชื่อ", "Name"}},
                                       {"address", {"ที่อยู่", "Address"}},
                                       {"purpose", {"วัตถุประสงค์", "Purpose"}},
                                       {"role", {"บทบาท", "Role"}},
                                       {"actor", {"ผู้ใช้", "Actor"}}});
  for (const Context& context : contexts->context()) {
    const bool is_current = context.name() == contexts->current();
    listing.Add({is_current ? "*" : "", context.name(), context.address(),
                 context.purpose(), context.role(), context.actor()},
                IsJson(shell.format()) ? MessageJson(context) : "");
  }
  listing.Finish();
  return kExitOk;
}

int ContextVerb::Show(const Shell& shell, Contexts* contexts) {
  const Context* context =
      FindContext(*contexts, name_.empty() ? contexts->current() : name_);
  if (context == nullptr) return NotFound(shell, *contexts);
  if (IsJson(shell.format())) {
    PrintMessage(shell.out(), shell.format(), *context);
    return kExitOk;
  }
  Listing listing = shell.MakeListing(
      {{"field", {"รายการ", "Field"}}, {"value", {"ค่า", "Value"}}});
  const std::pair<const char*, const std::string*> fields[] = {
      {"name", &context->name()},
      {"address", &context->address()},
      {"ca_file", &context->ca_file()},
      {"certificate_file", &context->certificate_file()},
      {"private_key_file", &context->private_key_file()},
      {"server_name", &context->server_name()},
      {"purpose", &context->purpose()},
      {"role", &context->role()},
      {"actor", &context->actor()},
      {"actor_family_name", &context->actor_family_name()},
      {"actor_area_code", &context->actor_area_code()}};
  for (const auto& [field, value] : fields) listing.Add({field, *value});
  listing.Finish();
  return kExitOk;
}

int ContextVerb::Remove(const Shell& shell, Contexts* contexts) {
  if (FindContext(*contexts, name_) == nullptr) {
    return NotFound(shell, *contexts);
  }
  Contexts left;
  if (contexts->current() != name_) left.set_current(contexts->current());
  for (const Context& context : contexts->context()) {
    if (context.name() != name_) *left.add_context() = context;
  }
  return Save(shell, left,
              {absl::StrCat("ลบบริบท ", name_, " แล้ว"),
               absl::StrCat("Context ", name_, " is removed.")});
}

}  // namespace

std::unique_ptr<Verb> MakeContext() { return std::make_unique<ContextVerb>(); }

}  // namespace saan::ctl
