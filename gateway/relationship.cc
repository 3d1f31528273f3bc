#include "gateway/relationship.h"

#include <algorithm>
#include <string>

#include "absl/strings/string_view.h"
#include "adapters/thai/text.h"

namespace saan {
namespace {

constexpr size_t kSubdistrictCodeDigits = 6;

v1::Relationship RelationshipOf(const v1::ChildFacts& facts) {
  v1::Relationship strongest = v1::RELATIONSHIP_NONE;
  for (const int tie : facts.ties()) {
    strongest =
        std::max(strongest, tie == v1::TIE_KNOWN ? v1::RELATIONSHIP_KNOWN
                                                 : v1::RELATIONSHIP_CASE);
  }
  return strongest;
}

bool HasFamilyName(const v1::Record& record, const std::string& family_name) {
  const auto& names = record.person().names();
  return std::any_of(names.begin(), names.end(),
                     [&](const v1::PersonName& name) {
                       return name.family_name() == family_name;
                     });
}

bool LivesIn(const v1::Record& record, absl::string_view subdistrict) {
  const absl::string_view code = record.person().current_address().area_code();
  return code.size() >= kSubdistrictCodeDigits &&
         code.substr(0, kSubdistrictCodeDigits) == subdistrict;
}

}  // namespace

void EnterRelationship(const policy::Facts& facts,
                       const std::vector<StoredRecord>& records, Call* call) {
  v1::AuditEntry& entry = call->entry;
  const v1::Relationship its = RelationshipOf(facts.child);
  if (entry.relationship() == v1::RELATIONSHIP_UNSPECIFIED ||
      its < entry.relationship()) {
    entry.set_relationship(its);
  }
  const std::string family_name = thai::Fold(call->context.actor_family_name());
  const absl::string_view area = call->context.actor_area_code();
  const bool has_area = area.size() >= kSubdistrictCodeDigits;
  for (const StoredRecord& stored : records) {
    const v1::Record& record = stored.glance();
    if (!family_name.empty() && HasFamilyName(record, family_name)) {
      entry.set_is_same_family_name(true);
    }
    if (has_area && LivesIn(record, area.substr(0, kSubdistrictCodeDigits))) {
      entry.set_is_same_subdistrict(true);
    }
  }
}

}  // namespace saan
