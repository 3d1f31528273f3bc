// A small model and invented people for the tests of the core.

#ifndef SAAN_TESTS_MATCH_INVENTED_H_
#define SAAN_TESTS_MATCH_INVENTED_H_

#include <string>
#include <utility>
#include <vector>

#include "gateway/match/model.h"
#include "gateway/match/population.h"
#include "gtest/gtest.h"

namespace saan::match {

inline const char kSmallModel[] = R"(version: "small@1"
has_families: true
same_per_record: 0.3
kin_per_record: 0.3
link_probability: 0.9
review_probability: 0.3
fields { name: "given" kind: "name" }
fields { name: "family" kind: "name" }
fields { name: "birth" kind: "date" }
fields { name: "phone" kind: "number" }
comparisons {
  field: "given"
  by_value: true
  levels { level: "exact" same: 0.8 kin: 0.02 stranger: 0.005 }
  levels { level: "alike" same: 0.1 kin: 0.005 stranger: 0.001 }
  levels { level: "similar" same: 0.05 kin: 0.01 stranger: 0.01 }
  levels { level: "differs" same: 0.05 kin: 0.965 stranger: 0.984 needs_person: true }
}
comparisons {
  field: "family"
  by_value: true
  is_household: true
  levels { level: "exact" same: 0.9 kin: 0.9 stranger: 0.001 }
  levels { level: "alike" same: 0.05 kin: 0.05 stranger: 0.001 }
  levels { level: "differs" same: 0.05 kin: 0.05 stranger: 0.998 }
}
comparisons {
  field: "birth"
  by_value: true
  levels { level: "day" same: 0.9 kin: 0.02 stranger: 0.0002 }
  levels { level: "typo" same: 0.05 kin: 0.005 stranger: 0.004 }
  levels { level: "differs" same: 0.05 kin: 0.975 stranger: 0.9958 }
}
comparisons {
  field: "phone"
  by_value: true
  is_household: true
  levels { level: "equal" same: 0.7 kin: 0.7 stranger: 0.0001 }
  levels { level: "near" same: 0.05 kin: 0.05 stranger: 0.0009 }
  levels { level: "differs" same: 0.25 kin: 0.25 stranger: 0.999 }
}
keys: "given:sound birth:year"
keys: "family:sound birth"
keys: "given family"
keys: "phone"
)";

inline Model SmallModel() {
  absl::StatusOr<Model> model = ParseModel(kSmallModel, "small");
  EXPECT_TRUE(model.ok()) << model.status();
  return *std::move(model);
}

// Values of the small model, "" for none.
inline FieldValues Person(const std::string& given, const std::string& family,
                          const std::string& birth,
                          const std::string& phone = "") {
  FieldValues values(4);
  size_t field = 0;
  for (const std::string& text : {given, family, birth, phone}) {
    if (!text.empty()) values[field].push_back(text);
    ++field;
  }
  return values;
}

}  // namespace saan::match

#endif  // SAAN_TESTS_MATCH_INVENTED_H_
