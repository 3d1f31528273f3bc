#include "adapters/registry.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/mapping.h"
#include "adapters/mapping_samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr absl::string_view kToyMapping = R"(system: "toy"
form {
  form: "child"
  format: NATIVE_FORMAT_JSON
  recognised_by: "id"
  native_id: "id"
  field { from: "name" to: "person.names[0].given_name" person_name {} }
}
)";

constexpr absl::string_view kExpected = R"(row {
  record {
    system: "toy"
    form: "child"
    native_id: "1"
    person { names { given_name: "ก้อย" } }
    sources {
      path: "person.names[0].given_name"
      native_path: "name"
      raw_text: "ก้อย"
      parse_status: PARSE_STATUS_EXACT
    }
  }
}
)";

void WriteToy(const AdapterFolder& folder, absl::string_view expected) {
  folder.Write("toy/mapping.textproto", kToyMapping);
  folder.Write("toy/samples/01.json", R"([{"id":"1","name":"ก้อย"}])");
  if (!expected.empty()) {
    folder.Write("toy/samples/01.expected.textproto", expected);
  }
}

TEST(Registry, FindsEveryFolderThatHoldsAMapping) {
  const AdapterFolder folder;
  WriteToy(folder, kExpected);
  folder.Write("notes/README.md", "no adapter");
  const auto registry = Registry::Load(folder.root());
  ASSERT_TRUE(registry.ok()) << registry.status();
  EXPECT_THAT((*registry)->systems(), ElementsAre("toy"));
  EXPECT_NE((*registry)->Find("toy"), nullptr);
  EXPECT_EQ((*registry)->Find("boy"), nullptr);
}

TEST(Registry, RefusesASampleThatMapsOtherwise) {
  const AdapterFolder folder;
  std::string other(kExpected);
  other.replace(other.find("ก้อย"), std::string("ก้อย").size(), "กุ้ง");
  WriteToy(folder, other);
  const absl::Status status = Registry::Load(folder.root()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::string message(status.message());
  EXPECT_THAT(message, HasSubstr("samples/01.json"));
  EXPECT_THAT(message, HasSubstr("row[0].record.person.names[0].given_name"));
  EXPECT_THAT(message, testing::Not(HasSubstr("ก้อย")));
}

TEST(Registry, RefusesAFormWithoutASample) {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", kToyMapping);
  EXPECT_THAT(std::string(Registry::Load(folder.root()).status().message()),
              HasSubstr("no sample of form \"child\""));
}

TEST(Registry, RefusesASampleWithoutItsExpectedFile) {
  const AdapterFolder folder;
  WriteToy(folder, "");
  EXPECT_THAT(std::string(Registry::Load(folder.root()).status().message()),
              HasSubstr("01.expected.textproto is missing"));
}

TEST(Registry, RefusesAFolderThatIsNotThere) {
  EXPECT_FALSE(Registry::Load("/nonexistent").ok());
}

TEST(WriteExpected, WritesWhatThenPasses) {
  const AdapterFolder folder;
  WriteToy(folder, "");
  const auto mapping = Mapping::Load(folder.Of("toy"));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ASSERT_TRUE(WriteExpected(**mapping, folder.Of("toy")).ok());
  EXPECT_TRUE(Registry::Load(folder.root()).ok());
}

}  // namespace
}  // namespace saan::adapters
