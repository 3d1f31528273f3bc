// saan audit verify: checks receipts, proofs, checkpoints and copies of the log
// without a gateway, by public keys alone, and says what it did not check.

#include <CLI/CLI.hpp>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/log_copy.h"
#include "gateway/ctl/subject_proof.h"
#include "gateway/ctl/trust.h"
#include "gateway/ctl/verify_archive.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "storage/log_export.h"
#include "storage/merkle.h"
#include "storage/segment_check.h"
#include "storage/tlog_proof.h"

namespace saan::ctl {
namespace {

namespace json = google::protobuf::util;

constexpr size_t kMaxFileBytes = 16 << 20;
// Some 3 KB for each segment.
constexpr size_t kMaxSegmentsBytes = 256 << 20;

// A receipt as JSON, alone or as the member "receipt" of an answer.
absl::StatusOr<v1::Receipt> ReadReceipt(const std::string& file) {
  const absl::StatusOr<std::string> text =
      ReadSmallFile(file, "--receipt", kMaxFileBytes);
  if (!text.ok()) return text.status();
  google::protobuf::Struct whole;
  std::string inner = *text;
  if (!json::JsonStringToMessage(*text, &whole).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--receipt: ", file, " is not a JSON object"));
  }
  const auto member = whole.fields().find("receipt");
  if (member != whole.fields().end()) {
    inner.clear();
    (void)json::MessageToJsonString(member->second, &inner);
  }
  v1::Receipt receipt;
  json::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!json::JsonStringToMessage(inner, &receipt, options).ok() ||
      receipt.leaf_hash().size() != storage::kHashBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("--receipt: ", file, " holds no receipt"));
  }
  return receipt;
}

// What the seals and links of a whole copy come to.
void AddSegments(const storage::SegmentCheck& segments, uint64_t entries,
                 Verdicts* verdicts) {
  const storage::SealChain& seals = segments.seals();
  verdicts->Proven(
      {absl::StrCat("แผนที่ของ ", seals.segments, " ช่วงที่ปิดผนึกตรงกับรายการ และ ",
                    segments.linked_entries(),
                    " รายการเชื่อมกับรายการก่อนหน้าเกี่ยวกับเด็กคนเดียวกัน"),
       absl::StrCat("The maps of ", seals.segments,
                    " sealed segments are those "
                    "of their entries, and ",
                    segments.linked_entries(),
                    " entries are linked to the ones before about the same "
                    "child")});
  if (segments.unchecked_maps() > 0) {
    verdicts->NotChecked(
        {absl::StrCat("แผนที่ของ ", segments.unchecked_maps(),
                      " ช่วงในนั้น เพราะมีรายการที่เหลือเพียงแฮช"),
         absl::StrCat("The maps of ", segments.unchecked_maps(),
                      " of them: of some of their entries there is only the "
                      "hash")});
  }
  if (seals.sealed_end == entries) return;
  verdicts->NotChecked(
      {absl::StrCat("รายการตั้งแต่ ", seals.sealed_end, " ยังไม่ปิดผนึก"),
       absl::StrCat("Entries from ", seals.sealed_end,
                    " on are not sealed yet")});
}

void AddExpired(uint64_t expired, Verdicts* verdicts) {
  if (expired == 0) return;
  verdicts->NotChecked(
      {absl::StrCat(expired, " รายการพ้นระยะเวลาเก็บรักษา เหลือเพียงแฮช"),
       absl::StrCat("What ", expired,
                    " entries said: their time is over, only their hashes are "
                    "kept")});
}

class AuditVerify : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* verify = audit->add_subcommand(
        "verify",
        "พิสูจน์โดยไม่ต้องใช้เกตเวย์ / Verify offline, by public keys alone");
    verify->add_option("--proof", proof_file_, "A .tlog-proof file");
    verify->add_option("--leaf", leaf_file_, "With --proof: the entry's bytes");
    verify->add_option("--leaf-hash", leaf_hash_,
                       "With --proof: the entry's leaf hash, hexadecimal; the "
                       "proofs of an access report bring it along");
    verify->add_option("--receipt", receipt_file_,
                       "With --proof: the receipt, or an answer that holds "
                       "it, as JSON");
    verify->add_option("--export", export_folder_,
                       "A folder of `saan audit export`: every entry");
    verify->add_option("--archive", archive_folder_,
                       "The folder of archived segments, or a copy of it");
    verify->add_option("--older", older_files_,
                       "With --export: checkpoints kept from before");
    verify->add_option("--checkpoint", checkpoint_file_, "A checkpoint alone");
    verify->add_option("--segments", segments_file_,
                       "A file of `saan audit segments --child --out`: which "
                       "entries speak of a child, and that no other does");
    verify
        ->add_option("--fork", fork_files_,
                     "Two checkpoints: proves that the log was forked")
        ->expected(2);
    trust_.Declare(verify);
    OnChosen(verify, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell);
  int VerifyProof(const Shell& shell);
  int VerifyCopy(const Shell& shell);
  int VerifyCheckpoint(const Shell& shell);
  int VerifyFork(const Shell& shell);
  int VerifySegments(const Shell& shell);
  // The hash of the entry that the proof shall be of.
  absl::StatusOr<std::string> WantedHash(const storage::TlogProof& proof,
                                         uint64_t* wanted_index,
                                         std::string* wanted_origin) const;

  std::string proof_file_, leaf_file_, leaf_hash_, receipt_file_;
  std::string export_folder_, archive_folder_, checkpoint_file_, segments_file_;
  std::vector<std::string> older_files_;
  std::vector<std::string> fork_files_;
  Trust trust_;
};

