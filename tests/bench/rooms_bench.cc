// What one record costs in the pure rooms: map, weigh, decide, redact, hash.
// Run: build/tests/saan-microbench

#include <benchmark/benchmark.h>

#include <fstream>
#include <set>
#include <sstream>

#include "adapters/registry.h"
#include "adapters/split.h"
#include "gateway/match/match.h"
#include "gateway/policy/policy.h"
#include "storage/merkle.h"

namespace saan {
namespace {

constexpr char kData[] = SAAN_ROOT "/deploy/demo/data/";

const adapters::Registry& Adapters() {
  static const auto& registry =
      *adapters::Registry::Load(SAAN_ROOT "/adapters").value().release();
  return registry;
}

adapters::Piece FirstOf(const std::string& file, const std::string& member) {
  std::ifstream in(kData + file, std::ios::binary);
  adapters::Piece first;
  const auto take = [&](adapters::Piece piece) {
    first = std::move(piece);
    return absl::CancelledError("one is enough");
  };
  const absl::Status stopped = member == "csv"
                                   ? adapters::SplitCsv(in, take)
                                   : adapters::SplitJson(in, member, take);
  if (stopped.code() != absl::StatusCode::kCancelled) std::abort();
  return first;
}

v1::Record FirstRecord() {
  const adapters::Piece piece = FirstOf("temtem_cases.json", "เคส");
  return Adapters().Find("temtem")->ToShared({piece.native, "", ""}).record;
}

void BM_Map(benchmark::State& state, const char* system, const char* file,
            const char* member) {
  const adapters::Piece piece = FirstOf(file, member);
  const adapters::Adapter& adapter = *Adapters().Find(system);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        adapter.ToShared({piece.native, piece.header, ""}));
  }
}
BENCHMARK_CAPTURE(BM_Map, temtem_case, "temtem", "temtem_cases.json", "เคส");
BENCHMARK_CAPTURE(BM_Map, dcy_incident, "dcy", "dcy_incidents.json", "");
BENCHMARK_CAPTURE(BM_Map, dcy_cmst, "dcy", "dcy_cmst.csv", "csv");
BENCHMARK_CAPTURE(BM_Map, imed_person, "imed", "imed_persons.json", "");
BENCHMARK_CAPTURE(BM_Map, school_roster, "school", "school_dmc.csv", "csv");

const match::Model& BuiltInModel() {
  static const auto& model = *new match::Model(
      match::LoadModel(SAAN_ROOT "/deploy/match/thai_child.textproto").value());
  return model;
}

void BM_Traits(benchmark::State& state) {
  const v1::Record record = FirstRecord();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        match::ValuesOf(BuiltInModel(), match::TraitsOf(record)));
  }
}
BENCHMARK(BM_Traits);

void BM_Judge(benchmark::State& state) {
  const match::FieldValues values =
      match::ValuesOf(BuiltInModel(), match::TraitsOf(FirstRecord()));
  match::Population known(BuiltInModel());
  known.Add(values, 0);
  const match::Judge judge(BuiltInModel());
  const match::ProfileView probe = known.Probe(values);
  const std::vector<match::ProfileView> child = {known.profile(0)};
  size_t best = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(judge.JudgeChild(&known, probe, child, &best));
  }
}
BENCHMARK(BM_Judge);

void BM_Redact(benchmark::State& state) {
  const v1::Record record = FirstRecord();
  const policy::Decision owner = policy::Decision::Owner();
  for (auto _ : state) {
    v1::Record copy = record;
    std::set<v1::Category> withheld;
    policy::Redact(owner, &copy, &withheld);
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(BM_Redact);

void BM_LabelsOf(benchmark::State& state) {
  const v1::Record record = FirstRecord();
  for (auto _ : state) benchmark::DoNotOptimize(policy::LabelsOf(record));
}
BENCHMARK(BM_LabelsOf);

void BM_LeafHash(benchmark::State& state) {
  const std::string leaf(400, 'l');
  for (auto _ : state) benchmark::DoNotOptimize(storage::LeafHash(leaf));
}
BENCHMARK(BM_LeafHash);

}  // namespace
}  // namespace saan

BENCHMARK_MAIN();
