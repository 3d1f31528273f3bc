#include "adapters/mapping_plan.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "adapters/first_error.h"
#include "adapters/mapping_field.h"
#include "adapters/mapping_where.h"
#include "adapters/thai/text.h"
#include "openssl/sha.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {
namespace {

using google::protobuf::TextFormat;

constexpr size_t kVersionDigits = 12;
// A mapping is written by people; more forms or codes are a mistake.
constexpr int kMaxForms = 100;
constexpr size_t kMaxCodes = 100'000;

absl::Status AddCode(const Code& code, CodeTable* table) {
  const std::string native = thai::Fold(code.native());
  const auto [place, is_new] =
      table->by_native.emplace(native, table->codes.size());
  if (is_new) {
    table->codes.emplace_back(native, code.shared());
    return absl::OkStatus();
  }
  if (table->codes[place->second].second == code.shared()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("code \"", code.native(), "\" has two meanings"));
}

// Reads a TSV file: a header row, then native and shared.
absl::Status ReadCodeFile(const std::string& path, const std::string& text,
                          CodeTable* table) {
  int line = 0;
  for (absl::string_view row : absl::StrSplit(text, '\n')) {
    if (++line == 1 || absl::StripSuffix(row, "\r").empty()) continue;
    const std::vector<std::string> cells =
        absl::StrSplit(absl::StripSuffix(row, "\r"), '\t');
    if (cells.size() < 2) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", line, ": native and shared are wanted"));
    }
    Code code;
    code.set_native(cells[0]);
    code.set_shared(cells[1]);
    if (absl::Status added = AddCode(code, table); !added.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", line, ": ", added.message()));
    }
  }
  return absl::OkStatus();
}

// Compiles the code lists; adds the texts of their files to `digested`.
absl::Status CompileCodes(const std::string& folder, const Where& where,
                          SystemPlan* plan, std::string* digested) {
  for (int i = 0; i < plan->spec.code_list_size(); ++i) {
    const CodeList& list = plan->spec.code_list(i);
    auto table = std::make_unique<CodeTable>();
    table->name = list.name();
    table->is_open = list.is_open();
    table->otherwise = list.otherwise();
    if (!list.otherwise().empty() && !list.is_open()) {
      return where.Within("code_list", i)
          .Refuse("otherwise", -1, "only an open code list has an otherwise");
    }
    for (const auto& other : plan->code_tables) {
      if (other->name == list.name()) {
        return where.Refuse("code_list", i, "another code list has this name");
      }
    }
    for (int j = 0; j < list.code_size(); ++j) {
      if (absl::Status added = AddCode(list.code(j), table.get());
          !added.ok()) {
        return where.Within("code_list", i).Refuse("code", j, added.message());
      }
    }
    if (!list.file().empty()) {
      const Where here = where.Within("code_list", i);
      if (absl::StrContains(list.file(), "..") ||
          absl::StartsWith(list.file(), "/")) {
        return here.Refuse("file", -1, "a code file stands in the folder");
      }
      const std::string path = absl::StrCat(folder, "/", list.file());
      const absl::StatusOr<std::string> text = ReadTextFile(path);
      if (!text.ok()) {
        return here.Refuse("file", -1, "there is no such file in the folder");
      }
      absl::StrAppend(digested, list.file(), ":", text->size(), ":", *text);
      absl::Status read = ReadCodeFile(path, *text, table.get());
      if (!read.ok()) return read;
    }
    if (table->codes.empty() || table->codes.size() > kMaxCodes) {
      return where.Refuse("code_list", i, "the code list is empty or too long");
    }
    plan->code_tables.push_back(std::move(table));
  }
  return absl::OkStatus();
}

// A native path stands as mapped and as ignored, or below an ignored one.
bool HasIgnoredSlot(const Scope& scope, int node, bool is_covered) {
  const Scope::Node& here = scope.nodes[node];
  is_covered = is_covered || here.is_ignored;
  if (is_covered && here.slot >= 0) return true;
  for (const auto& [name, child] : here.members) {
    if (HasIgnoredSlot(scope, child, is_covered)) return true;
  }
  return false;
}

