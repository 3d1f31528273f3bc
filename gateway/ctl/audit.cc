// saan audit list: who looked at whom, why, and how it ended.

#include <CLI/CLI.hpp>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/paging.h"
#include "gateway/ctl/verbs.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

constexpr int64_t kDefaultLimit = 100;
// Bytes of a person's pseudonym that are shown: enough to tell people apart.
constexpr size_t kActorBytes = 4;

// "การศึกษา[1], ครอบครัว/ผู้ปกครอง[2]": categories with their highest
// sensitivity, and about whom where that is not the child.
std::string Disclosed(const v1::AuditEntry& entry, Lang lang) {
  std::map<std::pair<v1::Category, v1::About>, int> highest;
  for (const v1::Label& label : entry.disclosed()) {
    const v1::About about = label.about() == v1::ABOUT_UNSPECIFIED
                                ? v1::ABOUT_CHILD
                                : label.about();
    int& level = highest[{label.category(), about}];
    level = std::max(level, label.sensitivity());
  }
  std::vector<std::string> parts;
  for (const auto& [what, sensitivity] : highest) {
    std::string part = WordsForValue(what.first).In(lang);
    if (what.second != v1::ABOUT_CHILD) {
      absl::StrAppend(&part, "/", WordsForValue(what.second).In(lang));
    }
    parts.push_back(absl::StrCat(part, "[", sensitivity, "]"));
  }
  return absl::StrJoin(parts, ", ");
}

std::string Who(const v1::AuditEntry& entry) {
  std::string who = entry.agency();
  if (!entry.system().empty()) absl::StrAppend(&who, "/", entry.system());
  if (!entry.actor_ref().empty()) {
    absl::StrAppend(
        &who, " #",
        absl::BytesToHexString(entry.actor_ref().substr(0, kActorBytes)));
  }
  return who;
}

std::vector<Column> Columns() {
  return {{"log_index", {"รายการ", "Entry"}},
          {"recorded_time", {"เวลา", "Time"}},
          {"who", {"ผู้เรียก", "Who"}},
          {"role", {"บทบาท", "Role"}},
          {"purpose", {"วัตถุประสงค์", "Purpose"}},
          {"method", {"การเรียก", "Call"}},
          {"outcome", {"ผล", "Outcome"}},
          {"reason", {"เหตุผล", "Reason"}},
          {"subject_count", {"เด็ก", "Children"}},
          {"holders", {"ข้อมูลของ", "Holders"}},
          {"disclosed", {"ข้อมูลที่เปิดเผย [ชั้น]", "Disclosed [level]"}}};
}

void AddEntry(const Shell& shell, const v1::LoggedEntry& logged,
              Listing* listing) {
  const v1::AuditEntry& entry = logged.entry();
  const Lang lang = shell.lang();
  listing->Add(
      {absl::StrCat(logged.log_index()),
       FormatMoment(absl::FromUnixNanos(entry.recorded_unix_nanos()), lang),
       Who(entry),
       entry.role() == v1::ROLE_UNSPECIFIED
           ? ""
           : WordsForValue(entry.role()).In(lang),
       entry.purpose() == v1::PURPOSE_UNSPECIFIED
           ? ""
           : WordsForValue(entry.purpose()).In(lang),
       entry.method(), WordsForValue(entry.outcome()).In(lang),
       entry.reason().empty() ? "" : WordsForReason(entry.reason()).In(lang),
       absl::StrCat(entry.subject_count()),
       absl::StrJoin(entry.holders(), ", "), Disclosed(entry, lang)},
      IsJson(shell.format()) ? MessageJson(logged) : "");
}

class Audit : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* audit =
        app->add_subcommand("audit", "บันทึกการเข้าถึง / The log of every call");
    audit->require_subcommand(1);
    CLI::App* list = audit->add_subcommand(
        "list", "ใครดูข้อมูลของใคร / List entries of the log");
    list->add_option("--child", child_id_, "Only about this child");
    list->add_option("--agency", agency_, "Only of this agency");
    list->add_flag("--refused", is_refused_, "Only refused calls, bad input");
    list->add_option("--since", since_,
                     "From then on: 2566-10-03, 2566-10-03T08:05, or 24h ago");
    list->add_option("--until", until_, "Before then");
    list->add_option("--limit", limit_, "Most entries wanted; 0 is all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    list->add_flag("--newest", is_newest_first_, "The newest first");
    OnChosen(list, shell, [this, shell] { return List(*shell); });
  }

 private:
  int List(const Shell& shell) {
    v1::ListEntriesRequest request;
    request.set_child_id(child_id_);
    request.set_agency(agency_);
    request.set_is_refused(is_refused_);
    request.set_is_newest_first(is_newest_first_);
    if (!since_.empty()) {
      const absl::StatusOr<absl::Time> time =
          ParseMoment(since_, shell.world.now());
      if (!time.ok()) return BadMoment(shell, "--since", time.status());
      *request.mutable_from_time() = ToTimestamp(*time);
    }
    if (!until_.empty()) {
      const absl::StatusOr<absl::Time> time =
          ParseMoment(until_, shell.world.now());
      if (!time.ok()) return BadMoment(shell, "--until", time.status());
      *request.mutable_until_time() = ToTimestamp(*time);
    }
    return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
      Listing listing = shell.MakeListing(Columns());
      return ListPages(shell, connection, connection.auditor(),
                       &v1::AuditorService::Stub::ListEntries, request, limit_,
                       listing, [&](const v1::ListEntriesResponse& page) {
                         for (const auto& entry : page.entries()) {
                           AddEntry(shell, entry, &listing);
                         }
                         return page.entries_size();
                       });
    });
  }

  static int BadMoment(const Shell& shell, absl::string_view flag,
                       const absl::Status& status) {
    return shell.Fail(
        absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message())));
  }

  std::string child_id_;
  std::string agency_;
  std::string since_;
  std::string until_;
  int64_t limit_ = kDefaultLimit;
  bool is_refused_ = false;
  bool is_newest_first_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeAudit() { return std::make_unique<Audit>(); }

}  // namespace saan::ctl
