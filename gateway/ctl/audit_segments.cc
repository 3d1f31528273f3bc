// saan audit segments: the sealed segments of the log, and with --child, that
// nobody who saw the child was left out.

#include <CLI/CLI.hpp>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/subject_proof.h"
#include "gateway/ctl/trust.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

std::vector<Column> Columns() {
  return {{"number", {"ช่วง", "Segment"}},
          {"first_index", {"รายการแรก", "First entry"}},
          {"last_index", {"รายการสุดท้าย", "Last entry"}},
          {"sealed_time", {"ปิดผนึกเมื่อ", "Sealed"}},
          {"subject_count", {"เด็ก", "Children"}},
          {"seal_index", {"รายการที่ปิดผนึก", "Entry that seals"}},
          {"place", {"ที่เก็บ", "Place"}},
          {"map_root", {"รากของแผนที่", "Root of the map"}}};
}

std::vector<Column> ChildColumns() {
  return {{"number", {"ช่วง", "Segment"}},
          {"first_index", {"รายการแรก", "First entry"}},
          {"last_index", {"รายการสุดท้าย", "Last entry"}},
          {"log_indexes", {"รายการที่กล่าวถึงเด็ก", "Entries about the child"}}};
}

// "archived; TRAFFIC, REFUSAL kept no more"
std::string PlaceText(const v1::SegmentPlace& place, Lang lang) {
  if (!place.is_archived()) {
    return Words{"ฐานข้อมูล", "store"}.In(lang);
  }
  std::vector<std::string> ended;
  for (const v1::ExpiredEntries& expired : place.expired()) {
    ended.push_back(WordsForValue(expired.retention_class()).In(lang));
  }
  std::string text = Words{"คลังถาวร", "archive"}.In(lang);
  if (ended.empty()) return text;
  return absl::StrCat(text, Words{"; พ้นเวลาเก็บ: ", "; kept no more: "}.In(lang),
                      absl::StrJoin(ended, ", "));
}

// A seal with its "place".
std::string SegmentJson(const v1::LoggedEntry& seal,
                        const v1::SegmentPlace& place) {
  std::string json = MessageJson(seal);
  json.insert(json.rfind('}'), absl::StrCat(",\"place\":", MessageJson(place)));
  return json;
}

class AuditSegments : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* segments = audit->add_subcommand(
        "segments",
        "ช่วงของบันทึกที่ปิดผนึกแล้ว / Sealed segments of the log; with --child "
        "which entries speak of the child, proven to be all");
    segments->add_option("--child", child_id_, "The child's handle");
    segments->add_option("--out", out_,
                         "With --child: file to keep the proof in, for "
                         "`saan audit verify --segments`");
    trust_.Declare(segments);
    OnChosen(segments, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell);
  int List(const Shell& shell, Connection& connection);
  int Prove(const Shell& shell, Connection& connection);
  int TellProven(const Shell& shell,
                 const std::vector<v1::ProveSubjectResponse>& pages);

  std::string child_id_;
  std::string out_;
  Trust trust_;
};

int AuditSegments::Run(const Shell& shell) {
  if (!out_.empty() && child_id_.empty()) {
    return shell.Fail(absl::InvalidArgumentError("--out needs --child"));
  }
  if (trust_.is_given()) {
    const absl::Status loaded = trust_.Load();
    if (!loaded.ok()) return shell.Fail(loaded);
  }
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    return child_id_.empty() ? List(shell, connection)
                             : Prove(shell, connection);
  });
}

int AuditSegments::List(const Shell& shell, Connection& connection) {
  Listing listing = shell.MakeListing(Columns());
  absl::Status proven;
  uint64_t unsealed_first = 0;
  const auto add = [&](const v1::ListSegmentsResponse& page) {
    unsealed_first = page.unsealed_first();
    absl::StatusOr<storage::OpenedCheckpoint> opened =
        storage::OpenedCheckpoint();
    if (trust_.is_given() && proven.ok()) {
      opened = trust_.OpenUncosigned(page.checkpoint());
      proven = opened.status();
    }
    for (int i = 0; i < page.seals_size(); ++i) {
      const v1::LoggedEntry& logged = page.seals(i);
      const v1::SegmentPlace place =
          i < page.places_size() ? page.places(i) : v1::SegmentPlace();
      if (trust_.is_given() && proven.ok()) {
        proven = OpenSeal(logged, opened->checkpoint).status();
      }
      if (!proven.ok()) break;
      v1::AuditEntry entry;
      entry.ParseFromString(logged.leaf());
      const v1::SegmentSeal& seal = entry.seal();
      listing.Add(
          {absl::StrCat(seal.number()), absl::StrCat(seal.first_index()),
           absl::StrCat(seal.end_index() - 1),
           FormatMoment(absl::FromUnixNanos(entry.recorded_unix_nanos()),
                        shell.lang()),
           absl::StrCat(seal.subject_count()), absl::StrCat(logged.log_index()),
           PlaceText(place, shell.lang()),
           absl::BytesToHexString(seal.map_root())},
          IsJson(shell.format()) ? SegmentJson(logged, place) : "");
    }
    return page.seals_size();
  };
  const int exit_code =
      ListPages(shell, connection, connection.auditor(),
                &v1::AuditorService::Stub::ListSegments,
                v1::ListSegmentsRequest(), /*limit=*/0, listing, add);
  if (!proven.ok()) {
    return FailUnverified(
        shell, {"ตราผนึกที่เกตเวย์ส่งมา", "the seals that the gateway sent"},
        proven);
  }
  if (exit_code == kExitOk) {
    shell.Say({absl::StrCat("รายการตั้งแต่ ", unsealed_first, " ยังไม่ปิดผนึก"),
               absl::StrCat("Entries from ", unsealed_first,
                            " on are not sealed yet.")});
  }
  return exit_code;
}

