#include "storage/tlog_text.h"

#include <gtest/gtest.h>

namespace saan::storage {
namespace {

TEST(TakeLine, NeedsANewline) {
  absl::string_view text = "one\n\nrest";
  EXPECT_EQ(*TakeLine(&text), "one");
  EXPECT_EQ(*TakeLine(&text), "");
  EXPECT_TRUE(absl::IsInvalidArgument(TakeLine(&text).status()));
}

TEST(ParseDecimal, TakesOneSpellingUpToTheLargestSize) {
  EXPECT_EQ(*ParseDecimal("0"), 0u);
  EXPECT_EQ(*ParseDecimal("20852163"), 20852163u);
  EXPECT_EQ(*ParseDecimal("9223372036854775807"), 9223372036854775807u);
  for (const char* wrong : {"", "00", "01", "-1", "+1", " 1", "1 ", "1a", "0x1",
                            "１", "9223372036854775808", "18446744073709551616",
                            "99999999999999999999"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseDecimal(wrong).status())) << wrong;
  }
}

TEST(ParseBase64, TakesOneSpelling) {
  EXPECT_EQ(*ParseBase64(""), "");
  EXPECT_EQ(*ParseBase64("Zg=="), "f");
  EXPECT_EQ(*ParseBase64("Zm8="), "fo");
  EXPECT_EQ(*ParseBase64("+/+/"), "\xFB\xFF\xBF");
  // No padding, unused bits, white space, the web alphabet, padding inside.
  for (const char* wrong : {"Zg", "Zg=", "Zh==", "Zm9=", "Z g==", "Zg==\n",
                            "-_-_", "Zg==Zg==", "====", "Zg==="}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseBase64(wrong).status())) << wrong;
  }
}

TEST(ParseHash, NeedsThirtyTwoBytes) {
  EXPECT_TRUE(ParseHash("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=").ok());
  EXPECT_FALSE(ParseHash("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==").ok());
  EXPECT_FALSE(ParseHash("").ok());
}

TEST(IsUtf8, RefusesWhatUnicodeForbids) {
  for (const char* good : {"", "a", "สาน", "—", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF", "a\xE2\x80"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

TEST(IsKeyName, HasNoSpaceOfAnyKindAndNoPlus) {
  for (const char* good : {"example.com/log", "สาน", "oid/1.2.3"}) {
    EXPECT_TRUE(IsKeyName(good)) << good;
  }
  for (const char* bad : {"", "a b", "a+b", "a\tb", "a\xC2\xA0",
                          "a\xE2\x80\x83", "a\xE3\x80\x80", "a\x01", "\xFF"}) {
    EXPECT_FALSE(IsKeyName(bad)) << bad;
  }
}

}  // namespace
}  // namespace saan::storage
