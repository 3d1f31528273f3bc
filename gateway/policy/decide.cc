#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "gateway/policy/check.h"
#include "gateway/policy/policy.h"

namespace saan::policy {
namespace {

// Stands for every agency but the holder.
constexpr absl::string_view kEveryAgency = "*";
constexpr int kNoAgency = -1;

static_assert(v1::Category_ARRAYSIZE <= Decision::kCategories);
static_assert(v1::About_ARRAYSIZE <= Decision::kAbouts);
static_assert(v1::Role_ARRAYSIZE <= 32, "a role is a bit of a uint32_t");
static_assert(v1::Purpose_ARRAYSIZE <= 256 && v1::Action_ARRAYSIZE <= 256,
              "a purpose and an action are a byte each of a key");

uint64_t KeyOf(int agency, int purpose, int action) {
  return (static_cast<uint64_t>(agency) << 16) |
         (static_cast<uint64_t>(purpose) << 8) | static_cast<uint64_t>(action);
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Nanoseconds(time.nanos());
}

bool IsKnown(const Ask& ask) {
  return !ask.agency.empty() && v1::Role_IsValid(ask.role) &&
         v1::Purpose_IsValid(ask.purpose) && v1::Action_IsValid(ask.action);
}

}  // namespace

int Decision::Cell(int category, int about, int sensitivity) {
  return (category * kAbouts + about) * kSensitivities + sensitivity;
}

v1::DisclosureLevel Decision::Level(const v1::Label& label) const {
  if (!v1::Category_IsValid(label.category()) ||
      !v1::About_IsValid(label.about()) || label.sensitivity() < 0 ||
      label.sensitivity() >= kSensitivities) {
    return v1::DISCLOSURE_LEVEL_UNSPECIFIED;
  }
  const int about =
      label.about() == v1::ABOUT_UNSPECIFIED ? v1::ABOUT_CHILD : label.about();
  const int cell = Cell(label.category(), about, label.sensitivity());
  int level = 0;
  while (level < kLevels && shown_[level][cell]) ++level;
  return static_cast<v1::DisclosureLevel>(level);
}

bool Decision::allows_anything() const { return shown_[0].any(); }

Decision Decision::Owner() {
  Decision decision;
  for (Cells& cells : decision.shown_) cells.set();
  decision.rule_ids_.push_back("owner");
  return decision;
}

// The rules, and which of them can speak of an asker: a bucket for each agency,
// purpose and action. Within a bucket, role, holder and time are compared.
struct Rules::Table {
  struct Compiled {
    std::string rule_id;
    bool permits = false;
    int cap = 0;
    uint32_t roles = 0;        // One bit for each.
    std::vector<int> holders;  // Sorted; empty means every one.
    absl::Time valid_from;
    absl::Time valid_until;
    Decision::Cells cells;

    bool Matches(const Ask& ask, absl::string_view holder_name,
                 int holder) const {
      return (roles >> ask.role & 1) != 0 && ask.now >= valid_from &&
             ask.now < valid_until && Covers(holder_name, holder);
    }
    bool Covers(absl::string_view holder_name, int holder) const {
      if (holders.empty()) return true;
      if (holder_name.empty()) return !permits;
      return std::binary_search(holders.begin(), holders.end(), holder);
    }
  };

  uint64_t epoch = 0;
  std::vector<Compiled> rules;  // By rule_id.
  absl::flat_hash_map<std::string, int> agencies;
  absl::flat_hash_map<uint64_t, std::vector<int>> buckets;

