// What the auditor's door promises, checked with public keys alone: receipts
// that can be proven, a log that only grows, and a gateway that does not serve
// from an older copy of it.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/checkpoint.h"
#include "storage/merkle.h"
#include "storage/tiles.h"
#include "storage/tlog_proof.h"
#include "tests/e2e/running_gateway.h"
#include "tests/storage/test_keys.h"

namespace saan::e2e {
namespace {

namespace fs = std::filesystem;
using storage::Checkpoint;
using storage::OpenedCheckpoint;

class AuditLog : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.Start();
    const std::string vkey = ReadAll(gateway_.certs() + "/log.vkey");
    const auto key = storage::ParseVerifierKey(vkey.substr(0, vkey.find('\n')));
    ASSERT_TRUE(key.ok()) << key.status();
    keys_ = {*key};
  }

  // One connection for each system and start of the gateway.
  const Client& As(const std::string& who) {
    const std::string name = absl::StrCat(who, " ", gateway_.address());
    const auto found = clients_.find(name);
    if (found != clients_.end()) return found->second;
    return clients_.emplace(name, gateway_.As(who)).first->second;
  }

  template <typename Request, typename Response>
  grpc::Status Ask(grpc::Status (v1::AuditorService::Stub::*method)(
                       grpc::ClientContext*, const Request&, Response*),
                   Request request, Response* response,
                   const std::string& who = "auditor-desk") {
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    grpc::ClientContext context;
    const grpc::Status status =
        (As(who).auditor.get()->*method)(&context, request, response);
    trailer_ = TrailerOf(context);
    return status;
  }

  // The receipt in the trailing metadata of a call; no index when there is
  // none.
  static v1::Receipt TrailerOf(const grpc::ClientContext& context) {
    v1::Receipt receipt;
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto found = trailers.find("saan-receipt-bin");
    if (found != trailers.end()) {
      EXPECT_TRUE(receipt.ParseFromString(
          std::string(found->second.data(), found->second.size())));
    }
    return receipt;
  }

