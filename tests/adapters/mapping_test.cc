#include "adapters/mapping.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/adapters/adapter_folder.h"

namespace saan::adapters {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

// A mapping with one of each trap; line numbers are counted below.
constexpr absl::string_view kGood = R"(system: "toy"
code_list { name: "sex" code { native: "M" shared: "SEX_MALE" } }
form {
  form: "child"
  format: NATIVE_FORMAT_JSON
  recognised_by: "id"
  native_id: "id"
  exportable: true
  field { from: "seen" to: "observed_time" timestamp {} }
  field { from: "child.pid" to: "person.identifiers[0]" person_number {} }
  field { from: "child.name" to: "person.names[0].given_name" person_name {} }
  field { from: "child.sex" to: "person.sex" code { list: "sex" } }
  field { from: "child.born" to: "person.birth" date {} }
  field { from: "child.age" to: "person.birth" age { at: "seen" } }
  field { from: "child.kg" to: "person.weight_kg" decimal {} }
  field { from: "phone" to: "person.phones" phones {} }
  field { from: "goals" to: "case.plan.goals" text {} }
  field { from: "taken" to: "case.decision.is_approved" boolean {} }
  field {
    from: "mother"
    to: "guardians[0].person.names[0].given_name"
    with { to: "guardians[0].relation" value: "RELATION_MOTHER" }
    person_name {}
  }
  field {
    from: "father"
    to: "guardians[1].person.names[0].given_name"
    with { to: "guardians[1].relation" value: "RELATION_FATHER" }
    person_name {}
  }
  list {
    from: "visits"
    to: "visits"
    only_without: "sheet"
    field { from: "on" to: "time" date {} }
    field { from: "text" to: "summary" text { verbatim: true } }
  }
  list {
    from: "visits"
    to: "assessments"
    only_with: "sheet"
    field { from: "sheet" to: "sheet_number" text {} }
    field { from: "on" to: "date" date { written: DMY_BE } }
  }
  ignore { from: "photo" why: "a test" }
}
)";

absl::Status LoadText(absl::string_view text) {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", text);
  return Mapping::Load(folder.Of("toy")).status();
}

// The refusal of the good mapping after one change.
std::string RefusalOf(absl::string_view from, absl::string_view to) {
  const std::string text = absl::StrReplaceAll(kGood, {{from, to}});
  EXPECT_NE(text, kGood) << from;
  return std::string(LoadText(text).message());
}

std::unique_ptr<Mapping> Good() {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", kGood);
  absl::StatusOr<std::unique_ptr<Mapping>> mapping =
      Mapping::Load(folder.Of("toy"));
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return *std::move(mapping);
}

Mapped Map(absl::string_view json) { return Good()->ToShared({json, "", ""}); }

TEST(MappingLoad, NamesFileAndLineOfEveryFault) {
  const struct {
    const char* from;
    const char* to;
    const char* refusal;
  } cases[] = {
      {"form: \"child\"", "form \"child\"", "mapping.textproto:4: "},
      {"person_number {}", "number {}", ":10: "},
      {"\"person.sex\"", "\"person.gender\"",
       ":12: saan.v1.Person has no field \"gender\""},
      {"\"person.identifiers[0]\"", "\"person.sex\"",
       ":10: the step person_number cannot fill saan.v1.Person.sex"},
      {"list: \"sex\"", "list: \"sexes\"",
       ":12: there is no code list \"sexes\""},
      {"SEX_MALE", "MALE", ":12: code list \"sex\": \"MALE\" is no value of "},
      {"\"RELATION_MOTHER\"", "\"MOTHER\"", ":22: \"MOTHER\" is no value"},
      {"\"photo\"", "\"child\"",
       ":45: the native path is both mapped and ignored"},
      {"system: \"toy\"", "system: \"boy\"",
       ":1: the folder's name is \"toy\""},
      {"\"observed_time\"", "\"received_time\"",
       ":9: the gateway fills this field itself"},
      {"NATIVE_FORMAT_JSON", "NATIVE_FORMAT_CSV",
       ":32: a CSV row has no lists"},
      {"\"person.phones\"", "\"person.phones.number\"",
       ":16: \"phones\" is a list: name a position"},
      {"  native_id: \"id\"\n", "", ":3: name the record's own id"},
      {" decimal {}", "", ":15: the field has no step"},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(RefusalOf(one.from, one.to), HasSubstr(one.refusal))
        << one.from;
  }
}

