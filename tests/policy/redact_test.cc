#include <algorithm>
#include <map>
#include <set>

#include "gateway/policy/policy.h"
#include "gateway/policy/schema.h"
#include "gateway/policy/wire.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

constexpr int kRedactRounds = 100;

constexpr char kNames[] =
    "labels { categories: [CATEGORY_ADMINISTRATIVE, CATEGORY_IDENTITY] "
    "         max_sensitivity: 2 }";

v1::Record RecordOf(const std::string& text) {
  v1::Record record;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &record));
  return record;
}

v1::Record Redacted(const Decision& decision, v1::Record record) {
  std::set<v1::Category> withheld;
  RedactIn(decision, &record, &withheld);
  return record;
}

void ExpectRedacted(const Decision& decision, const std::string& from,
                    const std::string& to) {
  EXPECT_EQ(Redacted(decision, RecordOf(from)).DebugString(),
            RecordOf(to).DebugString());
}

// Mostly shows the handles, and this and that.
Decision RandomDecision(Random& random) {
  std::vector<v1::Rule> rules = RandomRules(random, 6);
  for (v1::Rule& rule : rules) {
    const v1::Rule sample = SampleRule();
    *rule.mutable_recipients() = sample.recipients();
    *rule.mutable_purposes() = sample.purposes();
    *rule.mutable_actions() = sample.actions();
    *rule.mutable_valid_until() = sample.valid_until();
    rule.clear_holders();
    if (rule.effect() == v1::RULE_EFFECT_PERMIT) rule.set_cap(sample.cap());
  }
  v1::Rule handles = SampleRule();
  handles.clear_labels();
  handles.add_labels()->add_categories(v1::CATEGORY_ADMINISTRATIVE);
  rules.push_back(handles);
  return RulesOf(rules)->Decide(SampleAsk(), "dcy");
}

bool IsShown(const Decision& decision, const v1::Label& label) {
  return decision.Level(label) == v1::DISCLOSURE_LEVEL_FULL;
}

bool IsAllHidden(const Decision& decision, const Node& node) {
  if (!node.is_container()) return !IsShown(decision, node.label);
  return std::all_of(
      node.children.begin(), node.children.end(),
      [&](const Node& child) { return IsAllHidden(decision, child); });
}

// Gives hidden values of `message`, and no others, new random values, and puts
// into its lists elements that hold hidden values only.
void ChangeHidden(Random& random, const Decision& decision, const Node& node,
                  Message* message) {
  const auto* reflection = message->GetReflection();
  for (const Node& child : node.children) {
    const FieldDescriptor* field = child.field;
    if (&child == RecordSchema().sources) continue;
    if (!child.is_container()) {
      if (IsShown(decision, child.label)) continue;
      if (Toss(random)) reflection->ClearField(message, field);
      if (Toss(random)) FillValue(random, message, field);
    } else if (!field->is_repeated()) {
      if (IsAllHidden(decision, child) && Toss(random)) {
        reflection->ClearField(message, field);
      }
      ChangeHidden(random, decision, child,
                   reflection->MutableMessage(message, field));
    } else {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        ChangeHidden(random, decision, child,
                     reflection->MutableRepeatedMessage(message, field, i));
      }
      if (Toss(random)) continue;
      ChangeHidden(random, decision, child,
                   reflection->AddMessage(message, field));
      // The new element goes to a random place; the others keep their order.
      const int last = reflection->FieldSize(*message, field) - 1;
      for (int i = Pick(random, last + 1); i < last; ++i) {
        reflection->SwapElements(message, field, i, last);
      }
    }
  }
}

TEST(Redact, ShowsNothingWithoutARule) {
  Random random(1);
  v1::Record record;
  FillMessage(random, 1, &record);
  AddSources(&record);
  std::set<v1::Category> withheld;
  RedactIn(Decision(), &record, &withheld);
  EXPECT_EQ(record.ByteSizeLong(), 0u);
  EXPECT_TRUE(withheld.empty());
}