  OpenedCheckpoint Newest() {
    v1::GetCheckpointResponse response;
    const grpc::Status status = Ask(&v1::AuditorService::Stub::GetCheckpoint,
                                    v1::GetCheckpointRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    const auto opened = storage::OpenCheckpoint(response.checkpoint(), keys_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.value_or(OpenedCheckpoint());
  }

  // The gateway proves that the log only grew between the two.
  void ExpectExtends(const Checkpoint& older, const Checkpoint& newer) {
    v1::ProveConsistencyRequest request;
    request.set_older_size(older.size);
    request.set_newer_size(newer.size);
    v1::ProveConsistencyResponse response;
    ASSERT_TRUE(
        Ask(&v1::AuditorService::Stub::ProveConsistency, request, &response)
            .ok());
    const std::vector<std::string> hashes(response.hashes().begin(),
                                          response.hashes().end());
    const absl::Status verified = storage::VerifyConsistency(
        older.size, newer.size, older.root, newer.root, hashes);
    EXPECT_TRUE(verified.ok()) << verified;
  }

  // A call that is answered, and leaves an entry.
  v1::Receipt WhoAmI() {
    v1::WhoAmIRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    v1::WhoAmIResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(As("operator-console")
                    .exchange->WhoAmI(&context, request, &response)
                    .ok());
    trailer_ = TrailerOf(context);
    return response.receipt();
  }

  RunningGateway gateway_;
  std::map<std::string, Client> clients_;
  std::vector<storage::VerifierKey> keys_;
  v1::Receipt trailer_;
};

TEST_F(AuditLog, ARefusalHasAReceiptAsAnAnswerHas) {
  const v1::Receipt answered = WhoAmI();
  EXPECT_EQ(answered.log_origin(), "log.saan.test");
  EXPECT_EQ(trailer_.SerializeAsString(), answered.SerializeAsString());
  v1::GetEntryRequest request;
  request.set_log_index(1 << 20);
  v1::GetEntryResponse response;
  EXPECT_EQ(
      ReasonIn(Ask(&v1::AuditorService::Stub::GetEntry, request, &response)),
      "NOT_FOUND");
  EXPECT_EQ(trailer_.log_index(), answered.log_index() + 1);
  EXPECT_EQ(trailer_.leaf_hash().size(), 32u);
}

TEST_F(AuditLog, ProvesTheEntryThatAReceiptNames) {
  const v1::Receipt receipt = WhoAmI();
  v1::ProveEntryRequest request;
  request.set_log_index(receipt.log_index());
  v1::ProveEntryResponse response;
  ASSERT_TRUE(
      Ask(&v1::AuditorService::Stub::ProveEntry, request, &response).ok());
  const auto proof = storage::ParseTlogProof(response.proof());
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->index, receipt.log_index());
  const auto opened = storage::OpenCheckpoint(proof->checkpoint, keys_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.origin, receipt.log_origin());
  const absl::Status verified =
      storage::VerifyTlogProof(*proof, *opened, receipt.leaf_hash());
  EXPECT_TRUE(verified.ok()) << verified;
}

TEST_F(AuditLog, GivesTheEntryAsItWasHashed) {
  const v1::Receipt receipt = WhoAmI();
  v1::GetEntryRequest request;
  request.set_log_index(receipt.log_index());
  v1::GetEntryResponse response;
  ASSERT_TRUE(
      Ask(&v1::AuditorService::Stub::GetEntry, request, &response).ok());
  EXPECT_EQ(storage::LeafHash(response.entry().leaf()), receipt.leaf_hash());
  v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(response.entry().leaf()));
  EXPECT_EQ(entry.method(), "ExchangeService/WhoAmI");
  EXPECT_EQ(entry.agency(), "operator");
  EXPECT_EQ(entry.nonce().size(), 16u);
  const auto proof = storage::ParseTlogProof(response.proof());
  ASSERT_TRUE(proof.ok()) << proof.status();
  const auto opened = storage::OpenCheckpoint(proof->checkpoint, keys_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(
      storage::VerifyTlogProof(*proof, *opened, receipt.leaf_hash()).ok());
}

TEST_F(AuditLog, EveryCheckpointExtendsTheOneBeforeAcrossStops) {
  OpenedCheckpoint before = Newest();
  for (int start = 0; start < 3; ++start) {
    for (int i = 0; i < 5; ++i) WhoAmI();
    start == 1 ? gateway_.Kill() : gateway_.Stop();
    gateway_.Start();
    const OpenedCheckpoint after = Newest();
    EXPECT_GT(after.checkpoint.size, before.checkpoint.size + 5);
    ExpectExtends(before.checkpoint, after.checkpoint);
    before = after;
  }
}

TEST_F(AuditLog, GoesOnInOrderThoughTheClockGoesBackAnHour) {
  gateway_.Stop();
  gateway_.PreloadFaults();
  gateway_.ShiftClock(absl::Hours(1));
  gateway_.Start();
  const v1::Receipt ahead = WhoAmI();
  const OpenedCheckpoint before = Newest();
  gateway_.ShiftClock(absl::ZeroDuration());
  const v1::Receipt back = WhoAmI();
  // As the clock said, and yet behind.
  EXPECT_LT(back.recorded_time().seconds(),
            ahead.recorded_time().seconds() - 1800);
  EXPECT_GT(back.log_index(), ahead.log_index());
  ExpectExtends(before.checkpoint, Newest().checkpoint);
  // Who asks for the hour ahead finds it.
  v1::ListEntriesRequest hour;
  *hour.mutable_from_time() = ahead.recorded_time();
  v1::ListEntriesResponse found;
  ASSERT_TRUE(Ask(&v1::AuditorService::Stub::ListEntries, hour, &found).ok());
  ASSERT_GT(found.entries_size(), 0);
  EXPECT_EQ(found.entries(0).log_index(), ahead.log_index());
  gateway_.Stop();
  gateway_.Start();
  EXPECT_GT(WhoAmI().log_index(), back.log_index());
}

TEST_F(AuditLog, EachStartSaysFromWhichSignedStateItWentOn) {
  WhoAmI();
  gateway_.Stop();
  const auto signed_last = storage::OpenCheckpoint(
      ReadAll(gateway_.folder() + "/log.checkpoint"), keys_);
  ASSERT_TRUE(signed_last.ok()) << signed_last.status();
  gateway_.Start();
  v1::GetEntryRequest request;
  request.set_log_index(signed_last->checkpoint.size);
  v1::GetEntryResponse response;
  ASSERT_TRUE(
      Ask(&v1::AuditorService::Stub::GetEntry, request, &response).ok());
  const v1::AuditEntry& entry = response.entry().entry();
  EXPECT_EQ(entry.method(), "Gateway/Start");
  EXPECT_EQ(entry.epoch().epoch_id().size(), 16u);
  EXPECT_EQ(entry.epoch().signed_size(), signed_last->checkpoint.size);
  EXPECT_EQ(entry.epoch().signed_root_hash(), signed_last->checkpoint.root);
  EXPECT_EQ(entry.epoch().verifier_key(), storage::FormatVerifierKey(keys_[0]));
}

TEST_F(AuditLog, IsSignedByTwoKeysWhileTheyChange) {
  gateway_.Stop();
  const std::string text =
      storage::TestKeyText('n', "log.saan.test", storage::KeyType::kEd25519);
  WriteAll(gateway_.certs() + "/next.key", text + "\n");
  gateway_.AddToConfig(
      absl::StrCat("next_log_key_file: \"", gateway_.certs(), "/next.key\"\n"));
  gateway_.Start();
  const storage::VerifierKey old_key = keys_[0];
  const storage::VerifierKey next =
      storage::TestSigner('n', "log.saan.test").key();
  const OpenedCheckpoint by_old = Newest();
  EXPECT_GT(by_old.checkpoint.size, 0u);
  keys_ = {next};
  const OpenedCheckpoint by_next = Newest();
  EXPECT_GT(by_next.checkpoint.size, by_old.checkpoint.size);
  keys_ = {old_key, next};
  EXPECT_EQ(Newest().log_signatures.size(), 2u);
}

TEST_F(AuditLog, ItsTilesHashToTheSignedRoot) {
  for (int i = 0; i < 300; ++i) WhoAmI();
  const Checkpoint checkpoint = Newest().checkpoint;
  v1::ReadTilesRequest request;
  storage::ForEachTile(checkpoint.size, [&](const storage::TileName& name) {
    request.add_paths(storage::TilePath(name));
    return true;
  });
  v1::ReadTilesResponse response;
  ASSERT_TRUE(
      Ask(&v1::AuditorService::Stub::ReadTiles, request, &response).ok());
  ASSERT_EQ(response.files_size(), request.paths_size());
  storage::Frontier frontier;
  std::string level_zero;
  std::string hashes;
  for (const v1::TileFile& file : response.files()) {
    const auto name = storage::ParseTilePath(file.path());
    ASSERT_TRUE(name.ok()) << file.path();
    if (name->level == 0) level_zero += file.data();
    if (name->level != storage::TileName::kEntries) continue;
    const auto entries = storage::ParseBundle(file.data(), name->width);
    ASSERT_TRUE(entries.ok()) << entries.status();
    for (const absl::string_view entry : *entries) {
      hashes += storage::LeafHash(entry);
      frontier.Append(storage::LeafHash(entry),
                      [](int, uint64_t, const std::string&) {});
    }
  }
  EXPECT_EQ(frontier.size(), checkpoint.size);
  EXPECT_EQ(frontier.Root(), checkpoint.root);
  EXPECT_EQ(level_zero, hashes);
}

TEST_F(AuditLog, AnAuditorOfAnAgencySeesItsOwnEntriesOnly) {
  const Client admin = gateway_.As("operator-console");
  v1::RegisterAgencyRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  request.set_request_id(RequestId(1));
  request.set_agency("dcy");
  request.set_system("dcy");
  request.set_display_name_th("หน่วยงานทดสอบ");
  request.set_display_name_en("Test agency");
  request.add_roles(v1::ROLE_AUDITOR);
  request.set_certificate_pem(ReadAll(gateway_.certs() + "/dcy-dcy.pem"));
  v1::RegisterAgencyResponse registered;
  grpc::ClientContext context;
  ASSERT_TRUE(admin.admin->RegisterAgency(&context, request, &registered).ok());
  const uint64_t foreign = registered.receipt().log_index();

  v1::GetCheckpointResponse checkpoint;
  ASSERT_TRUE(Ask(&v1::AuditorService::Stub::GetCheckpoint,
                  v1::GetCheckpointRequest(), &checkpoint, "dcy-dcy")
                  .ok());
  const uint64_t own = checkpoint.receipt().log_index();
  v1::GetEntryRequest entry;
  v1::GetEntryResponse shown;
  entry.set_log_index(own);
  EXPECT_TRUE(
      Ask(&v1::AuditorService::Stub::GetEntry, entry, &shown, "dcy-dcy").ok());
  entry.set_log_index(foreign);
  EXPECT_EQ(ReasonIn(Ask(&v1::AuditorService::Stub::GetEntry, entry, &shown,
                         "dcy-dcy")),
            "NO_ACCESS");
  // The proof that it is there says nothing of it, and anyone may have it.
  v1::ProveEntryRequest prove;
  prove.set_log_index(foreign);
  v1::ProveEntryResponse proof;
  EXPECT_TRUE(
      Ask(&v1::AuditorService::Stub::ProveEntry, prove, &proof, "dcy-dcy")
          .ok());
  v1::ReadTilesRequest tiles;
  tiles.add_paths("tile/entries/000.p/1");
  v1::ReadTilesResponse files;
  EXPECT_EQ(ReasonIn(Ask(&v1::AuditorService::Stub::ReadTiles, tiles, &files,
                         "dcy-dcy")),
            "NO_ACCESS");
  v1::ListEntriesRequest list;
  v1::ListEntriesResponse listed;
  ASSERT_TRUE(
      Ask(&v1::AuditorService::Stub::ListEntries, list, &listed, "dcy-dcy")
          .ok());
  ASSERT_GT(listed.entries_size(), 0);
  for (const v1::LoggedEntry& one : listed.entries()) {
    EXPECT_EQ(one.entry().agency(), "dcy") << one.log_index();
  }
}

constexpr char kTamperCase[] = R"({"case_id":"TT-1011-69-00001",
  "สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568",
  "เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"ทดสอบ","นามสกุล":"ทดสอบดี",
  "เลขประจำตัวประชาชน":"1-9901-10000-12-9","วันเกิด":"14/03/2558",
  "เพศ":"ชาย","สัญชาติ":"ไทย"}})";