TEST(MappingLoad, RefusesASecondFormOfOneName) {
  EXPECT_THAT(
      std::string(
          LoadText(
              absl::StrCat(kGood,
                           "form { form: \"child\" format: NATIVE_FORMAT_JSON "
                           "recognised_by: \"a\" native_id: \"a\" }"))
              .message()),
      HasSubstr(":47: another form has this name"));
}

TEST(MappingLoad, RefusesAMissingCodeFile) {
  EXPECT_THAT(RefusalOf("code { native: \"M\" shared: \"SEX_MALE\" }",
                        "file: \"sex.tsv\""),
              HasSubstr(":2: there is no such file in the folder"));
}

TEST(MappingLoad, NamesTheLineOfACodeFile) {
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto",
               absl::StrReplaceAll(
                   kGood, {{"code { native: \"M\" shared: \"SEX_MALE\" }",
                            "file: \"sex.tsv\""}}));
  folder.Write("toy/sex.tsv", "native\tshared\nM\tSEX_MALE\nM\tSEX_FEMALE\n");
  EXPECT_THAT(std::string(Mapping::Load(folder.Of("toy")).status().message()),
              HasSubstr("sex.tsv:3: code \"M\" has two meanings"));
}

TEST(MappingLoad, ChangesTheVersionWithTheText) {
  const std::string version = Good()->forms()[0].mapping_version();
  EXPECT_THAT(version, testing::MatchesRegex("toy/child@[0-9a-f]+"));
  const AdapterFolder folder;
  folder.Write("toy/mapping.textproto", absl::StrCat(kGood, "# more\n"));
  EXPECT_NE((*Mapping::Load(folder.Of("toy")))->forms()[0].mapping_version(),
            version);
}

TEST(ToShared, KeepsEachValueWithItsSource) {
  const Mapped mapped =
      Map(R"({"id":7,"child":{"pid":"1-9901-10000-12-9","name":" ด.ช.ณัฐวุฒิ"}})");
  EXPECT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.native_id(), "7");
  EXPECT_EQ(mapped.record.system(), "toy");
  const v1::Person& person = mapped.record.person();
  EXPECT_EQ(person.identifiers(0).value(), "1990110000129");
  EXPECT_EQ(person.names(0).given_name(), "ณัฐวุฒิ");
  EXPECT_EQ(person.names(0).title(), "ด.ช.");
  ASSERT_EQ(mapped.record.sources_size(), 3);
  EXPECT_EQ(mapped.record.sources(0).path(), "person.identifiers[0]");
  EXPECT_EQ(mapped.record.sources(0).native_path(), "child.pid");
  EXPECT_EQ(mapped.record.sources(0).raw_text(), "1-9901-10000-12-9");
  EXPECT_EQ(mapped.record.sources(0).parse_status(), v1::PARSE_STATUS_REPAIRED);
  EXPECT_EQ(mapped.record.sources(2).path(), "person.names[0].title");
}

TEST(ToShared, KeepsAChildWhoseNumberASpreadsheetDamaged) {
  const Mapped mapped = Map(R"({"id":"a","child":{"pid":"1.99012E+12"}})");
  EXPECT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.person().identifiers_size(), 0);
  EXPECT_EQ(Told(mapped.notices), "child.pid: NUMBER_INVALID");
  ASSERT_EQ(mapped.record.sources_size(), 1);
  EXPECT_EQ(mapped.record.sources(0).parse_note(), "damaged_excel");
  EXPECT_EQ(mapped.record.sources(0).parse_status(),
            v1::PARSE_STATUS_UNREADABLE);
}

