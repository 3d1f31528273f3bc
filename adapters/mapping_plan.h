// A mapping, compiled: every native name has a slot, every shared path its
// descriptors, every code its value. Made once, run many times.

#ifndef SAAN_ADAPTERS_MAPPING_PLAN_H_
#define SAAN_ADAPTERS_MAPPING_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/mapping.pb.h"
#include "adapters/mapping_path.h"
#include "google/protobuf/text_format.h"
#include "saan/v1/exchange.pb.h"

namespace saan::adapters {

// The native names that are known within the record, or within an element of a
// list. Slots number the values that fields read.
struct Scope {
  struct Node {
    absl::flat_hash_map<std::string, int> members;  // To nodes.
    int slot = -1;
    bool is_ignored = false;
  };

  // The node of a native path, made when missing: member by member for JSON,
  // or the whole path as one column's name.
  int NodeOf(absl::string_view path, bool is_json);
  // The slot of a native path, made when missing.
  int SlotOf(absl::string_view path, bool is_json);

  std::vector<Node> nodes = std::vector<Node>(1);  // The first is the root.
  std::vector<std::string> slots;                  // Native path by slot.
};

// A slot of the block's own scope, or of the record's.
struct SlotRef {
  int slot = -1;
  bool is_at_top = false;

  bool is_set() const { return slot >= 0; }
};

struct CodeTable {
  std::string name;
  absl::flat_hash_map<std::string, size_t> by_native;      // Folded; to codes.
  std::vector<std::pair<std::string, std::string>> codes;  // Native, shared.
  bool is_open = false;
  std::string otherwise;
};

// A constant set beside a value: text for strings, else the number of the enum
// value, bool or integer.
struct Constant {
  SharedPath to;
  std::string text;
  double number = 0;
};

struct FieldPlan {
  const Field* spec = nullptr;  // Outlives the plan.
  std::vector<SlotRef> from;
  std::string from_text;          // All native paths, joined by "+".
  bool is_observed_time = false;  // Read before all others.
  SlotRef at;           // Age.
  SlotRef issuer_from;  // OtherIdentifier.
  SharedPath to;
  std::vector<Constant> with;
  const CodeTable* codes = nullptr;
  std::vector<int> code_numbers;  // By code: enum or bool number; -1 for none.
  int otherwise_number = -1;      // Of an open code list.
  std::vector<std::string> absent;  // Folded.
  // A given name whose title has no field of its own is written with it.
  bool writes_title = false;
};

struct ListPlan;

// The fields of the record, or of an element of a list.
struct BlockPlan {
  Scope scope;
  std::vector<FieldPlan> fields;
  std::vector<ListPlan> lists;
  std::vector<SharedPath> resolve_address;
};

struct ListPlan {
  const List* spec = nullptr;  // Outlives the plan.
  SlotRef from;
  SharedPath to;
  std::unique_ptr<BlockPlan> block;
};

struct FormPlan {
  v1::FormInfo info;
  char delimiter = ',';
  int64_t serial = 0;  // Differs between all plans of the process.
  std::vector<std::string> recognised_by;
  std::vector<SlotRef> native_id;
  BlockPlan block;
};

struct SystemPlan {
  System spec;
  std::vector<std::unique_ptr<CodeTable>> code_tables;
  std::vector<FormPlan> forms;
};

// Reads and compiles folder/mapping.textproto and its code files.
// INVALID_ARGUMENT "file:line: reason" when it cannot be read, names what does
// not exist, or contradicts itself.
absl::StatusOr<std::unique_ptr<SystemPlan>> CompileSystem(
    const std::string& folder);

// The whole text of a file. NOT_FOUND when it cannot be read.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_PLAN_H_
