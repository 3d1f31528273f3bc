// What the log costs by itself: appending, proving, signing, verifying.
//
//   build/tests/saan-log-bench [--benchmark_filter=...]

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/ledger.h"
#include "storage/log_export.h"
#include "storage/log_index.h"
#include "storage/log_tree.h"
#include "storage/seal.h"
#include "storage/tlog_proof.h"
#include "tests/storage/monotonous_store.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_keys.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

constexpr uint64_t kHundredMillion = 100'000'000;
constexpr uint64_t kChildren = 9000;

// An entry as a read of one child leaves it, about 300 bytes.
v1::AuditEntry UsualEntry(uint64_t number) {
  v1::AuditEntry entry;
  entry.set_schema_version(1);
  entry.set_nonce(std::string(16, 'n'));
  entry.set_recorded_unix_nanos(1'795'608'000'000'000'000 +
                                static_cast<int64_t>(number));
  entry.set_method("ExchangeService/GetChild");
  entry.set_agency(number % 7 == 0 ? "dcy" : "bma");
  entry.set_system("temtem");
  entry.set_certificate_sha256(std::string(32, 'c'));
  entry.set_actor_ref(Sha256(absl::StrCat(number % 500)).substr(0, 16));
  entry.set_role(v1::ROLE_CASE_MANAGER);
  entry.set_purpose(v1::PURPOSE_CASE_CARE);
  entry.add_subject_refs(
      Sha256(absl::StrCat("c", number % kChildren)).substr(0, 16));
  entry.set_subject_count(1);
  entry.add_holders("obec");
  entry.add_rule_ids("bma-reads-school");
  entry.set_outcome(v1::OUTCOME_PARTIAL);
  entry.set_gateway_build("saan-gateway 0.1.0");
  entry.set_decision_id(std::string(26, 'd'));
  return entry;
}

// A log of `size` usual entries in memory.
struct Log {
  explicit Log(uint64_t size) : ledger(*Ledger::Open(kv.get())) {
    for (uint64_t i = 0; i + 1 < size; ++i) {
      if (!ledger->Enqueue(UsualEntry(i), {}).ok()) std::abort();
    }
    if (!ledger->Commit(UsualEntry(size - 1), {}).ok()) std::abort();
  }
  std::unique_ptr<Kv> kv = NewMemoryKv();
  std::unique_ptr<Ledger> ledger;
};

void BM_ProveInclusionOfAHundredMillion(benchmark::State& state) {
  const MonotonousStore store(kHundredMillion);
  const LogTree tree = LogTree::Load(store).value();
  uint64_t index = 0;
  for (auto _ : state) {
    index = (index + 7'777'777) % kHundredMillion;
    benchmark::DoNotOptimize(
        tree.ProveInclusion(store, index, kHundredMillion));
  }
}
BENCHMARK(BM_ProveInclusionOfAHundredMillion);

void BM_ProveConsistencyOfAHundredMillion(benchmark::State& state) {
  const MonotonousStore store(kHundredMillion);
  const LogTree tree = LogTree::Load(store).value();
  uint64_t older = 1;
  for (auto _ : state) {
    older = (older + 7'777'777) % kHundredMillion;
    benchmark::DoNotOptimize(
        tree.ProveConsistency(store, older, kHundredMillion));
  }
}
BENCHMARK(BM_ProveConsistencyOfAHundredMillion);

void BM_VerifyInclusionOfAHundredMillion(benchmark::State& state) {
  const MonotonousStore store(kHundredMillion);
  const LogTree tree = LogTree::Load(store).value();
  const auto proof =
      tree.ProveInclusion(store, kHundredMillion / 3, kHundredMillion).value();
  const std::string leaf = LeafHash(MonotonousStore::Entry());
  for (auto _ : state) {
    benchmark::DoNotOptimize(VerifyInclusion(
        kHundredMillion / 3, kHundredMillion, leaf, proof, store.root()));
  }
}
BENCHMARK(BM_VerifyInclusionOfAHundredMillion);

void BM_VerifyExport(benchmark::State& state) {
  constexpr uint64_t kSize = 200'000;
  const Log log(kSize);
  std::map<std::pair<int, uint64_t>, std::string> files;
  ForEachTile(kSize, [&](const TileName& name) {
    files[{name.level, name.number}] = log.ledger->TileFile(name).value();
    return true;
  });
  const Checkpoint checkpoint = {
      "log", kSize, log.ledger->FrontierAt(kSize)->Root(), {}};
  size_t bytes = 0;
  for (auto _ : state) {
    const auto checked = VerifyExport(
        checkpoint, {},
        [&](const TileName& name) -> absl::StatusOr<std::string> {
          return files[{name.level, name.number}];
        },
        [&](uint64_t, absl::string_view entry) {
          bytes += entry.size();
          return absl::OkStatus();
        });
    if (!checked.ok()) std::abort();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kSize));
  state.counters["entry_bytes"] =
      static_cast<double>(bytes) /
      static_cast<double>(state.iterations() * kSize);
}
BENCHMARK(BM_VerifyExport)->Unit(benchmark::kMillisecond);