TEST(ToShared, KeepsAChildWhoseBirthDateIsImpossible) {
  const Mapped mapped = Map(R"({"id":"a","child":{"born":"3101-02-05"}})");
  EXPECT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_FALSE(mapped.record.person().has_birth());
  EXPECT_EQ(Told(mapped.notices), "child.born: DATE_IMPOSSIBLE");
  EXPECT_EQ(mapped.record.sources(0).path(), "person.birth");
}

TEST(ToShared, CountsAnAgeFromTheDayItWasTold) {
  const Mapped mapped =
      Map(R"({"id":"a","seen":"2023-10-10T12:00:00+07:00","child":{"age":8}})");
  EXPECT_EQ(mapped.record.person().birth().earliest(), "2014-10-11");
  EXPECT_EQ(mapped.record.person().birth().latest(), "2015-10-10");
  EXPECT_EQ(Told(Map(R"({"id":"a","child":{"age":8}})").notices),
            "child.age: FIELD_INVALID");
}

TEST(ToShared, RefusesWhatItCannotAnswerFor) {
  const struct {
    const char* json;
    const char* told;
  } cases[] = {
      {R"({"id":"a","child":{"sex":"X"}})", "child.sex: CODE_UNMAPPED"},
      {R"({"id":null})", "id: NATIVE_FIELD_MISSING"},
      {R"({"id":"a","child":{"name":["x"]}})", "child.name: NATIVE_FIELD_TYPE"},
      {R"({"id":"a","child":7})", "child: NATIVE_FIELD_TYPE"},
      {R"({"id":"a","visits":{}})", "visits: NATIVE_FIELD_TYPE"},
      {R"({"id":"a","visits":[{"text":[1]}]})",
       "visits[0].text: NATIVE_FIELD_TYPE"},
      {R"({"id":"a","taken":"perhaps"})", "taken: CODE_UNMAPPED"},
      {"{\"id\":\"a\",\"mother\":\"x\xE2\x80\xAEy\"}",
       "mother: TEXT_FORBIDDEN_CHARACTER"},
      {"{\"id\":\"a\",\"mother\":\"\\u0000\"}",
       "mother: TEXT_FORBIDDEN_CHARACTER"},
      {R"({"id":"a","id":"b"})", "id: JSON_MALFORMED"},
      {R"({"other":1})", ": FORM_UNKNOWN"},
      {R"({"id":)", ": JSON_MALFORMED"},
      {R"([{"id":"a"}])", ": JSON_MALFORMED"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(Told(Map(one.json).violations), one.told) << one.json;
  }
}

TEST(ToShared, NamesTheCodeListButNoPersonalData) {
  const auto message = [](const char* code) {
    return Map(absl::StrCat(R"({"id":"a","child":{"sex":")", code, "\"}}"))
        .violations.at(0)
        .message_en();
  };
  EXPECT_THAT(message("ณัฐวุฒิ"), EndsWith("(code list sex)"));
  EXPECT_THAT(message("1990110000129"), Not(HasSubstr("1990")));
  EXPECT_THAT(message("X9"), EndsWith("(code list sex: X9)"));
}

TEST(ToShared, SaysWhatItDoesNotKnow) {
  const Mapped mapped = Map(
      R"({"id":"a","photo":1,"new":"x","none":null,"child":{"1990110000129":1}})");
  EXPECT_TRUE(mapped.ok());
  EXPECT_EQ(Told(mapped.notices),
            "new: NOT_FOUND; child.(name withheld): NOT_FOUND");
}

TEST(ToShared, NoticesAPersonNumberInTheWrongField) {
  const Mapped mapped = Map(R"({"id":"a","phone":"1990110000129"})");
  EXPECT_TRUE(mapped.ok());
  EXPECT_EQ(mapped.record.person().phones_size(), 0);
  EXPECT_EQ(Told(mapped.notices), "phone: FIELD_INVALID");
}

