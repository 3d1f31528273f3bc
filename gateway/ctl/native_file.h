// A file of native records, and how it is cut into records.

#ifndef SAAN_GATEWAY_CTL_NATIVE_FILE_H_
#define SAAN_GATEWAY_CTL_NATIVE_FILE_H_

#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/exchange.pb.h"

namespace saan::ctl {

// How to cut a file.
struct Cut {
  bool is_csv = false;
  std::string records_member;  // JSON only.
  // Versions of the mappings that may read it, joined by ",".
  std::string mapping_versions;
};

// By the extension of `path` (.csv, .json, .jsonl, .ndjson), else by the first
// byte of `in` that is no space: "{" or "[" begins JSON. `in` is left at its
// start.
v1::NativeFormat FormatOf(const std::string& path, std::istream& in);

// How the system that `who` describes has a file of `format` cut, when it is
// in `form`; an empty form leaves it to the adapter. INVALID_ARGUMENT when the
// system has no such form, the form has another format, or --form is needed
// because forms of this format are listed under different members. Of another
// system than the caller's own nothing is known, and the gateway will say so.
absl::StatusOr<Cut> CutFor(const v1::WhoAmIResponse& who,
                           absl::string_view system, absl::string_view form,
                           v1::NativeFormat format);

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_NATIVE_FILE_H_
