// Witnesses of the log, run by agencies: they bring their cosignatures, and the
// gateway does as its policy says when they stay away.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/checkpoint.h"
#include "storage/merkle.h"
#include "storage/note.h"
#include "storage/tlog_policy.h"
#include "storage/tlog_proof.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

class Witnesses : public testing::Test {
 protected:
  // A policy of two out of two: bma and dcy.
  void SetUp() override {
    std::string policy =
        absl::StrCat("log ", FirstLine(gateway_.certs() + "/log.vkey"), "\n");
    for (const std::string name : {"bma", "dcy"}) {
      const Ran made = RunProgram(
          {"/bin/bash", SAAN_ROOT "/certs/make_log_key.sh", "--dir",
           Folder(name), "--witness", absl::StrCat("witness.", name)});
      ASSERT_EQ(made.exit_code, 0) << made.err;
      absl::StrAppend(&policy, "witness ", name, " ",
                      FirstLine(Folder(name) + "/witness.vkey"), "\n");
    }
    absl::StrAppend(&policy, "group both all bma dcy\nquorum both\n");
    WriteAll(PolicyFile(), policy);
    gateway_.AddToConfig("witness_policy_file: \"witness.policy\"\n");
  }

  void Start() {
    gateway_.Start();
    uint64_t number = 0;
    for (const std::string name : {"bma-temtem", "dcy-dcy"}) {
      const size_t dash = name.find('-');
      v1::RegisterAgencyRequest request;
      *request.mutable_context() =
          Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
      request.set_request_id(RequestId(++number));
      request.set_agency(name.substr(0, dash));
      request.set_system(name.substr(dash + 1));
      request.set_display_name_th("พยาน");
      request.set_display_name_en("Witness");
      request.add_roles(v1::ROLE_AUDITOR);
      request.set_certificate_pem(
          ReadAll(absl::StrCat(gateway_.certs(), "/", name, ".pem")));
      v1::RegisterAgencyResponse response;
      grpc::ClientContext context;
      ASSERT_TRUE(gateway_.As("operator-console")
                      .admin->RegisterAgency(&context, request, &response)
                      .ok());
    }
  }

  std::string Folder(const std::string& name) const {
    return absl::StrCat(gateway_.folder(), "/witness-", name);
  }
  std::string PolicyFile() const {
    return gateway_.folder() + "/witness.policy";
  }
  static std::string FirstLine(const std::string& file) {
    const std::string text = ReadAll(file);
    return text.substr(0, text.find('\n'));
  }

  // One look of an agency's witness.
  Ran Look(const std::string& agency, const std::string& system) {
    const std::string stem =
        absl::StrCat(gateway_.certs(), "/", agency, "-", system);
    return RunProgram({SAAN_BIN "/saan",
                       "witness",
                       "run",
                       "--once",
                       "--lang",
                       "en",
                       "--state",
                       Folder(agency) + "/state",
                       "--witness-key",
                       Folder(agency) + "/witness.key",
                       "--log-key",
                       gateway_.certs() + "/log.vkey",
                       "--address",
                       gateway_.address(),
                       "--server-name",
                       "saan-gateway",
                       "--ca",
                       gateway_.certs() + "/ca.pem",
                       "--cert",
                       stem + ".pem",
                       "--key",
                       stem + ".key",
                       "--role",
                       "auditor",
                       "--actor",
                       "staff-1"},
                      {"SAAN_CONFIG=/nonexistent"});
  }

  v1::GetCheckpointResponse Checkpoint() {
    v1::GetCheckpointRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    v1::GetCheckpointResponse response;
    grpc::ClientContext context;
    const Client client = gateway_.As("auditor-desk");
    EXPECT_TRUE(
        client.auditor->GetCheckpoint(&context, request, &response).ok());
    return response;
  }

  grpc::Status WhoAmI() {
    v1::WhoAmIRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    v1::WhoAmIResponse response;
    grpc::ClientContext context;
    return gateway_.As("operator-console")
        .exchange->WhoAmI(&context, request, &response);
  }

  RunningGateway gateway_;
};

