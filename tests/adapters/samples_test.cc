// Every adapter folder of the house: its samples are what they should be, and
// what it writes reads the same.

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/mapping_plan.h"
#include "adapters/registry.h"
#include "adapters/split.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

const Registry& House() {
  static const auto* registry = [] {
    auto loaded = Registry::Load(absl::StrCat(SAAN_ROOT, "/adapters"));
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.ok() ? loaded->release() : new Registry();
  }();
  return *registry;
}

// All records that the samples of a system hold.
std::vector<Mapped> MapSamples(const Adapter& adapter) {
  std::vector<Mapped> records;
  const auto take = [&](Piece piece) {
    records.push_back(adapter.ToShared({piece.native, piece.header, ""}));
    return absl::OkStatus();
  };
  for (const auto& file : std::filesystem::directory_iterator(
           absl::StrCat(SAAN_ROOT, "/adapters/", std::string(adapter.system()),
                        "/samples"))) {
    const std::string path = file.path().string();
    const std::string text = *ReadTextFile(path);
    std::istringstream in(text);
    if (absl::EndsWith(path, ".csv")) {
      EXPECT_TRUE(SplitCsv(in, take).ok()) << path;
    } else if (absl::EndsWith(path, ".json")) {
      EXPECT_TRUE(SplitJson(in, adapter.forms()[0].records_member(), take).ok())
          << path;
    }
  }
  return records;
}

// What the record says, without how it was written.
v1::Record Content(v1::Record record) {
  record.clear_sources();
  record.mutable_person()->mutable_birth()->clear_era();
  return record;
}

TEST(House, LoadsWithAllItsSamples) {
  EXPECT_EQ(House().systems(),
            (std::vector<std::string>{"dcy", "imed", "school", "temtem"}));
}

TEST(House, WritesWhatReadsTheSame) {
  for (const std::string& system : House().systems()) {
    const Adapter& adapter = *House().Find(system);
    for (const Mapped& mapped : MapSamples(adapter)) {
      if (!mapped.ok()) continue;
      const std::string& form = mapped.record.form();
      const auto written = adapter.FromShared(mapped.record, form);
      ASSERT_TRUE(written.ok()) << written.status();
      const Mapped again = adapter.ToShared({*written, "", form});
      ASSERT_TRUE(again.ok()) << *written << Told(again.violations);
      std::string difference;
      google::protobuf::util::MessageDifferencer differencer;
      differencer.ReportDifferencesToString(&difference);
      EXPECT_TRUE(
          differencer.Compare(Content(mapped.record), Content(again.record)))
          << system << "/" << form << "\n"
          << difference << *written;
    }
  }
}

TEST(House, NeverTellsValues) {
  for (const std::string& system : House().systems()) {
    for (const Mapped& mapped : MapSamples(*House().Find(system))) {
      for (const auto* list : {&mapped.violations, &mapped.notices}) {
        for (const v1::Violation& told : *list) {
          for (const v1::Source& source : mapped.record.sources()) {
            if (source.raw_text().size() < 5) continue;
            EXPECT_FALSE(
                absl::StrContains(told.message_th(), source.raw_text()))
                << told.field();
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace saan::adapters
