// saan relay: what happens, posted to an agency's own URL, for systems that
// cannot hold a stream open. An event is acknowledged once the receiver has
// taken it, and only then: what was not taken is told again.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gateway/ctl/interrupt.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/webhook.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using CoordinationStub = v1::CoordinationService::Stub;

constexpr size_t kMaxSecretBytes = 4096;
// So soon a first Ctrl-C is seen.
constexpr int kHeartbeatSeconds = 2;
constexpr int kEventsAtOnce = 64;
constexpr absl::Duration kTick = absl::Milliseconds(100);

// The payload that Standard Webhooks recommends: type, timestamp, data.
std::string PayloadOf(const v1::Event& event) {
  const std::string kind = absl::AsciiStrToLower(
      absl::StripPrefix(v1::EventKind_Name(event.kind()), "EVENT_KIND_"));
  return absl::StrCat(
      R"({"type":"saan.)", kind, R"(","timestamp":")",
      absl::FormatTime(absl::RFC3339_full, ToTime(event.create_time()),
                       absl::UTCTimeZone()),
      R"(","data":)", MessageJson(event), "}");
}

// How the relay ends that has given up.
ExitCode GivenUpCode(const absl::Status& given_up) {
  switch (given_up.code()) {
    case absl::StatusCode::kFailedPrecondition:
      return kExitDenied;  // The receiver wants no more.
    case absl::StatusCode::kUnauthenticated:
      return kExitUnverified;
    default:
      return kExitUnreachable;
  }
}

class Relay : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* relay = app->add_subcommand(
        "relay", "ส่งต่อเหตุการณ์ไปยัง URL ของหน่วยงาน / Post events to a URL");
    relay->add_option("--url", url_, "Where to; https")->required();
    relay
        ->add_option("--secret-file", secret_file_,
                     "File with the secret that messages are signed by: "
                     "\"whsec_\" and base64")
        ->required();
    relay->add_option("--url-ca", ca_file_,
                      "Authorities that the URL's certificate may come from; "
                      "else those of this machine");
    relay
        ->add_option("--tries", tries_,
                     "Give up after so many tries of one event, which stays in "
                     "the outbox; 0: never")
        ->check(CLI::NonNegativeNumber);
    relay->add_flag("--until-quiet", ends_when_quiet_,
                    "End when all that waits has been posted");
    OnChosen(relay, shell, [this, shell] { return Run(*shell); });
  }

 private:
  absl::Status Open();
  int Run(const Shell& shell);
  // One stream, until it breaks or there is an end. Sets is_ended_ when there
  // is nothing more to do.
  int Follow(const Shell& shell, Connection& connection);
  // Posts until it is taken. False when it will not be: is_ended_ and given_up_
  // are set, unless interrupted.
  bool PostUntilTaken(const Shell& shell, const v1::Event& event);
  grpc::Status Acknowledge(const Shell& shell, Connection& connection,
                           const std::string& event_id) const;
  // False when interrupted meanwhile.
  bool Pause(absl::Duration pause) const;
  static absl::Duration NextPause(const Shell& shell, int failures);

  std::string url_, secret_file_, ca_file_;
  bool ends_when_quiet_ = false;
  std::unique_ptr<Webhook> webhook_;
  std::unique_ptr<InterruptWatch> interrupt_;
  int tries_ = 0;
  bool is_ended_ = false;
  absl::Status given_up_;  // Why.
  int posted_ = 0;
};

