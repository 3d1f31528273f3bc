// saan watch: what happens, as it happens. saan events: what was told, to whom,
// and when.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/interrupt.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

using CoordinationStub = v1::CoordinationService::Stub;

// So soon a first Ctrl-C is seen.
constexpr int kWatchHeartbeatSeconds = 2;

std::vector<Column> EventColumns() {
  return {{"create_time", {"เมื่อ", "When"}},
          {"kind", {"เรื่อง", "What"}},
          {"detail", {"รายละเอียด", "Detail"}},
          {"child_id", {"รหัสเด็ก", "Child"}},
          {"subject_id", {"เกี่ยวกับ", "About"}},
          {"from_agency", {"จาก", "From"}},
          {"due_time", {"กำหนด", "Due"}},
          {"event_id", {"รหัสเหตุการณ์", "Event"}}};
}

// A detail is a code of the schema, or the status of a referral without its
// prefix, or stands for itself.
Words DetailWords(const v1::Event& event) {
  if (event.kind() == v1::EVENT_KIND_REFERRAL) {
    const std::string name = absl::StrCat("REFERRAL_STATUS_", event.detail());
    const Words words = WordsFor(name);
    if (words.en != name) return words;
  }
  return WordsFor(event.detail());
}

std::vector<std::string> EventCells(const v1::Event& event, Lang lang) {
  return {FormatMoment(event.create_time(), lang),
          WordsForValue(event.kind()).In(lang),
          DetailWords(event).In(lang),
          event.child_id(),
          event.subject_id(),
          event.from_agency(),
          FormatMoment(event.due_time(), lang),
          event.event_id()};
}

class Watch : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* watch = app->add_subcommand(
        "watch", "ติดตามเหตุการณ์ / What happens, as it happens");
    watch->add_option("--resume", token_, "Go on after this token");
    watch->add_option("--limit", limit_, "End after so many events");
    watch->add_flag("--until-quiet", ends_when_quiet_,
                    "End when all that waits has been told");
    watch->add_flag("--ack", acks_, "Acknowledge: it need not be told again");
    watch->add_option(
        "--kind", kinds_,
        "Only this kind; may be given again. One of: " +
            absl::StrJoin(ShortWords(*v1::EventKind_descriptor()), ", "));
    OnChosen(watch, shell, [this, shell] { return Follow(*shell); });

    CLI::App* events = app->add_subcommand(
        "events", "กล่องส่งออก / What was told, to whom, and when");
    events->add_flag("--waiting", only_waiting_,
                     "Only what was not acknowledged");
    OnChosen(events, shell, [this, shell] { return List(*shell); });
  }

 private:
  int Follow(const Shell& shell);
  int List(const Shell& shell);
  // Prints one event at once.
  void Print(const Shell& shell, const v1::WatchResponse& told) const;

  std::string token_;
  std::vector<std::string> kinds_;
  int64_t limit_ = 0;
  bool ends_when_quiet_ = false;
  bool acks_ = false;
  bool only_waiting_ = false;
};

void Watch::Print(const Shell& shell, const v1::WatchResponse& told) const {
  if (IsJson(shell.format())) {
    shell.out() << MessageJson(told) << "\n" << std::flush;
    return;
  }
  const std::vector<std::string> cells = EventCells(told.event(), shell.lang());
  std::string line;
  for (const std::string& cell : cells) {
    if (cell.empty()) continue;
    absl::StrAppend(&line, line.empty() ? "" : "  ", Visible(cell));
  }
  shell.out() << line << "\n" << std::flush;
}

int Watch::Follow(const Shell& shell) {
  v1::WatchRequest request;
  request.set_resume_token(token_);
  request.set_heartbeat_seconds(kWatchHeartbeatSeconds);
  for (const std::string& word : kinds_) {
    const absl::StatusOr<int> kind =
        ParseShortWord(*v1::EventKind_descriptor(), word);
    if (!kind.ok()) {
      return shell.Fail(absl::InvalidArgumentError(
          absl::StrCat("--kind: ", kind.status().message())));
    }
    request.add_kinds(static_cast<v1::EventKind>(*kind));
  }
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        const InterruptWatch interrupt;
        *request.mutable_context() = connection.settings().call;
        grpc::ClientContext context;
        auto stream = connection.coordination().Watch(&context, request);
        v1::WatchResponse told;
        int64_t events = 0;
        bool ends = false;
        while (!ends && stream->Read(&told)) {
          if (told.has_event()) {
            Print(shell, told);
            ++events;
            if (acks_) {
              v1::AckEventsRequest ack;
              ack.set_request_id(shell.world.random_uuid());
              ack.add_event_ids(told.event().event_id());
              v1::AckEventsResponse acked;
              const grpc::Status status =
                  connection.Call(connection.coordination(),
                                  &CoordinationStub::AckEvents, ack, &acked);
              if (!status.ok()) return shell.Fail(connection, status);
            }
          }
          ends = interrupt.is_interrupted() ||
                 (limit_ > 0 && events >= limit_) ||
                 (ends_when_quiet_ && !told.has_event());
        }
        if (ends) {
          shell.Say(
              {absl::StrCat("ติดตามต่อด้วย --resume ", told.resume_token()),
               absl::StrCat("Go on with --resume ", told.resume_token())});
          context.TryCancel();
          return static_cast<int>(interrupt.is_interrupted() ? kExitInterrupted
                                                             : kExitOk);
        }
        return shell.Fail(connection, stream->Finish());
      });
}

int Watch::List(const Shell& shell) {
  return shell.WithConnection(
      v1::PURPOSE_UNSPECIFIED, [&](Connection& connection) {
        v1::ListEventsRequest request;
        request.set_only_waiting(only_waiting_);
        std::vector<Column> columns = EventColumns();
        columns.push_back({"told_to", {"แจ้งแล้วถึง", "Told to"}});
        columns.push_back({"ack_time", {"รับทราบเมื่อ", "Acknowledged"}});
        Listing listing = shell.MakeListing(std::move(columns));
        return ListPages(
            shell, connection, connection.coordination(),
            &CoordinationStub::ListEvents, std::move(request), /*limit=*/0,
            listing, [&](const v1::ListEventsResponse& page) {
              for (const v1::OutboxEvent& listed : page.events()) {
                std::vector<std::string> told;
                for (const v1::EventDelivery& delivery : listed.deliveries()) {
                  told.push_back(absl::StrCat(
                      delivery.system(), " ",
                      WordsForValue(delivery.role()).In(shell.lang()), " ",
                      FormatMoment(delivery.deliver_time(), shell.lang())));
                }
                std::vector<std::string> cells =
                    EventCells(listed.event(), shell.lang());
                cells.push_back(absl::StrJoin(told, ", "));
                cells.push_back(FormatMoment(listed.ack_time(), shell.lang()));
                listing.Add(std::move(cells),
                            IsJson(shell.format()) ? MessageJson(listed) : "");
              }
              return page.events_size();
            });
      });
}

}  // namespace

std::unique_ptr<Verb> MakeWatch() { return std::make_unique<Watch>(); }

}  // namespace saan::ctl