  int Intern(const std::string& agency) {
    return agencies.try_emplace(agency, static_cast<int>(agencies.size()))
        .first->second;
  }
  int Find(absl::string_view agency) const {
    const auto found = agencies.find(agency);
    return found == agencies.end() ? kNoAgency : found->second;
  }
  static Decision::Cells CellsOf(const v1::Rule& rule);
  void Add(const v1::Rule& rule);
};

Decision::Cells Rules::Table::CellsOf(const v1::Rule& rule) {
  Decision::Cells cells;
  for (const v1::LabelSet& set : rule.labels()) {
    std::set<int> abouts(set.about().begin(), set.about().end());
    if (abouts.empty()) abouts.insert(v1::ABOUT_CHILD);
    for (int category : set.categories()) {
      for (int about : abouts) {
        for (int level = 0; level <= set.max_sensitivity(); ++level) {
          cells.set(Decision::Cell(category, about, level));
        }
      }
    }
  }
  return cells;
}

void Rules::Table::Add(const v1::Rule& rule) {
  const int place = static_cast<int>(rules.size());
  Compiled& compiled = rules.emplace_back();
  compiled.rule_id = rule.rule_id();
  compiled.permits = rule.effect() == v1::RULE_EFFECT_PERMIT;
  compiled.cap = rule.cap();
  for (int role : rule.roles()) compiled.roles |= uint32_t{1} << role;
  for (const std::string& holder : rule.holders()) {
    compiled.holders.push_back(Intern(holder));
  }
  std::sort(compiled.holders.begin(), compiled.holders.end());
  compiled.valid_from = TimeOf(rule.valid_from());
  compiled.valid_until = TimeOf(rule.valid_until());
  compiled.cells = CellsOf(rule);

  std::set<uint64_t> keys;
  for (const std::string& recipient : rule.recipients()) {
    const int agency = Intern(recipient);
    for (int purpose : rule.purposes()) {
      for (int action : rule.actions()) {
        keys.insert(KeyOf(agency, purpose, action));
      }
    }
  }
  for (uint64_t key : keys) buckets[key].push_back(place);
}

Rules::Rules(std::unique_ptr<const Table> table) : table_(std::move(table)) {}
Rules::~Rules() = default;

std::unique_ptr<Rules> Rules::Compile(const v1::RuleSet& set) {
  std::vector<const v1::Rule*> sorted;
  for (const v1::Rule& rule : set.rules()) sorted.push_back(&rule);
  std::sort(sorted.begin(), sorted.end(),
            [](const v1::Rule* a, const v1::Rule* b) {
              return a->rule_id() < b->rule_id();
            });
  auto table = std::make_unique<Table>();
  table->epoch = set.epoch();
  for (const v1::Rule* rule : sorted) table->Add(*rule);
  return std::unique_ptr<Rules>(new Rules(std::move(table)));
}

absl::StatusOr<std::unique_ptr<Rules>> Rules::FromSet(v1::RuleSet set) {
  const std::optional<Fault> fault = FindFault(set);
  if (fault.has_value()) return absl::InvalidArgumentError(fault->reason);
  return Compile(set);
}

uint64_t Rules::epoch() const { return table_->epoch; }

Decision Rules::Decide(const Ask& ask, absl::string_view holder) const {
  if (!IsKnown(ask)) return Decision();
  if (ask.agency == holder) return Decision::Owner();

  const int holder_place = table_->Find(holder);
  // A rule that names both the asker and everyone is met twice.
  absl::InlinedVector<int, 32> matched;
  for (absl::string_view recipient :
       {absl::string_view(ask.agency), kEveryAgency}) {
    const int agency = table_->Find(recipient);
    if (agency == kNoAgency) continue;
    const auto bucket =
        table_->buckets.find(KeyOf(agency, ask.purpose, ask.action));
    if (bucket == table_->buckets.end()) continue;
    for (int place : bucket->second) {
      if (table_->rules[place].Matches(ask, holder, holder_place)) {
        matched.push_back(place);
      }
    }
  }
  std::sort(matched.begin(), matched.end());
  matched.erase(std::unique(matched.begin(), matched.end()), matched.end());

  Decision decision;
  std::array<Decision::Cells, Decision::kLevels> forbidden;
  decision.rule_ids_.reserve(matched.size());
  for (int place : matched) {
    const Table::Compiled& rule = table_->rules[place];
    decision.rule_ids_.push_back(rule.rule_id);
    for (int level = 0; level < Decision::kLevels; ++level) {
      const bool is_within_cap = level < rule.cap;
      if (rule.permits && is_within_cap) decision.shown_[level] |= rule.cells;
      if (!rule.permits && !is_within_cap) forbidden[level] |= rule.cells;
    }
  }
  for (int level = 0; level < Decision::kLevels; ++level) {
    decision.shown_[level] &= ~forbidden[level];
  }
  return decision;
}

}  // namespace saan::policy
