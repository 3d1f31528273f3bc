#include "storage/seal.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_seal.h"

namespace saan::storage {
namespace {

TEST(Seal, NeedsAKeyOf32Bytes) {
  for (size_t size : {0, 16, 31, 33}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        Seal::FromKey(std::string(size, 'k'), CountingEntropy()).status()));
  }
}

TEST(Seal, OpensWhatItClosed) {
  const auto seal = TestSeal();
  for (const std::string& value :
       {std::string(), std::string("value"), std::string(100000, '\0')}) {
    const std::string sealed = seal->Close("key", value);
    EXPECT_EQ(sealed.size(), 1 + 24 + value.size() + 16);
    EXPECT_EQ(sealed[0], 1);
    EXPECT_EQ(*seal->Open("key", sealed), value);
  }
}

TEST(Seal, OpensWhatAnotherSealWithTheSameKeyClosed) {
  EXPECT_EQ(*TestSeal()->Open("key", TestSeal()->Close("key", "value")),
            "value");
}

TEST(Seal, ClosesTheRowsOfACommitEachUnderItsOwnNonce) {
  const auto seal = TestSeal();
  std::vector<Put> puts;
  for (int i = 0; i < 300; ++i) {
    puts.push_back({absl::StrCat("key", i), absl::StrCat("value", i)});
  }
  puts.push_back({"gone", std::nullopt});
  puts.push_back({"bare", ""});
  const std::vector<Put> first = seal->CloseAll(puts);
  const std::vector<Put> second = seal->CloseAll(puts);
  ASSERT_EQ(first.size(), puts.size());
  std::set<std::string> nonces;
  for (const std::vector<Put>* sealed : {&first, &second}) {
    for (size_t i = 0; i < puts.size(); ++i) {
      EXPECT_EQ((*sealed)[i].key, puts[i].key);
      ASSERT_EQ((*sealed)[i].value.has_value(), puts[i].value.has_value());
      if (!puts[i].value.has_value()) continue;
      const std::string& value = *(*sealed)[i].value;
      EXPECT_EQ(*seal->Open(puts[i].key, value), *puts[i].value);
      nonces.insert(value.substr(1, 24));
    }
  }
  EXPECT_EQ(nonces.size(), 2 * (puts.size() - 1));
  // Another thread's cipher has seen none of them.
  EXPECT_EQ(*TestSeal()->Open("key7", *first[7].value), "value7");
  EXPECT_TRUE(absl::IsDataLoss(seal->Open("key8", *first[7].value).status()));
}

