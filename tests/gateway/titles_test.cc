// The Thai and English titles that the pages show: complete, and no more.

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "saan/v1/care.pb.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/label.pb.h"

namespace saan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// The rows of a TSV file without its header.
std::vector<std::vector<std::string>> Rows(const std::string& file) {
  std::ifstream in(absl::StrCat(SAAN_ROOT, "/gateway/", file));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) rows.push_back(absl::StrSplit(line, '\t'));
  return rows;
}

// Every path of a value below `type`, without positions. A time is one value.
void Leaves(const Descriptor* type, const std::string& prefix,
            std::set<std::string>* leaves) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string path = absl::StrCat(prefix, field->name());
    if (field->message_type() == nullptr ||
        field->message_type()->file()->package() != "saan.v1") {
      leaves->insert(path);
    } else {
      Leaves(field->message_type(), absl::StrCat(path, "."), leaves);
    }
  }
}

void EnumValues(const FileDescriptor* file, std::set<std::string>* values) {
  for (int i = 0; i < file->enum_type_count(); ++i) {
    const EnumDescriptor* type = file->enum_type(i);
    for (int j = 0; j < type->value_count(); ++j) {
      values->insert(type->value(j)->name());
    }
  }
}

void ExpectTitled(const std::string& file,
                  const std::set<std::string>& wanted) {
  std::set<std::string> titled;
  for (const std::vector<std::string>& row : Rows(file)) {
    ASSERT_EQ(row.size(), 3u) << file << ": " << row[0];
    EXPECT_FALSE(row[1].empty()) << file << ": " << row[0];
    EXPECT_FALSE(row[2].empty()) << file << ": " << row[0];
    EXPECT_TRUE(titled.insert(row[0]).second) << file << ": " << row[0];
  }
  EXPECT_EQ(titled, wanted) << file;
}

TEST(Titles, NameEveryFieldOfARecordAndNoOther) {
  std::set<std::string> leaves;
  Leaves(v1::Record::descriptor(), "", &leaves);
  ExpectTitled("titles.tsv", leaves);
}

TEST(Titles, NameEveryValueOfTheSharedSchemaAndNoOther) {
  std::set<std::string> values;
  EnumValues(v1::Record::descriptor()->file(), &values);
  EnumValues(v1::Case::descriptor()->file(), &values);
  EnumValues(v1::Category_descriptor()->file(), &values);
  ExpectTitled("enum_titles.tsv", values);
}

}  // namespace
}  // namespace saan