TEST_F(Witnesses, TogetherMakeACosignedCheckpoint) {
  Start();
  EXPECT_EQ(Checkpoint().cosigned_checkpoint(), "");
  Ran look = Look("bma", "temtem");
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_EQ(Checkpoint().cosigned_checkpoint(), "");
  look = Look("dcy", "dcy");
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_THAT(look.err, testing::HasSubstr("which is enough"));

  const auto policy = storage::TlogPolicy::Parse(ReadAll(PolicyFile()));
  ASSERT_TRUE(policy.ok()) << policy.status();
  const std::string cosigned = Checkpoint().cosigned_checkpoint();
  const auto opened = storage::OpenCheckpoint(cosigned, policy->logs());
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto found = storage::VerifyCosignatures(opened->note, *policy);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->size(), 2u);
  // Proofs of what it covers carry it.
  v1::ProveEntryRequest prove;
  *prove.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
  v1::ProveEntryResponse proof;
  grpc::ClientContext context;
  ASSERT_TRUE(gateway_.As("auditor-desk")
                  .auditor->ProveEntry(&context, prove, &proof)
                  .ok());
  const auto parsed = storage::ParseTlogProof(proof.proof());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->checkpoint, cosigned);
  EXPECT_TRUE(
      storage::VerifyTlogProof(*parsed, *opened, proof.leaf_hash()).ok());
  // And they go on from there.
  EXPECT_EQ(Look("bma", "temtem").exit_code, 0);
  EXPECT_EQ(Look("dcy", "dcy").exit_code, 0);
  EXPECT_NE(Checkpoint().cosigned_checkpoint(), cosigned);
}

TEST_F(Witnesses, ALyingWitnessCountsForNothing) {
  Start();
  ASSERT_EQ(Look("bma", "temtem").exit_code, 0);
  const std::string checkpoint = Checkpoint().checkpoint_to_cosign();
  const auto note = storage::ParseNote(checkpoint);
  ASSERT_TRUE(note.ok());
  const auto signer =
      storage::NoteSigner::FromText(ReadAll(Folder("dcy") + "/witness.key"));
  ASSERT_TRUE(signer.ok()) << signer.status();
  v1::AddCosignatureRequest request;
  *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
  v1::AddCosignatureResponse response;
  const Client client = gateway_.As("auditor-desk");
  // A cosignature of another text.
  request.set_note(checkpoint + signer->Cosign("another\n", 1));
  {
    grpc::ClientContext context;
    EXPECT_EQ(
        ReasonIn(client.auditor->AddCosignature(&context, request, &response)),
        "FIELD_INVALID");
  }
  // Another checkpoint.
  const std::string text = storage::FormatCheckpoint(
      {"log.saan.test", 1, storage::Sha256("root"), {}});
  request.set_note(storage::JoinNote(text, signer->Cosign(text, 1)));
  {
    grpc::ClientContext context;
    EXPECT_EQ(
        ReasonIn(client.auditor->AddCosignature(&context, request, &response)),
        "WRONG_STATE");
  }
  EXPECT_EQ(Checkpoint().cosigned_checkpoint(), "");
}

TEST_F(Witnesses, AWitnessRefusesALogThatWentBack) {
  Start();
  ASSERT_EQ(Look("bma", "temtem").exit_code, 0);
  // Its state says that it has cosigned a larger log.
  const std::string file = Folder("bma") + "/state";
  const auto signer =
      storage::NoteSigner::FromText(ReadAll(gateway_.certs() + "/log.key"));
  ASSERT_TRUE(signer.ok());
  const std::string text = storage::FormatCheckpoint(
      {"log.saan.test", 1'000'000, storage::Sha256("root"), {}});
  WriteAll(file, storage::JoinNote(text, signer->Sign(text)));
  const Ran look = Look("bma", "temtem");
  EXPECT_EQ(look.exit_code, 7) << look.err;
  EXPECT_THAT(look.err, testing::HasSubstr("1000000 were cosigned"));
}

TEST_F(Witnesses, NothingIsAnsweredWithoutThemWhereTheyAreRequired) {
  Start();  // And registers the witnesses, while nobody waits for them.
  gateway_.Stop();
  gateway_.AddToConfig(
      "witness_grace_seconds: 5\nis_witness_required: true\n"
      "checkpoint_seconds: 1\n");
  gateway_.Start();
  grpc::Status status;
  do {
    status = WhoAmI();
  } while (status.ok());
  EXPECT_EQ(ReasonIn(status), "UNAVAILABLE");
  EXPECT_THAT(gateway_.LogText(), testing::HasSubstr("too few witnesses"));
  // The door of the witnesses stays open, and with them all others.
  ASSERT_EQ(Look("bma", "temtem").exit_code, 0);
  EXPECT_FALSE(WhoAmI().ok());
  const Ran look = Look("dcy", "dcy");
  ASSERT_EQ(look.exit_code, 0) << look.err;
  EXPECT_THAT(look.err, testing::HasSubstr("which is enough"));
  EXPECT_TRUE(WhoAmI().ok());
}

}  // namespace
}  // namespace saan::e2e