absl::Status Relay::Open() {
  const absl::StatusOr<std::string> text =
      ReadSmallFile(secret_file_, "--secret-file", kMaxSecretBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<WebhookSecret> secret = WebhookSecret::Parse(*text);
  if (!secret.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--secret-file: ", secret.status().message()));
  }
  absl::StatusOr<std::unique_ptr<Webhook>> webhook =
      Webhook::Make(url_, *std::move(secret), ca_file_);
  if (!webhook.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--url: ", webhook.status().message()));
  }
  webhook_ = *std::move(webhook);
  return absl::OkStatus();
}

// Chance enters by ids alone: a fresh one gives it.
absl::Duration Relay::NextPause(const Shell& shell, int failures) {
  uint32_t chance = 0;
  const std::string id = shell.world.random_uuid();
  if (!absl::SimpleHexAtoi(absl::string_view(id).substr(0, 8), &chance)) {
    chance = 0;
  }
  return PauseAfter(failures, chance / 4294967296.0);
}

bool Relay::Pause(absl::Duration pause) const {
  for (absl::Duration waited; waited < pause; waited += kTick) {
    if (interrupt_->is_interrupted()) return false;
    absl::SleepFor(std::min(kTick, pause - waited));
  }
  return !interrupt_->is_interrupted();
}

bool Relay::PostUntilTaken(const Shell& shell, const v1::Event& event) {
  const std::string body = PayloadOf(event);
  for (int failures = 0;;) {
    const absl::Status posted =
        webhook_->Post(event.event_id(), shell.world.now(), body);
    if (posted.ok()) return true;
    ++failures;
    if (absl::IsFailedPrecondition(posted) || failures == tries_) {
      given_up_ = posted;
    }
    const absl::Duration pause = NextPause(shell, failures);
    shell.Say(
        {absl::StrCat("ยังส่งไม่ได้ (ครั้งที่ ", failures, "): ", posted.message()),
         absl::StrCat("not taken (try ", failures, "): ", posted.message())});
    if (!given_up_.ok() || !Pause(pause)) {
      is_ended_ = true;
      return false;
    }
  }
}

grpc::Status Relay::Acknowledge(const Shell& shell, Connection& connection,
                                const std::string& event_id) const {
  v1::AckEventsRequest request;
  request.set_request_id(shell.world.random_uuid());
  request.add_event_ids(event_id);
  v1::AckEventsResponse response;
  return connection.Call(connection.coordination(),
                         &CoordinationStub::AckEvents, request, &response);
}

int Relay::Follow(const Shell& shell, Connection& connection) {
  v1::WatchRequest request;
  *request.mutable_context() = connection.settings().call;
  request.set_heartbeat_seconds(kHeartbeatSeconds);
  request.set_events_at_once(kEventsAtOnce);
  grpc::ClientContext context;
  auto stream = connection.coordination().Watch(&context, request);
  v1::WatchResponse told;
  grpc::Status acknowledged;
  while (!is_ended_ && acknowledged.ok() && stream->Read(&told)) {
    std::vector<const v1::Event*> events;
    if (told.has_event()) events.push_back(&told.event());
    for (const v1::Event& event : told.more_events()) events.push_back(&event);
    for (const v1::Event* event : events) {
      if (interrupt_->is_interrupted() || !acknowledged.ok() ||
          !PostUntilTaken(shell, *event)) {
        break;
      }
      acknowledged = Acknowledge(shell, connection, event->event_id());
      ++posted_;
    }
    if (is_ended_) break;
    is_ended_ =
        interrupt_->is_interrupted() || (ends_when_quiet_ && !told.has_event());
  }
  context.TryCancel();
  while (stream->Read(&told)) {
  }
  const grpc::Status finished = stream->Finish();
  const grpc::Status& broken = acknowledged.ok() ? finished : acknowledged;
  if (is_ended_) return kExitOk;
  if (broken.error_code() == grpc::StatusCode::UNAVAILABLE &&
      !ends_when_quiet_) {
    shell.Say({"เกตเวย์ยังไม่ตอบ จะลองใหม่",
               "the gateway does not answer; trying again"});
    return kExitOk;
  }
  is_ended_ = true;
  return shell.Fail(connection, broken);
}

int Relay::Run(const Shell& shell) {
  if (const absl::Status opened = Open(); !opened.ok()) {
    return shell.Fail(opened);
  }
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        interrupt_ = std::make_unique<InterruptWatch>();
        int code = kExitOk;
        for (int failures = 0; !is_ended_;) {
          const int posted_before = posted_;
          code = Follow(shell, connection);
          failures = posted_ > posted_before ? 1 : failures + 1;
          if (!is_ended_ && !Pause(NextPause(shell, failures)))
            is_ended_ = true;
        }
        shell.Say({absl::StrCat("ส่งแล้ว ", posted_, " เหตุการณ์"),
                   absl::StrCat("posted ", posted_, " events")});
        if (!given_up_.ok()) return static_cast<int>(GivenUpCode(given_up_));
        return interrupt_->is_interrupted() ? static_cast<int>(kExitInterrupted)
                                            : code;
      });
}

}  // namespace

std::unique_ptr<Verb> MakeRelay() { return std::make_unique<Relay>(); }

}  // namespace saan::ctl