TEST(ToShared, LimitsNestingListsAndSize) {
  const std::string deep = absl::StrCat(
      R"({"id":"a","photo":)", std::string(40, '['), std::string(40, ']'), "}");
  EXPECT_EQ(Told(Map(deep).violations), ": NESTING_TOO_DEEP");
  std::string goals = "1";
  for (int i = 0; i < kMaxListElements; ++i) absl::StrAppend(&goals, ",1");
  EXPECT_EQ(
      Told(Map(absl::StrCat(R"({"id":"a","goals":[)", goals, "]}")).violations),
      "goals: LIST_TOO_LONG");
  const std::string large =
      absl::StrCat(R"({"id":")", std::string(kMaxNativeBytes, 'x'), "\"}");
  EXPECT_EQ(Told(Map(large).violations), ": RECORD_TOO_LARGE");
}

TEST(ToShared, ReadsWindows874) {
  // แก้ว in windows-874.
  const Mapped mapped = Map("{\"id\":\"a\",\"mother\":\"\xE1\xA1\xE9\xC7\"}");
  EXPECT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(mapped.record.guardians(0).person().names(0).given_name(), "แก้ว");
  EXPECT_EQ(Told(Map("{\"id\":\"a\xFF\xFE\"}").violations),
            ": ENCODING_INVALID");
}

TEST(ToShared, ClosesUpWhatIsNotThere) {
  const Mapped mapped = Map(R"({"id":"a","father":"ชาย"})");
  ASSERT_EQ(mapped.record.guardians_size(), 1);
  EXPECT_EQ(mapped.record.guardians(0).relation(), v1::RELATION_FATHER);
  EXPECT_EQ(mapped.record.sources(0).path(),
            "guardians[0].person.names[0].given_name");
}

TEST(ToShared, DividesAListBetweenTwo) {
  const Mapped mapped = Map(
      R"({"id":"a","visits":[{"text":"x"},{"sheet":"9","on":"2023-01-02"}]})");
  EXPECT_TRUE(mapped.ok()) << Told(mapped.violations);
  EXPECT_EQ(Told(mapped.notices), "");
  EXPECT_EQ(mapped.record.visits_size(), 1);
  ASSERT_EQ(mapped.record.assessments_size(), 1);
  EXPECT_EQ(mapped.record.assessments(0).date(), "2023-01-02");
}

TEST(FromShared, WritesWhatReadsTheSame) {
  const std::unique_ptr<Mapping> mapping = Good();
  const Mapped mapped = mapping->ToShared(
      {R"({"id":"a","seen":"2023-10-10T12:00:00+07:00","child":{"name":"ก\"ข",
           "sex":"M","age":8,"kg":20.5,"pid":"1990110000129"},
           "phone":"081-000-0001, 02 000 0000 ต่อ 12","goals":["x","y"],
           "taken":false,"father":"ชาย","visits":[{"text":"a\nb"},
           {"sheet":"9","on":"02/01/2566"}]})",
       "", ""});
  ASSERT_TRUE(mapped.ok()) << Told(mapped.violations);
  const absl::StatusOr<std::string> written =
      mapping->FromShared(mapped.record, "child");
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(*written, HasSubstr(R"("taken":false)"));
  EXPECT_THAT(*written, HasSubstr(R"("age":"8")"));
  EXPECT_THAT(*written, HasSubstr(R"("father":"ชาย")"));
  Mapped again = mapping->ToShared({*written, "", ""});
  ASSERT_TRUE(again.ok()) << Told(again.violations) << *written;
  v1::Record first = mapped.record;
  first.clear_sources();
  again.record.clear_sources();
  EXPECT_TRUE(
      google::protobuf::util::MessageDifferencer::Equals(first, again.record))
      << *written << again.record.Utf8DebugString();
}

TEST(FromShared, DoesNotTellWhatWasNotTold) {
  v1::Record record;
  record.set_form("child");
  record.set_native_id("a");
  record.mutable_case_()->mutable_decision()->set_reason("x");
  EXPECT_EQ(*Good()->FromShared(record, "child"), R"({"id":"a"})");
}

TEST(FromShared, RefusesAFormThatIsNotThere) {
  EXPECT_EQ(Good()->FromShared(v1::Record(), "adult").status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saan::adapters