class Erasure : public AuditLog {
 protected:
  void SetUp() override {
    AuditLog::SetUp();
    gateway_.RegisterAgencies();
    ASSERT_TRUE(
        Submit(gateway_.As("bma-temtem"), "temtem", kTamperCase, 1, &submitted_)
            .ok());
  }

  v1::Receipt Look() {
    return LookAt(gateway_.As("bma-temtem"), submitted_.child_id());
  }

  std::vector<uint64_t> EntriesOfTheChild() {
    v1::ListEntriesRequest request;
    request.set_child_id(submitted_.child_id());
    v1::ListEntriesResponse response;
    EXPECT_TRUE(
        Ask(&v1::AuditorService::Stub::ListEntries, request, &response).ok());
    std::vector<uint64_t> indexes;
    for (const v1::LoggedEntry& one : response.entries()) {
      indexes.push_back(one.log_index());
    }
    return indexes;
  }

  grpc::Status Erase(v1::EraseAuditLinkResponse* response, uint64_t number) {
    v1::EraseAuditLinkRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    request.set_request_id(RequestId(number));
    request.set_child_id(submitted_.child_id());
    request.set_ground(v1::ERASURE_GROUND_RETENTION_ENDED);
    grpc::ClientContext context;
    return gateway_.As("operator-console")
        .admin->EraseAuditLink(&context, request, response);
  }

