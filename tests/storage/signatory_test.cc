#include "storage/signatory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/checkpoint.h"
#include "storage/tables.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_keys.h"

namespace saan::storage {
namespace {

namespace fs = std::filesystem;

class SignatoryTest : public testing::Test {
 protected:
  void SetUp() override { OpenLog(); }

  void OpenLog() {
    signatory_.reset();
    ledger_.reset();
    auto ledger = Ledger::Open(kv_.get());
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
  }

  // `next` 0: no key signs beside it.
  absl::Status OpenSignatory(char key = 'l', char next = 0) {
    signatory_.reset();
    std::optional<NoteSigner> beside;
    if (next != 0) beside = TestSigner(next);
    auto signatory =
        Signatory::Open(ledger_.get(), TestSigner(key), File(), beside);
    if (signatory.ok()) signatory_ = *std::move(signatory);
    return signatory.status();
  }

  void Grow(int entries) {
    for (int i = 0; i < entries; ++i) {
      v1::AuditEntry entry;
      entry.set_method(absl::StrCat("call ", ++written_));
      ASSERT_TRUE(ledger_->Commit(entry, {}).ok());
    }
  }

  // Signs over all there is.
  absl::StatusOr<SignedCheckpoint> Sign() {
    return signatory_->Covering(ledger_->Head().size());
  }

  std::string File() const { return folder_.path() + "/checkpoint"; }

  const TempFolder folder_;
  int written_ = 0;
  std::unique_ptr<Kv> kv_ = NewMemoryKv();
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Signatory> signatory_;
};

TEST_F(SignatoryTest, SignsTheLogAsItIsAndKeepsItInTheFileFirst) {
  ASSERT_TRUE(OpenSignatory().ok());
  EXPECT_EQ(signatory_->origin(), "log.example/test");
  EXPECT_EQ(signatory_->Last().note, "");
  Grow(300);
  const auto made = Sign();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(ReadFile(File()), made->note);
  const auto opened = OpenCheckpoint(made->note, {TestSigner().key()});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 300u);
  EXPECT_EQ(opened->checkpoint.root, ledger_->Head().root_hash());
  EXPECT_EQ(signatory_->Last().note, made->note);
}

TEST_F(SignatoryTest, SignsTheEmptyLog) {
  ASSERT_TRUE(OpenSignatory().ok());
  const auto made = signatory_->Covering(0);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->size, 0u);
  EXPECT_TRUE(OpenCheckpoint(made->note, {TestSigner().key()}).ok());
}

TEST_F(SignatoryTest, GivesTheLastCheckpointWhereItCovers) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(10);
  const auto first = Sign();
  ASSERT_TRUE(first.ok());
  Grow(5);
  EXPECT_EQ(signatory_->Covering(10)->note, first->note);
  EXPECT_EQ(signatory_->Covering(11)->size, 15u);
  EXPECT_TRUE(absl::IsOutOfRange(signatory_->Covering(16).status()));
  EXPECT_TRUE(signatory_->status().ok());
}

TEST_F(SignatoryTest, EverySignedCheckpointExtendsTheOneBeforeAcrossStarts) {
  ASSERT_TRUE(OpenSignatory().ok());
  SignedCheckpoint before = *signatory_->Covering(0);
  for (const int entries : {1, 1, 254, 1, 300}) {
    OpenLog();
    ASSERT_TRUE(OpenSignatory().ok());
    EXPECT_EQ(signatory_->Last().note, before.note);
    Grow(entries);
    const auto after = Sign();
    ASSERT_TRUE(after.ok()) << after.status();
    const auto proof = ledger_->ProveConsistency(before.size, after->size);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(VerifyConsistency(before.size, after->size, before.root,
                                  after->root, *proof)
                    .ok());
    before = *after;
  }
}

TEST_F(SignatoryTest, RefusesALogRestoredFromAnOlderCopy) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(5);
  std::unique_ptr<Kv> older = NewMemoryKv();
  ASSERT_TRUE(kv_->Scan("", "",
                        [&](absl::string_view key, absl::string_view value) {
                          return older
                              ->Commit({{std::string(key), std::string(value)}})
                              .ok();
                        })
                  .ok());
  Grow(5);
  ASSERT_TRUE(Sign().ok());
  signatory_.reset();
  ledger_.reset();
  kv_ = std::move(older);
  OpenLog();
  const absl::Status refused = OpenSignatory();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_TRUE(absl::StrContains(refused.message(), "5 entries, and 10"))
      << refused;
  // Nor once it has grown past what was signed: its beginning is another.
  Grow(6);
  const absl::Status forked = OpenSignatory();
  EXPECT_TRUE(absl::IsDataLoss(forked)) << forked;
  EXPECT_TRUE(absl::StrContains(forked.message(), "another root")) << forked;
}

TEST_F(SignatoryTest, RefusesALogWithEntriesWhoseFileIsGone) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(Sign().ok());
  fs::remove(File());
  OpenLog();
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenSignatory()));
  // An empty file is a person's word for it.
  WriteFile(File(), "");
  EXPECT_TRUE(OpenSignatory().ok());
}

TEST_F(SignatoryTest, RefusesAFileThatAnotherKeySignedOrThatWasChanged) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(Sign().ok());
  EXPECT_TRUE(absl::IsDataLoss(OpenSignatory('x')));
  std::string bent = ReadFile(File());
  bent[bent.find("\n3\n") + 1] = '2';
  WriteFile(File(), bent);
  EXPECT_TRUE(absl::IsDataLoss(OpenSignatory()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Signatory::Open(ledger_.get(), TestWitness(), File()).status()));
}

