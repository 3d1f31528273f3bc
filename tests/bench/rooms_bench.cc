// What one record costs in the pure rooms: map, weigh, decide, redact, hash.
// Run: build/tests/saan-microbench

#include <benchmark/benchmark.h>

#include <array>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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
  for (auto _ : state) {
    benchmark::DoNotOptimize(judge.JudgeChild(&known, probe, child));
  }
}
BENCHMARK(BM_Judge);

// 200 agreements of 10 rules among 20 agencies, half of them with conditions.
std::unique_ptr<policy::Rules> ManyRules() {
  v1::RuleSet set;
  set.set_epoch(1);
  for (int i = 0; i < 200; ++i) {
    v1::SharingAgreement& agreement = *set.add_agreements();
    agreement.set_agreement_id(absl::StrCat("A", i));
    agreement.set_kind(v1::AGREEMENT_KIND_LAW);
    agreement.set_title_th("ก");
    agreement.set_title_en("a");
    agreement.set_legal_text_th("ข");
    agreement.set_valid_from("2569-01-01");
    agreement.set_valid_until("2571-12-31");
    agreement.set_review_by("2571-12-31");
    for (int k = 0; k < 10; ++k) {
      v1::Rule& rule = *agreement.add_rules();
      rule.set_rule_id(absl::StrCat("A", i, "-", k));
      rule.set_effect(k == 9 ? v1::RULE_EFFECT_FORBID : v1::RULE_EFFECT_PERMIT);
      rule.add_recipients(absl::StrCat("agency-", (i + k) % 20));
      rule.add_roles(v1::ROLE_CASE_MANAGER);
      rule.add_roles(v1::ROLE_SOCIAL_WORKER);
      rule.add_purposes(static_cast<v1::Purpose>(1 + k % 5));
      rule.add_actions(v1::ACTION_READ);
      v1::LabelSet& labels = *rule.add_labels();
      labels.add_categories(static_cast<v1::Category>(1 + (i + k) % 14));
      labels.set_max_sensitivity(2);
      if (k < 9) rule.set_cap(v1::DISCLOSURE_LEVEL_FULL);
      if (k % 2 == 0) rule.mutable_conditions()->set_below_age_years(18);
    }
  }
  return policy::Rules::FromSet(set).value();
}

void BM_Decide(benchmark::State& state) {
  const std::unique_ptr<policy::Rules> rules = ManyRules();
  const policy::Ask ask = {"agency-3", v1::ROLE_CASE_MANAGER,
                           v1::PURPOSE_CASE_CARE, v1::ACTION_READ,
                           absl::FromUnixSeconds(1'780'315'200)};
  policy::Facts facts;
  facts.child.set_are_known(true);
  facts.child.set_youngest_age_years(9);
  facts.child.set_oldest_age_years(9);
  for (auto _ : state) {
    benchmark::DoNotOptimize(rules->Decide(ask, "dcy", facts));
  }
  state.counters["matched"] =
      rules->Decide(ask, "dcy", facts).rule_ids().size();
}
BENCHMARK(BM_Decide);

// For an agency that sees part of a record whole and part of it coarsely.
policy::Decision PartlyShown() {
  v1::RuleSet set;
  set.set_epoch(1);
  for (const v1::DisclosureLevel level :
       {v1::DISCLOSURE_LEVEL_GENERALISE, v1::DISCLOSURE_LEVEL_FULL}) {
    v1::Rule& rule = *set.add_rules();
    rule.set_rule_id(v1::DisclosureLevel_Name(level));
    rule.set_effect(v1::RULE_EFFECT_PERMIT);
    rule.add_recipients("bma");
    rule.add_roles(v1::ROLE_CASE_MANAGER);
    rule.add_purposes(v1::PURPOSE_CASE_CARE);
    rule.add_actions(v1::ACTION_READ);
    v1::LabelSet& labels = *rule.add_labels();
    for (int category = 1; category < v1::CATEGORY_REPORTER; ++category) {
      labels.add_categories(static_cast<v1::Category>(category));
    }
    labels.set_max_sensitivity(level == v1::DISCLOSURE_LEVEL_FULL ? 1 : 3);
    rule.set_cap(level);
    rule.mutable_valid_from()->set_seconds(1);
    rule.mutable_valid_until()->set_seconds(4'000'000'000);
  }
  return policy::Rules::FromSet(set).value()->Decide(
      {"bma", v1::ROLE_CASE_MANAGER, v1::PURPOSE_CASE_CARE, v1::ACTION_READ,
       absl::FromUnixSeconds(1'780'315'200)},
      "dcy");
}

// As they lie in the store.
std::vector<std::string> Stored(const std::vector<v1::Record>& records) {
  std::vector<std::string> stored;
  for (const v1::Record& record : records) {
    stored.push_back(record.SerializeAsString());
  }
  return stored;
}

void Redacting(benchmark::State& state, const std::vector<v1::Record>& records,
               const policy::Decision& decision) {
  const std::vector<std::string> stored = Stored(records);
  size_t bytes = 0;
  for (auto _ : state) {
    std::set<v1::Category> withheld;
    bytes = 0;
    for (const std::string& record : stored) {
      bytes += policy::Redact(decision, record, &withheld)->size();
    }
  }
  state.counters["bytes_shown"] = static_cast<double>(bytes);
}

// The fullest record that an agency sends.
void BM_RedactCase(benchmark::State& state) {
  Redacting(state, {FirstRecord()}, PartlyShown());
}
BENCHMARK(BM_RedactCase);

// A full child: a record of every agency.
std::vector<v1::Record> FullChild() {
  std::vector<v1::Record> records;
  for (const auto& [system, file, member] :
       {std::array{"temtem", "temtem_cases.json", "เคส"},
        {"dcy", "dcy_incidents.json", ""},
        {"imed", "imed_persons.json", ""},
        {"school", "school_dmc.csv", "csv"}}) {
    const adapters::Piece piece = FirstOf(file, member);
    records.push_back(Adapters()
                          .Find(system)
                          ->ToShared({piece.native, piece.header, ""})
                          .record);
  }
  return records;
}

void BM_RedactChild(benchmark::State& state) {
  Redacting(state, FullChild(), PartlyShown());
}
BENCHMARK(BM_RedactChild);

// The floor of redaction: what it would take to read the same records whole.
void BM_ParseChild(benchmark::State& state) {
  const std::vector<std::string> stored = Stored(FullChild());
  for (auto _ : state) {
    for (const std::string& bytes : stored) {
      v1::Record record;
      benchmark::DoNotOptimize(record.ParseFromString(bytes));
    }
  }
}
BENCHMARK(BM_ParseChild);

void BM_LabelsOf(benchmark::State& state) {
  const std::vector<std::string> records = Stored({FirstRecord()});
  for (auto _ : state) benchmark::DoNotOptimize(policy::LabelsOf(records));
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
