// What decisions read of a record as it lies in the store.

#include "gateway/stored_record.h"

#include <memory>
#include <set>

#include "storage/tables.h"
#include "tests/policy/samples.h"

namespace saan {
namespace {

// Clears all of `message` but the fields of these names.
void Keep(const std::set<std::string>& names,
          google::protobuf::Message* message) {
  const auto* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (names.count(type->field(i)->name()) > 0) continue;
    message->GetReflection()->ClearField(message, type->field(i));
  }
}

v1::Record GlanceAt(v1::Record record) {
  Keep({"record_id", "agency", "person", "case"}, &record);
  if (record.has_person()) {
    v1::Person& person = *record.mutable_person();
    Keep({"names", "birth", "current_address"}, &person);
    if (person.has_current_address()) {
      Keep({"area_code"}, person.mutable_current_address());
    }
  }
  if (record.has_case_()) {
    Keep({"status", "closed_date", "team"}, record.mutable_case_());
  }
  return record;
}

v1::RecordRow RandomRow(policy::Random& random) {
  v1::RecordRow row;
  policy::FillMessage(random, 2, row.mutable_record());
  policy::AddSources(row.mutable_record());
  row.mutable_record()->set_record_id("r");
  row.set_native("native");
  row.set_child_id("c");
  row.set_version(7);
  return row;
}

TEST(StoredRecord, ReadsWhatDecisionsAreMadeOfAndKeepsTheWhole) {
  policy::Random random(1);
  for (int round = 0; round < 200; ++round) {
    const v1::RecordRow row = RandomRow(random);
    const absl::StatusOr<StoredRecord> stored =
        StoredRecord::Of(row.SerializeAsString());
    ASSERT_TRUE(stored.ok()) << stored.status();
    ASSERT_EQ(stored->glance().DebugString(),
              GlanceAt(row.record()).DebugString());
    ASSERT_EQ(stored->bytes(), row.record().SerializeAsString());
    ASSERT_EQ(stored->child_id(), "c");
  }
}

TEST(StoredRecord, StaysWholeWhereItIsMoved) {
  v1::RecordRow row;
  row.mutable_record()->set_record_id("r");
  absl::StatusOr<StoredRecord> stored =
      StoredRecord::Of(row.SerializeAsString());
  ASSERT_TRUE(stored.ok());
  const StoredRecord moved = *std::move(stored);
  EXPECT_EQ(moved.bytes(), row.record().SerializeAsString());
}

TEST(StoredRecord, TellsOfACaseThatSaysNothing) {
  v1::RecordRow row;
  row.mutable_record()->mutable_case_();
  const absl::StatusOr<StoredRecord> stored =
      StoredRecord::Of(row.SerializeAsString());
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(stored->glance().has_case_());
}

TEST(StoredRecord, IsNoneWhereTheRowIsDamaged) {
  policy::Random random(2);
  const std::string row = RandomRow(random).SerializeAsString();
  EXPECT_EQ(StoredRecord::Of(row.substr(0, row.size() - 1)).status().code(),
            absl::StatusCode::kDataLoss);
  v1::RecordRow text;
  text.mutable_record()->set_record_id("xx");
  std::string bytes = text.SerializeAsString();
  bytes[bytes.size() - 1] = '\xff';  // No UTF-8.
  EXPECT_EQ(StoredRecord::Of(bytes).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(StoredRecordsOf, AreInTheOrderOfTheChildAndReadOnce) {
  const std::unique_ptr<storage::Kv> store = storage::NewMemoryKv();
  v1::ChildRow child;
  std::vector<storage::Put> puts;
  for (const std::string id : {"b", "a", "c"}) {
    v1::RecordRow row;
    row.mutable_record()->set_record_id(id);
    child.add_record_ids(id);
    if (id == "a") continue;  // It was read before, and is not there now.
    puts.push_back(
        {storage::Key(storage::kRecords, id), row.SerializeAsString()});
  }
  ASSERT_TRUE(store->Commit(puts).ok());
  EXPECT_EQ(StoredRecordsOf(*store, child).status().code(),
            absl::StatusCode::kNotFound);
  v1::RecordRow read;
  read.mutable_record()->set_record_id("a");
  const absl::StatusOr<std::vector<StoredRecord>> records = StoredRecordsOf(
      *store, child, StoredRecord::Of(read.SerializeAsString()).value());
  ASSERT_TRUE(records.ok()) << records.status();
  std::string ids;
  for (const StoredRecord& record : *records) {
    ids += record.glance().record_id();
  }
  EXPECT_EQ(ids, "bac");
}

}  // namespace
}  // namespace saan
