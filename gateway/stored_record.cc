#include "gateway/stored_record.h"

#include <algorithm>
#include <utility>

#include "gateway/policy/wire.h"
#include "storage/tables.h"

namespace saan {
namespace {

using policy::WireField;
using policy::WireFields;

// A field that is read: all of it, or what is named within.
struct Wanted {
  int number = 0;
  std::vector<Wanted> within;
};

// What facts are made of (facts.h), and relationships (relationship.h).
const std::vector<Wanted>& Glance() {
  using v1::Address;
  using v1::Case;
  using v1::Person;
  using v1::Record;
  static const auto& wanted = *new std::vector<Wanted>{
      {Record::kRecordIdFieldNumber, {}},
      {Record::kAgencyFieldNumber, {}},
      {Record::kPersonFieldNumber,
       {{Person::kNamesFieldNumber, {}},
        {Person::kBirthFieldNumber, {}},
        {Person::kCurrentAddressFieldNumber,
         {{Address::kAreaCodeFieldNumber, {}}}}}},
      {Record::kCaseFieldNumber,
       {{Case::kStatusFieldNumber, {}},
        {Case::kClosedDateFieldNumber, {}},
        {Case::kTeamFieldNumber, {}}}},
  };
  return wanted;
}

// Appends what is wanted of `message` to `*taken`. False where it is none.
bool Take(const std::vector<Wanted>& wanted, absl::string_view message,
          std::string* taken) {
  WireFields fields(message);
  while (fields.Next()) {
    const WireField& field = fields.field();
    const auto found = std::find_if(
        wanted.begin(), wanted.end(),
        [&](const Wanted& one) { return one.number == field.number; });
    if (found == wanted.end()) continue;
    if (found->within.empty()) {
      taken->append(field.whole.data(), field.whole.size());
      continue;
    }
    const size_t begin = taken->size();
    if (!Take(found->within, field.value, taken)) return false;
    policy::WrapFrom(begin, field.number, taken);
  }
  return !fields.is_broken();
}

}  // namespace

absl::StatusOr<StoredRecord> StoredRecord::Read(const storage::Reader& reader,
                                                absl::string_view record_id) {
  absl::StatusOr<std::string> row =
      reader.Get(storage::Key(storage::kRecords, record_id));
  if (!row.ok()) return row.status();
  return Of(*std::move(row));
}

absl::StatusOr<StoredRecord> StoredRecord::Of(std::string row) {
  StoredRecord read;
  read.row_ = std::move(row);
  WireFields fields(read.row_);
  while (fields.Next()) {
    const WireField& field = fields.field();
    if (field.number == v1::RecordRow::kRecordFieldNumber) {
      read.begin_ = field.value.data() - read.row_.data();
      read.size_ = field.value.size();
    } else if (field.number == v1::RecordRow::kChildIdFieldNumber) {
      read.child_id_ = std::string(field.value);
    }
  }
  std::string glance;
  if (fields.is_broken() || !Take(Glance(), read.bytes(), &glance) ||
      !read.glance_.ParseFromString(glance)) {
    return storage::MisshapenRow(storage::kRecords);
  }
  return read;
}

absl::StatusOr<std::vector<StoredRecord>> StoredRecordsOf(
    const storage::Reader& reader, const v1::ChildRow& child,
    StoredRecord read) {
  std::vector<StoredRecord> records;
  records.reserve(child.record_ids_size());
  for (const std::string& record_id : child.record_ids()) {
    if (read.glance().record_id() == record_id) {
      records.push_back(std::move(read));
      continue;
    }
    absl::StatusOr<StoredRecord> record = StoredRecord::Read(reader, record_id);
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
  return records;
}

}  // namespace saan