int AuditSegments::Prove(const Shell& shell, Connection& connection) {
  std::vector<v1::ProveSubjectResponse> pages;
  v1::ProveSubjectRequest request;
  request.set_child_id(child_id_);
  request.set_page_size(kPageSize);
  do {
    v1::ProveSubjectResponse page;
    const grpc::Status status = connection.Call(
        connection.auditor(), &v1::AuditorService::Stub::ProveSubject, request,
        &page);
    if (!status.ok()) return shell.Fail(connection, status);
    request.set_page_token(page.next_page_token());
    page.clear_next_page_token();
    pages.push_back(std::move(page));
  } while (!request.page_token().empty());
  if (pages.front().subject_ref().empty()) {
    shell.Say({"บันทึกไม่เคยกล่าวถึงเด็กคนนี้ หรือความเชื่อมโยงถูกตัดแล้ว",
               "The log has never spoken of this child, or the link was "
               "cut."});
    return kExitNotFound;
  }
  if (!out_.empty()) {
    std::ofstream file(out_, std::ios::binary);
    file << FormatSubjectProof(pages);
    file.close();
    if (!file) {
      return shell.Fail(absl::InvalidArgumentError(
          absl::StrCat("--out: ", out_, " cannot be written")));
    }
  }
  return TellProven(shell, pages);
}

int AuditSegments::TellProven(
    const Shell& shell, const std::vector<v1::ProveSubjectResponse>& pages) {
  if (trust_.is_given()) {
    const absl::StatusOr<ProvenSubject> proven =
        VerifySubjectProof(pages, trust_);
    if (!proven.ok()) {
      return FailUnverified(
          shell, {"คำตอบที่เกตเวย์ส่งมา", "the answer that the gateway sent"},
          proven.status());
    }
    shell.Say({absl::StrCat("พิสูจน์แล้ว: ในรายการก่อน ", proven->sealed_end, " มี ",
                            proven->indexes.size(),
                            " รายการที่กล่าวถึงเด็กคนนี้ ไม่มีรายการอื่น"),
               absl::StrCat("Proven: of the entries before ",
                            proven->sealed_end, ", ", proven->indexes.size(),
                            " speak of this child, and no other does.")});
  } else {
    shell.Say({"ไม่ได้พิสูจน์ ใช้ --log-key หรือ --policy",
               "Not verified: give --log-key or --policy."});
  }
  shell.Say({absl::StrCat("ตั้งแต่รายการ ", pages.back().unsealed_first(),
                          " ยังไม่ปิดผนึก เกตเวย์แจ้งว่ามี ",
                          pages.back().unsealed_indexes_size(), " รายการ"),
             absl::StrCat("From entry ", pages.back().unsealed_first(),
                          " on nothing is sealed yet; the gateway tells of ",
                          pages.back().unsealed_indexes_size(), ".")});
  Listing listing = shell.MakeListing(ChildColumns());
  for (const v1::ProveSubjectResponse& page : pages) {
    for (const v1::SegmentAnswer& answer : page.segments()) {
      // From the bytes that were proven.
      v1::AuditEntry entry;
      entry.ParseFromString(answer.seal().leaf());
      const v1::SegmentSeal& seal = entry.seal();
      listing.Add(
          {absl::StrCat(seal.number()), absl::StrCat(seal.first_index()),
           absl::StrCat(seal.end_index() - 1),
           absl::StrJoin(answer.log_indexes(), " ")},
          IsJson(shell.format()) ? MessageJson(answer) : "");
    }
  }
  listing.Finish();
  return kExitOk;
}

}  // namespace

std::unique_ptr<Verb> MakeAuditSegments() {
  return std::make_unique<AuditSegments>();
}

}  // namespace saan::ctl
