// The labelled shape of saan.v1.Record: one node for each field that can occur
// in it, each with the label joined along its path. Built once, never changed;
// any thread may read it.

#ifndef SAAN_GATEWAY_POLICY_SCHEMA_H_
#define SAAN_GATEWAY_POLICY_SCHEMA_H_

#include <bitset>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/policy/coarse.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "saan/v1/label.pb.h"

namespace saan::policy {

// Distinct joined labels there is room for; the schema needs about 60.
inline constexpr int kMaxLabels = 128;
// One bit for each distinct joined label, by its place in Schema::labels.
using LabelMask = std::bitset<kMaxLabels>;

// A field of the record, at one place in it. The fields of Person are three
// nodes each: the child's, a guardian's, a household member's. What redaction
// reads of every node stands first: it reads hundreds for each record.
struct Node {
  // Null for the record itself.
  const google::protobuf::FieldDescriptor* field = nullptr;
  // Reads the fields of this container; null for a value.
  const google::protobuf::Reflection* reflection = nullptr;
  // The labels of all values at and below this node.
  LabelMask labels;
  // A value: the place of its label in Schema::labels.
  int label_index = -1;
  // A value: it is ADMINISTRATIVE, a handle that tells nothing by itself.
  bool is_handle = false;
  // A value: what less than FULL shows of it.
  CoarseForms forms;
  // Fields of a container, in the order of the schema.
  std::vector<Node> children;

  std::vector<absl::string_view> names;  // Of the children.
  // Joined along the path. Category: of the field, else of its container; once
  // REPORTER, REPORTER for all below. Sensitivity: the highest along the path.
  // About: of the nearest field that says so, else the child.
  v1::Label label;
  // A value: its pathless name.
  std::string pathless;

  bool is_container() const { return reflection != nullptr; }
  // The field of this name; null when there is none.
  const Node* Child(absl::string_view name) const;
};

struct Schema {
  Node record;
  // Record.sources, within `record`.
  const Node* sources = nullptr;
  // Distinct labels of values, by category, sensitivity, about.
  std::vector<v1::Label> labels;
};

// The one schema. A message type of another package (Timestamp) is a value.
const Schema& RecordSchema();

}  // namespace saan::policy

#endif  // SAAN_GATEWAY_POLICY_SCHEMA_H_