int AuditVerify::Run(const Shell& shell) {
  const int things = !proof_file_.empty() + !export_folder_.empty() +
                     !checkpoint_file_.empty() + !fork_files_.empty() +
                     !segments_file_.empty() + !archive_folder_.empty();
  if (things != 1) {
    return shell.Fail(absl::InvalidArgumentError(
        "give one of --proof, --export, --archive, --checkpoint, --fork, "
        "--segments"));
  }
  const absl::Status loaded = trust_.Load();
  if (!loaded.ok()) return shell.Fail(loaded);
  if (!proof_file_.empty()) return VerifyProof(shell);
  if (!export_folder_.empty()) return VerifyCopy(shell);
  if (!archive_folder_.empty()) {
    return VerifyArchive(shell, trust_, archive_folder_);
  }
  if (!fork_files_.empty()) return VerifyFork(shell);
  if (!segments_file_.empty()) return VerifySegments(shell);
  return VerifyCheckpoint(shell);
}

int AuditVerify::VerifyFork(const Shell& shell) {
  const Words what = {"ว่าบันทึกแตกเป็นสองสาย", "that the log was forked"};
  std::vector<storage::Checkpoint> states;
  for (const std::string& file : fork_files_) {
    const absl::StatusOr<std::string> bytes =
        ReadSmallFile(file, "--fork", storage::kMaxNoteBytes);
    if (!bytes.ok()) return shell.Fail(bytes.status());
    const absl::StatusOr<storage::OpenedCheckpoint> opened =
        trust_.OpenUncosigned(*bytes);
    if (!opened.ok()) return FailUnverified(shell, what, opened.status());
    states.push_back(opened->checkpoint);
  }
  if (states[0].origin != states[1].origin ||
      states[0].size != states[1].size || states[0].root == states[1].root) {
    return FailUnverified(
        shell, what,
        absl::DataLossError("it takes two roots of one size of one log"));
  }
  Verdicts verdicts(shell);
  verdicts.Proven(
      {absl::StrCat("บันทึก ", states[0].origin, " ลงนามสองสถานะที่ขัดกัน ที่ ",
                    states[0].size, " รายการ"),
       absl::StrCat("The log ", states[0].origin,
                    " signed two states that cannot both be true, at ",
                    states[0].size, " entries")});
  verdicts.NotChecked({"สถานะใดเป็นจริง และใครเป็นผู้ทำ",
                       "Which of the two is true, and who did it"});
  return verdicts.Finish();
}

absl::StatusOr<std::string> AuditVerify::WantedHash(
    const storage::TlogProof& proof, uint64_t* wanted_index,
    std::string* wanted_origin) const {
  const int things =
      !leaf_file_.empty() + !leaf_hash_.empty() + !receipt_file_.empty();
  // A proof of an access report brings its leaf hash along.
  if (things == 0 && proof.extra.has_value() &&
      proof.extra->size() == storage::kHashBytes) {
    return *proof.extra;
  }
  if (things == 0 || (!leaf_file_.empty() && !leaf_hash_.empty())) {
    return absl::InvalidArgumentError(
        "with --proof give --receipt, --leaf or --leaf-hash");
  }
  std::string hash = absl::HexStringToBytes(leaf_hash_);
  if (!leaf_file_.empty()) {
    const absl::StatusOr<std::string> leaf =
        ReadSmallFile(leaf_file_, "--leaf", kMaxFileBytes);
    if (!leaf.ok()) return leaf.status();
    hash = storage::LeafHash(*leaf);
  }
  if (!receipt_file_.empty()) {
    const absl::StatusOr<v1::Receipt> receipt = ReadReceipt(receipt_file_);
    if (!receipt.ok()) return receipt.status();
    if (!hash.empty() && hash != receipt->leaf_hash()) {
      return absl::DataLossError("the receipt is not of this entry");
    }
    hash = receipt->leaf_hash();
    *wanted_index = receipt->log_index();
    *wanted_origin = receipt->log_origin();
  }
  if (hash.size() != storage::kHashBytes) {
    return absl::InvalidArgumentError(
        "--leaf-hash: it needs 64 hexadecimal digits");
  }
  return hash;
}

