#include "gateway/ctl/native_file.h"

#include <set>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace saan::ctl {
namespace {

// Spaces looked through at the start of a file.
constexpr int kMaxLeadingSpaces = 1 << 16;

std::string FormNames(const v1::WhoAmIResponse& who) {
  std::vector<std::string> names;
  for (const v1::FormInfo& form : who.forms()) names.push_back(form.form());
  return absl::StrJoin(names, ", ");
}

absl::Status CheckForm(const v1::WhoAmIResponse& who, absl::string_view form,
                       v1::NativeFormat format) {
  for (const v1::FormInfo& known : who.forms()) {
    if (known.form() != form) continue;
    if (known.format() == format) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "--form: form ", form, " is not of the format of this file"));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--form: the system has no form ", form, "; it has: ", FormNames(who)));
}

}  // namespace

v1::NativeFormat FormatOf(const std::string& path, std::istream& in) {
  const std::string lower = absl::AsciiStrToLower(path);
  if (absl::EndsWith(lower, ".csv")) return v1::NATIVE_FORMAT_CSV;
  for (const char* json : {".json", ".jsonl", ".ndjson"}) {
    if (absl::EndsWith(lower, json)) return v1::NATIVE_FORMAT_JSON;
  }
  // A byte order mark may stand before it.
  char first = ' ';
  for (int i = 0; i < kMaxLeadingSpaces; ++i) {
    const int next = in.get();
    if (next == std::char_traits<char>::eof()) break;
    first = static_cast<char>(next);
    const bool is_mark = next == 0xEF || next == 0xBB || next == 0xBF;
    if (!is_mark && !absl::ascii_isspace(static_cast<unsigned char>(next))) {
      break;
    }
  }
  in.clear();
  in.seekg(0);
  return first == '{' || first == '[' ? v1::NATIVE_FORMAT_JSON
                                      : v1::NATIVE_FORMAT_CSV;
}

absl::StatusOr<Cut> CutFor(const v1::WhoAmIResponse& who,
                           absl::string_view system, absl::string_view form,
                           v1::NativeFormat format) {
  Cut cut;
  cut.is_csv = format == v1::NATIVE_FORMAT_CSV;
  if (system != who.system()) return cut;
  if (!form.empty()) {
    if (absl::Status status = CheckForm(who, form, format); !status.ok()) {
      return status;
    }
  }
  std::set<std::string> members;
  std::vector<std::string> versions;
  for (const v1::FormInfo& known : who.forms()) {
    if (known.format() != format) continue;
    if (!form.empty() && known.form() != form) continue;
    versions.push_back(known.mapping_version());
    if (!known.records_member().empty()) members.insert(known.records_member());
  }
  if (members.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--form: say which form the file is in; there are: ", FormNames(who)));
  }
  if (!members.empty()) cut.records_member = *members.begin();
  cut.mapping_versions = absl::StrJoin(versions, ",");
  return cut;
}

}  // namespace saan::ctl
