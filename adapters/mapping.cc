#include "adapters/mapping.h"

#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/csv.h"
#include "adapters/json.h"
#include "adapters/mapping_finding.h"
#include "adapters/mapping_native.h"
#include "adapters/mapping_read.h"
#include "adapters/mapping_write.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

// A stream keeps to one header; a few streams may share a thread.
constexpr size_t kHeadersKept = 8;

// Bytes as UTF-8. Nothing when they are neither that nor windows-874.
std::optional<std::string> Decode(absl::string_view bytes) {
  absl::ConsumePrefix(&bytes, thai::kByteOrderMark);
  if (thai::IsUtf8(bytes)) return std::string(bytes);
  return thai::FromWindows874(bytes);
}

bool IsAscii(absl::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

struct Decoded {
  std::string header;
  std::string bytes;
};

// Header and row come from one file: a row's few bytes may look like UTF-8 by
// chance, so a header in windows-874 settles the row's encoding too.
std::optional<Decoded> DecodeNative(const Native& native) {
  Decoded decoded;
  std::optional<std::string> header = Decode(native.header);
  if (!header) return std::nullopt;
  decoded.header = *std::move(header);
  absl::string_view bare_header = native.header;
  absl::ConsumePrefix(&bare_header, thai::kByteOrderMark);
  const bool is_windows874 =
      !IsAscii(bare_header) && !thai::IsUtf8(bare_header);
  std::optional<std::string> bytes =
      is_windows874 ? thai::FromWindows874(native.bytes) : Decode(native.bytes);
  if (!bytes) return std::nullopt;
  decoded.bytes = *std::move(bytes);
  return decoded;
}

// True when the object has all native paths by which the form is known.
bool IsRecognised(const FormPlan& form, const simdjson::dom::object& object) {
  for (const std::string& path : form.recognised_by) {
    simdjson::dom::object at = object;
    simdjson::dom::element element;
    bool is_first = true;
    for (const absl::string_view name : absl::StrSplit(path, '.')) {
      if (!is_first && element.get_object().get(at)) return false;
      is_first = false;
      if (at.at_key({name.data(), name.size()}).get(element)) return false;
    }
  }
  return true;
}

// What a header row means to a form; kept while the thread sees it again.
const Columns* ColumnsFor(const FormPlan& form, absl::string_view header) {
  struct Kept {
    int64_t serial = 0;
    std::string header;
    Columns columns;
  };
  thread_local std::array<Kept, kHeadersKept> kept;
  thread_local size_t next = 0;
  for (const Kept& one : kept) {
    if (one.serial == form.serial && one.header == header) {
      return &one.columns;
    }
  }
  const std::optional<CsvRow> row = ReadCsvRow(header, form.delimiter);
  if (!row) return nullptr;
  Kept& made = kept[next];
  next = (next + 1) % kHeadersKept;
  made.serial = form.serial;
  made.header = std::string(header);
  made.columns = ResolveHeader(form, row->cells);
  return &made.columns;
}

bool LooksLikeJson(absl::string_view text) {
  text = absl::StripLeadingAsciiWhitespace(text);
  return !text.empty() && (text[0] == '{' || text[0] == '[');
}

}  // namespace

Mapping::Mapping(std::unique_ptr<SystemPlan> plan) : plan_(std::move(plan)) {
  for (const FormPlan& form : plan_->forms) forms_.push_back(form.info);
}

absl::StatusOr<std::unique_ptr<Mapping>> Mapping::Load(
    const std::string& folder) {
  absl::StatusOr<std::unique_ptr<SystemPlan>> plan = CompileSystem(folder);
  if (!plan.ok()) return plan.status();
  return std::unique_ptr<Mapping>(new Mapping(*std::move(plan)));
}

const FormPlan* Mapping::FindForm(absl::string_view form) const {
  for (const FormPlan& plan : plan_->forms) {
    if (plan.info.form() == form) return &plan;
  }
  return nullptr;
}

void Mapping::Begin(const FormPlan& form, Mapped* out) const {
  out->record.set_form(form.info.form());
  out->record.set_mapping_version(form.info.mapping_version());
}

