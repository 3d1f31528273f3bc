// The access report: who looked at a child's data, told to the child or a
// guardian in plain words. Pure.

#ifndef SAAN_GATEWAY_CTL_ACCESS_REPORT_H_
#define SAAN_GATEWAY_CTL_ACCESS_REPORT_H_

#include <string>
#include <vector>

#include "gateway/ctl/words.h"
#include "saan/v1/auditor.pb.h"

namespace saan::ctl {

// Who will read it.
enum class ReportReader {
  // The child, or who cares for it. May be the very person a child is protected
  // from: what was done for protection, in an emergency, by police or by the
  // overseers is left out, and a sentence that is always there says that this
  // may be so. So that nothing is listed says nothing.
  kGuardian,
  // The office that answers for the data: all entries.
  kOfficial,
};

struct ReportLine {
  uint64_t log_index = 0;
  std::string leaf_hash;  // 32 bytes.
  // A C2SP tlog-proof whose extra line is the leaf hash: all that it takes to
  // prove, by the log's public key, that the entry is in the log.
  std::string proof;
  Words sentence;
};

struct AccessReport {
  ReportReader reader = ReportReader::kGuardian;
  std::vector<ReportLine> lines;  // Newest first.
  std::string checkpoint;         // The signed state it was made from.
};

// Adds the entries of a page that `report`'s reader may see, in their order.
void AddToReport(const v1::ListEntriesResponse& page, AccessReport* report);

// One entry as a sentence.
Words SentenceOf(const v1::AuditEntry& entry);

// The report as text in one language; as one HTML page in both, fit for paper;
// with each proof as a QR code; as one JSON object.
std::string ReportText(const AccessReport& report, Lang lang);
std::string ReportHtml(const AccessReport& report);
std::string ReportJson(const AccessReport& report);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_ACCESS_REPORT_H_
