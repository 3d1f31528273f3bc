#include "gateway/disclosure.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/budgets.h"
#include "gateway/children.h"
#include "gateway/directions.h"
#include "gateway/facts.h"
#include "gateway/policy/wire.h"
#include "gateway/relationship.h"
#include "gateway/timestamps.h"
#include "saan/v1/stored_sharing.pb.h"
#include "storage/tables.h"

namespace saan {
namespace {

void AddOnce(const std::set<std::string>& items,
             google::protobuf::RepeatedPtrField<std::string>* field) {
  for (const std::string& item : items) *field->Add() = item;
}

// Digests can be compared by one agency, not between two.
policy::Digester DigesterFor(const House& house, const Call& call) {
  return [&house, &call](absl::string_view path, absl::string_view value) {
    const std::string zero(1, '\0');
    return absl::StrCat("#", absl::BytesToHexString(house.seal.Digest(
                                 "shown", absl::StrCat(call.caller.agency, zero,
                                                       path, zero, value))));
  };
}

// Remembers that the caller's agency got data under these consents: whoever got
// some must erase it once a consent is withdrawn.
absl::Status NoteDeliveries(const House& house,
                            const std::set<std::string>& consent_ids,
                            const policy::Facts& facts, Call* call) {
  const auto is_new = [&](const v1::Consent& consent) {
    return consent_ids.count(consent.consent_id()) > 0 &&
           std::none_of(consent.deliveries().begin(),
                        consent.deliveries().end(),
                        [&](const v1::Delivery& delivery) {
                          return delivery.agency() == call->caller.agency;
                        });
  };
  // Each is kept under the id that it was given for.
  std::set<std::string> child_ids;
  for (const v1::Consent& consent : facts.consents) {
    if (is_new(consent)) child_ids.insert(consent.child_id());
  }
  for (const std::string& child_id : child_ids) {
    absl::Status noted =
        ChangeSharing(house, child_id, call, [&](v1::ChildSharingRow* row) {
          for (v1::Consent& consent : *row->mutable_consents()) {
            if (!is_new(consent)) continue;
            v1::Delivery& delivery = *consent.add_deliveries();
            delivery.set_agency(call->caller.agency);
            *delivery.mutable_first_time() = TimestampOf(call->now);
          }
          return absl::OkStatus();
        });
    if (!noted.ok()) return noted;
  }
  return absl::OkStatus();
}

using Decisions = std::map<std::string, policy::Decision>;  // By holder.

// What the decisions on one child add up to.
struct Sum {
  std::vector<std::string> record_ids;  // Of the records that are shown.
  std::set<std::string> holders;        // Whose they are.
  std::set<std::string> asked_holders;  // Whose records were decided on.
  std::set<std::string> rule_ids;
  std::set<std::string> consent_ids;
};

// A record goes out by its handle or not at all.
bool IsNamed(absl::string_view record) {
  policy::WireFields fields(record);
  while (fields.Next()) {
    if (fields.field().number == v1::Record::kRecordIdFieldNumber) return true;
  }
  return false;
}

// The most that was shown of `label`, whoever holds it.
v1::DisclosureLevel LevelShown(const v1::Label& label, const Sum& sum,
                               const Decisions& decisions) {
  v1::DisclosureLevel highest = v1::DISCLOSURE_LEVEL_UNSPECIFIED;
  for (const std::string& holder : sum.holders) {
    highest = std::max(highest, decisions.at(holder).Level(label));
  }
  return highest;
}

void EnterSum(const v1::ChildRow& child, const Sum& sum,
              const Decisions& decisions, const Disclosed& disclosed,
              Call* call) {
  NameSubject(child, sum.record_ids, &call->entry);
  call->entry.set_subject_count(1);
  AddOnce(sum.holders, call->entry.mutable_holders());
  AddOnce(sum.rule_ids, call->entry.mutable_rule_ids());
  AddOnce(sum.consent_ids, call->entry.mutable_consent_ids());
  for (v1::Label& label : policy::LabelsOf(disclosed.records)) {
    call->entry.add_disclosed_levels(LevelShown(label, sum, decisions));
    *call->entry.add_disclosed() = std::move(label);
  }
  if (!disclosed.withheld.empty()) {
    call->entry.set_outcome(v1::OUTCOME_PARTIAL);
  }
}

v1::DecisionRow DecisionMade(v1::Action action, const std::string& child_id,
                             const policy::Facts& facts,
                             const std::set<std::string>& holders,
                             const Call& call) {
  v1::DecisionRow row;
  v1::Asker& asker = *row.mutable_asker();
  asker.set_agency(call.caller.agency);
  asker.set_role(call.context.role());
  asker.set_purpose(call.context.purpose());
  asker.set_action(action);
  asker.set_actor_ref(call.entry.actor_ref());
  row.set_decided_unix_nanos(absl::ToUnixNanos(call.now));
  row.set_epoch(call.rules->epoch());
  row.set_child_id(child_id);
  *row.mutable_facts() = facts.child;
  AddOnce(holders, row.mutable_holders());
  return row;
}

// A refusal writes nothing else: why it was made can be asked all the same.
void KeepRefusal(const House& house, const std::string& child_id,
                 const policy::Facts& facts,
                 const std::set<std::string>& holders, Call* call) {
  v1::DecisionRow row =
      DecisionMade(v1::ACTION_READ, child_id, facts, holders, *call);
  row.set_is_refused(true);
  call->refusal = {storage::Key(storage::kDecisions, NewHandle(house.env)),
                   row.SerializeAsString()};
}

}  // namespace

absl::StatusOr<Disclosed> Disclose(const House& house,
                                   const v1::ChildRow& child,
                                   const policy::Facts& facts,
                                   const std::vector<StoredRecord>& records,
                                   Call* call) {
  EnterRelationship(facts, records, call);
  const policy::Ask ask = call->Ask(v1::ACTION_READ);
  const policy::Digester digester = DigesterFor(house, *call);
  Disclosed disclosed;
  Sum sum;
  Decisions decisions;
  disclosed.records.reserve(records.size());
  for (const StoredRecord& stored : records) {
    const std::string& holder = stored.glance().agency();
    auto found = decisions.find(holder);
    if (found == decisions.end()) {
      found = decisions.emplace(holder, call->rules->Decide(ask, holder, facts))
                  .first;
      sum.asked_holders.insert(holder);
    }
    const policy::Decision& decision = found->second;
    if (!decision.allows_anything()) continue;
    std::optional<std::string> shown =
        policy::Redact(decision, stored.bytes(), &disclosed.withheld, digester);
    if (!shown.has_value()) return storage::MisshapenRow(storage::kRecords);
    if (!IsNamed(*shown)) continue;
    if (sum.holders.insert(holder).second) {
      sum.rule_ids.insert(decision.rule_ids().begin(),
                          decision.rule_ids().end());
      sum.consent_ids.insert(decision.consent_ids().begin(),
                             decision.consent_ids().end());
      for (const v1::Obligation& duty : decision.obligations()) {
        policy::AddObligation(duty, &disclosed.obligations);
      }
      const absl::Status charged =
          ChargeBudgets(house, decision, child.child_id(), call);
      if (!charged.ok()) {
        KeepRefusal(house, child.child_id(), facts, sum.asked_holders, call);
        return charged;
      }
    }
    const std::string& record_id = stored.glance().record_id();
    call->entry.add_record_ids(record_id);
    sum.record_ids.push_back(record_id);
    disclosed.records.push_back(*std::move(shown));
  }
  if (disclosed.records.empty()) {
    KeepRefusal(house, child.child_id(), facts, sum.asked_holders, call);
    return Refuse(v1::ERROR_REASON_NO_ACCESS);
  }
  EnterSum(child, sum, decisions, disclosed, call);
  const absl::Status noted =
      NoteDeliveries(house, sum.consent_ids, facts, call);
  if (!noted.ok()) return noted;
  KeepDecision(house, v1::ACTION_READ, child.child_id(), facts,
               sum.asked_holders, call);
  return disclosed;
}

absl::StatusOr<Disclosed> DiscloseOne(const House& house,
                                      const v1::ChildRow& child,
                                      StoredRecord record, Call* call) {
  const std::string record_id = record.glance().record_id();
  absl::StatusOr<std::vector<StoredRecord>> records =
      StoredRecordsOf(house.store, child, std::move(record));
  if (!records.ok()) return records.status();
  const absl::StatusOr<policy::Facts> facts =
      FactsOf(house, *call, child, *records);
  if (!facts.ok()) return facts.status();
  std::erase_if(*records, [&](const StoredRecord& other) {
    return other.glance().record_id() != record_id;
  });
  return Disclose(house, child, *facts, *records, call);
}

absl::StatusOr<std::vector<v1::Record>> Parsed(const Disclosed& disclosed) {
  std::vector<v1::Record> records(disclosed.records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    if (!records[i].ParseFromString(disclosed.records[i])) {
      return storage::MisshapenRow(storage::kRecords);
    }
  }
  return records;
}

void KeepDecision(const House& house, v1::Action action,
                  const std::string& child_id, const policy::Facts& facts,
                  const std::set<std::string>& holders, Call* call) {
  call->entry.set_decision_id(NewHandle(house.env));
  call->changes.puts.push_back(
      {storage::Key(storage::kDecisions, call->entry.decision_id()),
       DecisionMade(action, child_id, facts, holders, *call)
           .SerializeAsString()});
}

}  // namespace saan