TEST(Redact, LeavesTheOwnerAll) {
  Random random(2);
  v1::Record record;
  FillMessage(random, 1, &record);
  AddSources(&record);
  record.add_guardians();
  const std::string before = record.SerializeAsString();
  std::set<v1::Category> withheld;
  RedactIn(Decision::Owner(), &record, &withheld);
  EXPECT_EQ(record.SerializeAsString(), before);
  EXPECT_TRUE(withheld.empty());
}

TEST(Redact, ClearsUnmarkedFields) {
  ExpectRedacted(
      Showing(kNames),
      R"pb(record_id: "r"
           native_id: "TT-1"
           person {
             names { given_name: "ก" family_name: "ข" }
             identifiers { value: "1" }
             sex: SEX_MALE
             religion: "x"
             current_address { district: "บางบอน" area_code_set: "d" }
           }
           guardians { person { names { given_name: "ค" } } }
           case {
             step: CASE_STEP_REPORTED
             reporter { name: "ง" }
           })pb",
      R"pb(record_id: "r"
           person {
             names { given_name: "ก" family_name: "ข" }
             sex: SEX_MALE
           })pb");
}

TEST(Redact, ClearsUnmarkedFieldsAtAnyDepth) {
  Random random(3);
  for (int round = 0; round < kRedactRounds; ++round) {
    v1::Record record;
    FillMessage(random, 2, &record);
    const Decision decision = RandomDecision(random);
    RedactIn(decision, &record,
             std::make_unique<std::set<v1::Category>>().get());
    for (const Value& value : ValuesOf(record)) {
      ASSERT_TRUE(IsShown(decision, value.label)) << value.path;
    }
  }
}

TEST(Redact, KeepsEveryShownValueOfALivingContainer) {
  Random random(4);
  for (int round = 0; round < kRedactRounds; ++round) {
    v1::Record record;
    FillMessage(random, 2, &record);
    const Decision decision = RandomDecision(random);
    std::multiset<std::string> shown;
    for (const Value& value : ValuesOf(record)) {
      // ADMINISTRATIVE values go with containers that end empty.
      if (value.label.category() == v1::CATEGORY_ADMINISTRATIVE) continue;
      if (!IsShown(decision, value.label)) continue;
      shown.insert(value.pathless + value.text);
    }
    std::multiset<std::string> left;
    for (const Value& value : ValuesOf(Redacted(decision, record))) {
      if (value.label.category() == v1::CATEGORY_ADMINISTRATIVE) continue;
      left.insert(value.pathless + value.text);
    }
    ASSERT_EQ(left, shown);
  }
}

TEST(Redact, DoesNotShowHowManyWereHidden) {
  // Kind is hidden, payer is shown: an element without a payer must not show.
  ExpectRedacted(Showing("labels { categories: CATEGORY_BENEFIT "
                         "         max_sensitivity: 2 }"),
                 R"pb(benefits { kind: BENEFIT_KIND_HIV_FAMILY }
                      benefits { payer: "ก" kind: BENEFIT_KIND_DISABILITY }
                      benefits {}
                      benefits { payer: "ข" })pb",
                 R"pb(benefits { payer: "ก" }
                      benefits { payer: "ข" })pb");
}

TEST(Redact, DoesNotShowAnAddressByItsCodeSet) {
  ExpectRedacted(
      Showing(kNames),
      R"pb(person {
             sex: SEX_MALE
             current_address { house_number: "1" area_code_set: "dopa-2567" }
           })pb",
      R"pb(person { sex: SEX_MALE })pb");
}

TEST(Redact, EmptiesARecordThatKeepsHandlesOnly) {
  std::set<v1::Category> withheld;
  v1::Record record = RecordOf(R"pb(record_id: "r"
                                    agency: "dcy"
                                    incidents { channel: "1300" })pb");
  RedactIn(Showing(kNames), &record, &withheld);
  EXPECT_EQ(record.ByteSizeLong(), 0u);
  EXPECT_TRUE(withheld.empty());
}

TEST(Redact, KeepsValuesWithoutHandlesWhereThoseAreHidden) {
  ExpectRedacted(
      Showing("labels { categories: CATEGORY_IDENTITY max_sensitivity: 2 }"),
      R"pb(record_id: "r"
           person { sex: SEX_MALE }
           sources { path: "person.sex" raw_text: "ช" })pb",
      R"pb(person { sex: SEX_MALE })pb");
}

