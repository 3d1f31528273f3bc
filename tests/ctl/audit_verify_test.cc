// `saan audit verify` and `saan witness answer`: files in, verdicts out, no
// gateway.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/program.h"
#include "saan/v1/audit.pb.h"
#include "storage/ledger.h"
#include "storage/merkle.h"
#include "storage/tlog_proof.h"
#include "storage/witness.h"
#include "tests/storage/test_keys.h"

namespace saan::ctl {
namespace {

namespace fs = std::filesystem;
using storage::TestSigner;
using storage::TestWitness;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint64_t kSize = 300;
constexpr uint64_t kIndex = 123;

class Offline : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        testing::TempDir() + "/saan-verify-" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    for (uint64_t i = 0; i < kSize; ++i) {
      v1::AuditEntry entry;
      entry.set_method(absl::StrCat("call ", i));
      ASSERT_TRUE(ledger_->Commit(entry, {}).ok());
    }
    Write("log.vkey", FormatVerifierKey(TestSigner().key()) + "\n");
    storage::TlogProof proof;
    proof.index = kIndex;
    proof.hashes = *ledger_->ProveInclusion(kIndex, kSize);
    proof.checkpoint = CheckpointAt(kSize);
    Write("proof", storage::FormatTlogProof(proof));
    Write("leaf", *ledger_->Leaf(kIndex));
    Write("receipt.json", ReceiptJson(kIndex));
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }
  void Write(const std::string& name, const std::string& bytes) const {
    fs::create_directories(fs::path(Path(name)).parent_path());
    std::ofstream(Path(name), std::ios::binary) << bytes;
  }

  // An answer as `saan -o json` prints it, with its receipt.
  std::string ReceiptJson(uint64_t index) const {
    return absl::StrCat(
        R"({"agency":"bma","receipt":{"log_index":")", index,
        R"(","leaf_hash":")",
        absl::Base64Escape(storage::LeafHash(*ledger_->Leaf(index))),
        R"(","recorded_time":"2026-11-26T05:00:00Z","log_origin":")",
        TestSigner().key().name, R"("}})");
  }

  std::string CheckpointAt(uint64_t size) const {
    const std::string text = storage::FormatCheckpoint(
        {TestSigner().key().name, size, ledger_->FrontierAt(size)->Root(), {}});
    return storage::JoinNote(text, TestSigner().Sign(text));
  }

  void Export() const {
    storage::ForEachTile(kSize, [&](const storage::TileName& name) {
      Write("copy/" + storage::TilePath(name), *ledger_->TileFile(name));
      return true;
    });
    Write("copy/checkpoint", CheckpointAt(kSize));
  }

  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    World world;
    world.out = &out_;
    world.err = &err_;
    world.environment = {{"SAAN_CONFIG", Path("contexts.textproto")}};
    world.now = [] { return absl::FromUnixSeconds(1700000000); };
    world.random_uuid = [] { return std::string(); };
    arguments.insert(arguments.end(), {"--lang", "en"});
    return Program(std::move(world)).Run(arguments);
  }
  int Verify(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"audit", "verify"});
    arguments.insert(arguments.end(), {"--log-key", Path("log.vkey")});
    return Run(std::move(arguments));
  }

  std::string folder_;
  std::ostringstream out_;
  std::ostringstream err_;
  const std::unique_ptr<storage::Kv> kv_ = storage::NewMemoryKv();
  const std::unique_ptr<storage::Ledger> ledger_ =
      *storage::Ledger::Open(kv_.get());
};

TEST_F(Offline, ProvesAReceiptAndSaysWhatItDidNotCheck) {
  EXPECT_EQ(
      Verify({"--proof", Path("proof"), "--receipt", Path("receipt.json")}),
      kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("Entry 123"));
  EXPECT_THAT(out_.str(), HasSubstr("log.example/test"));
  EXPECT_THAT(out_.str(), HasSubstr("Not checked"));
  EXPECT_THAT(out_.str(), HasSubstr("No witness was asked"));
  EXPECT_THAT(out_.str(), HasSubstr("What the entry says"));
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--leaf", Path("leaf")}),
            kExitOk);
  EXPECT_THAT(out_.str(), Not(HasSubstr("What the entry says")));
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--leaf-hash",
                    absl::BytesToHexString(
                        storage::LeafHash(*ledger_->Leaf(kIndex)))}),
            kExitOk);
}

TEST_F(Offline, RefusesWhatDoesNotProveTrue) {
  Write("other.json", ReceiptJson(7));
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--receipt", Path("other.json")}),
            kExitUnverified);
  Write("leaf", "another entry");
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--leaf", Path("leaf")}),
            kExitUnverified);
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--leaf", Path("leaf"),
                    "--receipt", Path("receipt.json")}),
            kExitUnverified);
  EXPECT_EQ(out_.str(), "");
  // By another log's key, and by none.
  Write("log.vkey", FormatVerifierKey(TestSigner('x').key()) + "\n");
  EXPECT_EQ(
      Verify({"--proof", Path("proof"), "--receipt", Path("receipt.json")}),
      kExitUnverified);
  EXPECT_EQ(Run({"audit", "verify", "--proof", Path("proof"), "--receipt",
                 Path("receipt.json")}),
            kExitUsage);
}

