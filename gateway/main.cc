// saan-gateway: builds the house in order, nothing else. Time, chance and keys
// enter here.

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "gateway/admin.h"
#include "gateway/archive_keeper.h"
#include "gateway/auditor.h"
#include "gateway/checkpoints.h"
#include "gateway/config.h"
#include "gateway/coordination.h"
#include "gateway/due_dates.h"
#include "gateway/events.h"
#include "gateway/exchange.h"
#include "gateway/follow_up.h"
#include "gateway/guard.h"
#include "gateway/house.h"
#include "gateway/identity.h"
#include "gateway/keep_warm.h"
#include "gateway/refusals.h"
#include "gateway/sealing.h"
#include "gateway/sharing.h"
#include "gateway/subjects.h"
#include "grpc/health/v1/health.pb.h"
#include "storage/archive.h"
#include "storage/archiving.h"
#include "storage/format.h"
#include "storage/ledger.h"
#include "storage/recent.h"
#include "storage/seal.h"

namespace saan {
namespace {

constexpr char kBuild[] = "saan-gateway " SAAN_VERSION;
constexpr int kUsualCallThreads = 64;
// Threads that look children up. More would only help where the store does not
// lie in memory and the disk has many hands.
constexpr size_t kReaders = 8;
constexpr size_t kMaxReadsQueued = 4096;
constexpr int kUsualDueSeconds = 60;
constexpr int kUsualConnections = 256;
constexpr int kUsualConnectionsPerAgency = 64;
constexpr size_t kRandomPoolBytes = 1024;
// Some 20,000 records kept open in memory.
constexpr size_t kRecentBytes = 64 << 20;
// A request is one native record of at most 1 MiB, or 100 small ones.
constexpr int kMaxRequestBytes = 4 << 20;

void Log(absl::string_view line) {
  const std::string stamp =
      absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone());
  std::fprintf(stderr, "%s %.*s\n", stamp.c_str(),
               static_cast<int>(line.size()), line.data());
}

void FillRandom(std::string* bytes) {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes->data()),
                 static_cast<int>(bytes->size())) != 1) {
    Log("no random bytes can be had; stopping");
    std::abort();
  }
}

absl::Duration Steady() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

// Handles and nonces are a few bytes each; one call to OpenSSL for each costs
// more than all else that is done with them. So every thread fetches
// kRandomPoolBytes ahead, gives each byte away once and forgets it.
std::string Random(size_t bytes) {
  if (bytes > kRandomPoolBytes) {
    std::string random(bytes, '\0');
    FillRandom(&random);
    return random;
  }
  thread_local std::string pool;  // What is left, taken from the end.
  if (pool.size() < bytes) {
    pool.resize(kRandomPoolBytes);
    FillRandom(&pool);
  }
  const size_t left = pool.size() - bytes;
  std::string random = pool.substr(left);
  OPENSSL_cleanse(&pool[left], bytes);
  pool.resize(left);
  return random;
}

int Or(int value, int usual) { return value > 0 ? value : usual; }

absl::StatusOr<std::unique_ptr<storage::Kv>> OpenEngine(
    const gateway::Config& config) {
  if (!config.store_directory().empty()) {
    return storage::OpenRocks(config.store_directory());
  }
  Log("no store_directory: everything is forgotten when this process ends");
  return storage::NewMemoryKv();
}

absl::StatusOr<std::unique_ptr<RulesInForce>> OpenRules(
    const gateway::Config& config) {
  absl::StatusOr<std::string> key = ReadFile(config.rules_public_key_file());
  if (!key.ok()) return key.status();
  absl::StatusOr<std::unique_ptr<policy::Rules>> rules = policy::Rules::Load(
      config.rules_file(), config.rules_signature_file(), *key);
  if (!rules.ok()) return rules.status();
  return std::make_unique<RulesInForce>(*std::move(rules), *std::move(key));
}

// The rooms that know neither disk nor network.
struct PureRooms {
  std::unique_ptr<adapters::Registry> adapters;
  match::Model model;
  std::unique_ptr<RulesInForce> rules;
  std::unique_ptr<Titles> titles;
};