// Whether a checkpoint verifies for those who know the key of `byte` alone.
bool HoldsFor(char byte, const std::string& note) {
  return OpenCheckpoint(note, {TestSigner(byte).key()}).ok();
}

TEST_F(SignatoryTest, ChangesItsKeyWhileBothSign) {
  ASSERT_TRUE(OpenSignatory('l').ok());
  EXPECT_EQ(signatory_->next_key(), nullptr);
  Grow(1);
  EXPECT_TRUE(HoldsFor('l', Sign()->note));
  ASSERT_TRUE(OpenSignatory('l', 'n').ok());
  EXPECT_EQ(signatory_->key().public_key, TestSigner('l').key().public_key);
  EXPECT_EQ(signatory_->next_key()->public_key,
            TestSigner('n').key().public_key);
  Grow(1);
  const std::string both = Sign()->note;
  EXPECT_TRUE(HoldsFor('l', both));
  EXPECT_TRUE(HoldsFor('n', both));
  const auto opened =
      OpenCheckpoint(both, {TestSigner('l').key(), TestSigner('n').key()});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->log_signatures.size(), 2u);
  ASSERT_TRUE(OpenSignatory('n').ok());
  Grow(1);
  const std::string after = Sign()->note;
  EXPECT_FALSE(HoldsFor('l', after));
  EXPECT_TRUE(HoldsFor('n', after));
  EXPECT_EQ(signatory_->origin(), "log.example/test");
}

TEST_F(SignatoryTest, ChangesItsKeyBackWhileBothSign) {
  ASSERT_TRUE(OpenSignatory('l', 'n').ok());
  Grow(1);
  ASSERT_TRUE(Sign().ok());
  ASSERT_TRUE(OpenSignatory('l').ok());
  Grow(1);
  EXPECT_FALSE(HoldsFor('n', Sign()->note));
}

TEST_F(SignatoryTest, RefusesANewKeyThatHasNeverSignedBesideTheOld) {
  ASSERT_TRUE(OpenSignatory('l').ok());
  Grow(1);
  ASSERT_TRUE(Sign().ok());
  EXPECT_TRUE(absl::IsDataLoss(OpenSignatory('n')));
  // Nor when it was to, but nothing was signed meanwhile.
  ASSERT_TRUE(OpenSignatory('l', 'n').ok());
  EXPECT_TRUE(absl::IsDataLoss(OpenSignatory('n')));
}

TEST_F(SignatoryTest, RefusesANextKeyThatIsNoOther) {
  EXPECT_TRUE(absl::IsInvalidArgument(OpenSignatory('l', 'l')));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Signatory::Open(ledger_.get(), TestSigner(), File(), TestWitness())
          .status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Signatory::Open(ledger_.get(), TestSigner(), File(),
                      TestSigner('n', "log.example/other"))
          .status()));
}

TEST_F(SignatoryTest, LetsNoSecondInstanceSign) {
  ASSERT_TRUE(OpenSignatory().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Signatory::Open(ledger_.get(), TestSigner(), File()).status()));
}

TEST_F(SignatoryTest, StopsForGoodWhenAnotherHasWrittenTheFile) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(Sign().ok());
  const std::string ours = ReadFile(File());
  WriteFile(File(), "theirs");
  Grow(1);
  EXPECT_TRUE(absl::IsFailedPrecondition(Sign().status()));
  EXPECT_EQ(ReadFile(File()), "theirs");
  WriteFile(File(), ours);
  EXPECT_TRUE(absl::IsFailedPrecondition(Sign().status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(signatory_->status()));
}

TEST_F(SignatoryTest, SignsNothingOnceTheFileCouldNotBeWritten) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(Sign().ok());
  // A folder in the way of the new file.
  fs::create_directory(File() + ".partial");
  Grow(1);
  EXPECT_TRUE(absl::IsUnavailable(Sign().status()));
  EXPECT_EQ(signatory_->Last().size, 3u);
  fs::remove(File() + ".partial");
  EXPECT_TRUE(absl::IsUnavailable(Sign().status()));
  EXPECT_FALSE(signatory_->status().ok());
  // The next start finds the file as it was.
  OpenLog();
  ASSERT_TRUE(OpenSignatory().ok());
  EXPECT_EQ(Sign()->size, 4u);
}

TEST_F(SignatoryTest, FindsAFlippedBitInAStoredEntryBeforeItSigns) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(Sign().ok());
  Grow(2);
  const std::string key = Key(kLeaves, BigEndian64(4));
  std::string leaf = *kv_->Get(key);
  leaf[leaf.size() / 2] ^= 1;
  ASSERT_TRUE(kv_->Commit({{key, leaf}}).ok());
  EXPECT_TRUE(absl::IsDataLoss(Sign().status()));
  EXPECT_TRUE(absl::IsDataLoss(signatory_->status()));
  EXPECT_TRUE(absl::StrContains(ReadFile(File()), "\n3\n"));
}

TEST_F(SignatoryTest, FindsAMissingEntryBeforeItSigns) {
  ASSERT_TRUE(OpenSignatory().ok());
  Grow(3);
  ASSERT_TRUE(kv_->Commit({{Key(kLeaves, BigEndian64(1)), std::nullopt}}).ok());
  EXPECT_TRUE(absl::IsDataLoss(Sign().status()));
}

}  // namespace
}  // namespace saan::storage