TEST(Redact, TakesPresenceAsHidden) {
  v1::Rule rule = SampleRule();
  rule.set_cap(v1::DISCLOSURE_LEVEL_PRESENCE);
  const Decision decision = RulesOf({rule})->Decide(SampleAsk(), "dcy");
  EXPECT_TRUE(decision.allows_anything());
  ExpectRedacted(decision, "person { sex: SEX_MALE }", "");
}

TEST(Redact, DropsFieldsItDoesNotKnow) {
  v1::Record record = RecordOf(
      R"pb(person { sex: SEX_MALE }
           sources { path: "person.sex" })pb");
  for (Message* message : {static_cast<Message*>(&record),
                           static_cast<Message*>(record.mutable_person()),
                           static_cast<Message*>(record.mutable_sources(0))}) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(
        9999, "CANARY");
  }
  EXPECT_EQ(
      Redacted(Showing(kNames), record).SerializeAsString().find("CANARY"),
      std::string::npos);
}

TEST(Redact, DropsAKnownNumberOfAnotherKind) {
  // Sex is a number: as a text the schema does not know it.
  v1::Record record = RecordOf("person { sex: SEX_MALE }");
  std::string bytes = record.SerializeAsString();
  std::string person;
  AppendBytes(v1::Person::kSexFieldNumber, "CANARY", &person);
  AppendBytes(v1::Record::kPersonFieldNumber, person, &bytes);
  std::set<v1::Category> withheld;
  EXPECT_EQ(Redact(Showing(kNames), bytes, &withheld),
            record.SerializeAsString());
}

TEST(Redact, ShowsNothingOfBytesThatAreNoRecord) {
  const Decision decision = Showing(kNames);
  const v1::Record record = RecordOf(
      R"pb(person {
             names { given_name: "ก" }
             sex: SEX_MALE
           }
           sources { path: "person.sex" })pb");
  const std::string whole = record.SerializeAsString();
  int refused = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    std::set<v1::Category> withheld;
    const std::optional<std::string> left =
        Redact(decision, absl::string_view(whole).substr(0, size), &withheld);
    if (left.has_value()) {
      EXPECT_TRUE(v1::Record().ParseFromString(*left)) << size;
      continue;
    }
    ++refused;
    EXPECT_TRUE(withheld.empty());
  }
  // Cut between two fields of the record it is a record still.
  EXPECT_EQ(refused, static_cast<int>(whole.size()) - 2);
}

TEST(Redact, StepsOverWhatIsHiddenAsItLies) {
  // What is hidden is not looked into: it need not even be a message.
  std::string bytes = RecordOf("person { sex: SEX_MALE }").SerializeAsString();
  const std::string shown = bytes;
  AppendBytes(v1::Record::kIncidentsFieldNumber, "\377CANARY", &bytes);
  std::set<v1::Category> withheld;
  EXPECT_EQ(Redact(Showing(kNames), bytes, &withheld), shown);
}

TEST(Redact, TellsOfClosedCategoriesWhetherTheyHoldAnythingOrNot) {
  std::set<v1::Category> one;
  std::set<v1::Category> other;
  v1::Record full = RecordOf(R"pb(person { sex: SEX_MALE disability: "x" }
                                  visits { kind: "x" })pb");
  v1::Record bare = RecordOf("person { sex: SEX_MALE }");
  RedactIn(Showing(kNames), &full, &one);
  RedactIn(Showing(kNames), &bare, &other);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.count(v1::CATEGORY_HEALTH), 1u);
  EXPECT_EQ(one.count(v1::CATEGORY_CASE), 1u);
  EXPECT_EQ(one.count(v1::CATEGORY_ADMINISTRATIVE), 1u);  // Of the household.
}

