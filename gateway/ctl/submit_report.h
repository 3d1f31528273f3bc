// What became of the records of a submission: one row each, and totals.

#ifndef SAAN_GATEWAY_CTL_SUBMIT_REPORT_H_
#define SAAN_GATEWAY_CTL_SUBMIT_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gateway/ctl/output.h"
#include "gateway/ctl/shell.h"
#include "saan/v1/exchange.pb.h"

namespace saan::ctl {

// Where a record stands in its file.
struct Place {
  std::string file;
  int64_t number = 0;
  int64_t line = 0;
};

// Not thread-safe.
class SubmitReport {
 public:
  // When `is_quiet`, the totals are the data and no rows are printed.
  SubmitReport(const Shell* shell, bool is_quiet);

  void Add(const Place& place, const std::string& request_id,
           const v1::SubmitRecordResponse& result);
  // A record that was refused by itself.
  void AddRefusal(const Place& place, const std::string& request_id,
                  const v1::Violation& refusal);

  // Prints the totals: as data when quiet, else as talk.
  void Finish();

  // Records answered so far.
  int64_t count() const { return count_; }
  // True when a record was quarantined or refused.
  bool has_rejects() const;

 private:
  void Count(v1::SubmitOutcome outcome);

  const Shell* const shell_;
  const bool is_quiet_;
  std::optional<Listing> rows_;
  std::map<v1::SubmitOutcome, int64_t> totals_;
  int64_t count_ = 0;
  int64_t noticed_ = 0;  // Records kept that deserve a look.
};

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_SUBMIT_REPORT_H_
