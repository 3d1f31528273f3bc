#include "gateway/ctl/verify_archive.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/archive_check.h"
#include "storage/archived_segment.h"

namespace saan::ctl {
namespace {

namespace fs = std::filesystem;

// The folders of segments in `folder`, in the order of their numbers; those
// that were still being written are not among them.
std::vector<std::string> SegmentFolders(const std::string& folder) {
  std::vector<std::string> folders;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_directory() && it->path().extension().empty()) {
      folders.push_back(it->path().string());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

void TellArchive(const storage::ArchiveCheck& check, Verdicts* verdicts) {
  verdicts->Proven(
      {absl::StrCat("คลังถาวร ", check.segments(), " ช่วง คือรายการ ",
                    check.first_index(), "–", check.end_index() - 1,
                    " ต่อเนื่องกันและนำไปสู่สถานะที่ลงนาม; ", check.entries(),
                    " รายการที่มีอยู่ตรงกับแฮช"),
       absl::StrCat("The ", check.segments(), " archived segments, entries ",
                    check.first_index(), " to ", check.end_index() - 1,
                    ", follow each other and lead to what the log signed; the ",
                    check.entries(),
                    " entries that are there are as they were "
                    "hashed")});
  if (check.first_index() > 0) {
    verdicts->NotChecked({"รายการก่อนหน้านั้น ซึ่งไม่มีในโฟลเดอร์",
                          "Entries before them: their folders are not here"});
  }
  if (check.told() > 0) {
    verdicts->Proven({absl::StrCat("อีก ", check.told(),
                                   " รายการพ้นระยะเวลาเก็บรักษา ตามที่บันทึกระบุ"),
                      absl::StrCat("Of ", check.told(),
                                   " more the time is over: the log says so")});
  }
  if (check.missing() > check.told()) {
    verdicts->NotChecked(
        {absl::StrCat(check.missing() - check.told(),
                      " รายการไม่มีในโฟลเดอร์ และคลังนี้ไม่มีรายการที่ระบุว่า"
                      "พ้นระยะเวลาเก็บรักษา (ดู saan audit segments)"),
         absl::StrCat("Why ", check.missing() - check.told(),
                      " entries are not there: no entry of this archive says "
                      "that their time is over (see saan audit segments)")});
  }
}

}  // namespace

int VerifyArchive(const Shell& shell, const Trust& trust,
                  const std::string& folder) {
  const Words what = {"คลังถาวร", "the archive"};
  const std::vector<std::string> folders = SegmentFolders(folder);
  if (folders.empty()) {
    return shell.Fail(absl::NotFoundError(
        absl::StrCat("--archive: ", folder, " has no archived segment")));
  }
  storage::ArchiveCheck check;
  std::optional<storage::OpenedCheckpoint> newest;
  for (const std::string& one : folders) {
    const absl::StatusOr<std::unique_ptr<storage::ArchivedSegment>> segment =
        storage::ArchivedSegment::Open(one);
    if (!segment.ok()) return FailUnverified(shell, what, segment.status());
    absl::StatusOr<storage::OpenedCheckpoint> opened =
        trust.OpenUncosigned((*segment)->manifest().checkpoint());
    if (!opened.ok()) return FailUnverified(shell, what, opened.status());
    const absl::Status added = check.Add(segment->get(), opened->checkpoint);
    if (!added.ok()) return FailUnverified(shell, what, added);
    newest = *std::move(opened);
  }
  const absl::Status finished = check.Finish();
  if (!finished.ok()) return FailUnverified(shell, what, finished);
  Verdicts verdicts(shell);
  TellArchive(check, &verdicts);
  verdicts.AddCheckpoint(*newest, trust);
  verdicts.NotChecked(
      {"รายการหลังจากนั้น (ใช้ --export)", "Entries after them (give --export)"});
  return verdicts.Finish();
}

}  // namespace saan::ctl
