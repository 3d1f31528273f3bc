#include "storage/subject_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "saan/v1/audit.pb.h"
#include "storage/tables.h"
#include "tests/storage/subjects.h"

namespace saan::storage {
namespace {

Put IndexRow(const std::string& subject_ref, uint64_t index) {
  return {absl::StrCat(Key(kSubjects, subject_ref), BigEndian64(index)), ""};
}

TEST(SubjectLinks, CountFromOneAndNameTheEntryBefore) {
  std::string bytes;
  AppendLinks({SubjectHead(), SubjectHead{7, 3}}, &bytes);
  v1::AuditEntry links;
  ASSERT_TRUE(links.ParseFromString(bytes));
  EXPECT_THAT(links.subject_counts(), testing::ElementsAre(1, 4));
  EXPECT_THAT(links.subject_previous(), testing::ElementsAre(0, 7));
}

TEST(SubjectLinks, AreTheBytesOfAnEntrySerialisedInOne) {
  v1::AuditEntry entry;
  entry.set_agency("bma");
  entry.set_is_same_subdistrict(true);
  std::string bytes = entry.SerializeAsString();
  AppendLinks({}, &bytes);
  EXPECT_EQ(bytes, entry.SerializeAsString());
  std::vector<SubjectHead> before;
  for (int bits = 0; bits < 64; ++bits) {
    const SubjectHead head = {uint64_t{1} << bits, uint64_t{1} << bits >> 1};
    before.push_back(head);
    entry.add_subject_counts(head.count + 1);
    entry.add_subject_previous(head.count == 0 ? 0 : head.index);
  }
  AppendLinks(before, &bytes);
  EXPECT_EQ(bytes, entry.SerializeAsString());
}

TEST(SubjectLinks, AreReadFromTheIndexOfTheSubjectAlone) {
  const std::unique_ptr<Kv> kv = NewMemoryKv();
  ASSERT_TRUE(kv->Commit({IndexRow(kAnong, 0), IndexRow(kAnong, 4),
                          IndexRow(kAnong, 300), IndexRow(kBoon, 2)})
                  .ok());
  EXPECT_EQ(*ReadSubjectHead(*kv, kAnong), (SubjectHead{300, 3}));
  EXPECT_EQ(*ReadSubjectHead(*kv, kBoon), (SubjectHead{2, 1}));
  EXPECT_EQ(*ReadSubjectHead(*kv, std::string(16, 'c')), SubjectHead());
}

TEST(SubjectHeads, KnowWhatWasMovedLast) {
  SubjectHeads heads;
  EXPECT_EQ(heads.Find(kAnong), nullptr);
  heads.Move(kAnong, {3, 1}, 0);
  heads.Move(kAnong, {5, 2}, 0);
  ASSERT_NE(heads.Find(kAnong), nullptr);
  EXPECT_EQ(*heads.Find(kAnong), (SubjectHead{5, 2}));
  EXPECT_EQ(heads.times_forgotten(), 0u);
}

TEST(SubjectHeads, ForgetOnlyWhatIsOnDisk) {
  SubjectHeads heads(/*most=*/3);
  const auto subject = [](char letter) { return std::string(16, letter); };
  for (int i = 0; i < 3; ++i) {
    heads.Move(subject(static_cast<char>('a' + i)),
               {static_cast<uint64_t>(i), 1}, /*durable=*/2);
  }
  EXPECT_EQ(heads.times_forgotten(), 0u);
  heads.Move(subject('d'), {3, 1}, /*durable=*/2);
  EXPECT_EQ(heads.times_forgotten(), 1u);
  EXPECT_EQ(heads.Find(subject('a')), nullptr);
  EXPECT_EQ(heads.Find(subject('b')), nullptr);
  EXPECT_NE(heads.Find(subject('c')), nullptr);
  EXPECT_NE(heads.Find(subject('d')), nullptr);
}

}  // namespace
}  // namespace saan::storage