int AuditVerify::VerifyProof(const Shell& shell) {
  const Words what = {"หลักฐาน", "the proof"};
  const absl::StatusOr<std::string> bytes =
      ReadSmallFile(proof_file_, "--proof", kMaxFileBytes);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const absl::StatusOr<storage::TlogProof> proof =
      storage::ParseTlogProof(*bytes);
  if (!proof.ok()) return FailUnverified(shell, what, proof.status());
  uint64_t index = proof->index;
  std::string origin;
  const absl::StatusOr<std::string> hash = WantedHash(*proof, &index, &origin);
  if (absl::IsDataLoss(hash.status())) {
    return FailUnverified(shell, {"ใบรับ", "the receipt"}, hash.status());
  }
  if (!hash.ok()) return shell.Fail(hash.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened =
      trust_.Open(proof->checkpoint);
  if (!opened.ok()) return FailUnverified(shell, what, opened.status());
  absl::Status verified = storage::VerifyTlogProof(*proof, *opened, *hash);
  if (verified.ok() && index != proof->index) {
    verified = absl::DataLossError("the receipt names another index");
  }
  if (verified.ok() && !origin.empty() && origin != opened->checkpoint.origin) {
    verified = absl::DataLossError("the receipt names another log");
  }
  if (!verified.ok()) return FailUnverified(shell, what, verified);
  Verdicts verdicts(shell);
  const std::string hex = absl::BytesToHexString(*hash);
  verdicts.Proven({absl::StrCat("รายการ ", index, " ที่มีแฮช ", hex, " อยู่ในบันทึก"),
                   absl::StrCat("Entry ", index, " with leaf hash ", hex,
                                " is in the log")});
  verdicts.AddCheckpoint(*opened, trust_);
  if (leaf_file_.empty()) {
    verdicts.NotChecked(
        {"เนื้อหาของรายการ (ใช้ --leaf)", "What the entry says (give --leaf)"});
  }
  verdicts.NotChecked({"รายการอื่นในบันทึก", "All other entries of the log"});
  return verdicts.Finish();
}

int AuditVerify::VerifyCheckpoint(const Shell& shell) {
  const absl::StatusOr<std::string> bytes =
      ReadSmallFile(checkpoint_file_, "--checkpoint", storage::kMaxNoteBytes);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened = trust_.Open(*bytes);
  if (!opened.ok()) {
    return FailUnverified(shell, {"สถานะที่ลงนาม", "the checkpoint"},
                          opened.status());
  }
  Verdicts verdicts(shell);
  verdicts.AddCheckpoint(*opened, trust_);
  verdicts.NotChecked({"รายการของบันทึก", "The entries of the log"});
  return verdicts.Finish();
}

int AuditVerify::VerifySegments(const Shell& shell) {
  const Words what = {"คำตอบว่าใครดูข้อมูลเด็ก", "the answer about the child"};
  const absl::StatusOr<std::string> text =
      ReadSmallFile(segments_file_, "--segments", kMaxSegmentsBytes);
  if (!text.ok()) return shell.Fail(text.status());
  const absl::StatusOr<std::vector<v1::ProveSubjectResponse>> pages =
      ParseSubjectProof(*text);
  if (!pages.ok()) return FailUnverified(shell, what, pages.status());
  const absl::StatusOr<ProvenSubject> proven =
      VerifySubjectProof(*pages, trust_);
  if (!proven.ok()) return FailUnverified(shell, what, proven.status());
  Verdicts verdicts(shell);
  const std::string name = absl::BytesToHexString(proven->subject_ref);
  const std::string indexes = absl::StrJoin(proven->indexes, ", ");
  verdicts.Proven(
      {absl::StrCat("ใน ", proven->segments, " ช่วงที่ปิดผนึก คือรายการก่อน ",
                    proven->sealed_end, " นามแฝง ", name, " ปรากฏในรายการ: ",
                    indexes.empty() ? "ไม่มี" : indexes, " และไม่มีรายการอื่น"),
       absl::StrCat("In ", proven->segments,
                    " sealed segments, the entries "
                    "before ",
                    proven->sealed_end, ", the pseudonym ", name, " is in: ",
                    indexes.empty() ? "none" : indexes, "; and in no other")});
  verdicts.AddCheckpoint(proven->checkpoint, trust_);
  verdicts.NotChecked(
      {absl::StrCat("รายการตั้งแต่ ", proven->sealed_end, " ซึ่งยังไม่ปิดผนึก"),
       absl::StrCat("Entries from ", proven->sealed_end,
                    " on, which are not sealed yet")});
  verdicts.NotChecked(
      {"แผนที่ของแต่ละช่วงตรงกับรายการจริงหรือไม่ (ใช้ saan audit export แล้ว verify "
       "--export)",
       "That the maps tell the truth of their entries: whoever has the whole "
       "log checks that (saan audit export, verify --export)"});
  verdicts.NotChecked({"นามแฝงนี้เป็นของเด็กคนใด มีเพียงเกตเวย์ที่รู้",
                       "Whose pseudonym it is: only the gateway can tell"});
  return verdicts.Finish();
}

int AuditVerify::VerifyCopy(const Shell& shell) {
  const Words what = {"สำเนาบันทึก", "the copy"};
  const absl::StatusOr<std::string> bytes = ReadCheckpointOf(export_folder_);
  if (!bytes.ok()) return shell.Fail(bytes.status());
  const absl::StatusOr<storage::OpenedCheckpoint> opened = trust_.Open(*bytes);
  if (!opened.ok()) return FailUnverified(shell, what, opened.status());
  std::vector<storage::Checkpoint> older;
  for (const std::string& file : older_files_) {
    const absl::StatusOr<std::string> old =
        ReadSmallFile(file, "--older", storage::kMaxNoteBytes);
    if (!old.ok()) return shell.Fail(old.status());
    const absl::StatusOr<storage::OpenedCheckpoint> before = trust_.Open(*old);
    if (!before.ok())
      return FailUnverified(shell, {file, file}, before.status());
    if (before->checkpoint.origin != opened->checkpoint.origin) {
      return FailUnverified(shell, {file, file},
                            absl::DataLossError("it is of another log"));
    }
    older.push_back(before->checkpoint);
  }
  uint64_t unreadable = 0;
  v1::AuditEntry entry;
  storage::SegmentCheck segments;
  const absl::StatusOr<storage::ExportChecked> checked = storage::VerifyExport(
      opened->checkpoint, older,
      [&](const storage::TileName& name) {
        return ReadTileOf(export_folder_, name);
      },
      [&](uint64_t index, absl::string_view leaf) {
        if (leaf.empty()) {
          segments.AddExpired(index);
          return absl::OkStatus();
        }
        const bool is_read =
            entry.ParseFromArray(leaf.data(), static_cast<int>(leaf.size()));
        unreadable += !is_read;
        return is_read ? segments.Add(index, entry) : absl::OkStatus();
      });
  if (!checked.ok()) return FailUnverified(shell, what, checked.status());
  Verdicts verdicts(shell);
  verdicts.Proven(
      {absl::StrCat("อ่านรายการครบ ", checked->entries, " รายการ และไฟล์แฮช ",
                    checked->tiles, " ไฟล์ ตรงกับราก"),
       absl::StrCat("All ", checked->entries, " entries and ", checked->tiles,
                    " files of hashes were read and lead to the root")});
  AddSegments(segments, checked->entries, &verdicts);
  AddExpired(checked->expired, &verdicts);
  verdicts.AddCheckpoint(*opened, trust_);
  for (const storage::Checkpoint& before : older) {
    verdicts.Proven(
        {absl::StrCat("สถานะเดิมที่มี ", before.size, " รายการ เป็นส่วนต้นของบันทึกนี้"),
         absl::StrCat("The earlier state of ", before.size,
                      " entries is a beginning of this log")});
  }
  if (older.empty()) {
    verdicts.NotChecked({"สถานะที่เคยลงนามก่อนหน้า (ใช้ --older)",
                         "States signed before (give --older)"});
  }
  if (unreadable > 0) {
    verdicts.NotChecked(
        {absl::StrCat(unreadable, " รายการที่โปรแกรมรุ่นนี้อ่านไม่ได้"),
         absl::StrCat("What ", unreadable,
                      " entries say: this program cannot read them")});
  }
  return verdicts.Finish();
}

}  // namespace

std::unique_ptr<Verb> MakeAuditVerify() {
  return std::make_unique<AuditVerify>();
}

}  // namespace saan::ctl