// Ends of the range of nonces, where the next number is shorter.
TEST(Seal, CountsNoncesOnWithinOneMessageKey) {
  const auto seal = Seal::FromKey(std::string(32, 'k'), [](size_t bytes) {
    return std::string(bytes, '\xff');
  });
  const std::vector<Put> sealed =
      (*seal)->CloseAll({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const std::string choosing(12, '\xff');
  EXPECT_EQ(sealed[0].value->substr(1, 24), choosing + std::string(12, '\xff'));
  EXPECT_EQ(sealed[1].value->substr(1, 24), choosing + std::string(12, '\0'));
  EXPECT_EQ(sealed[2].value->substr(1, 24),
            choosing + std::string(11, '\0') + "\x01");
}

TEST(Seal, RefusesAValueMovedToAnotherRow) {
  const auto seal = TestSeal();
  const std::string sealed = seal->Close("Cchild-1", "value");
  EXPECT_TRUE(absl::IsDataLoss(seal->Open("Cchild-2", sealed).status()));
}

TEST(Seal, RefusesAValueSealedWithAnotherKey) {
  const std::string sealed = TestSeal('a')->Close("key", "value");
  EXPECT_TRUE(absl::IsDataLoss(TestSeal('b')->Open("key", sealed).status()));
}

TEST(Seal, RefusesEveryFlippedBit) {
  const auto seal = TestSeal();
  const std::string sealed = seal->Close("key", "value");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string bent = sealed;
    bent[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_TRUE(absl::IsDataLoss(seal->Open("key", bent).status())) << bit;
  }
}

TEST(Seal, RefusesEveryCutValue) {
  const auto seal = TestSeal();
  const std::string sealed = seal->Close("key", "value");
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_TRUE(
        absl::IsDataLoss(seal->Open("key", sealed.substr(0, size)).status()));
  }
}

TEST(Seal, NamesNoValueInItsErrors) {
  const auto seal = TestSeal();
  const absl::Status status = seal->Open("somchai", "1101700230708").status();
  EXPECT_FALSE(absl::StrContains(status.message(), "somchai"));
  EXPECT_FALSE(absl::StrContains(status.message(), "1101700230708"));
}

TEST(Seal, NeverUsesANonceTwiceThoughManyThreadsSeal) {
  constexpr int kThreads = 4;
  constexpr int kValues = 1000;
  const auto seal = TestSeal();
  std::vector<std::vector<std::string>> nonces(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kValues; ++i) {
        const std::string sealed = seal->Close("key", "value");
        nonces[thread].push_back(sealed.substr(1, 24));
        EXPECT_EQ(*seal->Open("key", sealed), "value");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> distinct;
  for (const auto& some : nonces) distinct.insert(some.begin(), some.end());
  EXPECT_EQ(distinct.size(), static_cast<size_t>(kThreads * kValues));
}

// Known answer, so that no later version files children under other keys.
// Computed with Python's hmac and hashlib by RFC 5869 and RFC 2104.
TEST(Digest, StaysWhatItIs) {
  EXPECT_EQ(absl::BytesToHexString(TestSeal()->Digest("name", "สมชาย")),
            "57f5c141df42e8fdd6e620dbbfed5a32");
}

TEST(Digest, DependsOnDomainTextAndKey) {
  const auto seal = TestSeal('a');
  const std::string digest = seal->Digest("pid", "1");
  EXPECT_EQ(digest.size(), 16u);
  EXPECT_EQ(digest, seal->Digest("pid", "1"));
  EXPECT_NE(digest, seal->Digest("pid", "2"));
  EXPECT_NE(digest, seal->Digest("phone", "1"));
  EXPECT_NE(digest, TestSeal('b')->Digest("pid", "1"));
  EXPECT_NE(seal->Digest("ab", "c"), seal->Digest("a", "bc"));
}

std::vector<std::string> Spellings(const std::string& text) {
  std::string utf16;
  for (char byte : text) utf16 += std::string(1, byte) + '\0';
  return {text, std::string(text.rbegin(), text.rend()), utf16,
          absl::BytesToHexString(text), absl::Base64Escape(text)};
}

TEST(SealedKv, LeavesNoValueReadableInTheFiles) {
  const std::string canary = "CANARY-1101700230708";
  const TempFolder folder;
  {
    auto engine = OpenRocks(folder.path());
    ASSERT_TRUE(engine.ok()) << engine.status();
    const auto seal = TestSeal();
    const auto sealed = NewSealedKv(engine->get(), seal.get());
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(
          sealed
              ->Commit(
                  {{Key(kRecords, absl::StrCat(i)), absl::StrCat(canary, i)},
                   {Key(kNative, seal->Digest("pid", canary)), ""}})
              .ok());
    }
    ASSERT_EQ(*sealed->Get(Key(kRecords, "7")), canary + "7");
  }
  size_t files = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!file.is_regular_file()) continue;
    ++files;
    const std::string bytes = ReadFile(file.path().string());
    for (const std::string& spelling : Spellings(canary)) {
      EXPECT_FALSE(absl::StrContains(bytes, spelling)) << file.path();
    }
  }
  EXPECT_GT(files, 3u);
}

TEST(SealedKv, SealsEveryValueAndLeavesEveryKey) {
  const auto engine = NewMemoryKv();
  const auto seal = TestSeal();
  const auto sealed = NewSealedKv(engine.get(), seal.get());
  ASSERT_TRUE(sealed->Commit({{"a", "value"}, {"b", ""}}).ok());
  for (const char* key : {"a", "b"}) {
    const absl::StatusOr<std::string> stored = engine->Get(key);
    ASSERT_TRUE(stored.ok()) << stored.status();
    EXPECT_EQ(*seal->Open(key, *stored), *sealed->Get(key));
  }
}

TEST(SealedKv, SaysDataLossForARowThatWasMoved) {
  const auto engine = NewMemoryKv();
  const auto seal = TestSeal();
  const auto sealed = NewSealedKv(engine.get(), seal.get());
  ASSERT_TRUE(sealed->Commit({{"a", "1"}, {"b", "2"}}).ok());
  ASSERT_TRUE(engine->Commit({{"b", *engine->Get("a")}}).ok());

  EXPECT_TRUE(absl::IsDataLoss(sealed->Get("b").status()));
  int visited = 0;
  const absl::Status scanned =
      sealed->Scan("", "", [&](absl::string_view, absl::string_view) {
        ++visited;
        return true;
      });
  EXPECT_TRUE(absl::IsDataLoss(scanned));
  EXPECT_EQ(visited, 1);
}

}  // namespace
}  // namespace saan::storage