TEST(Redact, GivesEqualBytesForRecordsThatDifferInHiddenFieldsOnly) {
  Random random(5);
  int compared = 0;
  for (int round = 0; round < kRedactRounds; ++round) {
    const Decision decision = RandomDecision(random);
    v1::Record one;
    FillMessage(random, 2, &one);
    v1::Record other = one;
    ChangeHidden(random, decision, RecordSchema().record, &other);
    AddSources(&one);
    AddSources(&other);
    std::set<v1::Category> one_withheld;
    std::set<v1::Category> other_withheld;
    RedactIn(decision, &one, &one_withheld);
    RedactIn(decision, &other, &other_withheld);
    ASSERT_EQ(one.SerializeAsString(), other.SerializeAsString())
        << one.DebugString() << "---\n"
        << other.DebugString();
    ASSERT_EQ(one_withheld, other_withheld);
    compared += one.ByteSizeLong() > 0;
  }
  EXPECT_GT(compared, kRedactRounds / 2);
}

TEST(Sources, GoWithTheirValues) {
  ExpectRedacted(Showing(kNames),
                 R"pb(person { sex: SEX_MALE religion: "x" }
                      sources {
                        path: "person.sex"
                        native_path: "เพศ"
                        raw_text: "ช"
                      }
                      sources {
                        path: "person.religion"
                        native_path: "ศาสนา"
                        raw_text: "x"
                      })pb",
                 R"pb(person { sex: SEX_MALE }
                      sources {
                        path: "person.sex"
                        native_path: "เพศ"
                        raw_text: "ช"
                      })pb");
}

TEST(Sources, AreRenumberedWithTheirLists) {
  ExpectRedacted(
      Showing("labels { categories: [CATEGORY_ADMINISTRATIVE, CATEGORY_FAMILY, "
              "                      CATEGORY_IDENTITY, CATEGORY_CASE] "
              "         about: [ABOUT_CHILD, ABOUT_GUARDIAN] "
              "         max_sensitivity: 2 }"),
      R"pb(guardians { person { phones { number: "1" } } }
           guardians {
             relation: RELATION_MOTHER
             person {
               names {}
               names { given_name: "ก" }
             }
           }
           case { plan { goals: "a" goals: "b" } }
           sources { path: "guardians[0].person.phones[0].number" }
           sources { path: "guardians[1].relation" }
           sources { path: "guardians[1].person.names[1].given_name" }
           sources { path: "case.plan.goals[1]" })pb",
      R"pb(guardians {
             relation: RELATION_MOTHER
             person { names { given_name: "ก" } }
           }
           case { plan { goals: "a" goals: "b" } }
           sources { path: "guardians[0].relation" }
           sources { path: "guardians[0].person.names[0].given_name" }
           sources { path: "case.plan.goals[1]" })pb");
}

TEST(Sources, PointAtTheirValuesStill) {
  Random random(6);
  int followed = 0;
  for (int round = 0; round < kRedactRounds; ++round) {
    v1::Record record;
    FillMessage(random, 2, &record);
    AddSources(&record);
    std::shuffle(record.mutable_sources()->pointer_begin(),
                 record.mutable_sources()->pointer_end(), random);
    const Decision decision = RandomDecision(random);
    if (!IsShown(decision, RecordSchema().sources->label)) continue;
    record = Redacted(decision, record);
    std::map<std::string, std::string> texts;
    for (const Value& value : ValuesOf(record)) texts[value.path] = value.text;
    for (const v1::Source& source : record.sources()) {
      ASSERT_EQ(source.raw_text(), "raw " + texts[source.path()]);
    }
    // Every value has its source still.
    ASSERT_EQ(record.sources_size(), static_cast<int>(texts.size()));
    followed += record.sources_size();
  }
  EXPECT_GT(followed, kRedactRounds);
}

TEST(Sources, OfAContainerNeedAllOfItShown) {
  const std::string record =
      R"pb(person { names { title: "ด.ช." given_name: "ก" } }
           sources { path: "person.names[0]" raw_text: "ด.ช.ก" }
           sources { path: "person.names" raw_text: "ด.ช.ก" }
           sources { path: "person.names[0].title" raw_text: "ด.ช." })pb";
  ExpectRedacted(Showing("labels { categories: [CATEGORY_ADMINISTRATIVE, "
                         "         CATEGORY_IDENTITY] max_sensitivity: 1 }"),
                 record, "");
  ExpectRedacted(Showing(kNames), record, record);
}

