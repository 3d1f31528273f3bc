#include "adapters/mapping_field.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/thai/text.h"
#include "google/protobuf/timestamp.pb.h"
#include "saan/v1/child.pb.h"

namespace saan::adapters {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Top fields of Record that the gateway or the engine fills.
constexpr const char* kKept[] = {
    "record_id", "agency",        "system",          "form",
    "native_id", "received_time", "mapping_version", "sources"};

bool IsMessage(const FieldDescriptor* field, const Descriptor* type) {
  return field->message_type() == type;
}

bool IsText(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

// Whether values of the step can be put into `leaf`.
bool StepFits(Field::StepCase step, const FieldDescriptor* leaf) {
  const FieldDescriptor::CppType type = leaf->cpp_type();
  switch (step) {
    case Field::kText:
    case Field::kTitle:
    case Field::kPersonName:
    case Field::kNickname:
    case Field::kProvince:
    case Field::kAreaCode:
    case Field::kHouseCode:
      return IsText(leaf);
    case Field::kFullName:
      return IsMessage(leaf, v1::PersonName::descriptor());
    case Field::kDate:
      return IsText(leaf) || IsMessage(leaf, v1::BirthDate::descriptor()) ||
             IsMessage(leaf, google::protobuf::Timestamp::descriptor());
    case Field::kAge:
      return IsMessage(leaf, v1::BirthDate::descriptor());
    case Field::kPersonNumber:
    case Field::kIdentifier:
      return IsMessage(leaf, v1::Identifier::descriptor());
    case Field::kPhones:
      return IsText(leaf) || IsMessage(leaf, v1::Phone::descriptor());
    case Field::kCode:
      return IsText(leaf) || type == FieldDescriptor::CPPTYPE_ENUM ||
             type == FieldDescriptor::CPPTYPE_BOOL;
    case Field::kInteger:
      return type == FieldDescriptor::CPPTYPE_INT32 ||
             type == FieldDescriptor::CPPTYPE_INT64 ||
             type == FieldDescriptor::CPPTYPE_DOUBLE;
    case Field::kDecimal:
      return type == FieldDescriptor::CPPTYPE_DOUBLE;
    case Field::kTimestamp:
    case Field::kUnixTime:
      return IsMessage(leaf, google::protobuf::Timestamp::descriptor());
    case Field::kBoolean:
      return type == FieldDescriptor::CPPTYPE_BOOL;
    case Field::kAddressText:
      return IsMessage(leaf, v1::Address::descriptor());
    case Field::STEP_NOT_SET:
      return false;
  }
  return false;
}

// The number of a word in an enum or bool field; nothing when it is none.
absl::StatusOr<int> NumberOf(const std::string& word,
                             const FieldDescriptor* leaf) {
  if (leaf->enum_type() != nullptr) {
    const auto* value = leaf->enum_type()->FindValueByName(word);
    if (value != nullptr) return value->number();
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", word, "\" is no value of ", leaf->enum_type()->full_name()));
  }
  if (word == "true") return 1;
  if (word == "false") return 0;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", word, "\" is neither true nor false"));
}

absl::Status CompileCodeStep(const Field& field, const Where& where,
                             const FieldContext& context, FieldPlan* plan) {
  const Where here = where.Within("code");
  for (const auto& table : *context.code_tables) {
    if (table->name == field.code().list()) plan->codes = table.get();
  }
  if (plan->codes == nullptr) {
    return here.Refuse(
        "list", -1,
        absl::StrCat("there is no code list \"", field.code().list(), "\""));
  }
  if (IsText(plan->to.leaf())) return absl::OkStatus();
  for (const auto& [native, shared] : plan->codes->codes) {
    int number = -1;
    if (!shared.empty()) {
      const absl::StatusOr<int> found = NumberOf(shared, plan->to.leaf());
      if (!found.ok()) {
        return here.Refuse("list", -1,
                           absl::StrCat("code list \"", plan->codes->name,
                                        "\": ", found.status().message()));
      }
      number = *found;
    }
    plan->code_numbers.push_back(number);
  }
  if (!plan->codes->otherwise.empty()) {
    const absl::StatusOr<int> found =
        NumberOf(plan->codes->otherwise, plan->to.leaf());
    if (!found.ok()) {
      return here.Refuse("list", -1,
                         absl::StrCat("code list \"", plan->codes->name,
                                      "\": ", found.status().message()));
    }
    plan->otherwise_number = *found;
  }
  return absl::OkStatus();
}

