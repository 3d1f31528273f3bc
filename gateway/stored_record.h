// A record as it lies in the store: decisions read a few of its fields, and
// only what a caller may see of the rest is ever parsed.

#ifndef SAAN_GATEWAY_STORED_RECORD_H_
#define SAAN_GATEWAY_STORED_RECORD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "saan/v1/child.pb.h"
#include "saan/v1/stored.pb.h"
#include "storage/kv.h"

namespace saan {

class StoredRecord {
 public:
  // None at all.
  StoredRecord() = default;

  // NOT_FOUND, or DATA_LOSS when the row is no record.
  static absl::StatusOr<StoredRecord> Read(const storage::Reader& reader,
                                           absl::string_view record_id);
  // For a row at hand: the bytes of a RecordRow. DATA_LOSS.
  static absl::StatusOr<StoredRecord> Of(std::string row);

  // The child that it is filed under.
  const std::string& child_id() const { return child_id_; }
  // What decisions are made of, and nothing else: record_id, agency; of the
  // person names, birth and the area of the current address; of the case
  // whether it is open and its team. A fact that a decision shall read is added
  // to Glance() in stored_record.cc.
  const v1::Record& glance() const { return glance_; }
  // The whole, serialised: for redaction. Valid as long as this.
  absl::string_view bytes() const {
    return absl::string_view(row_).substr(begin_, size_);
  }

 private:
  std::string row_;
  // Of the record within row_; it stays when the row moves.
  size_t begin_ = 0;
  size_t size_ = 0;
  std::string child_id_;
  v1::Record glance_;
};

// All records of a child, in order. `read` is one of them that was read before,
// if any was. The codes of Read.
absl::StatusOr<std::vector<StoredRecord>> StoredRecordsOf(
    const storage::Reader& reader, const v1::ChildRow& child,
    StoredRecord read = {});

}  // namespace saan

#endif  // SAAN_GATEWAY_STORED_RECORD_H_
