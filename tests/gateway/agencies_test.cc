#include "gateway/agencies.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "gateway/errors.h"
#include "storage/recent.h"
#include "storage/tables.h"

namespace saan {
namespace {

const absl::Time kAgenciesNow = absl::FromUnixSeconds(1'795'608'000);

v1::AgencyRow Bma() {
  v1::AgencyRow row;
  row.set_agency("bma");
  v1::SystemRow& system = *row.add_systems();
  system.set_system("temtem");
  system.add_roles(v1::ROLE_SYSTEM);
  system.add_certificates()->set_sha256("sha of the first");
  return row;
}

Peer Temtem() {
  Peer peer;
  peer.uri = "spiffe://saan.local/agency/bma/system/temtem";
  peer.certificate_sha256 = "sha of the first";
  peer.not_before = kAgenciesNow - absl::Hours(1);
  peer.not_after = kAgenciesNow + absl::Hours(1);
  return peer;
}

class AgenciesTest : public testing::Test {
 protected:
  void Write(const v1::AgencyRow& row) {
    ASSERT_TRUE(store_
                    ->Commit({{storage::Key(storage::kAgencies, row.agency()),
                               row.SerializeAsString()}})
                    .ok());
  }
  v1::ErrorReason Refused() {
    return ReasonOf(agencies_.CallerOf(Temtem(), kAgenciesNow).status());
  }

  std::unique_ptr<storage::Kv> engine_ = storage::NewMemoryKv();
  std::unique_ptr<storage::Kv> store_ =
      storage::NewRecentKv(engine_.get(), 1 << 20);
  Agencies agencies_{*store_, "saan.local", {}};
};

TEST_F(AgenciesTest, ASuspendedAgencyIsRefusedOnTheNextCall) {
  v1::AgencyRow row = Bma();
  Write(row);
  for (int call = 0; call < 2; ++call) {
    EXPECT_TRUE(agencies_.CallerOf(Temtem(), kAgenciesNow).ok());
  }
  row.set_is_suspended(true);
  Write(row);
  EXPECT_EQ(Refused(), v1::ERROR_REASON_AGENCY_SUSPENDED);
  row.set_is_suspended(false);
  Write(row);
  EXPECT_TRUE(agencies_.CallerOf(Temtem(), kAgenciesNow).ok());
}

TEST_F(AgenciesTest, ACertificateTakenAwayIsRefusedOnTheNextCall) {
  v1::AgencyRow row = Bma();
  Write(row);
  EXPECT_TRUE(agencies_.CallerOf(Temtem(), kAgenciesNow).ok());
  row.mutable_systems(0)->mutable_certificates(0)->set_sha256("another");
  Write(row);
  EXPECT_EQ(Refused(), v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED);
}

TEST_F(AgenciesTest, AnAgencyIsKnownFromTheCallAfterItsRegistration) {
  EXPECT_EQ(Refused(), v1::ERROR_REASON_CERTIFICATE_NOT_REGISTERED);
  Write(Bma());
  EXPECT_TRUE(agencies_.CallerOf(Temtem(), kAgenciesNow).ok());
}

TEST_F(AgenciesTest, RolesAreThoseOfTheLastChange) {
  v1::AgencyRow row = Bma();
  Write(row);
  EXPECT_EQ(agencies_.CallerOf(Temtem(), kAgenciesNow)->roles.size(), 1u);
  row.mutable_systems(0)->add_roles(v1::ROLE_CASE_MANAGER);
  Write(row);
  EXPECT_EQ(agencies_.CallerOf(Temtem(), kAgenciesNow)->roles.size(), 2u);
}

}  // namespace
}  // namespace saan