TEST(Sources, LoseATextThatAlsoFedAHiddenValue) {
  ExpectRedacted(
      Showing("labels { categories: [CATEGORY_ADMINISTRATIVE, "
              "         CATEGORY_CONTACT] max_sensitivity: 2 }"),
      R"pb(person {
             current_address { district: "บางบอน" latitude_degrees: 13.6 }
             phones { number: "191" }
           }
           sources {
             path: "person.current_address.district"
             native_path: "ที่อยู่"
             raw_text: "บางบอน 13.6"
           }
           sources {
             path: "person.current_address.latitude_degrees"
             native_path: "ที่อยู่"
             raw_text: "บางบอน 13.6"
           }
           sources {
             path: "person.phones[0].number"
             native_path: "โทร"
             raw_text: "๑๙๑"
           })pb",
      R"pb(person {
             current_address { district: "บางบอน" }
             phones { number: "191" }
           }
           sources {
             path: "person.current_address.district"
             native_path: "ที่อยู่"
           }
           sources {
             path: "person.phones[0].number"
             native_path: "โทร"
             raw_text: "๑๙๑"
           })pb");
}

TEST(Sources, LoseATextThatOtherValuesWereWrittenIn) {
  ExpectRedacted(Showing(kNames),
                 R"pb(person { sex: SEX_MALE }
                      sources {
                        path: "person.sex"
                        raw_text: "x"
                        parse_status: PARSE_STATUS_DERIVED
                      })pb",
                 R"pb(person { sex: SEX_MALE }
                      sources {
                        path: "person.sex"
                        parse_status: PARSE_STATUS_DERIVED
                      })pb");
}

TEST(Sources, GoWhenTheyLeadNowhere) {
  for (const char* path : {"",
                           ".",
                           "..",
                           ".person.sex",
                           "person..sex",
                           "person..names[0].title",
                           "person",
                           "person.",
                           "person.sex.",
                           "person.sex[0]",
                           "person.nobody",
                           "person.names[1].given_name",
                           "person.names[-1]",
                           "person.names[0",
                           "person.names[x].given_name",
                           "person.names[0].given_name.more",
                           "person.names.given_name",
                           "person[0].sex",
                           "person.names[99999999999].given_name",
                           "sources[0].raw_text",
                           "person.birth.date"}) {
    v1::Record record = RecordOf(R"pb(person {
                                        sex: SEX_MALE
                                        names { given_name: "ก" }
                                      })pb");
    const std::string bare = record.SerializeAsString();
    record.add_sources()->set_path(path);
    EXPECT_EQ(Redacted(Showing(kNames), record).SerializeAsString(), bare)
        << path;
  }
}

TEST(Sources, ThatLeadNowhereDoNotLeadTheNextAstray) {
  constexpr char kValue[] = "person.names[0].given_name";
  for (const char* path :
       {"", ".", "person..names[0].given_name", "person.nobody.given_name",
        "person.names[0].nobody.more", "case.step", "person.birth.nobody.x"}) {
    v1::Record record = RecordOf(R"pb(person { names { given_name: "ก" } })pb");
    record.add_sources()->set_path(kValue);
    record.add_sources()->set_path(path);
    record.add_sources()->set_path(kValue);
    const v1::Record redacted = Redacted(Showing(kNames), record);
    ASSERT_EQ(redacted.sources_size(), 2) << path;
    EXPECT_EQ(redacted.sources(1).path(), kValue) << path;
  }
}

TEST(Sources, NeverRevealHiddenValues) {
  Random random(7);
  for (int round = 0; round < kRedactRounds; ++round) {
    const Decision decision = RandomDecision(random);
    v1::Record record;
    FillMessage(random, 2, &record);
    // Two values at a time share a native field, and its whole text.
    const std::vector<Value> values = ValuesOf(record);
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t first = i - i % 2;
      std::string text;
      for (size_t k = first; k < std::min(first + 2, values.size()); ++k) {
        absl::StrAppend(
            &text, IsShown(decision, values[k].label) ? "plain " : "CANARY ");
      }
      v1::Source& source = *record.add_sources();
      source.set_path(values[i].path);
      source.set_native_path(absl::StrCat("cell", first));
      source.set_raw_text(text);
    }
    ASSERT_EQ(Redacted(decision, record).SerializeAsString().find("CANARY"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace saan::policy
