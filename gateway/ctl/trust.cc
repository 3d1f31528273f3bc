#include "gateway/ctl/trust.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gateway/ctl/when.h"
#include "storage/merkle.h"

namespace saan::ctl {
namespace {

constexpr size_t kMaxKeyFileBytes = 1 << 20;

std::vector<Column> TrustColumns() {
  return {{"verdict", {"ผล", "Verdict"}}, {"claim", {"ข้อความ", "Claim"}}};
}

}  // namespace

void Trust::Declare(CLI::App* app) {
  app->add_option("--log-key", key_file_,
                  "File with the log's public key, a C2SP verifier key a line; "
                  "from the operator by another way than the gateway");
  app->add_option("--policy", policy_file_,
                  "C2SP tlog-policy: keys of logs and witnesses, and how many "
                  "witnesses must have cosigned");
}

absl::Status Trust::Load() {
  keys_.clear();
  if (!is_given()) {
    return absl::InvalidArgumentError(
        "nothing can be verified without a key: give --log-key or --policy");
  }
  if (!key_file_.empty()) {
    const absl::StatusOr<std::string> text =
        ReadSmallFile(key_file_, "--log-key", kMaxKeyFileBytes);
    if (!text.ok()) return text.status();
    for (const absl::string_view line :
         absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
      absl::StatusOr<storage::VerifierKey> key =
          storage::ParseVerifierKey(absl::StripSuffix(line, "\r"));
      if (!key.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "--log-key: ", key_file_, ": ", key.status().message()));
      }
      keys_.push_back(*std::move(key));
    }
  }
  if (policy_file_.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> text =
      ReadSmallFile(policy_file_, "--policy", storage::kMaxPolicyBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<storage::TlogPolicy> policy =
      storage::TlogPolicy::Parse(*text);
  if (!policy.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--policy: ", policy_file_, ": ", policy.status().message()));
  }
  policy_ = *std::move(policy);
  has_policy_ = true;
  keys_.insert(keys_.end(), policy_.logs().begin(), policy_.logs().end());
  return absl::OkStatus();
}

absl::StatusOr<storage::OpenedCheckpoint> Trust::OpenUncosigned(
    absl::string_view bytes) const {
  return storage::OpenCheckpoint(bytes, keys_);
}

absl::StatusOr<storage::OpenedCheckpoint> Trust::Open(
    absl::string_view bytes) const {
  absl::StatusOr<storage::OpenedCheckpoint> opened = OpenUncosigned(bytes);
  if (!opened.ok() || !has_policy_) return opened;
  const absl::StatusOr<std::vector<storage::Cosigned>> cosigned =
      storage::VerifyCosignatures(opened->note, policy_);
  if (!cosigned.ok()) return cosigned.status();
  std::vector<size_t> witnesses;
  for (const storage::Cosigned& one : *cosigned) {
    witnesses.push_back(one.witness);
  }
  if (!policy_.IsMet(witnesses)) {
    return absl::PermissionDeniedError(absl::StrCat(
        "only ", witnesses.size(),
        " witnesses of the policy have cosigned it: too few, or the wrong "
        "ones"));
  }
  return opened;
}

absl::Status Trust::ProvePage(const v1::ListEntriesResponse& page) const {
  if (page.entries().empty()) return absl::OkStatus();
  const absl::StatusOr<storage::OpenedCheckpoint> opened =
      OpenUncosigned(page.checkpoint());
  if (!opened.ok()) return opened.status();
  for (const v1::LoggedEntry& logged : page.entries()) {
    const std::vector<std::string> hashes(logged.inclusion_proof().begin(),
                                          logged.inclusion_proof().end());
    absl::Status proven = storage::VerifyInclusion(
        logged.log_index(), opened->checkpoint.size,
        storage::LeafHash(logged.leaf()), hashes, opened->checkpoint.root);
    if (!proven.ok()) return proven;
    v1::AuditEntry entry;
    if (!entry.ParseFromString(logged.leaf()) ||
        entry.SerializeAsString() != logged.entry().SerializeAsString()) {
      return absl::DataLossError("an entry is not what its bytes say");
    }
  }
  return absl::OkStatus();
}

const std::string& Trust::CheckpointOf(
    const v1::GetCheckpointResponse& response) const {
  return has_policy_ && policy_.asks_for_witnesses()
             ? response.cosigned_checkpoint()
             : response.checkpoint();
}

Verdicts::Verdicts(const Shell& shell)
    : shell_(shell), listing_(shell.MakeListing(TrustColumns())) {}

void Verdicts::Add(absl::string_view verdict, const Words& title,
                   const Words& claim) {
  listing_.Add({title.In(shell_.lang()), claim.In(shell_.lang())},
               IsJson(shell_.format())
                   ? absl::StrCat("{\"verdict\":", JsonQuote(verdict),
                                  ",\"claim\":", JsonQuote(claim.en), "}")
                   : "");
}

void Verdicts::Proven(const Words& claim) {
  Add("PROVEN", {"พิสูจน์แล้ว", "Proven"}, claim);
}

void Verdicts::NotChecked(const Words& claim) {
  Add("NOT_CHECKED", {"ไม่ได้ตรวจ", "Not checked"}, claim);
}

void Verdicts::AddCheckpoint(const storage::OpenedCheckpoint& opened,
                             const Trust& trust) {
  const storage::Checkpoint& checkpoint = opened.checkpoint;
  const std::string root = absl::Base64Escape(checkpoint.root);
  Proven({absl::StrCat("บันทึก ", checkpoint.origin, " ลงนามสถานะที่มี ",
                       checkpoint.size, " รายการ ราก ", root),
          absl::StrCat("The log ", checkpoint.origin, " signed a state of ",
                       checkpoint.size, " entries with root ", root)});
  const storage::TlogPolicy* policy = trust.policy();
  if (policy == nullptr || !policy->asks_for_witnesses()) {
    NotChecked({"ไม่ได้ถามพยานใด ผู้ดูแลอาจแสดงบันทึกอื่นต่อผู้อื่นได้ (ใช้ --policy)",
                "No witness was asked: others may be shown another log under "
                "this name (give --policy)"});
  } else {
    std::vector<std::string> seen;
    const auto cosigned = storage::VerifyCosignatures(opened.note, *policy);
    for (const storage::Cosigned& one :
         cosigned.value_or(std::vector<storage::Cosigned>())) {
      seen.push_back(absl::StrCat(
          policy->witnesses()[one.witness].name, " (",
          FormatMoment(
              absl::FromUnixSeconds(static_cast<int64_t>(one.unix_seconds)),
              shell_.lang()),
          ")"));
    }
    const std::string names = absl::StrJoin(seen, ", ");
    Proven({absl::StrCat("พยานที่ลงนามร่วม: ", names),
            absl::StrCat("Cosigned by the witnesses: ", names)});
  }
  NotChecked({"เวลาในรายการเป็นเวลาของนาฬิกาเกตเวย์ และรายการอาจไม่ตรงกับความจริง",
              "Times are the gateway's own, and an entry proves that it was "
              "written, not that it tells the truth"});
}

int Verdicts::Finish() {
  listing_.Finish();
  return kExitOk;
}

int FailUnverified(const Shell& shell, const Words& what,
                   const absl::Status& status) {
  Failure failure;
  failure.exit_code = kExitUnverified;
  failure.words = {absl::StrCat("พิสูจน์ไม่ผ่าน: ", what.th),
                   absl::StrCat("Not proven: ", what.en)};
  failure.details = {std::string(status.message())};
  return shell.Fail(failure);
}

}  // namespace saan::ctl