void BM_Sign(benchmark::State& state) {
  const NoteSigner signer = TestSigner();
  for (auto _ : state) benchmark::DoNotOptimize(signer.Sign("a\n1\nb\n"));
}
BENCHMARK(BM_Sign);

void BM_OpenCheckpoint(benchmark::State& state) {
  const NoteSigner signer = TestSigner();
  const std::string text =
      FormatCheckpoint({signer.key().name, 7, Sha256("root"), {}});
  const std::string note = JoinNote(text, signer.Sign(text));
  for (auto _ : state) {
    benchmark::DoNotOptimize(OpenCheckpoint(note, {signer.key()}));
  }
}
BENCHMARK(BM_OpenCheckpoint);

// Appends without a disk: what the processor pays for an entry.
void BM_Append(benchmark::State& state) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  const std::unique_ptr<Ledger> ledger = *Ledger::Open(kv.get());
  const auto batch = static_cast<uint64_t>(state.range(0));
  uint64_t number = 0;
  for (auto _ : state) {
    for (uint64_t i = 0; i + 1 < batch; ++i) {
      if (!ledger->Enqueue(UsualEntry(++number), {}).ok()) std::abort();
    }
    if (!ledger->Commit(UsualEntry(++number), {}).ok()) std::abort();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * batch));
}
BENCHMARK(BM_Append)->Arg(1)->Arg(32)->Arg(1024);

double Seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

// Lets through, and keeps what was committed last; tells what keeping took.
class OverheardKv : public Kv {
 public:
  explicit OverheardKv(Kv* kv) : kv_(*kv) {}
  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    return kv_.Get(key);
  }
  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    return kv_.Scan(from, until, visit);
  }
  absl::Status Commit(const std::vector<Put>& puts) override {
    const auto begun = std::chrono::steady_clock::now();
    last_ = puts;
    overhearing_ = Seconds(std::chrono::steady_clock::now() - begun);
    return kv_.Commit(puts);
  }
  const std::vector<Put>& last() const { return last_; }
  double overhearing() const { return overhearing_; }

 private:
  Kv& kv_;
  std::vector<Put> last_;
  double overhearing_ = 0;  // In seconds, the last time.
};

// One entry about each child, as a gateway that runs for a while has had them;
// gives the number of the last.
uint64_t MeetAllChildren(Ledger* ledger) {
  for (uint64_t number = 1; number < kChildren; ++number) {
    if (!ledger->Enqueue(UsualEntry(number), {}).ok()) std::abort();
  }
  if (!ledger->Commit(UsualEntry(kChildren), {}).ok()) std::abort();
  return kChildren;
}

// Appends to a disk, sealed, as the gateway does. Beside each batch the same
// rows are written to a bare store on the same disk, and its entries hashed: no
// log can cost less than those two. `of_ideal` is that over what ours took;
// `of_sealed`, where that store seals its rows, as everything at rest is;
// `over_us`, by how many microseconds a batch takes longer than the bare write.
void BM_AppendOnDisk(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  const TempFolder folder;
  const std::unique_ptr<Kv> floor = *OpenRocks(folder.path() + "/floor");
  const std::unique_ptr<Kv> beside = *OpenRocks(folder.path() + "/sealed");
  const std::unique_ptr<Kv> engine = *OpenRocks(folder.path() + "/log");
  const std::unique_ptr<Seal> seal = TestSeal();
  const std::unique_ptr<Kv> sealed = NewSealedKv(engine.get(), seal.get());
  const std::unique_ptr<Kv> sealed_floor =
      NewSealedKv(beside.get(), seal.get());
  OverheardKv overheard(sealed.get());
  const std::unique_ptr<Ledger> ledger = *Ledger::Open(&overheard);
  const auto batch = static_cast<uint64_t>(state.range(0));
  const std::string leaf = UsualEntry(0).SerializeAsString();
  uint64_t number = MeetAllChildren(ledger.get());
  double bare_write = 0;
  double ideal = 0;
  double sealed_ideal = 0;
  double ours = 0;
  for (auto _ : state) {
    std::vector<v1::AuditEntry> entries;
    for (uint64_t i = 0; i < batch; ++i) {
      entries.push_back(UsualEntry(++number));
    }
    const Clock::time_point begun = Clock::now();
    for (uint64_t i = 0; i + 1 < batch; ++i) {
      if (!ledger->Enqueue(entries[i], {}).ok()) std::abort();
    }
    if (!ledger->Commit(entries.back(), {}).ok()) std::abort();
    const Clock::time_point written = Clock::now();
    if (!floor->Commit(overheard.last()).ok()) std::abort();
    const Clock::time_point bare = Clock::now();
    if (!sealed_floor->Commit(overheard.last()).ok()) std::abort();
    const Clock::time_point in_seals = Clock::now();
    for (uint64_t i = 0; i < batch; ++i) {
      const std::string hash = LeafHash(leaf);
      benchmark::DoNotOptimize(NodeHash(hash, hash));
    }
    const Clock::time_point compared = Clock::now();
    const double took = Seconds(written - begun) - overheard.overhearing();
    ours += took;
    bare_write += Seconds(bare - written);
    ideal += Seconds(bare - written) + Seconds(compared - in_seals);
    sealed_ideal += Seconds(compared - bare);
    state.SetIterationTime(took);
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * batch));
  state.counters["of_ideal"] = ideal / ours;
  state.counters["of_sealed"] = sealed_ideal / ours;
  state.counters["over_us"] =
      (ours - bare_write) * 1e6 / static_cast<double>(state.iterations());
}
BENCHMARK(BM_AppendOnDisk)
    ->Arg(1)
    ->Arg(32)
    ->Arg(1024)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

