#include "gateway/agreements.h"

#include <algorithm>

#include "gateway/oversight.h"

namespace saan {
namespace {

bool Has(const google::protobuf::RepeatedPtrField<std::string>& list,
         const std::string& agency) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& item) {
    return item == agency || item == "*";
  });
}

}  // namespace

bool IsNamedIn(const v1::SharingAgreement& agreement,
               const std::string& agency) {
  return Has(agreement.parties(), agency) ||
         std::any_of(agreement.rules().begin(), agreement.rules().end(),
                     [&](const v1::Rule& rule) {
                       return Has(rule.recipients(), agency) ||
                              Has(rule.holders(), agency);
                     });
}

bool MaySee(const House& house, const Call& call,
            const v1::SharingAgreement& agreement) {
  return Oversees(house, call) || IsNamedIn(agreement, call.caller.agency);
}

}  // namespace saan
