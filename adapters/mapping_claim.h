// Which element of a shared list each path of a mapping means when a record is
// written. Positions move when empty elements are closed up, so an element is
// first known by its constants ("relation: FATHER") and its kind of identifier,
// and only then by its order.

#ifndef SAAN_ADAPTERS_MAPPING_CLAIM_H_
#define SAAN_ADAPTERS_MAPPING_CLAIM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "adapters/mapping_plan.h"
#include "adapters/mapping_value.h"
#include "google/protobuf/message.h"

namespace saan::adapters {

// One value that a field finds, with its path from the block's base.
struct FoundValue {
  Value value;
  std::string path;
  const google::protobuf::Message* parent = nullptr;
};

// One element of a list, with its path from the block's base.
struct FoundElement {
  const google::protobuf::Message* element = nullptr;
  std::string path;
};

// The claims of one block on one message. Both outlive it.
class Claims {
 public:
  Claims(const BlockPlan& plan, const google::protobuf::Message& base);

  // The values of a field that are there, zeros and falses among them. Elements
  // that a list without positions takes are not found again.
  std::vector<FoundValue> Find(const FieldPlan& field);

  // The elements that belong to a native list; not found again.
  std::vector<FoundElement> TakeList(const ListPlan& list);

 private:
  // One path into a list: "guardians[0]", or one field's "[+]".
  struct Key {
    std::string name;
    std::vector<const FieldPlan*> fields;
    size_t depth = 0;  // Of the list among the parts of these fields' paths.
  };
  struct Group {
    std::vector<Key> keys;
    const FieldPlan* example = nullptr;  // Its path leads to the list.
    size_t depth = 0;
    std::vector<bool> is_taken;  // By element.
  };

  void Collect();
  void Assign(Group* group);
  void Claim(const Key& key, int index, Group* group);
  // Whether the element fits the key: 2 as its constants say, 1 it does not
  // contradict them, 0 it does.
  int Fit(const Key& key, const google::protobuf::Message& parent,
          const google::protobuf::FieldDescriptor* list, int index) const;
  bool IsKnownByValue(const Key& key) const;
  std::string KeyName(const FieldPlan& field, size_t depth) const;
  std::string GroupName(const FieldPlan& field, size_t depth) const;
  // The message that holds part `depth`, and its path; nullptr if not there.
  const google::protobuf::Message* ParentOf(const FieldPlan& field,
                                            size_t depth,
                                            std::string* path) const;

  const BlockPlan& plan_;
  const google::protobuf::Message& base_;
  std::vector<std::string> order_;  // Of groups, outer lists first.
  absl::flat_hash_map<std::string, Group> groups_;
  absl::flat_hash_map<std::string, int> positions_;  // By key name.
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_MAPPING_CLAIM_H_