absl::StatusOr<Constant> CompileConstant(const With& with,
                                         const Descriptor* base) {
  Constant constant;
  absl::StatusOr<SharedPath> to = SharedPath::Parse(with.to(), base);
  if (!to.ok()) return to.status();
  constant.to = *std::move(to);
  const FieldDescriptor* leaf = constant.to.leaf();
  switch (leaf->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      constant.text = with.value();
      return constant;
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL: {
      const absl::StatusOr<int> number = NumberOf(with.value(), leaf);
      if (!number.ok()) return number.status();
      constant.number = *number;
      return constant;
    }
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (absl::SimpleAtod(with.value(), &constant.number)) return constant;
      return absl::InvalidArgumentError("the constant is no number");
    default:
      return absl::InvalidArgumentError(
          "a constant goes to a text, a number, an enum or a bool");
  }
}

absl::Status CheckTarget(const Field& field, const Where& where,
                         const Descriptor* base, const FieldPlan& plan) {
  if (base == v1::Record::descriptor()) {
    for (const char* kept : kKept) {
      if (plan.to.parts().front().field->name() == kept) {
        return where.Refuse("to", -1, "the gateway fills this field itself");
      }
    }
  }
  if (plan.to.leaf()->message_type() == nullptr && plan.to.last().index >= 0) {
    return where.Refuse("to", -1, "a list of values is appended to: [+]");
  }
  if (field.step_case() == Field::STEP_NOT_SET) {
    return where.Refuse("to", -1, "the field has no step, e.g. text {}");
  }
  if (!StepFits(field.step_case(), plan.to.leaf())) {
    const FieldDescriptor* leaf = plan.to.leaf();
    return where.Refuse(
        "to", -1,
        absl::StrCat(
            "the step ",
            Field::descriptor()->FindFieldByNumber(field.step_case())->name(),
            " cannot fill ", leaf->full_name(), " (",
            leaf->message_type() != nullptr ? leaf->message_type()->name()
                                            : leaf->cpp_type_name(),
            ")"));
  }
  return absl::OkStatus();
}

}  // namespace

SlotRef SlotFor(const std::string& path, const FieldContext& context) {
  const bool is_at_top = context.is_json && absl::StartsWith(path, "/");
  SlotRef ref;
  ref.is_at_top = is_at_top || context.scope == context.top;
  Scope* scope = is_at_top ? context.top : context.scope;
  ref.slot = scope->SlotOf(absl::string_view(path).substr(is_at_top ? 1 : 0),
                           context.is_json);
  return ref;
}

absl::StatusOr<FieldPlan> CompileField(const Field& field, const Where& where,
                                       const Descriptor* base,
                                       const FieldContext& context) {
  FieldPlan plan;
  plan.spec = &field;
  absl::StatusOr<SharedPath> to = SharedPath::Parse(field.to(), base);
  if (!to.ok()) return where.Refuse("to", -1, to.status().message());
  plan.to = *std::move(to);
  absl::Status status = CheckTarget(field, where, base, plan);
  if (!status.ok()) return status;
  if (field.from().empty()) {
    return where.Refuse("to", -1, "the field names no native path");
  }
  for (int i = 0; i < field.from_size(); ++i) {
    if (field.from(i).empty() || field.from(i) == "/") {
      return where.Refuse("from", i, "the native path is empty");
    }
    plan.from.push_back(SlotFor(field.from(i), context));
  }
  plan.from_text = absl::StrJoin(field.from(), "+");
  plan.is_observed_time =
      base == v1::Record::descriptor() && field.to() == "observed_time";
  if (field.step_case() == Field::kCode) {
    status = CompileCodeStep(field, where, context, &plan);
    if (!status.ok()) return status;
  }
  for (const std::string& text : field.absent()) {
    plan.absent.push_back(thai::Fold(text));
  }
  if (!field.age().at().empty()) {
    plan.at = SlotFor(field.age().at(), context);
  }
  if (field.has_identifier()) {
    if (field.identifier().kind() == v1::IDENTIFIER_KIND_UNSPECIFIED) {
      return where.Refuse("identifier", -1, "name the kind of the number");
    }
    if (!field.identifier().issuer_from().empty()) {
      plan.issuer_from = SlotFor(field.identifier().issuer_from(), context);
    }
  }
  for (int i = 0; i < field.with_size(); ++i) {
    absl::StatusOr<Constant> constant = CompileConstant(field.with(i), base);
    if (!constant.ok()) {
      return where.Refuse("with", i, constant.status().message());
    }
    plan.with.push_back(*std::move(constant));
  }
  return plan;
}

}  // namespace saan::adapters