absl::StatusOr<PureRooms> OpenPureRooms(const gateway::Config& config) {
  PureRooms rooms;
  absl::StatusOr<std::unique_ptr<adapters::Registry>> adapters =
      adapters::Registry::Load(config.adapters_directory());
  if (!adapters.ok()) return adapters.status();
  rooms.adapters = *std::move(adapters);
  absl::StatusOr<match::Model> model =
      match::LoadModel(config.match_model_file());
  if (!model.ok()) return model.status();
  rooms.model = *std::move(model);
  absl::StatusOr<std::unique_ptr<RulesInForce>> rules = OpenRules(config);
  if (!rules.ok()) return rules.status();
  rooms.rules = *std::move(rules);
  absl::StatusOr<std::unique_ptr<Titles>> titles = Titles::Load();
  if (!titles.ok()) return titles.status();
  rooms.titles = *std::move(titles);
  return rooms;
}

// The store and its log, in the order in which they stand on each other.
struct Store {
  std::unique_ptr<storage::Seal> seal;
  std::unique_ptr<storage::Kv> engine;
  std::unique_ptr<storage::Kv> sealed;
  std::unique_ptr<storage::Kv> rows;
  std::unique_ptr<storage::Archive> archive;  // Null: none is configured.
  std::unique_ptr<storage::Ledger> ledger;
  std::unique_ptr<storage::Signatory> signatory;
  std::unique_ptr<storage::Segments> segments;
  std::unique_ptr<storage::Archiving> archiving;  // Null: no archive.
  std::unique_ptr<storage::SubjectKeys> subject_keys;
};

// The log that stands on `store->rows`.
absl::Status OpenLog(const gateway::Config& config, Store* store) {
  if (!config.archive_directory().empty()) {
    absl::StatusOr<std::unique_ptr<storage::Archive>> archive =
        storage::Archive::Open(config.archive_directory());
    if (!archive.ok()) return archive.status();
    store->archive = *std::move(archive);
  }
  absl::StatusOr<std::unique_ptr<storage::Ledger>> ledger =
      storage::Ledger::Open(store->rows.get(), store->archive.get());
  if (!ledger.ok()) return ledger.status();
  store->ledger = *std::move(ledger);
  absl::StatusOr<storage::NoteSigner> signer =
      ReadLogKey(config.log_key_file());
  if (!signer.ok()) return signer.status();
  absl::StatusOr<std::optional<storage::NoteSigner>> next =
      ReadNextLogKey(config);
  if (!next.ok()) return next.status();
  absl::StatusOr<std::unique_ptr<storage::Signatory>> signatory =
      storage::Signatory::Open(store->ledger.get(), *std::move(signer),
                               config.signed_checkpoint_file(),
                               *std::move(next));
  if (!signatory.ok()) return signatory.status();
  store->signatory = *std::move(signatory);
  absl::StatusOr<std::unique_ptr<storage::Segments>> segments =
      storage::Segments::Open(store->ledger.get());
  if (!segments.ok()) return segments.status();
  store->segments = *std::move(segments);
  if (store->archive == nullptr) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<storage::Archiving>> archiving =
      storage::Archiving::Open(store->ledger.get(), store->segments.get(),
                               store->signatory.get(), store->archive.get());
  if (!archiving.ok()) return archiving.status();
  store->archiving = *std::move(archiving);
  for (const std::string& line : store->archiving->Missing()) {
    Log(absl::StrCat("the archive: ", line));
  }
  return absl::OkStatus();
}

absl::StatusOr<Store> OpenStore(const gateway::Config& config) {
  const absl::StatusOr<std::string> master_key =
      ReadFile(config.master_key_file());
  if (!master_key.ok()) return master_key.status();
  absl::StatusOr<std::unique_ptr<storage::Seal>> seal =
      storage::Seal::FromKey(*master_key, &Random);
  if (!seal.ok()) return seal.status();
  absl::StatusOr<std::unique_ptr<storage::Kv>> engine = OpenEngine(config);
  if (!engine.ok()) return engine.status();
  absl::Status checked = storage::CheckFormat(engine->get(), **seal);
  if (!checked.ok()) return checked;
  Store store;
  store.seal = *std::move(seal);
  store.engine = *std::move(engine);
  store.sealed = storage::NewSealedKv(store.engine.get(), store.seal.get());
  store.rows = storage::NewRecentKv(store.sealed.get(), kRecentBytes);
  absl::Status log = OpenLog(config, &store);
  if (!log.ok()) return log;
  absl::StatusOr<std::unique_ptr<storage::SubjectKeys>> subject_keys =
      storage::SubjectKeys::Open(config.subject_keys_file(), &Random);
  if (!subject_keys.ok()) return subject_keys.status();
  store.subject_keys = *std::move(subject_keys);
  absl::Status finished = FinishErasures(*store.rows, *store.subject_keys);
  if (!finished.ok()) return finished;
  return store;
}