// Marks the given names whose split-off title no other field writes.
void MarkTitles(BlockPlan* plan) {
  constexpr absl::string_view kGivenName = "given_name";
  for (FieldPlan& field : plan->fields) {
    absl::string_view path = field.to.text();
    if (!field.spec->has_person_name() ||
        !absl::ConsumeSuffix(&path, kGivenName)) {
      continue;
    }
    const std::string title = absl::StrCat(path, "title");
    field.writes_title = true;
    for (const FieldPlan& other : plan->fields) {
      if (other.to.text() == title) field.writes_title = false;
    }
  }
}

// `Block` is a Form or a List: they name their parts alike.
template <typename Block>
absl::Status CompileBlock(const Block& spec, const Where& where,
                          const google::protobuf::Descriptor* base,
                          const FieldContext& context, BlockPlan* plan) {
  for (int i = 0; i < spec.field_size(); ++i) {
    absl::StatusOr<FieldPlan> field =
        CompileField(spec.field(i), where.Within("field", i), base, context);
    if (!field.ok()) return field.status();
    plan->fields.push_back(*std::move(field));
  }
  MarkTitles(plan);
  for (int i = 0; i < spec.list_size(); ++i) {
    const List& list = spec.list(i);
    const Where here = where.Within("list", i);
    if (!context.is_json) {
      return here.Refuse("from", -1, "a CSV row has no lists");
    }
    ListPlan& made = plan->lists.emplace_back();
    made.spec = &list;
    made.from = SlotFor(list.from(), context);
    absl::StatusOr<SharedPath> to = SharedPath::Parse(list.to(), base);
    if (!to.ok()) return here.Refuse("to", -1, to.status().message());
    made.to = *std::move(to);
    if (absl::StrContains(list.to(), "[+]")) {
      return here.Refuse("to", -1, "a list's path names positions, not [+]");
    }
    const PathPart& last = made.to.last();
    if (last.field->message_type() == nullptr || !last.field->is_repeated() ||
        last.index != PathPart::kWhole) {
      return here.Refuse("to", -1, "a list goes to a repeated message");
    }
    made.block = std::make_unique<BlockPlan>();
    FieldContext inner = context;
    inner.scope = &made.block->scope;
    absl::Status compiled = CompileBlock(list, here, last.field->message_type(),
                                         inner, made.block.get());
    if (!compiled.ok()) return compiled;
  }
  for (int i = 0; i < spec.resolve_address_size(); ++i) {
    absl::StatusOr<SharedPath> path =
        SharedPath::Parse(spec.resolve_address(i), base);
    if (!path.ok() ||
        path->leaf()->message_type() != v1::Address::descriptor() ||
        path->leaf()->is_repeated()) {
      return where.Refuse(
          "resolve_address", i,
          path.ok() ? "this is no Address" : path.status().message());
    }
    plan->resolve_address.push_back(*std::move(path));
  }
  for (int i = 0; i < spec.ignore_size(); ++i) {
    const int node = plan->scope.NodeOf(spec.ignore(i).from(), context.is_json);
    plan->scope.nodes[node].is_ignored = true;
    if (HasIgnoredSlot(plan->scope, 0, false)) {
      return where.Within("ignore", i)
          .Refuse("from", -1, "the native path is both mapped and ignored");
    }
  }
  return absl::OkStatus();
}

int64_t NextSerial() {
  static std::atomic<int64_t> serial{0};
  return ++serial;
}

