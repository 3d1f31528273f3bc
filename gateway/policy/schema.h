// The labelled shape of saan.v1.Record: one node for each field that can occur
// in it, each with the label joined along its path. Built once, never changed;
// any thread may read it.

#ifndef SAAN_GATEWAY_POLICY_SCHEMA_H_
#define SAAN_GATEWAY_POLICY_SCHEMA_H_

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/policy/coarse.h"
#include "gateway/policy/wire.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "saan/v1/label.pb.h"

namespace saan::policy {

// Distinct joined labels there is room for; the schema needs about 60.
inline constexpr int kMaxLabels = 128;
// Fields that a container may have.
inline constexpr int kMaxFields = 64;
// One bit for each distinct joined label, by its place in Schema::labels.
using LabelMask = std::bitset<kMaxLabels>;

// A field of the record, at one place in it. The fields of Person are three
// nodes each: the child's, a guardian's, a household member's.
// Redaction reads hundreds for each record: what it reads of each lies in the
// first 64 bytes, one line of the processor's cache.
struct alignas(64) Node {
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
  // As it is written by itself; a list of numbers may be packed as well.
  WireType wire_type = WireType::WIRETYPE_VARINT;
  bool is_packable = false;
  // Among the children of its container; fits in 6 bits.
  int8_t position = 0;
  // Fields of a container, in the order of the schema.
  std::vector<Node> children;
  // By the number of the field, kNoField where there is none.
  static constexpr int16_t kNoField = -1;
  std::vector<int16_t> by_number;

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
  // What `field`, which stands in this container, is; null where the schema
  // knows none of that number and kind.
  const Node* Child(const WireField& field) const {
    const size_t number = static_cast<size_t>(field.number);
    if (number >= by_number.size() || by_number[number] == kNoField) {
      return nullptr;
    }
    const Node& child = children[by_number[number]];
    return child.wire_type == field.type ||
                   (child.is_packable &&
                    field.type == WireType::WIRETYPE_LENGTH_DELIMITED)
               ? &child
               : nullptr;
  }
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