GuardOptions OptionsOf(const gateway::Config& config) {
  GuardOptions options;
  options.listen = config.listen();
  options.certificate_file = config.certificate_file();
  options.private_key_file = config.private_key_file();
  options.client_ca_file = config.client_ca_file();
  options.client_crl_file = config.client_crl_file();
  options.max_connections =
      Or(config.limits().max_connections(), kUsualConnections);
  options.max_connections_per_identity = Or(
      config.limits().max_connections_per_agency(), kUsualConnectionsPerAgency);
  options.now = [] { return absl::Now(); };
  options.warn = [](const absl::Status& status) {
    Log(absl::StrCat("guard: ", status.message()));
  };
  return options;
}

// All services of the house.
class Doors {
 public:
  explicit Doors(const Frame& frame)
      : exchange_(frame),
        identity_(frame),
        sharing_(frame),
        coordination_(frame),
        follow_up_(frame),
        admin_(frame),
        auditor_(frame) {}

  std::vector<grpc::Service*> All() {
    return {&exchange_,  &identity_, &sharing_, &coordination_,
            &follow_up_, &admin_,    &auditor_};
  }

 private:
  Exchange exchange_;
  Identity identity_;
  Sharing sharing_;
  Coordination coordination_;
  FollowUp follow_up_;
  Admin admin_;
  Auditor auditor_;
};

std::unique_ptr<grpc::Server> BuildServer(
    const gateway::Config& config, const std::vector<grpc::Service*>& doors) {
  grpc::EnableDefaultHealthCheckService(true);
  // Keeps the health service's description linked (grpc/grpc#36665).
  grpc::health::v1::HealthCheckRequest::default_instance();
  if (config.reflection())
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ResourceQuota quota("saan");
  const int call_threads =
      Or(config.limits().max_call_threads(), kUsualCallThreads);
  // Half as many again for gRPC's own pollers and health.
  quota.SetMaxThreads(call_threads * 3 / 2);
  grpc::ServerBuilder builder;
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kGuardMaxStreams);
  // gRPC 1.51 gives every unary call to its last queue; more only add wakers.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  // A thread that has answered stays for the next call: gRPC would keep two,
  // and make and end one for nearly each call.
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, call_threads);
  for (grpc::Service* door : doors) builder.RegisterService(door);
  return builder.BuildAndStart();
}

// Each connection takes three descriptors, beside those of the store.
void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status WriteReadyFile(const gateway::Config& config, int port) {
  if (config.ready_file().empty()) return absl::OkStatus();
  const std::string partial = config.ready_file() + ".partial";
  std::ofstream out(partial);
  out << port << "\n";
  out.close();
  if (!out || std::rename(partial.c_str(), config.ready_file().c_str()) != 0) {
    return absl::UnavailableError(
        absl::StrCat(config.ready_file(), ": cannot be written"));
  }
  return absl::OkStatus();
}

void AwaitStop(const sigset_t& stop_signals) {
  int signal = 0;
  sigwait(&stop_signals, &signal);
  Log("stopping");
}

// Answers calls until a stop signal comes.
absl::Status ServeUntilStopped(const gateway::Config& config,
                               const storage::Ledger& ledger,
                               const sigset_t& stop_signals, Refusals* refusals,
                               Guard* guard, grpc::Server* server) {
  guard->Serve(server, [&](const Refusal& refusal) { refusals->Add(refusal); });
  if (absl::Status status = WriteReadyFile(config, guard->port());
      !status.ok()) {
    return status;
  }
  Log(absl::StrCat(kBuild, " answers on port ", guard->port(), ", log size ",
                   ledger.Head().size()));
  {
    const KeepWarm warm(server);
    AwaitStop(stop_signals);
  }
  guard->Shutdown();
  server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
  return absl::OkStatus();
}

// A large register takes a while to read.
void SayLoaded(uint64_t records) {
  constexpr uint64_t kEach = 100000;
  if (records % kEach != 0) return;
  Log(absl::StrCat("records read for comparing: ", records));
}