absl::Status CompileForm(const Form& form, const Where& where,
                         const SystemPlan& system, FormPlan* plan) {
  plan->info.set_form(form.form());
  plan->info.set_format(form.format());
  plan->info.set_records_member(form.records_member());
  plan->info.set_is_exportable(form.exportable());
  plan->serial = NextSerial();
  if (form.form().empty()) return where.Refuse("form", -1, "name the form");
  if (form.format() == v1::NATIVE_FORMAT_UNSPECIFIED) {
    return where.Refuse("format", -1, "name the format");
  }
  const bool is_json = form.format() == v1::NATIVE_FORMAT_JSON;
  if (!is_json) {
    const std::string delimiter =
        form.delimiter().empty() ? "," : form.delimiter();
    if (delimiter.size() != 1 ||
        absl::string_view(",;|\t").find(delimiter) == absl::string_view::npos) {
      return where.Refuse("delimiter", -1, "one of , ; | and tab is wanted");
    }
    plan->delimiter = delimiter[0];
    plan->info.set_delimiter(delimiter);
  }
  if (form.native_id().empty()) {
    return where.Refuse("native_id", -1, "name the record's own id");
  }
  if (form.recognised_by().empty()) {
    return where.Refuse("recognised_by", -1, "name what the form is known by");
  }
  FieldContext context;
  context.is_json = is_json;
  context.scope = &plan->block.scope;
  context.top = &plan->block.scope;
  context.code_tables = &system.code_tables;
  for (const std::string& path : form.recognised_by()) {
    plan->recognised_by.push_back(path);
    plan->block.scope.NodeOf(path, is_json);
  }
  for (const std::string& path : form.native_id()) {
    plan->native_id.push_back(SlotFor(path, context));
  }
  return CompileBlock(form, where, v1::Record::descriptor(), context,
                      &plan->block);
}

std::string Digest(absl::string_view bytes) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         hash);
  std::string hex;
  for (const unsigned char byte : hash)
    absl::StrAppendFormat(&hex, "%02x", byte);
  return hex.substr(0, kVersionDigits);
}

}  // namespace

int Scope::NodeOf(absl::string_view path, bool is_json) {
  std::vector<std::string> names;
  if (is_json) {
    names = absl::StrSplit(path, '.');
  } else {
    names.push_back(thai::Fold(path));
  }
  int node = 0;
  for (const std::string& name : names) {
    const auto [place, is_new] =
        nodes[node].members.emplace(name, static_cast<int>(nodes.size()));
    node = place->second;
    if (is_new) nodes.emplace_back();
  }
  return node;
}

int Scope::SlotOf(absl::string_view path, bool is_json) {
  const int node = NodeOf(path, is_json);
  if (nodes[node].slot < 0) {
    nodes[node].slot = static_cast<int>(slots.size());
    slots.emplace_back(path);
  }
  return nodes[node].slot;
}

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<std::unique_ptr<SystemPlan>> CompileSystem(
    const std::string& folder) {
  const std::string file = absl::StrCat(folder, "/mapping.textproto");
  const absl::StatusOr<std::string> text = ReadTextFile(file);
  if (!text.ok()) return text.status();
  auto plan = std::make_unique<SystemPlan>();
  TextFormat::ParseInfoTree tree;
  FirstError error;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(*text, &plan->spec)) {
    return absl::InvalidArgumentError(absl::StrCat(file, ":", error.text()));
  }
  const Where where(&file, &tree, System::descriptor());
  const std::string name =
      std::filesystem::path(folder).lexically_normal().filename().string();
  if (plan->spec.system() != name) {
    return where.Refuse("system", -1,
                        absl::StrCat("the folder's name is \"", name, "\""));
  }
  std::string digested = absl::StrCat(text->size(), ":", *text);
  absl::Status compiled = CompileCodes(folder, where, plan.get(), &digested);
  if (!compiled.ok()) return compiled;
  const std::string digest = Digest(digested);
  if (plan->spec.form().empty() || plan->spec.form_size() > kMaxForms) {
    return where.Refuse("form", -1, "1 to 100 forms are wanted");
  }
  for (int i = 0; i < plan->spec.form_size(); ++i) {
    const Form& form = plan->spec.form(i);
    for (const FormPlan& other : plan->forms) {
      if (other.info.form() == form.form()) {
        return where.Refuse("form", i, "another form has this name");
      }
    }
    FormPlan& made = plan->forms.emplace_back();
    compiled = CompileForm(form, where.Within("form", i), *plan, &made);
    if (!compiled.ok()) return compiled;
    made.info.set_mapping_version(
        absl::StrCat(name, "/", form.form(), "@", digest));
  }
  return plan;
}

}  // namespace saan::adapters