Mapped Mapping::ToShared(const Native& native) const {
  Mapped out;
  out.record.set_system(std::string(system()));
  if (native.bytes.size() > kMaxNativeBytes ||
      native.header.size() > kMaxNativeBytes) {
    Add(Finding::kTooLarge, "", "", &out.violations);
    return out;
  }
  const std::optional<Decoded> decoded = DecodeNative(native);
  if (!decoded) {
    Add(Finding::kEncoding, "", "", &out.violations);
    return out;
  }
  const FormPlan* named = FindForm(native.form);
  if (named == nullptr && !native.form.empty()) {
    Add(Finding::kFormUnknown, "", "", &out.violations);
    return out;
  }
  const bool is_json =
      named != nullptr
          ? named->info.format() == v1::NATIVE_FORMAT_JSON
          : decoded->header.empty() && LooksLikeJson(decoded->bytes);
  if (is_json) {
    ReadJson(decoded->bytes, native.form, &out);
  } else {
    ReadCsv(decoded->header, decoded->bytes, native.form, &out);
  }
  return out;
}

void Mapping::ReadJson(absl::string_view utf8, absl::string_view form,
                       Mapped* out) const {
  const auto parsed = ParseJsonObject(utf8);
  if (const auto* reason = std::get_if<v1::ErrorReason>(&parsed)) {
    Add(*reason == v1::ERROR_REASON_NESTING_TOO_DEEP ? Finding::kNesting
                                                     : Finding::kJsonMalformed,
        "", "", &out->violations);
    return;
  }
  const auto object = std::get<simdjson::dom::object>(parsed);
  for (const FormPlan& plan : plan_->forms) {
    const bool is_it = form.empty()
                           ? plan.info.format() == v1::NATIVE_FORMAT_JSON &&
                                 IsRecognised(plan, object)
                           : plan.info.form() == form;
    if (!is_it) continue;
    Begin(plan, out);
    const Cells cells = ReadObject(plan.block.scope, object, "", out);
    ReadRecord(plan, cells, out);
    return;
  }
  Add(Finding::kFormUnknown, "", "", &out->violations);
}

void Mapping::ReadCsv(absl::string_view header, absl::string_view row,
                      absl::string_view form, Mapped* out) const {
  Finding fault = Finding::kFormUnknown;
  for (const FormPlan& plan : plan_->forms) {
    if (plan.info.format() != v1::NATIVE_FORMAT_CSV) continue;
    if (!form.empty() && plan.info.form() != form) continue;
    absl::string_view header_row = header;
    absl::string_view data = row;
    if (header.empty()) {
      const std::optional<CsvRow> first = ReadCsvRow(row, plan.delimiter);
      if (!first) {
        fault = Finding::kCsvMalformed;
        continue;
      }
      header_row = row.substr(0, first->size);
      data = row.substr(first->size);
    }
    const Columns* columns = ColumnsFor(plan, header_row);
    if (columns == nullptr) {
      fault = Finding::kCsvMalformed;
      continue;
    }
    if (!columns->is_recognised) continue;
    Begin(plan, out);
    std::optional<CsvRow> cells = ReadCsvRow(data, plan.delimiter);
    if (!cells) {
      Add(Finding::kCsvMalformed, "", "", &out->violations);
    } else if (data.empty() ||
               !absl::StripAsciiWhitespace(data.substr(cells->size)).empty()) {
      Add(Finding::kOneRow, "", "", &out->violations);
    } else if (cells->cells.size() != columns->count) {
      Add(Finding::kColumnCount, "", "", &out->violations);
    } else {
      ReadRecord(plan, ReadRow(plan, *columns, cells->cells, out), out);
    }
    return;
  }
  Add(fault, "", "", &out->violations);
}

absl::StatusOr<std::string> Mapping::FromShared(const v1::Record& record,
                                                absl::string_view form) const {
  const FormPlan* plan = FindForm(form);
  if (plan == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(system(), ": there is no such form; see its forms"));
  }
  if (!plan->info.is_exportable()) {
    return absl::InvalidArgumentError(
        absl::StrCat(system(), "/", form, ": this form cannot be written"));
  }
  return WriteRecord(*plan, record);
}

}  // namespace saan::adapters
