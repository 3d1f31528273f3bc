// Of which child was nothing heard for too long? Detectors as data
// (deploy/care/silences.tsv), judged by what the child's records tell; nobody
// is looked for in the whole store. Pure.

#ifndef SAAN_GATEWAY_CARE_SILENCES_H_
#define SAAN_GATEWAY_CARE_SILENCES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/stored_follow_up.pb.h"

namespace saan::care {

// One detector.
struct Detector {
  std::string code;  // E.g. "open_need".
  absl::Duration patience;
  std::string duty;  // Whose area responsibility it goes to.
  std::string thai;
  std::string english;
};
const std::vector<Detector>& Detectors();
const Detector* FindDetector(absl::string_view code);

// What a record tells. Agency, child and time are the caller's to fill in.
v1::SignalRow SignalsOf(const v1::Record& record);

// True when a detector may ever ask for the record.
bool IsSign(const v1::SignalRow& signals);

// What the records of one child come to at `now`.
struct Hearing {
  struct Silent {
    std::string detector;
    absl::Time since;
  };
  std::vector<Silent> silent;  // At most one for each detector.
  // When the next detector will find something if nothing is heard until then.
  std::optional<absl::Time> next_look;
};
Hearing Listen(const std::vector<v1::SignalRow>& records, absl::Time now);

// True where two agencies see the child's risk so differently that a person
// must decide: two levels apart or more.
bool Disagree(v1::RiskLevel a, v1::RiskLevel b);

// A count as it may be told: cut down to a multiple of five, so that fewer than
// five are none.
int Told(int count);

}  // namespace saan::care

#endif  // SAAN_GATEWAY_CARE_SILENCES_H_
