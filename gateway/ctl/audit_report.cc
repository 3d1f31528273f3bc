// saan audit report: the access report of a child, each line proven where a key
// is given.

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/access_report.h"
#include "gateway/ctl/audit.h"
#include "gateway/ctl/proven_entries.h"
#include "gateway/ctl/trust.h"

namespace saan::ctl {
namespace {

class AuditReport : public Verb {
 public:
  void Declare(CLI::App* audit, Shell* shell) override {
    CLI::App* report =
        audit->add_subcommand("report",
                              "รายงานสำหรับเด็กหรือผู้ปกครอง / Who looked at a "
                              "child's data, for the child "
                              "or a guardian");
    report->add_option("child", child_id_, "The child's handle")->required();
    report
        ->add_option("--reader", reader_,
                     "guardian leaves out what protection, emergency and "
                     "oversight did; official is for the office alone")
        ->check(CLI::IsMember({"guardian", "official"}))
        ->capture_default_str();
    report->add_option("--as", form_, "text, html or json")
        ->check(CLI::IsMember({"text", "html", "json"}))
        ->capture_default_str();
    trust_.Declare(report);
    OnChosen(report, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell);

  std::string child_id_;
  std::string reader_ = "guardian";
  std::string form_ = "text";
  Trust trust_;
};

int AuditReport::Run(const Shell& shell) {
  if (trust_.is_given()) {
    const absl::Status loaded = trust_.Load();
    if (!loaded.ok()) return shell.Fail(loaded);
  }
  return shell.WithConnection(v1::PURPOSE_AUDIT, [&](Connection& connection) {
    AccessReport report;
    report.reader = reader_ == "official" ? ReportReader::kOfficial
                                          : ReportReader::kGuardian;
    v1::ListEntriesRequest request;
    request.set_child_id(child_id_);
    request.set_is_newest_first(true);
    request.set_with_proofs(true);
    const int failed =
        ReadProvenEntries(shell, connection, trust_, request,
                          [&](const v1::ListEntriesResponse& page) {
                            AddToReport(page, &report);
                          });
    if (failed != kExitOk) return failed;
    shell.out() << (form_ == "html"   ? ReportHtml(report)
                    : form_ == "json" ? ReportJson(report)
                                      : ReportText(report, shell.lang()));
    shell.out().flush();
    return static_cast<int>(kExitOk);
  });
}

}  // namespace

std::unique_ptr<Verb> MakeAuditReport() {
  return std::make_unique<AuditReport>();
}

}  // namespace saan::ctl
