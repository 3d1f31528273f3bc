#include "storage/witness.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "storage/checkpoint.h"
#include "storage/ledger.h"
#include "tests/storage/temp_folder.h"
#include "tests/storage/test_keys.h"
#include "tests/storage/vectors.h"

namespace saan::storage {
namespace {

constexpr uint64_t kNow = 1'795'608'000;

// A log, and another one that began alike and was then rewritten.
class WitnessTest : public testing::Test {
 protected:
  void SetUp() override {
    Grow(&log_, 40, "true");
    Grow(&fork_, 10, "true");
    Grow(&fork_, 30, "false");
    Open();
  }

  struct Log {
    std::unique_ptr<Kv> kv = NewMemoryKv();
    std::unique_ptr<Ledger> ledger = *Ledger::Open(kv.get());
  };

  static void Grow(Log* log, int entries, const std::string& method) {
    for (int i = 0; i < entries; ++i) {
      v1::AuditEntry entry;
      entry.set_method(method);
      ASSERT_TRUE(log->ledger->Commit(entry, {}).ok());
    }
  }

  void Open() {
    witness_.reset();
    auto witness = Witness::Open(TestWitness(), {TestSigner().key()}, State());
    ASSERT_TRUE(witness.ok()) << witness.status();
    witness_ = *std::move(witness);
  }

  static std::string CheckpointOf(const Log& log, uint64_t size,
                                  const NoteSigner& signer = TestSigner()) {
    const std::string text = FormatCheckpoint(
        {signer.key().name, size, log.ledger->FrontierAt(size)->Root(), {}});
    return JoinNote(text, signer.Sign(text));
  }

  static std::string Body(const Log& log, uint64_t older, uint64_t newer) {
    AddCheckpoint request;
    request.old_size = older;
    if (older <= newer) {
      request.hashes = *log.ledger->ProveConsistency(older, newer);
    }
    request.checkpoint = CheckpointOf(log, newer);
    return FormatAddCheckpoint(request);
  }

  std::string State() const { return folder_.path() + "/log.checkpoint"; }

  const TempFolder folder_;
  Log log_;
  Log fork_;
  std::unique_ptr<Witness> witness_;
};

TEST(ParseAddCheckpoint, ReadsThePublishedRequest) {
  const std::string body = ReadVector("add-checkpoint-request-example.txt");
  const auto request = ParseAddCheckpoint(body);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->old_size, 20852014u);
  EXPECT_EQ(request->hashes.size(), 4u);
  EXPECT_TRUE(absl::StartsWith(request->checkpoint, "example.com/behind"));
  EXPECT_EQ(FormatAddCheckpoint(*request), body);
}

TEST_F(WitnessTest, CosignsWhatExtendsWhatItSaw) {
  uint64_t before = 0;
  for (const uint64_t size : {uint64_t{0}, uint64_t{1}, uint64_t{7},
                              uint64_t{7}, uint64_t{32}, uint64_t{40}}) {
    const WitnessAnswer answer =
        witness_->Answer(Body(log_, before, size), kNow + size);
    ASSERT_EQ(answer.status, 200) << size << answer.body;
    const auto note =
        ParseNote(absl::StrCat(CheckpointOf(log_, size), answer.body));
    ASSERT_TRUE(note.ok()) << note.status();
    const auto found = VerifySignatures(*note, {TestWitness().key()});
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().unix_seconds, kNow + size);
    EXPECT_EQ(witness_->size(), size);
    EXPECT_EQ(ReadFile(State()), witness_->Last());
    before = size;
  }
}

TEST_F(WitnessTest, RemembersOverAStart) {
  ASSERT_EQ(witness_->Answer(Body(log_, 0, 20), kNow).status, 200);
  const std::string last = witness_->Last();
  Open();
  EXPECT_EQ(witness_->Last(), last);
  EXPECT_EQ(witness_->size(), 20u);
}

TEST_F(WitnessTest, TellsItsSizeToWhoeverDoesNotKnowIt) {
  ASSERT_EQ(witness_->Answer(Body(log_, 0, 20), kNow).status, 200);
  for (const uint64_t wrong : {0, 5, 21}) {
    const WitnessAnswer answer = witness_->Answer(Body(log_, wrong, 30), kNow);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.content_type, "text/x.tlog.size");
    EXPECT_EQ(answer.body, "20\n");
  }
  // Nor back: the size must not shrink.
  EXPECT_EQ(witness_->Answer(Body(log_, 20, 10), kNow).status, 400);
  EXPECT_EQ(witness_->size(), 20u);
}

