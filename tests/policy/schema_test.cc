#include "gateway/policy/schema.h"

#include <set>

#include "gtest/gtest.h"
#include "saan/v1/child.pb.h"

namespace saan::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

void ExpectLabelled(const Descriptor* type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    ASSERT_TRUE(field->options().HasExtension(v1::label)) << field->full_name();
    const v1::Label& label = field->options().GetExtension(v1::label);
    EXPECT_GE(label.sensitivity(), 0) << field->full_name();
    EXPECT_LE(label.sensitivity(), 4) << field->full_name();
    const Descriptor* below = field->message_type();
    if (below != nullptr && below->file()->package() == "saan.v1") {
      ExpectLabelled(below, seen);
    } else {
      EXPECT_NE(label.category(), v1::CATEGORY_UNSPECIFIED)
          << field->full_name();
    }
  }
}

const Node& At(std::initializer_list<const char*> path) {
  const Node* node = &RecordSchema().record;
  for (const char* name : path) node = node->Child(name);
  return *node;
}

TEST(Schema, LabelsEveryReachableField) {
  std::set<const Descriptor*> seen;
  ExpectLabelled(v1::Record::descriptor(), &seen);
  EXPECT_GT(seen.size(), 20u);
}

TEST(Schema, HasNoMaps) {
  std::set<const Descriptor*> seen;
  ExpectLabelled(v1::Record::descriptor(), &seen);
  for (const Descriptor* type : seen) {
    for (int i = 0; i < type->field_count(); ++i) {
      EXPECT_FALSE(type->field(i)->is_map()) << type->field(i)->full_name();
    }
  }
}

TEST(Schema, TakesTheCategoryOfTheLeaf) {
  const v1::Label& label =
      At({"guardians", "person", "names", "given_name"}).label;
  EXPECT_EQ(label.category(), v1::CATEGORY_IDENTITY);
  EXPECT_EQ(label.sensitivity(), 2);
}

TEST(Schema, TakesAboutFromTheNearestContainer) {
  EXPECT_EQ(At({"record_id"}).label.about(), v1::ABOUT_CHILD);
  EXPECT_EQ(At({"person", "names", "given_name"}).label.about(),
            v1::ABOUT_CHILD);
  EXPECT_EQ(At({"guardians", "person", "names", "given_name"}).label.about(),
            v1::ABOUT_GUARDIAN);
  EXPECT_EQ(
      At({"household", "members", "person", "birth", "date"}).label.about(),
      v1::ABOUT_HOUSEHOLD);
  EXPECT_EQ(At({"case", "team", "name"}).label.about(), v1::ABOUT_WORKER);
}

TEST(Schema, TakesTheHighestSensitivityOnThePath) {
  EXPECT_EQ(At({"person", "identifiers", "issuer"}).label.sensitivity(), 3);
  EXPECT_EQ(At({"incidents", "status"}).label.sensitivity(), 3);
  EXPECT_EQ(At({"case", "step"}).label.sensitivity(), 1);
}

TEST(Schema, SealsAllOfTheReporter) {
  for (const Node* reporter :
       {&At({"case", "reporter"}), &At({"incidents", "reporter"})}) {
    for (const Node& child : reporter->children) {
      EXPECT_EQ(child.label.category(), v1::CATEGORY_REPORTER);
      EXPECT_EQ(child.label.sensitivity(), 4);
      EXPECT_EQ(child.label.about(), v1::ABOUT_REPORTER);
    }
  }
}

TEST(Schema, TakesTimesAsValues) {
  EXPECT_FALSE(At({"received_time"}).is_container());
  EXPECT_TRUE(At({"person", "birth"}).is_container());
}

}  // namespace
}  // namespace saan::policy