  v1::GetEntryResponse Entry(uint64_t index) {
    v1::GetEntryRequest request;
    request.set_log_index(index);
    v1::GetEntryResponse response;
    EXPECT_TRUE(
        Ask(&v1::AuditorService::Stub::GetEntry, request, &response).ok());
    return response;
  }

  v1::SubmitRecordResponse submitted_;
};

TEST_F(Erasure, CutsTheLinkAndLeavesEveryProof) {
  const v1::Receipt before = Look();
  const std::vector<uint64_t> known = EntriesOfTheChild();
  ASSERT_THAT(known, testing::ElementsAre(submitted_.receipt().log_index(),
                                          before.log_index()));
  const v1::AuditEntry seen = Entry(before.log_index()).entry().entry();
  ASSERT_EQ(seen.subject_refs_size(), 1);
  ASSERT_EQ(seen.record_ids_size(), 1);
  // No handle of the house stands in the log.
  EXPECT_NE(seen.record_ids(0), submitted_.record_id());
  EXPECT_EQ(seen.record_ids(0).size(), 32u);

  v1::EraseAuditLinkResponse erased;
  const grpc::Status status = Erase(&erased, 2);
  ASSERT_TRUE(status.ok()) << status.error_message();
  // The submission, the look, and the question about both.
  EXPECT_EQ(erased.entry_count(), 3u);
  EXPECT_THAT(EntriesOfTheChild(), testing::IsEmpty());
  const v1::AuditEntry deed =
      Entry(erased.receipt().log_index()).entry().entry();
  EXPECT_EQ(deed.erased_on(), v1::ERASURE_GROUND_RETENTION_ENDED);
  EXPECT_EQ(deed.subject_refs(0), seen.subject_refs(0));

  // The entry is still there, byte for byte, and proven.
  const v1::GetEntryResponse after = Entry(before.log_index());
  EXPECT_EQ(storage::LeafHash(after.entry().leaf()), before.leaf_hash());
  const auto proof = storage::ParseTlogProof(after.proof());
  ASSERT_TRUE(proof.ok()) << proof.status();
  const auto opened = storage::OpenCheckpoint(proof->checkpoint, keys_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(
      storage::VerifyTlogProof(*proof, *opened, before.leaf_hash()).ok());

  // What is said of the child from now on goes under another pseudonym.
  const v1::Receipt anew = Look();
  EXPECT_NE(Entry(anew.log_index()).entry().entry().subject_refs(0),
            seen.subject_refs(0));
  EXPECT_THAT(EntriesOfTheChild(), testing::ElementsAre(anew.log_index()));
}

TEST_F(Erasure, DestroysTheKeyInItsFileAlone) {
  Look();
  const std::string keys = gateway_.folder() + "/subjects.keys";
  const std::string before = ReadAll(keys);
  v1::EraseAuditLinkResponse erased;
  ASSERT_TRUE(Erase(&erased, 2).ok());
  const std::string after = ReadAll(keys);
  ASSERT_EQ(after.size(), before.size());
  size_t changed = 0;
  for (size_t slot = 0; slot < after.size(); slot += 32) {
    if (after.substr(slot, 32) == before.substr(slot, 32)) continue;
    ++changed;
    EXPECT_EQ(after.substr(slot, 32), std::string(32, '\0'));
  }
  EXPECT_EQ(changed, 1u);
  // The same request again gives the same answer; another finds nothing.
  v1::EraseAuditLinkResponse again;
  ASSERT_TRUE(Erase(&again, 2).ok());
  EXPECT_EQ(again.entry_count(), erased.entry_count());
  EXPECT_EQ(ReasonIn(Erase(&again, 3)), "NOT_FOUND");
}

TEST_F(Erasure, IsFinishedByTheNextStartWhereItWasCutShort) {
  Look();
  const std::string keys = gateway_.folder() + "/subjects.keys";
  const std::string before = ReadAll(keys);
  v1::EraseAuditLinkResponse erased;
  ASSERT_TRUE(Erase(&erased, 2).ok());
  const std::string after = ReadAll(keys);
  gateway_.Kill();
  // As if the process had died after the entry and before the deed.
  WriteAll(keys, before);
  gateway_.Start();
  EXPECT_EQ(ReadAll(keys).substr(0, after.size()), after);
}

TEST_F(AuditLog, AnOlderCopyOfTheStoreIsNotServed) {
  WhoAmI();
  gateway_.Stop();
  const std::string store = gateway_.folder() + "/store";
  const std::string copy = gateway_.folder() + "/copy";
  fs::copy(store, copy, fs::copy_options::recursive);
  gateway_.Start();
  WhoAmI();
  gateway_.Stop();
  fs::remove_all(store);
  fs::rename(copy, store);
  const std::string said = gateway_.StartAndFail();
  EXPECT_THAT(said, testing::HasSubstr("not the one that was signed"));
}

TEST_F(AuditLog, ASecondInstanceOnACopyIsNotServed) {
  gateway_.Stop();
  const std::string copy = gateway_.folder() + "/copy";
  fs::copy(gateway_.folder() + "/store", copy, fs::copy_options::recursive);
  std::string config = ReadAll(gateway_.folder() + "/gateway.textproto");
  gateway_.Start();
  config.replace(config.find("\"store\""), 7, "\"copy\"");
  WriteAll(gateway_.folder() + "/second.textproto", config);
  const Ran second = RunProgram({SAAN_BIN "/saan-gateway", "--config",
                                 gateway_.folder() + "/second.textproto"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, testing::HasSubstr("another gateway signs"));
}

TEST_F(AuditLog, NothingIsAnsweredOnceAnotherHasSigned) {
  WhoAmI();
  // Another gateway elsewhere, on a shared folder, signed a state of its own.
  WriteAll(gateway_.folder() + "/log.checkpoint", "theirs");
  v1::GetCheckpointResponse response;
  EXPECT_EQ(ReasonIn(Ask(&v1::AuditorService::Stub::GetCheckpoint,
                         v1::GetCheckpointRequest(), &response)),
            "UNAVAILABLE");
  v1::WhoAmIRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  v1::WhoAmIResponse answer;
  grpc::ClientContext context;
  EXPECT_EQ(ReasonIn(gateway_.As("operator-console")
                         .exchange->WhoAmI(&context, request, &answer)),
            "UNAVAILABLE");
  EXPECT_TRUE(answer.agency().empty());
}

}  // namespace
}  // namespace saan::e2e