TEST_F(WitnessTest, CosignsNoRewrittenLog) {
  ASSERT_EQ(witness_->Answer(Body(log_, 0, 20), kNow).status, 200);
  const std::string last = ReadFile(State());
  EXPECT_EQ(witness_->Answer(Body(fork_, 20, 30), kNow).status, 422);
  // A right proof with one hash bent, or one too many.
  AddCheckpoint request = *ParseAddCheckpoint(Body(log_, 20, 30));
  request.hashes[0][0] ^= 1;
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 422);
  request = *ParseAddCheckpoint(Body(log_, 20, 30));
  request.hashes.push_back(request.hashes[0]);
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 422);
  EXPECT_EQ(ReadFile(State()), last);
}

TEST_F(WitnessTest, AsksForAnEmptyProofFromNothing) {
  AddCheckpoint request = *ParseAddCheckpoint(Body(log_, 0, 20));
  request.hashes.push_back(std::string(32, 'h'));
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 422);
}

TEST_F(WitnessTest, KeepsBothStatesOfAFork) {
  ASSERT_EQ(witness_->Answer(Body(log_, 0, 20), kNow).status, 200);
  const std::string ours = witness_->Last();
  const WitnessAnswer answer = witness_->Answer(Body(fork_, 20, 20), kNow);
  EXPECT_EQ(answer.status, 409);
  EXPECT_NE(answer.content_type, "text/x.tlog.size");
  EXPECT_EQ(ReadFile(State() + ".fork-1"), ours);
  EXPECT_EQ(ReadFile(State() + ".fork-2"), CheckpointOf(fork_, 20));
  EXPECT_EQ(ReadFile(State()), ours);
}

TEST_F(WitnessTest, KnowsWhoSignsTheLog) {
  AddCheckpoint request;
  request.checkpoint = CheckpointOf(log_, 5, TestSigner('x'));
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 403);
  request.checkpoint = CheckpointOf(log_, 5, TestSigner('l', "other/log"));
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 404);
  request.checkpoint =
      absl::StrReplaceAll(CheckpointOf(log_, 5), {{"\n5\n", "\n6\n"}});
  EXPECT_EQ(witness_->Answer(FormatAddCheckpoint(request), kNow).status, 403);
}

TEST_F(WitnessTest, RefusesMisshapenRequests) {
  const std::string good = Body(log_, 0, 5);
  for (const std::string& wrong :
       {std::string(), std::string("old 0\n"), good.substr(4),
        absl::StrReplaceAll(good, {{"old 0", "old 00"}}),
        absl::StrReplaceAll(good, {{"old 0", "old -1"}}),
        absl::StrReplaceAll(good, {{"old 0\n", "old 0\nAAAA\n"}}),
        good.substr(0, good.size() - 1)}) {
    EXPECT_EQ(witness_->Answer(wrong, kNow).status, 400) << wrong;
  }
}

TEST_F(WitnessTest, AnswersNothingOnceTheDiskFailed) {
  std::filesystem::create_directory(State() + ".partial");
  EXPECT_EQ(witness_->Answer(Body(log_, 0, 5), kNow).status, 500);
  std::filesystem::remove(State() + ".partial");
  EXPECT_EQ(witness_->Answer(Body(log_, 0, 5), kNow).status, 500);
  EXPECT_EQ(witness_->Last(), "");
}

TEST_F(WitnessTest, OpensWithItsOwnKindOfKeysOnly) {
  witness_.reset();
  EXPECT_TRUE(absl::IsInvalidArgument(
      Witness::Open(TestSigner(), {TestSigner().key()}, State()).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Witness::Open(TestWitness(), {}, State()).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      Witness::Open(TestWitness(),
                    {TestSigner().key(), TestSigner('o', "other/log").key()},
                    State())
          .status()));
  WriteFile(State(), "not a checkpoint");
  EXPECT_TRUE(absl::IsDataLoss(
      Witness::Open(TestWitness(), {TestSigner().key()}, State()).status()));
}

}  // namespace
}  // namespace saan::storage
