#include "gateway/policy/wire.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/policy/samples.h"

namespace saan::policy {
namespace {

TEST(WireFields, TogetherAreTheMessage) {
  Random random(1);
  for (int round = 0; round < 100; ++round) {
    v1::Record record;
    FillMessage(random, 2, &record);
    const std::string bytes = record.SerializeAsString();
    std::string together;
    WireFields fields(bytes);
    while (fields.Next()) {
      absl::StrAppend(&together, fields.field().whole);
    }
    EXPECT_FALSE(fields.is_broken());
    ASSERT_EQ(together, bytes);
  }
}

TEST(WireFields, HoldWhatWasAppended) {
  std::string message;
  AppendBytes(1, "ก", &message);
  AppendEnum(20, 300, &message);
  AppendDouble(536870911, 0.25, &message);
  WireFields fields(message);
  ASSERT_TRUE(fields.Next());
  EXPECT_EQ(fields.field().number, 1);
  EXPECT_EQ(fields.field().type, WireType::WIRETYPE_LENGTH_DELIMITED);
  EXPECT_EQ(fields.field().value, "ก");
  ASSERT_TRUE(fields.Next());
  EXPECT_EQ(fields.field().number, 20);
  EXPECT_EQ(fields.field().type, WireType::WIRETYPE_VARINT);
  EXPECT_EQ(fields.field().varint, 300u);
  ASSERT_TRUE(fields.Next());
  EXPECT_EQ(fields.field().number, 536870911);
  EXPECT_EQ(fields.field().type, WireType::WIRETYPE_FIXED64);
  EXPECT_EQ(DoubleOf(fields.field().value), 0.25);
  EXPECT_FALSE(fields.Next());
  EXPECT_FALSE(fields.is_broken());
}

TEST(WireFields, AreThoseThatTheLibraryReads) {
  google::protobuf::UnknownFieldSet written;
  written.AddVarint(3, ~uint64_t{0});
  written.AddFixed32(4, 7);
  written.AddFixed64(5, 8);
  written.AddLengthDelimited(6, std::string(300, 'x'));
  std::string bytes;
  ASSERT_TRUE(written.SerializeToString(&bytes));
  std::vector<int> numbers;
  WireFields fields(bytes);
  while (fields.Next()) numbers.push_back(fields.field().number);
  EXPECT_FALSE(fields.is_broken());
  EXPECT_EQ(numbers, (std::vector<int>{3, 4, 5, 6}));
}

TEST(WireFields, EndWhereTheBytesAreNoMessage) {
  for (const absl::string_view bytes :
       {absl::string_view("\0", 1), absl::string_view("\x02\x01"),
        absl::string_view("\x08"), absl::string_view("\x08\xff\xff"),
        absl::string_view("\x09\x01"), absl::string_view("\x0d\x01"),
        absl::string_view("\x0a\x05"
                          "abcd"),
        absl::string_view("\x0a\xff\xff\xff\xff\x7f"),
        absl::string_view("\x0b\x0c"), absl::string_view("\x0e"),
        absl::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}) {
    WireFields fields(bytes);
    EXPECT_FALSE(fields.Next());
    EXPECT_TRUE(fields.is_broken());
    EXPECT_FALSE(fields.Next());
  }
}

TEST(WrapFrom, MakesAMessageOfWhatStandsThere) {
  for (const size_t size : {0, 1, 127, 128, 20000}) {
    std::string message = "before";
    message.append(size, 'x');
    WrapFrom(6, 40, &message);
    WireFields fields(absl::string_view(message).substr(6));
    ASSERT_TRUE(fields.Next());
    EXPECT_EQ(fields.field().number, 40);
    EXPECT_EQ(fields.field().value, std::string(size, 'x'));
    EXPECT_FALSE(fields.Next());
  }
}

}  // namespace
}  // namespace saan::policy
