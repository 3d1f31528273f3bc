// What in a log deserves a person's look: rules that anyone may run again over
// the same entries and find the same, byte for byte. Pure.

#ifndef SAAN_GATEWAY_CTL_FINDINGS_H_
#define SAAN_GATEWAY_CTL_FINDINGS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/ctl/words.h"
#include "saan/v1/audit.pb.h"

namespace saan::ctl {

// Stands beside every finding. A change of a rule or number below is a new
// version.
inline constexpr char kFindingsVersion[] = "saan-findings/2";

// MANY_CHILDREN: one person met so many different children in one clock hour.
inline constexpr size_t kManyChildren = 50;
// MANY_REFUSALS: one person, or one system without, was refused so often in one
// clock hour.
inline constexpr size_t kManyRefusals = 10;
// NO_RELATIONSHIP: one person saw so many different children, to none of whom
// anything tied who asked, in one clock hour.
inline constexpr size_t kManyUnrelated = 5;
// FIRST_MEETINGS: one person met so many different children for the first time
// in one clock hour.
inline constexpr size_t kManyFirstMeetings = 30;
// SAME_FAMILY_NAME, SAME_SUBDISTRICT: one person saw a namesake, or a child who
// lives in the same subdistrict, in one clock hour.
// BROKEN_GLASS: a person broke the glass.
// LARGE_ANSWER: so many children in one answer.
inline constexpr uint32_t kLargeAnswer = 100;
// OFF_HOURS: a person read a child's data from this hour on, or before that
// one, of Bangkok time.
inline constexpr int kNightBegins = 22;
inline constexpr int kNightEnds = 5;

struct AuditFinding {
  std::string rule;          // "MANY_CHILDREN" and the like.
  std::string agency;        // Who.
  std::string actor_ref;     // 16 bytes; empty for a system.
  uint64_t first_index = 0;  // The entry that begins it ...
  uint64_t last_index = 0;   // ... and the last one that belongs to it.
  uint64_t count = 0;        // Children, refusals, looks, or 1.
};

// Takes entries in the order of the log.
class FindingRules {
 public:
  void Add(uint64_t log_index, const v1::AuditEntry& entry);

  // Takes an entry in which nothing is to be found, but who met whom.
  void Remember(const v1::AuditEntry& entry);

  // All that was found, by rule and then by first entry.
  std::vector<AuditFinding> Take();

 private:
  // Entries of one kind, of one person or system, in one clock hour.
  struct Tally {
    uint64_t first_index = 0, last_index = 0;
    uint64_t entries = 0;
    std::set<std::string> children;

    void Take(uint64_t log_index, uint64_t times);
    void Take(uint64_t log_index, const v1::AuditEntry& entry);
  };
  struct Hour {
    Tally met, met_first, unrelated, namesakes, neighbours, refusals;
  };
  using Who = std::pair<std::string, std::string>;  // Agency and actor_ref.

  void TakeLook(uint64_t log_index, const v1::AuditEntry& entry, Hour* hour);
  // True where the person has met none of its children before.
  bool IsFirstMeeting(const v1::AuditEntry& entry);
  void CloseHours();

  int64_t hour_ = 0;  // Hours since 1970 of what is in hours_.
  std::map<Who, Hour> hours_;
  std::set<std::string> meetings_;  // Of actor_ref and subject_ref: 32 bytes.
  std::vector<AuditFinding> findings_;
};

// What auditors said of findings, read from the entries that say so: a finding
// and what came of it last.
class Acknowledgements {
 public:
  void Add(uint64_t log_index, const v1::AuditEntry& entry);

  // Null where nobody said anything of it, under these rules.
  const v1::AcknowledgedFinding* Find(const AuditFinding& finding) const;

 private:
  std::map<std::string, v1::AcknowledgedFinding> by_finding_;
};

// The finding as AcknowledgeFinding takes it.
v1::AcknowledgedFinding ToMessage(const AuditFinding& finding);

// Draws entries for a person to look at, the same ones for everyone who has
// the same log: those `count` of all entries with the smallest SHA-256 of the
// root and their index. Whoever writes the log cannot know the root before, and
// so cannot know which will be drawn.
class EntrySample {
 public:
  // `root` is that of the checkpoint, 32 bytes.
  EntrySample(std::string root, size_t count)
      : root_(std::move(root)), count_(count) {}

  // An entry that may be drawn.
  void Add(uint64_t log_index);

  // Ascending; fewer than `count` where there were fewer.
  std::vector<uint64_t> Drawn() const;

 private:
  const std::string root_;
  const size_t count_;
  std::set<std::pair<std::string, uint64_t>> smallest_;  // By draw.
};

// One finding as a line of JSON with kFindingsVersion in it.
std::string FindingJson(const AuditFinding& finding);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_FINDINGS_H_
