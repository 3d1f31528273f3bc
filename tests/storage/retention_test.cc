#include "storage/retention.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"

namespace saan::storage {
namespace {

v1::AuditEntry Entry(const std::string& method,
                     v1::Outcome outcome = v1::OUTCOME_DONE, int subjects = 0) {
  v1::AuditEntry entry;
  entry.set_method(method);
  entry.set_outcome(outcome);
  for (int i = 0; i < subjects; ++i) {
    entry.add_subject_refs(std::string(16, 'a'));
  }
  return entry;
}

TEST(Retention, WhatAnEntryTellsOfIsItsClass) {
  EXPECT_EQ(RetentionClassOf(
                Entry("ExchangeService/GetChild", v1::OUTCOME_PARTIAL, 1)),
            v1::RETENTION_CLASS_CHILD);
  EXPECT_EQ(RetentionClassOf(Entry("ExchangeService/WhoAmI")),
            v1::RETENTION_CLASS_TRAFFIC);
  EXPECT_EQ(RetentionClassOf(
                Entry("ExchangeService/GetChild", v1::OUTCOME_DENIED, 1)),
            v1::RETENTION_CLASS_REFUSAL);
  EXPECT_EQ(
      RetentionClassOf(Entry("SharingService/BreakGlass", v1::OUTCOME_DONE, 1)),
      v1::RETENTION_CLASS_GOVERNANCE);
  EXPECT_EQ(RetentionClassOf(
                Entry("AuditorService/ListEntries", v1::OUTCOME_DONE, 1)),
            v1::RETENTION_CLASS_OVERSIGHT);
  v1::AuditEntry dealt_with = Entry("AuditorService/AcknowledgeFinding");
  dealt_with.mutable_acknowledged();
  EXPECT_EQ(RetentionClassOf(dealt_with), v1::RETENTION_CLASS_GOVERNANCE);
  EXPECT_EQ(RetentionClassOf({}), v1::RETENTION_CLASS_TRAFFIC);
}

TEST(Retention, TheLogsOwnLifeIsAClassThatNeverEnds) {
  v1::AuditEntry own[4];
  own[0].mutable_epoch();
  own[1].mutable_seal();
  own[2].mutable_archived();
  own[3].mutable_expired();
  for (const v1::AuditEntry& entry : own) {
    EXPECT_EQ(RetentionClassOf(entry), v1::RETENTION_CLASS_LOG);
  }
  RetentionPolicy policy;
  EXPECT_TRUE(
      absl::IsInvalidArgument(policy.Keep(v1::RETENTION_CLASS_LOG, 36500)));
  EXPECT_TRUE(absl::IsInvalidArgument(
      policy.Keep(v1::RETENTION_CLASS_UNSPECIFIED, 36500)));
  EXPECT_TRUE(policy.keeps_all());
}

TEST(Retention, NothingIsKeptForLessThanTheLawAsks) {
  RetentionPolicy policy;
  const absl::Status short_time = policy.Keep(v1::RETENTION_CLASS_TRAFFIC, 89);
  EXPECT_TRUE(absl::IsInvalidArgument(short_time));
  EXPECT_TRUE(absl::StrContains(short_time.message(), "at least 90"));
  EXPECT_TRUE(policy.Keep(v1::RETENTION_CLASS_TRAFFIC, 90).ok());
  EXPECT_TRUE(
      absl::IsInvalidArgument(policy.Keep(v1::RETENTION_CLASS_TRAFFIC, 91)));
}

TEST(Retention, EndsOnTheDayAndOnlyWhereItWasAskedFor) {
  RetentionPolicy policy;
  ASSERT_TRUE(policy.Keep(v1::RETENTION_CLASS_TRAFFIC, 90).ok());
  const absl::Time sealed = absl::FromUnixSeconds(1'800'000'000);
  const absl::Time end = sealed + absl::Hours(24) * 90;
  EXPECT_FALSE(policy.IsOver(v1::RETENTION_CLASS_TRAFFIC, sealed,
                             end - absl::Seconds(1)));
  EXPECT_TRUE(policy.IsOver(v1::RETENTION_CLASS_TRAFFIC, sealed, end));
  EXPECT_FALSE(
      policy.IsOver(v1::RETENTION_CLASS_CHILD, sealed, absl::InfiniteFuture()));
}

}  // namespace
}  // namespace saan::storage
