#include "gateway/ctl/settings.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/when.h"
#include "gateway/ctl/words.h"

namespace saan::ctl {
namespace {

absl::Status Prefixed(absl::string_view where, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(where, ": ", status.message()));
}

// The context in use; an empty one when none is.
absl::StatusOr<Context> ChosenContext(const Flags& flags,
                                      const Environment& environment,
                                      const Contexts& contexts) {
  std::string name = flags.context;
  if (name.empty()) name = Variable(environment, "SAAN_CONTEXT");
  if (name.empty()) name = contexts.current();
  if (name.empty()) return Context();
  const Context* found = FindContext(contexts, name);
  if (found == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("context: there is none of that name; there are: ",
                     ContextNames(contexts)));
  }
  return *found;
}

// The first of the three that says something.
class Chooser {
 public:
  explicit Chooser(const Environment& environment)
      : environment_(environment) {}

  std::string Choose(const std::string& flag, const std::string& variable,
                     const std::string& in_context) const {
    if (!flag.empty()) return flag;
    const std::string value = Variable(environment_, variable);
    return value.empty() ? in_context : value;
  }

 private:
  const Environment& environment_;
};

absl::Status CheckComplete(const Settings& settings) {
  const std::pair<const std::string*, const char*> needed[] = {
      {&settings.address, "--address"},
      {&settings.ca_file, "--ca"},
      {&settings.certificate_file, "--cert"},
      {&settings.private_key_file, "--key"}};
  std::vector<std::string> missing;
  for (const auto& [value, flag] : needed) {
    if (value->empty()) missing.push_back(flag);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(missing, ", "));
}

}  // namespace

absl::StatusOr<Settings> Resolve(const Flags& flags,
                                 const Environment& environment,
                                 const Contexts& contexts) {
  absl::StatusOr<Context> context = ChosenContext(flags, environment, contexts);
  if (!context.ok()) return context.status();
  const Chooser chooser(environment);
  Settings settings;
  settings.context_name = context->name();
  settings.address =
      chooser.Choose(flags.address, "SAAN_ADDRESS", context->address());
  settings.ca_file = chooser.Choose(flags.ca, "SAAN_CA", context->ca_file());
  settings.certificate_file =
      chooser.Choose(flags.cert, "SAAN_CERT", context->certificate_file());
  settings.private_key_file =
      chooser.Choose(flags.key, "SAAN_KEY", context->private_key_file());
  settings.server_name =
      flags.server_name.empty() ? context->server_name() : flags.server_name;

  absl::StatusOr<v1::Purpose> purpose = ParsePurpose(
      chooser.Choose(flags.purpose, "SAAN_PURPOSE", context->purpose()));
  if (!purpose.ok()) return Prefixed("purpose", purpose.status());
  settings.call.set_purpose(*purpose);
  absl::StatusOr<v1::Role> role =
      ParseRole(chooser.Choose(flags.role, "SAAN_ROLE", context->role()));
  if (!role.ok()) return Prefixed("role", role.status());
  settings.call.set_role(*role);
  settings.call.set_actor(
      chooser.Choose(flags.actor, "SAAN_ACTOR", context->actor()));
  settings.call.set_actor_family_name(chooser.Choose(
      "", "SAAN_ACTOR_FAMILY_NAME", context->actor_family_name()));
  settings.call.set_actor_area_code(chooser.Choose(
      "", "SAAN_ACTOR_AREA_CODE", context->actor_area_code()));
  settings.call.set_case_reference(flags.case_ref);

  if (!flags.timeout.empty()) {
    absl::StatusOr<absl::Duration> timeout = ParseSpan(flags.timeout);
    if (!timeout.ok()) return Prefixed("--timeout", timeout.status());
    settings.timeout = *timeout;
  }
  if (absl::Status status = CheckComplete(settings); !status.ok()) {
    return status;
  }
  if (absl::StatusOr<HostPort> parsed = ParseAddress(settings.address);
      !parsed.ok()) {
    return parsed.status();
  }
  return settings;
}

absl::StatusOr<HostPort> ParseAddress(absl::string_view address) {
  const absl::Status bad = absl::InvalidArgumentError(
      "address: not host:port, e.g. gateway.example:8443 or [::1]:8443");
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return bad;
  absl::string_view host = address.substr(0, colon);
  const absl::string_view port = address.substr(colon + 1);
  if (host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != absl::string_view::npos) {
    return bad;
  }
  int number = 0;
  if (host.empty() || host.find('/') != absl::string_view::npos ||
      !absl::SimpleAtoi(port, &number) || number < 1 || number > 65535) {
    return bad;
  }
  return HostPort{std::string(host), std::string(port)};
}

std::string ExpectedName(const Settings& settings) {
  if (!settings.server_name.empty()) return settings.server_name;
  absl::StatusOr<HostPort> parsed = ParseAddress(settings.address);
  return parsed.ok() ? parsed->host : "";
}

}  // namespace saan::ctl