TEST_F(Offline, SaysWhichCommandLineItCannotCarryOut) {
  EXPECT_EQ(Verify({}), kExitUsage);
  EXPECT_EQ(Verify({"--proof", Path("proof")}), kExitUsage);
  EXPECT_EQ(Verify({"--proof", Path("proof"), "--checkpoint", Path("proof")}),
            kExitUsage);
  EXPECT_EQ(Verify({"--proof", Path("none"), "--leaf", Path("leaf")}),
            kExitUsage);
  Write("log.vkey", "no key\n");
  EXPECT_EQ(Verify({"--checkpoint", Path("proof")}), kExitUsage);
}

TEST_F(Offline, AsksForTheWitnessesOfThePolicy) {
  const std::string text = storage::FormatCheckpoint(
      {TestSigner().key().name, kSize, ledger_->FrontierAt(kSize)->Root(), {}});
  Write("policy",
        absl::StrCat("log ", FormatVerifierKey(TestSigner().key()),
                     "\nwitness A ", FormatVerifierKey(TestWitness('a').key()),
                     "\nwitness B ", FormatVerifierKey(TestWitness('b').key()),
                     "\ngroup both 2 A B\nquorum both\n"));
  const auto verify = [&](const std::string& lines) {
    Write("cosigned", storage::JoinNote(text, TestSigner().Sign(text) + lines));
    return Run({"audit", "verify", "--checkpoint", Path("cosigned"), "--policy",
                Path("policy")});
  };
  const std::string a = TestWitness('a').Cosign(text, 1'700'000'000);
  const std::string b = TestWitness('b').Cosign(text, 1'700'000'060);
  EXPECT_EQ(verify(a + b), kExitOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("Cosigned by the witnesses: A ("));
  EXPECT_THAT(out_.str(), Not(HasSubstr("No witness was asked")));
  EXPECT_EQ(verify(a), kExitUnverified);
  EXPECT_EQ(verify(a + TestWitness('c').Cosign(text, 1)), kExitUnverified);
  EXPECT_EQ(verify(""), kExitUnverified);
}

TEST_F(Offline, VerifiesAWholeCopyWithOlderCheckpoints) {
  Export();
  Write("older", CheckpointAt(200));
  EXPECT_EQ(Verify({"--export", Path("copy"), "--older", Path("older")}),
            kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("All 300 entries"));
  EXPECT_THAT(out_.str(), HasSubstr("earlier state of 200 entries"));
  EXPECT_EQ(Verify({"--export", Path("copy"), "-o", "json"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr(R"("verdict":"PROVEN")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("verdict":"NOT_CHECKED")"));
}

TEST_F(Offline, FindsOneChangedByteInACopy) {
  Export();
  const std::string bundle = "copy/tile/entries/000";
  std::ifstream in(Path(bundle), std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  std::string changed = bytes.str();
  changed[changed.size() / 2] ^= 1;
  Write(bundle, changed);
  EXPECT_EQ(Verify({"--export", Path("copy")}), kExitUnverified);
  fs::remove(Path(bundle));
  EXPECT_EQ(Verify({"--export", Path("copy")}), kExitUnverified);
  EXPECT_THAT(err_.str(), HasSubstr("tile/entries/000"));
}

TEST_F(Offline, ShowsThatALogWasForked) {
  const std::string text = storage::FormatCheckpoint(
      {TestSigner().key().name, kSize, storage::Sha256("another"), {}});
  Write("one", CheckpointAt(kSize));
  Write("two", storage::JoinNote(text, TestSigner().Sign(text)));
  EXPECT_EQ(Verify({"--fork", Path("one"), Path("two")}), kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("cannot both be true, at 300 entries"));
  EXPECT_EQ(Verify({"--fork", Path("one"), Path("one")}), kExitUnverified);
  Write("two", CheckpointAt(200));
  EXPECT_EQ(Verify({"--fork", Path("one"), Path("two")}), kExitUnverified);
}

TEST_F(Offline, AWitnessAnswersARequestOfTheProtocol) {
  Write("witness.key", storage::TestKeyText('w', "witness.example/w",
                                            storage::KeyType::kCosignature));
  const auto answer = [&](uint64_t older, uint64_t newer) {
    storage::AddCheckpoint request;
    request.old_size = older;
    request.hashes = *ledger_->ProveConsistency(older, newer);
    request.checkpoint = CheckpointAt(newer);
    Write("body", storage::FormatAddCheckpoint(request));
    return Run({"witness", "answer", Path("body"), "--state", Path("state"),
                "--witness-key", Path("witness.key"), "--log-key",
                Path("log.vkey")});
  };
  EXPECT_EQ(answer(0, 100), kExitOk) << err_.str();
  const auto note = storage::ParseNote(CheckpointAt(100) + out_.str());
  ASSERT_TRUE(note.ok()) << note.status();
  const auto found = storage::VerifySignatures(*note, {TestWitness().key()});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().unix_seconds, 1700000000u);
  EXPECT_EQ(answer(100, 250), kExitOk) << err_.str();
  EXPECT_EQ(answer(100, 300), kExitUnverified);
  EXPECT_EQ(out_.str(), "250\n");
}

}  // namespace
}  // namespace saan::ctl
