#include "gateway/care/needs.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/care/tables.h"

namespace saan::care {
namespace {

absl::Duration DaysIn(const std::string& text) {
  int days = 0;
  return absl::SimpleAtoi(text, &days) ? absl::Hours(24 * days)
                                       : absl::ZeroDuration();
}

std::vector<Need> ReadNeeds() {
  std::vector<Need> needs;
  for (const std::vector<std::string>& row : RowsOf(NeedsTsv())) {
    Need need;
    need.code = row[0];
    need.to_answer = DaysIn(row[1]);
    need.to_finish = DaysIn(row[2]);
    for (const absl::string_view name : absl::StrSplit(row[3], ',')) {
      need.receivers.push_back(RoleNamed(name));
    }
    need.escalate_to = RoleNamed(row[4]);
    need.thai = row[5];
    need.english = row[6];
    needs.push_back(std::move(need));
  }
  return needs;
}

}  // namespace

v1::Role RoleNamed(absl::string_view name) {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Role_Parse(absl::StrCat("ROLE_", absl::AsciiStrToUpper(name)), &role);
  return role;
}

const std::vector<Need>& Needs() {
  static const auto& needs = *new std::vector<Need>(ReadNeeds());
  return needs;
}

const Need* FindNeed(absl::string_view code) {
  for (const Need& need : Needs()) {
    if (need.code == code) return &need;
  }
  return nullptr;
}

}  // namespace saan::care
