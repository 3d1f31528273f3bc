// A row that does not parse is passed by nowhere in silence: what rests on it
// is not answered, and the operator is told of which table it is.

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "storage/tables.h"
#include "tests/e2e/stopped_store.h"
#include "tests/e2e/together.h"

namespace saan::e2e {
namespace {

using storage::Key;

class Misshapen : public Together {
 protected:
  // Spoils the first row whose key begins so, or makes one.
  void Spoil(const std::string& prefix) {
    gateway_.Stop();
    {
      StoppedStore store(gateway_.folder());
      const std::vector<std::string> keys = store.KeysUnder(prefix);
      store.Put({{keys.empty() ? prefix + "x" : keys[0], "\x07spoilt"}});
    }
    gateway_.Start();
    bma_ = gateway_.As("bma-temtem");
    dcy_ = gateway_.As("dcy-dcy");
  }

  void ExpectFault(const grpc::Status& status, char table) {
    EXPECT_EQ(ReasonIn(status), "INTERNAL") << table;
    EXPECT_THAT(gateway_.LogText(),
                testing::HasSubstr(absl::StrCat("a row of table '",
                                                std::string(1, table), "'")));
  }

  grpc::Status Targets() {
    v1::ListTargetsRequest request;
    *request.mutable_context() = CaseManager();
    request.set_area_prefix("1011");
    v1::ListTargetsResponse response;
    grpc::ClientContext context;
    return bma_.follow_up->ListTargets(&context, request, &response);
  }

  void MakeResponsible() {
    v1::AssignResponsibilityRequest assign;
    assign.mutable_responsibility()->set_agency("bma");
    assign.mutable_responsibility()->set_area_prefix("1011");
    assign.mutable_responsibility()->set_duty("care");
    v1::AssignResponsibilityResponse assigned;
    ASSERT_TRUE(Call(gateway_.As("operator-console"),
                     &Door::AssignResponsibility,
                     Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR), assign,
                     &assigned)
                    .ok());
  }
};

TEST_F(Misshapen, DeliveriesAreNotLeftOutOfTheOutbox) {
  {
    Watching watching(bma_, CaseManager());
    watching.Next();
  }
  Spoil(std::string(1, storage::kDeliveries));
  v1::ListEventsResponse listed;
  ExpectFault(Call(bma_, &Door::ListEvents, CaseManager(),
                   v1::ListEventsRequest(), &listed),
              storage::kDeliveries);
}

TEST_F(Misshapen, EventsEndAWatchAndAreNotPassedBy) {
  Spoil(std::string(1, storage::kEvents));
  Watching watching(bma_, CaseManager());
  EXPECT_FALSE(watching.Next().has_event());
  EXPECT_EQ(ReasonIn(watching.Finish()), "INTERNAL");
}

TEST_F(Misshapen, SilencesAreNotTakenForNone) {
  MakeResponsible();
  ASSERT_TRUE(Targets().ok());
  Spoil(Key(storage::kFollowUp, absl::StrCat("F", child_id_)));
  ExpectFault(Targets(), storage::kFollowUp);
}

TEST_F(Misshapen, SignalsAreNotTakenForNone) {
  MakeResponsible();
  Spoil(Key(storage::kFollowUp, "R"));
  ExpectFault(Targets(), storage::kFollowUp);
}

TEST_F(Misshapen, ResponsibilitiesAreNotTakenForNone) {
  MakeResponsible();
  Spoil(std::string(1, storage::kResponsibilities));
  ExpectFault(Targets(), storage::kResponsibilities);
}

TEST_F(Misshapen, HelpsAreNotTakenForNone) {
  Spoil(Key(storage::kHelps, "B"));
  v1::CheckBenefitRequest request;
  request.set_child_id(child_id_);
  request.set_kind(v1::BENEFIT_KIND_GOODS);
  request.set_from_date("2026-10-21");
  v1::CheckBenefitResponse response;
  ExpectFault(
      Call(bma_, &Door::CheckBenefit, CaseManager(), request, &response),
      storage::kHelps);
}

TEST_F(Misshapen, AgenciesKeepTheirSystemsFromOthers) {
  Spoil(Key(storage::kAgencies, "volunteers"));
  v1::RegisterAgencyRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
  request.set_request_id(RequestId(++number_));
  request.set_agency("bma");
  request.set_system("temtem");
  request.set_display_name_th("หน่วยงานทดสอบ");
  request.set_display_name_en("Test agency");
  request.add_roles(v1::ROLE_SYSTEM);
  request.set_certificate_pem(ReadAll(gateway_.certs() + "/bma-temtem.pem"));
  grpc::ClientContext context;
  v1::RegisterAgencyResponse response;
  ExpectFault(gateway_.As("operator-console")
                  .admin->RegisterAgency(&context, request, &response),
              storage::kAgencies);
}

}  // namespace
}  // namespace saan::e2e