// The same while callers go on: the next batch is enqueued while the one before
// is written, as in the gateway. The floor is measured after, by the same rows.
void BM_AppendAhead(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  const TempFolder folder;
  const std::unique_ptr<Kv> engine = *OpenRocks(folder.path() + "/log");
  const std::unique_ptr<Seal> seal = TestSeal();
  const std::unique_ptr<Kv> sealed = NewSealedKv(engine.get(), seal.get());
  OverheardKv overheard(sealed.get());
  const std::unique_ptr<Ledger> ledger = *Ledger::Open(&overheard);
  const auto batch = static_cast<uint64_t>(state.range(0));
  uint64_t number = MeetAllChildren(ledger.get());
  std::thread writer;
  const Clock::time_point begun = Clock::now();
  for (auto _ : state) {
    std::shared_ptr<Ticket> last;
    for (uint64_t i = 0; i < batch; ++i) {
      last = ledger->Enqueue(UsualEntry(++number), {}).value();
    }
    if (writer.joinable()) writer.join();
    writer = std::thread([&ledger, last] {
      if (!ledger->Wait(last).ok()) std::abort();
    });
  }
  writer.join();
  const double ours =
      Seconds(Clock::now() - begun) / static_cast<double>(state.iterations());
  const std::unique_ptr<Kv> floor = *OpenRocks(folder.path() + "/floor");
  const std::string leaf = UsualEntry(0).SerializeAsString();
  constexpr int kFloorRounds = 32;
  const Clock::time_point bare = Clock::now();
  for (int round = 0; round < kFloorRounds; ++round) {
    if (!floor->Commit(overheard.last()).ok()) std::abort();
    for (uint64_t i = 0; i < batch; ++i) {
      const std::string hash = LeafHash(leaf);
      benchmark::DoNotOptimize(NodeHash(hash, hash));
    }
  }
  const double ideal = Seconds(Clock::now() - bare) / kFloorRounds;
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * batch));
  state.counters["of_ideal"] = ideal / ours;
}
BENCHMARK(BM_AppendAhead)
    ->Arg(1024)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

// What a person of whom there are few entries costs to look up among ten
// million: one row asked for in each segment.
void BM_FindAPersonAmongTenMillion(benchmark::State& state) {
  constexpr uint64_t kSegments = 10'000'000 / kSegmentEntries;
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  LogIndex index;
  std::vector<Put> puts;
  std::vector<std::vector<std::string>> terms;
  for (uint64_t i = 0; i < kSegmentEntries; ++i) {
    terms.push_back(IndexTermsOf(UsualEntry(i)));
  }
  for (uint64_t segment = 0; segment < kSegments; ++segment) {
    for (uint64_t i = 0; i < kSegmentEntries; ++i) {
      index.Add(segment * kSegmentEntries + i, terms[i], &puts);
    }
    if (!kv->Commit(puts).ok()) std::abort();
    puts.clear();
  }
  const std::string rare = IndexTerm(kTermActor, "none");
  const std::string frequent = IndexTerm(kTermAgency, "bma");
  for (auto _ : state) {
    uint64_t found = 0;
    for (uint64_t segment = 0; segment < kSegments; ++segment) {
      found += LogIndex::Find(*kv, rare, segment)->size();
      found += LogIndex::Find(*kv, frequent, segment)->size();
    }
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(BM_FindAPersonAmongTenMillion)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace saan::storage

BENCHMARK_MAIN();
