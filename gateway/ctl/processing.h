// The record of processing that an agency keeps by the Personal Data Protection
// Act s.39, as far as the log knows it: for what purposes its people used data
// of others, to whom its own data went, and what was refused. Pure.

#ifndef SAAN_GATEWAY_CTL_PROCESSING_H_
#define SAAN_GATEWAY_CTL_PROCESSING_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/ctl/kinds_shown.h"
#include "gateway/ctl/words.h"
#include "saan/v1/audit.pb.h"

namespace saan::ctl {

// Calls that are alike.
struct ProcessingLine {
  uint64_t calls = 0;
  uint64_t records_accepted = 0;
  KindsShown shown;
  std::set<std::string> subjects;  // Pseudonyms of the children.
  std::set<std::string> holders;   // Whose records were shown.
  std::set<std::string> rule_ids;  // What allowed it.
};

// Gathers the record of one agency.
class ProcessingRecord {
 public:
  ProcessingRecord(std::string agency, absl::Time from, absl::Time until)
      : agency_(std::move(agency)), from_(from), until_(until) {}

  // An entry within the time. What concerns other agencies alone is passed
  // over.
  void Add(const v1::AuditEntry& entry);

  // For people: Thai, and then the same in English.
  std::string Text() const;
  // For other programs: one JSON object.
  std::string Json() const;

 private:
  // s.39 (2), (5): purpose and role of its own people.
  using Use = std::pair<v1::Purpose, v1::Role>;
  // s.39 (6): recipient, and for what purpose.
  using Disclosure = std::pair<std::string, v1::Purpose>;

  void AddLine(const v1::AuditEntry& entry, ProcessingLine* line) const;
  std::string Section(Lang lang) const;

  const std::string agency_;
  const absl::Time from_;
  const absl::Time until_;
  std::map<Use, ProcessingLine> uses_;
  std::map<Disclosure, ProcessingLine> disclosures_;
  std::map<std::string, uint64_t> refusals_;  // s.39 (7), by reason.
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_PROCESSING_H_
