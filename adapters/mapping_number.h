// The steps that read numbers: of people, telephones, houses and areas.

#ifndef SAAN_ADAPTERS_MAPPING_NUMBER_H_
#define SAAN_ADAPTERS_MAPPING_NUMBER_H_

#include <string>

#include "adapters/mapping_output.h"
#include "adapters/mapping_plan.h"

namespace saan::adapters {

inline constexpr size_t kPersonNumberDigits = 13;

StepOutput ReadPersonNumber(const std::string& text);
// `issuer` counts when the step names none.
StepOutput ReadIdentifier(const OtherIdentifier& step, const std::string& text,
                          const std::string& issuer);
StepOutput ReadPhones(const FieldPlan& field, const std::string& text);
StepOutput ReadAmount(const std::string& text, bool is_whole);
StepOutput ReadAreaCode(const std::string& text);
StepOutput ReadHouseCode(const std::string& text);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_NUMBER_H_
