// Ten thousand events that nobody has taken yet: told without loss, in order,
// in bounded memory, and no faster than each watcher takes them.

#include <gmock/gmock.h>

#include <cstdio>
#include <ctime>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/stopped_store.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

constexpr int kEventsOfEach = 2500;
constexpr int kWatchersOfEach = 3;
// One event is much larger than those of the gateway: what a connection holds
// of its own is soon full.
constexpr size_t kDetailBytes = 1000;
constexpr size_t kMostMoreKib = 64 << 10;

struct Recipient {
  const char* client;
  const char* agency;
  v1::Role role;
};
constexpr Recipient kRecipients[] = {
    {"bma-temtem", "bma", v1::ROLE_CASE_MANAGER},
    {"dcy-dcy", "dcy", v1::ROLE_SOCIAL_WORKER},
    {"songkhla-imed", "songkhla", v1::ROLE_CASE_MANAGER},
    {"obec-school", "obec", v1::ROLE_TEACHER},
};

v1::CallContext CareOf(v1::Role role) {
  return Why(v1::PURPOSE_CASE_CARE, role);
}

class Backlog : public Together {
 protected:
  void SetUp() override {
    Together::SetUp();
    gateway_.Stop();
    Fill();
    gateway_.Start();
  }

  // bma and dcy are told of the child under the rules, the others as parties.
  void Fill() {
    StoppedStore store(gateway_.folder());
    uint64_t position = static_cast<uint64_t>(time(nullptr)) * 1'000'000'000;
    std::vector<storage::Put> rows;
    for (int i = 0; i < kEventsOfEach; ++i) {
      for (const Recipient& to : kRecipients) {
        v1::Event event;
        event.set_kind(v1::EVENT_KIND_CHILD_CHANGED);
        event.set_child_id(child_id_);
        event.set_detail(std::string(kDetailBytes, 'x'));
        const std::string agency = to.agency;
        rows.push_back(OutboxRow(agency, ++position, std::move(event),
                                 agency == "bma"   ? "dcy"
                                 : agency == "dcy" ? "bma"
                                                   : ""));
      }
    }
    store.Put(std::move(rows));
  }

  // bma's, on a connection that holds little that was not asked for: gRPC's own
  // window grows to megabytes.
  Client WithSmallWindow() const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ReadAll(gateway_.certs() + "/ca.pem");
    options.pem_cert_chain = ReadAll(gateway_.certs() + "/bma-temtem.pem");
    options.pem_private_key = ReadAll(gateway_.certs() + "/bma-temtem.key");
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("saan-gateway");
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    Client client;
    client.channel = grpc::CreateCustomChannel(
        gateway_.address(), grpc::SslCredentials(options), arguments);
    client.coordination = v1::CoordinationService::NewStub(client.channel);
    return client;
  }

  // In KiB: a line of /proc/PID/status (proc(5)).
  size_t Memory(absl::string_view name) const {
    for (absl::string_view line : absl::StrSplit(
             ReadAll(absl::StrCat("/proc/", gateway_.pid(), "/status")),
             '\n')) {
      if (!absl::StartsWith(line, name)) continue;
      const std::vector<absl::string_view> words =
          absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
      size_t kib = 0;
      EXPECT_TRUE(absl::SimpleAtoi(words[1], &kib)) << line;
      return kib;
    }
    ADD_FAILURE() << "no " << name;
    return 0;
  }

  // How many events of bma were told to this role.
  int ToldTo(v1::Role role) {
    int told = 0;
    v1::ListEventsRequest request;
    request.set_page_size(1000);
    do {
      v1::ListEventsResponse listed;
      const grpc::Status status =
          Call(bma_, &Door::ListEvents, CaseManager(), request, &listed);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::OutboxEvent& event : listed.events()) {
        for (const v1::EventDelivery& delivery : event.deliveries()) {
          if (delivery.role() == role) ++told;
        }
      }
      request.set_page_token(listed.next_page_token());
    } while (!request.page_token().empty());
    return told;
  }
};

// All that the watcher is told before its first heartbeat.
std::vector<std::string> Drained(Watching* watching) {
  std::vector<std::string> ids;
  while (true) {
    const v1::WatchResponse told = watching->Next(/*or_heartbeat=*/true);
    if (!told.has_event()) return ids;
    EXPECT_EQ(told.receipt().leaf_hash().size(), 32);
    ids.push_back(told.event().event_id());
  }
}

// What was filed before the backlog is told too, once.
MATCHER(AreAllInOrder, "") {
  return arg.size() >= kEventsOfEach && arg.size() <= kEventsOfEach + 1 &&
         std::is_sorted(arg.begin(), arg.end()) &&
         std::set<std::string>(arg.begin(), arg.end()).size() == arg.size();
}

TEST_F(Backlog, IsToldToManyWithoutLossInBoundedMemory) {
  bma_ = gateway_.As("bma-temtem");
  // One that takes a single event and then nothing.
  const Client slow_client = WithSmallWindow();
  Watching slow(slow_client, SocialWorker());
  std::vector<std::string> slow_ids = {slow.Next().event().event_id()};

  const size_t before = Memory("VmRSS:");
  std::vector<Client> clients;
  std::vector<std::unique_ptr<Watching>> watching;
  for (const Recipient& to : kRecipients) {
    clients.push_back(gateway_.As(to.client));
    for (int i = 0; i < kWatchersOfEach; ++i) {
      watching.push_back(
          std::make_unique<Watching>(clients.back(), CareOf(to.role)));
    }
  }
  std::vector<std::vector<std::string>> ids(watching.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < watching.size(); ++i) {
    threads.emplace_back([&, i] { ids[i] = Drained(watching[i].get()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<std::string>& told : ids) {
    EXPECT_THAT(told, AreAllInOrder()) << told.size();
  }
  EXPECT_LT(Memory("VmHWM:"), before + kMostMoreKib);

  // Back pressure: nothing was told that there was no room for.
  EXPECT_LT(ToldTo(v1::ROLE_SOCIAL_WORKER), kEventsOfEach);
  EXPECT_GE(ToldTo(v1::ROLE_CASE_MANAGER), kEventsOfEach);
  for (std::string& id : Drained(&slow)) slow_ids.push_back(std::move(id));
  EXPECT_THAT(slow_ids, AreAllInOrder()) << slow_ids.size();
}

TEST_F(Backlog, GoesOnAfterAKillInTheMiddle) {
  bma_ = gateway_.As("bma-temtem");
  std::vector<std::string> ids;
  std::string token;
  {
    Watching watching(bma_, CaseManager());
    while (ids.size() < kEventsOfEach / 2) {
      ids.push_back(watching.Next().event().event_id());
    }
    token = watching.token();
    gateway_.Kill();
  }
  gateway_.Start();
  bma_ = gateway_.As("bma-temtem");
  Watching watching(bma_, CaseManager(), token);
  for (std::string& id : Drained(&watching)) ids.push_back(std::move(id));
  EXPECT_THAT(ids, AreAllInOrder()) << ids.size();
}

}  // namespace
}  // namespace saan::e2e
