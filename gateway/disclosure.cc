#include "gateway/disclosure.h"

#include <map>
#include <utility>

#include "gateway/children.h"

namespace saan {
namespace {

void AddOnce(const std::set<std::string>& items,
             google::protobuf::RepeatedPtrField<std::string>* field) {
  for (const std::string& item : items) *field->Add() = item;
}

}  // namespace

absl::StatusOr<Disclosed> Disclose(const House& house,
                                   const v1::ChildRow& child,
                                   std::vector<v1::Record> records,
                                   Call* call) {
  Disclosed disclosed;
  std::map<std::string, policy::Decision> decisions;  // By holder.
  std::set<std::string> holders;
  std::set<std::string> rule_ids;
  disclosed.records.reserve(records.size());
  for (v1::Record& record : records) {
    const std::string holder = record.agency();
    auto found = decisions.find(holder);
    if (found == decisions.end()) {
      found = decisions
                  .emplace(holder, house.rules.Decide(
                                       call->Ask(v1::ACTION_READ), holder))
                  .first;
    }
    if (!found->second.allows_anything()) continue;
    policy::Redact(found->second, &record, &disclosed.withheld);
    if (record.record_id().empty()) continue;
    holders.insert(holder);
    rule_ids.insert(found->second.rule_ids().begin(),
                    found->second.rule_ids().end());
    call->entry.add_record_ids(record.record_id());
    disclosed.records.push_back(std::move(record));
  }
  if (disclosed.records.empty()) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  std::vector<std::string> shown;
  for (const v1::Record& record : disclosed.records) {
    shown.push_back(record.record_id());
  }
  NameSubject(child, shown, &call->entry);
  call->entry.set_subject_count(1);
  AddOnce(holders, call->entry.mutable_holders());
  AddOnce(rule_ids, call->entry.mutable_rule_ids());
  for (v1::Label& label : policy::LabelsOf(disclosed.records)) {
    *call->entry.add_disclosed() = std::move(label);
  }
  if (!disclosed.withheld.empty()) {
    call->entry.set_outcome(v1::OUTCOME_PARTIAL);
  }
  return disclosed;
}

}  // namespace saan
