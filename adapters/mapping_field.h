// Compiles one field of a mapping: does its step fit its target?

#ifndef SAAN_ADAPTERS_MAPPING_FIELD_H_
#define SAAN_ADAPTERS_MAPPING_FIELD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/mapping_plan.h"
#include "adapters/mapping_where.h"
#include "google/protobuf/descriptor.h"

namespace saan::adapters {

// What a field is compiled against. `scope` and `top` belong to the form that
// is being compiled.
struct FieldContext {
  bool is_json = false;
  Scope* scope = nullptr;  // Of the field's block.
  Scope* top = nullptr;    // Of the record.
  const std::vector<std::unique_ptr<CodeTable>>* code_tables = nullptr;
};

// The slot of a native path; a leading "/" starts at the record's top.
SlotRef SlotFor(const std::string& path, const FieldContext& context);

// INVALID_ARGUMENT "file:line: reason" when the path does not exist, belongs to
// the gateway, does not fit the step, or a code or constant is not of its type.
absl::StatusOr<FieldPlan> CompileField(const Field& field, const Where& where,
                                       const google::protobuf::Descriptor* base,
                                       const FieldContext& context);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_FIELD_H_