// What the house holds in memory, as the store has it.
absl::Status Remember(const storage::Reader& rows, Identities* identities,
                      Outbox* outbox) {
  absl::Status loaded = identities->Load(rows, SayLoaded);
  return loaded.ok() ? outbox->Load(rows) : loaded;
}

absl::Status Run(const std::string& config_file, const sigset_t& stop_signals) {
  absl::StatusOr<gateway::Config> config = LoadConfig(config_file);
  if (!config.ok()) return config.status();
  absl::StatusOr<std::map<std::string, v1::AgencyRow>> first =
      FirstAgencies(*config);
  if (!first.ok()) return first.status();

  absl::StatusOr<PureRooms> pure = OpenPureRooms(*config);
  if (!pure.ok()) return pure.status();
  absl::StatusOr<Store> opened = OpenStore(*config);
  if (!opened.ok()) return opened.status();
  Store& store = *opened;
  if (absl::Status status = pure->rules->Adopt(*store.rows); !status.ok()) {
    return status;
  }

  // The house, its doors, and the guard before them.
  const Env env = {[] { return absl::Now(); }, &Steady, &Random, &Log, kBuild};
  const Agencies agencies(*store.rows, config->trust_domain(),
                          *std::move(first));
  absl::Mutex filing;
  absl::StatusOr<Cosignatures::Options> witnesses = ReadWitnesses(*config);
  if (!witnesses.ok()) return witnesses.status();
  Cosignatures cosignatures(*store.signatory, *std::move(witnesses), env.now());
  Identities identities(pure->model);
  const ReviewPractice practice = {
      config->review_practice().is_blind(),
      config->review_practice().samples_per_thousand()};
  Outbox outbox;
  absl::Status loaded = Remember(*store.rows, &identities, &outbox);
  if (!loaded.ok()) return loaded;
  const House house = {env,
                       agencies,
                       *pure->adapters,
                       identities,
                       *pure->rules,
                       *pure->titles,
                       *store.seal,
                       *store.rows,
                       store.ledger->ahead(),
                       *store.ledger,
                       filing,
                       *store.signatory,
                       *store.segments,
                       cosignatures,
                       *store.subject_keys,
                       practice,
                       outbox};
  absl::StatusOr<std::unique_ptr<Guard>> guard =
      Guard::Open(OptionsOf(*config));
  if (!guard.ok()) return guard.status();
  Workers readers(kReaders, kMaxReadsQueued);
  const Frame frame = {house, *store.ledger, **guard, readers};
  Doors doors(frame);
  const std::unique_ptr<grpc::Server> server =
      BuildServer(*config, doors.All());
  if (server == nullptr) return absl::InternalError("gRPC did not start");
  absl::StatusOr<ArchiveKeeper> keeper =
      ArchiveKeeper::Open(env, *config, *store.ledger, store.archiving.get());
  if (!keeper.ok()) return keeper.status();
  absl::Status begun = BeginEpoch(env, *store.ledger, *store.signatory);
  if (!begun.ok()) return begun;
  const Checkpoints checkpoints(env, *store.ledger, *store.signatory,
                                cosignatures, CheckpointPause(*config));
  const Sealing sealing(env, *store.segments, *keeper, *config);
  const DueDates due_dates(
      frame, absl::Seconds(Or(config->due_seconds(), kUsualDueSeconds)));
  Refusals refusals(house, *store.ledger);
  return ServeUntilStopped(*config, *store.ledger, stop_signals, &refusals,
                           guard->get(), server.get());
}

}  // namespace
}  // namespace saan

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--version") {
    std::printf("%s\n", saan::kBuild);
    return 0;
  }
  if (argc != 3 || std::string(argv[1]) != "--config") {
    std::fprintf(stderr, "usage: saan-gateway --config FILE | --version\n");
    return 2;
  }
  // Debian's abseil looks for lock cycles at every lock; it costs and helps
  // only its own developers.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::signal(SIGPIPE, SIG_IGN);
  saan::RaiseDescriptorLimit();
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGINT);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  const absl::Status status = saan::Run(argv[2], stop_signals);
  if (!status.ok()) {
    saan::Log(absl::StrCat("cannot start: ", status.message()));
    return 1;
  }
  return 0;
}
