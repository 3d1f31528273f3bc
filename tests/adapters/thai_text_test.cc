#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "adapters/thai/text.h"
#include "adapters/thai/utf8.h"
#include "gtest/gtest.h"
#include "tests/adapters/thai_vectors.h"
#include "unicode/bytestream.h"
#include "unicode/normalizer2.h"

namespace saan::thai {
namespace {

std::string Unescaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\u200b", "\u200b"},
                                    {"\\u200c", "\u200c"},
                                    {"\\u200d", "\u200d"},
                                    {"\\ufeff", "\ufeff"},
                                    {"\\u00a0", "\u00a0"},
                                    {"\\u00ad", "\u00ad"}});
}

bool IsNfc(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  return nfc->isNormalizedUTF8(text, error);
}

TEST(Fold, GivesTheOneSpellingOfEachVector) {
  const auto rows = Vectors("thai_fold_vectors.tsv", 3);
  ASSERT_GT(rows.size(), 20u);
  for (const auto& row : rows) {
    EXPECT_EQ(Fold(Unescaped(row[0])), row[1]) << row[2];
  }
}

TEST(Fold, LeavesKoLakAndOtherPlainTextAlone) {
  for (const char* text : {"สุไหงโก-ลก", "เกาะ", "เปี๊ยะ", "น้ำ", "ฤๅษี", "พราหมณ์",
                           "ก็", "Somchai Jaidee", "José", "99/12 ม.4"}) {
    EXPECT_EQ(Fold(text), text);
  }
}

TEST(Fold, MakesEverySpaceAPlainOneAndTrims) {
  EXPECT_EQ(Fold(" \t ก \u3000\r\n ข \u2028"), "ก ข");
  EXPECT_EQ(Fold("  a \n b  "), "a b");
}

TEST(Fold, NeverTakesSaraAmApart) { EXPECT_EQ(Fold("กำ"), "\u0e01\u0e33"); }

TEST(Fold, ComposesLatinLetters) { EXPECT_EQ(Fold("Jose\u0301"), "José"); }

TEST(Fold, IsIdempotentUtf8AndNfcOnHostileTexts) {
  for (const std::string& text : HostileTexts(
           {"นํ้า กา่ เเก ฤๅ", "e\u0301\u0e48\u0301 ก \u0e34", "สมชาย  ใจดี"})) {
    const std::string folded = Fold(text);
    EXPECT_TRUE(IsUtf8(folded));
    EXPECT_TRUE(IsNfc(folded)) << folded;
    EXPECT_EQ(Fold(folded), folded);
    EXPECT_FALSE(absl::StrContains(folded, "  "));
  }
}

// An invisible character keeps Fold from its short way, and changes nothing.
TEST(Fold, GivesTheSameTheShortWayAndTheLong) {
  std::mt19937 random(7);
  // All of Thai twice as often as what text is made of most.
  const auto letter = [&random]() -> char32_t {
    switch (random() % 4) {
      case 0:
        return " a-1"[random() % 4];
      case 1:
        return U"กรนเแะาำีั่้์ํๅฤ"[random() % 16];
      default:
        return 0x0E00 + random() % 0x80;
    }
  };
  for (int round = 0; round < 200'000; ++round) {
    std::string text;
    for (size_t size = random() % 6; size > 0; --size) {
      AppendUtf8(letter(), &text);
    }
    ASSERT_EQ(Fold(text), Fold(text + "\u200b")) << text;
  }
}

TEST(IsUtf8, RefusesSurrogatesOverlongFormsAndTruncation) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("สมชาย \U0001F600"));
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsUtf8("\xC0\x80"));
  EXPECT_FALSE(IsUtf8("\xE0\x80\xAF"));
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xE0\xB8"));
  EXPECT_FALSE(IsUtf8("\xB8"));
}

TEST(FromWindows874, ReadsThaiAndMicrosoftsAdditions) {
  EXPECT_EQ(FromWindows874("\xCA\xC1\xAA\xD2\xC2"), "สมชาย");
  EXPECT_EQ(FromWindows874("\x80\x85\x91\x97"), "€…‘—");
  EXPECT_EQ(FromWindows874("a,1\n"), "a,1\n");
  EXPECT_EQ(FromWindows874("\xA1\xDA\xDF\xFB"), "กฺ฿๛");
}

TEST(FromWindows874, RefusesBytesWithoutAMeaning) {
  for (const char* bytes : {"\x81", "\xDB", "\xDE", "\xFC", "\xFF"}) {
    EXPECT_EQ(FromWindows874(bytes), std::nullopt);
  }
}

TEST(ArabicDigits, ChangesThaiDigitsOnly) {
  EXPECT_EQ(ArabicDigits("๐๑๒๓๔๕๖๗๘๙"), "0123456789");
  EXPECT_EQ(ArabicDigits("หมู่ที่ ๔ ฿๚"), "หมู่ที่ 4 ฿๚");
  EXPECT_EQ(ArabicDigits("\xE0\xB9"), "\xE0\xB9");
}

TEST(IsFiller, KnowsWordsAndMarksThatSayNothing) {
  for (const char* text : {"", "-", "--", ".", "…", "–", "?", "ไม่มี", "ไม่ทราบ",
                           "ไม่ระบุ", "NULL", "n/a", "None", "- -"}) {
    EXPECT_TRUE(IsFiller(text)) << text;
  }
  for (const char* text : {"0", "ก", "ไม่", "na", "ณ", "มี", "ไม่มีใจ"}) {
    EXPECT_FALSE(IsFiller(text)) << text;
  }
}

TEST(HasForbiddenCharacter, FindsControlsAndBidiOverrides) {
  EXPECT_FALSE(HasForbiddenCharacter("สมชาย\tใจดี\r\n\u200b"));
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\x1b[31m"), std::string("\x7f"),
        std::string("\u0085"), std::string("\u202e"), std::string("\u2066")}) {
    EXPECT_TRUE(HasForbiddenCharacter(text));
  }
}

TEST(KedmaneeSlip, SuggestsThaiTypedOnAnEnglishLayout) {
  EXPECT_EQ(KedmaneeSlip("l,=kp"), "สมชาย");
  EXPECT_EQ(KedmaneeSlip("ak9ug,kt"), "ฟาตีเมาะ");
  EXPECT_EQ(KedmaneeSlip("l,=kp .0fu"), "สมชาย ใจดี");
}

TEST(KedmaneeSlip, LeavesOtherTextsAlone) {
  for (const char* text :
       {"Somchai", "Jaidee Somchai", "สมชาย", "99/12", "081-234-5678", "Dr. Li",
        "a.b@example.org", "2015-03-14", "J.R.", "", "ab", "O'Neil", "N/A"}) {
    EXPECT_EQ(KedmaneeSlip(text), std::nullopt) << text;
  }
}

TEST(Text, IsTotalOnHostileTexts) {
  for (const std::string& text : HostileTexts({"สมชาย ๑๒๓", "l,=kp"})) {
    IsUtf8(text);
    ArabicDigits(text);
    IsFiller(text);
    HasForbiddenCharacter(text);
    KedmaneeSlip(text);
    const std::optional<std::string> read = FromWindows874(text);
    EXPECT_TRUE(!read || IsUtf8(*read));
  }
}

}  // namespace
}  // namespace saan::thai
