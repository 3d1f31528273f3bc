// Who is who, decided by people: linked, parted, undone, and kept so.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/e2e/running_gateway.h"

namespace saan::e2e {
namespace {

using Status = grpc::Status;

// Two records of one child, of two agencies, that wait for a person.
constexpr char kImed[] = "40201";
constexpr char kCmst[] = "CMST-66-0110";
// A record with the number of its twin.
constexpr char kTwin[] = "TT-1011-66-00035";
constexpr char kOtherTwin[] = "3110000001:05302";
// One child of two agencies, linked by the matcher.
constexpr char kCase[] = "TT-1011-66-00021";
constexpr char kPupil[] = "3110000001:05123";

class IdentityDoor : public testing::Test {
 protected:
  virtual std::string MoreConfig() const { return ""; }

  void SetUp() override {
    gateway_.AddToConfig(MoreConfig());
    gateway_.Start();
    gateway_.RegisterAgencies();
    answers_ = SubmitDemo(gateway_);
  }

  // As a person of an agency.
  static v1::CallContext Person(v1::Role role, const std::string& staff) {
    v1::CallContext context = Why(v1::PURPOSE_DEDUPLICATION, role);
    context.set_actor(staff);
    return context;
  }
  static v1::CallContext Dcy(const std::string& staff = "dcy-1") {
    return Person(v1::ROLE_SOCIAL_WORKER, staff);
  }
  static v1::CallContext Admin(const std::string& staff = "admin-1") {
    return Person(v1::ROLE_ADMINISTRATOR, staff);
  }

  template <typename Request, typename Response>
  Status Ask(const std::string& as, const v1::CallContext& why,
             Status (v1::IdentityService::Stub::*method)(grpc::ClientContext*,
                                                         const Request&,
                                                         Response*),
             Request request, Response* response) {
    *request.mutable_context() = why;
    if constexpr (requires { request.set_request_id(""); }) {
      request.set_request_id(RequestId(++number_));
    }
    grpc::ClientContext context;
    return (gateway_.As(as).identity.get()->*method)(&context, request,
                                                     response);
  }

  std::vector<v1::Review> Queue(const std::string& as,
                                const v1::CallContext& why) {
    v1::ListReviewQueueResponse response;
    const Status status =
        Ask(as, why, &v1::IdentityService::Stub::ListReviewQueue,
            v1::ListReviewQueueRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.reviews().begin(), response.reviews().end()};
  }

  std::string RecordOf(const std::string& native_id) {
    return answers_[native_id].record_id();
  }
  std::string FiledUnder(const std::string& native_id) {
    return answers_[native_id].child_id();
  }

  // The open review about two records; empty when there is none.
  v1::Review ReviewOf(const std::string& a, const std::string& b) {
    for (v1::Review& review : Queue("operator-console", Admin())) {
      const std::set<std::string> pair = {review.record().record_id(),
                                          review.candidate().record_id()};
      if (pair == std::set<std::string>{RecordOf(a), RecordOf(b)}) {
        return review;
      }
    }
    return v1::Review();
  }

  Status Decide(const std::string& as, const v1::CallContext& why,
                const std::string& review_id, v1::ReviewAnswer answer,
                v1::DecideReviewResponse* response) {
    v1::DecideReviewRequest request;
    request.set_review_id(review_id);
    request.set_answer(answer);
    request.set_reason("SEEN");
    return Ask(as, why, &v1::IdentityService::Stub::DecideReview, request,
               response);
  }

  // Two administrators say so: enough for every review.
  v1::DecideReviewResponse DecideFully(const std::string& review_id,
                                       v1::ReviewAnswer answer) {
    v1::DecideReviewResponse response;
    for (const char* staff : {"admin-1", "admin-2"}) {
      const Status status = Decide("operator-console", Admin(staff), review_id,
                                   answer, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      if (response.has_decision()) break;
    }
    EXPECT_TRUE(response.has_decision()) << response.DebugString();
    return response;
  }

  Status Link(const std::string& a, const std::string& b,
              v1::LinkRecordsResponse* response) {
    v1::LinkRecordsRequest request;
    request.set_record_id_a(a);
    request.set_record_id_b(b);
    request.set_reason("HOME_VISIT");
    return Ask("operator-console", Admin(),
               &v1::IdentityService::Stub::LinkRecords, request, response);
  }

  Status Undo(const std::string& decision_id,
              v1::UndoDecisionResponse* response) {
    v1::UndoDecisionRequest request;
    request.set_decision_id(decision_id);
    request.set_reason("WRONG_CHILD");
    return Ask("operator-console", Admin(),
               &v1::IdentityService::Stub::UndoDecision, request, response);
  }

  Status Unlink(const std::string& record_id,
                v1::UnlinkRecordResponse* response) {
    v1::UnlinkRecordRequest request;
    request.set_record_id(record_id);
    request.set_reason("TWINS");
    return Ask("operator-console", Admin(),
               &v1::IdentityService::Stub::UnlinkRecord, request, response);
  }

  // The child that an id leads to, as a social worker of dcy sees it.
  v1::GetChildResponse Look(const std::string& child_id) {
    v1::GetChildRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SOCIAL_WORKER);
    request.set_child_id(child_id);
    v1::GetChildResponse response;
    grpc::ClientContext context;
    gateway_.As("dcy-dcy").exchange->GetChild(&context, request, &response);
    return response;
  }

  std::set<std::string> RecordsSeen(const std::string& child_id) {
    std::set<std::string> seen;
    const v1::GetChildResponse look = Look(child_id);
    for (const v1::Record& record : look.child().records()) {
      seen.insert(record.record_id());
    }
    return seen;
  }

  // Indexes of the log's entries about a child.
  std::set<uint64_t> EntriesAbout(const std::string& child_id) {
    v1::ListEntriesRequest request;
    *request.mutable_context() = Why(v1::PURPOSE_AUDIT, v1::ROLE_AUDITOR);
    request.set_child_id(child_id);
    v1::ListEntriesResponse response;
    grpc::ClientContext context;
    const Status status =
        gateway_.As("auditor-desk")
            .auditor->ListEntries(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::set<uint64_t> indexes;
    for (const v1::LoggedEntry& logged : response.entries()) {
      indexes.insert(logged.log_index());
    }
    return indexes;
  }

  RunningGateway gateway_;
  DemoAnswers answers_;
  uint64_t number_ = 0xd0000;
};

MATCHER_P(SaysReason, reason, "") { return ReasonIn(arg) == reason; }

TEST_F(IdentityDoor, WhatIsHeldFromAnAgencyIsNotInItsQueue) {
  const std::string review_id = ReviewOf(kImed, kCmst).review_id();
  ASSERT_FALSE(review_id.empty());
  const auto has_review = [&](const std::string& as,
                              const v1::CallContext& why) {
    const std::vector<v1::Review> queue = Queue(as, why);
    return std::any_of(queue.begin(), queue.end(), [&](const v1::Review& one) {
      return one.review_id() == review_id;
    });
  };
  v1::ExplainMatchRequest explain;
  explain.set_record_id(RecordOf(kCmst));
  explain.set_other_record_id(RecordOf(kImed));
  v1::ExplainMatchResponse explained;
  EXPECT_TRUE(has_review("dcy-dcy", Dcy()));
  EXPECT_TRUE(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::ExplainMatch,
                  explain, &explained)
                  .ok());

  v1::PlaceHoldRequest place;
  *place.mutable_context() = Admin();
  place.mutable_context()->set_purpose(v1::PURPOSE_OPERATION);
  place.mutable_context()->set_case_reference("CASE-1");
  place.set_request_id(RequestId(++number_));
  v1::Hold& hold = *place.mutable_hold();
  hold.set_child_id(FiledUnder(kImed));
  hold.set_kind(v1::HOLD_KIND_SAFETY);
  hold.set_agency("dcy");
  hold.set_reason("ผู้ถูกกล่าวหาทำงานในหน่วยงาน");
  hold.set_review_by("2600-01-01");
  hold.mutable_valid_until()->set_seconds(time(nullptr) + 86400);
  v1::PlaceHoldResponse placed;
  grpc::ClientContext context;
  const Status status = gateway_.As("operator-console")
                            .sharing->PlaceHold(&context, place, &placed);
  ASSERT_TRUE(status.ok()) << status.error_message();

  EXPECT_FALSE(has_review("dcy-dcy", Dcy()));
  EXPECT_TRUE(has_review("operator-console", Admin()));
  EXPECT_EQ(
      ReasonIn(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::ExplainMatch,
                   explain, &explained)),
      "NO_ACCESS");
}

TEST_F(IdentityDoor, ALinkIsOneChildUntilItIsUndone) {
  const std::string imed = FiledUnder(kImed);
  const std::string cmst = FiledUnder(kCmst);
  ASSERT_NE(imed, cmst);
  const std::set<std::string> imed_before = RecordsSeen(imed);
  const std::set<std::string> cmst_before = RecordsSeen(cmst);
  const v1::Review review = ReviewOf(kImed, kCmst);
  ASSERT_FALSE(review.review_id().empty());
  const v1::DecideReviewResponse decided =
      DecideFully(review.review_id(), v1::REVIEW_ANSWER_SAME);
  EXPECT_EQ(decided.decision().kind(), v1::IDENTITY_DECISION_KIND_LINKED);
  EXPECT_EQ(decided.review().state(), v1::REVIEW_STATE_SAME);
  EXPECT_EQ(ReviewOf(kImed, kCmst).review_id(), "") << "still in the queue";

  // Both ids lead to one child with the records of both.
  const v1::GetChildResponse by_imed = Look(imed);
  const v1::GetChildResponse by_cmst = Look(cmst);
  EXPECT_EQ(by_imed.child().child_id(), by_cmst.child().child_id());
  std::set<std::string> all = imed_before;
  all.insert(cmst_before.begin(), cmst_before.end());
  EXPECT_EQ(RecordsSeen(imed), all);
  EXPECT_GT(all.size(), imed_before.size());

  v1::UndoDecisionResponse undone;
  Status status = Undo(decided.decision().decision_id(), &undone);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(RecordsSeen(imed), imed_before);
  EXPECT_EQ(RecordsSeen(cmst), cmst_before);
  EXPECT_EQ(Look(imed).child().child_id(), imed);
  EXPECT_EQ(Look(cmst).child().child_id(), cmst);
  // It is told who saw the two as one, and each child's history has it.
  ASSERT_FALSE(undone.exposures().empty());
  for (const v1::Exposure& exposure : undone.exposures()) {
    EXPECT_EQ(exposure.agency(), "dcy");
    EXPECT_EQ(exposure.method(), "ExchangeService/GetChild");
    EXPECT_EQ(EntriesAbout(imed).count(exposure.log_index()), 1u);
    EXPECT_EQ(EntriesAbout(cmst).count(exposure.log_index()), 1u);
  }
  // Once only.
  status = Undo(decided.decision().decision_id(), &undone);
  EXPECT_THAT(status, SaysReason("LATER_DECISION"));
}

TEST_F(IdentityDoor, WhatIsJoinedAndKeptApartOutlivesARestart) {
  const std::string imed = FiledUnder(kImed);
  const std::string cmst = FiledUnder(kCmst);
  DecideFully(ReviewOf(kImed, kCmst).review_id(), v1::REVIEW_ANSWER_SAME);
  v1::UnlinkRecordResponse unlinked;
  const Status status = Unlink(RecordOf(kPupil), &unlinked);
  ASSERT_TRUE(status.ok()) << status.error_message();
  gateway_.Stop();
  gateway_.Start();
  EXPECT_EQ(Look(imed).child().child_id(), Look(cmst).child().child_id());
  v1::LinkRecordsResponse linked;
  EXPECT_THAT(Link(RecordOf(kPupil), RecordOf(kCase), &linked),
              SaysReason("KEPT_APART"));
}

// The department renames a child; a school still holds the name of before.
TEST_F(IdentityDoor, AChildIsFoundByTheNameThatItBoreBefore) {
  constexpr char kRenamed[] = "CMST-66-0102";
  const std::string folder = std::string(SAAN_ROOT) + "/deploy/demo/data/";
  const std::string renamed = gateway_.folder() + "/renamed.csv";
  WriteAll(renamed, absl::StrReplaceAll(ReadAll(folder + "dcy_cmst.csv"),
                                        {{"\"ภูริ\"", "\"กันตภณ\""},
                                         {"1990150007893", "1990150007892"}}));
  for (const v1::SubmitRecordResponse& again :
       SubmitFile(gateway_.As("dcy-dcy"), "dcy", renamed)) {
    EXPECT_EQ(again.outcome(), again.native_id() == kRenamed
                                   ? v1::SUBMIT_OUTCOME_UPDATED
                                   : v1::SUBMIT_OUTCOME_UNCHANGED);
  }
  const std::string pupil = gateway_.folder() + "/pupil.csv";
  WriteAll(pupil,
           absl::StrReplaceAll(ReadAll(folder + "school_dmc.csv"),
                               {{"1990230001114", "1990150007892"},
                                {"03001,ช,นาย,ณัฐวุฒิ,แก้วมณี,30/09/2551",
                                 "03901,ช,ด.ช.,ภูริ,อินทร์แก้ว,01/01/2560"}}));
  bool is_found = false;
  for (const v1::SubmitRecordResponse& answer :
       SubmitFile(gateway_.As("obec-school"), "school", pupil)) {
    if (answer.outcome() == v1::SUBMIT_OUTCOME_UNCHANGED) continue;
    is_found = true;
    EXPECT_EQ(answer.child_id(), FiledUnder(kRenamed));
  }
  EXPECT_TRUE(is_found);
  // Nobody is shown that name as one of the department's record.
  const v1::GetChildResponse look = Look(FiledUnder(kRenamed));
  for (const v1::Record& record : look.child().records()) {
    if (record.agency() != "dcy") continue;
    ASSERT_EQ(record.person().names_size(), 1);
    EXPECT_EQ(record.person().names(0).given_name(), "กันตภณ");
  }
}

TEST_F(IdentityDoor, AnUnlinkedRecordStaysOutWhateverItSays) {
  ASSERT_EQ(FiledUnder(kPupil), FiledUnder(kCase));
  v1::UnlinkRecordResponse unlinked;
  Status status = Unlink(RecordOf(kPupil), &unlinked);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(unlinked.decision().after_size(), 2);
  // The school sends the pupil again, changed: it stays where it is, and nobody
  // is asked.
  std::string csv =
      ReadAll(std::string(SAAN_ROOT) + "/deploy/demo/data/school_dmc.csv");
  const std::string changed = gateway_.folder() + "/changed.csv";
  WriteAll(changed, absl::StrReplaceAll(csv, {{",810000002,", ",810000009,"}}));
  for (const v1::SubmitRecordResponse& again :
       SubmitFile(gateway_.As("obec-school"), "school", changed)) {
    if (again.native_id() != kPupil) continue;
    EXPECT_EQ(again.outcome(), v1::SUBMIT_OUTCOME_UPDATED);
    EXPECT_NE(again.child_id(), FiledUnder(kCase));
  }
  EXPECT_EQ(ReviewOf(kPupil, kCase).review_id(), "");
  // Undone, it is of the same child again, and may be linked.
  v1::UndoDecisionResponse undone;
  status = Undo(unlinked.decision().decision_id(), &undone);
  ASSERT_TRUE(status.ok()) << status.error_message();
  v1::LinkRecordsResponse linked;
  EXPECT_THAT(Link(RecordOf(kPupil), RecordOf(kCase), &linked),
              SaysReason("SAME_CHILD"));
}

TEST_F(IdentityDoor, SplitNeedsEachRecordInOneGroup) {
  const std::string child_id = FiledUnder(kCase);
  v1::SplitChildRequest request;
  request.set_child_id(child_id);
  request.set_reason("TWINS");
  v1::RecordGroup& kept = *request.add_groups();
  for (const auto& [native_id, answer] : answers_) {
    if (answer.child_id() == child_id && native_id != kPupil) {
      kept.add_record_ids(answer.record_id());
    }
  }
  v1::SplitChildResponse response;
  const auto ask = [&] {
    return Ask("operator-console", Admin(),
               &v1::IdentityService::Stub::SplitChild, request, &response);
  };
  EXPECT_THAT(ask(), SaysReason("FIELD_REQUIRED"));
  request.add_groups()->add_record_ids(RecordOf(kTwin));
  EXPECT_THAT(ask(), SaysReason("FIELD_INVALID"));
  request.mutable_groups(1)->set_record_ids(0, RecordOf(kPupil));
  request.set_etag("\"0\"");
  EXPECT_THAT(ask(), SaysReason("ETAG_MISMATCH"));
  request.clear_etag();
  request.set_validate_only(true);
  ASSERT_TRUE(ask().ok());
  EXPECT_EQ(FiledUnder(kPupil), child_id);
  request.set_validate_only(false);
  const Status status = ask();
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.decision().after_size(), 2);
  for (const v1::ChildRecords& after : response.decision().after()) {
    EXPECT_EQ(after.child_id() == child_id,
              after.record_ids(0) != RecordOf(kPupil));
  }
  // Joined again, the other child's id comes back with its record.
  v1::UndoDecisionResponse undone;
  ASSERT_TRUE(Undo(response.decision().decision_id(), &undone).ok());
  v1::SplitChildResponse again;
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::SplitChild, request, &again)
                  .ok());
  std::set<std::string> first, second;
  for (const auto& after : response.decision().after()) {
    first.insert(after.child_id());
  }
  for (const auto& after : again.decision().after()) {
    second.insert(after.child_id());
  }
  EXPECT_EQ(first, second);
}

TEST_F(IdentityDoor, AnIdentifierConflictTakesTwoPersonsWhoAgree) {
  const v1::Review review = ReviewOf(kTwin, kOtherTwin);
  ASSERT_FALSE(review.review_id().empty());
  EXPECT_TRUE(review.needs_two_persons());
  v1::DecideReviewResponse response;
  const v1::CallContext bma = Person(v1::ROLE_CASE_MANAGER, "bma-1");
  ASSERT_TRUE(Decide("bma-temtem", bma, review.review_id(),
                     v1::REVIEW_ANSWER_SAME, &response)
                  .ok());
  EXPECT_EQ(response.review().state(), v1::REVIEW_STATE_AWAITS_SECOND);
  EXPECT_FALSE(response.has_decision());
  EXPECT_THAT(Decide("bma-temtem", bma, review.review_id(),
                     v1::REVIEW_ANSWER_SAME, &response),
              SaysReason("SECOND_PERSON_NEEDED"));
  // The second does not see what the first one said.
  EXPECT_TRUE(ReviewOf(kTwin, kOtherTwin).answers().empty());
  ASSERT_TRUE(Decide("operator-console", Admin(), review.review_id(),
                     v1::REVIEW_ANSWER_DIFFERENT, &response)
                  .ok());
  EXPECT_EQ(response.review().state(), v1::REVIEW_STATE_DISPUTED);
  ASSERT_TRUE(Decide("operator-console", Admin("admin-2"), review.review_id(),
                     v1::REVIEW_ANSWER_DIFFERENT, &response)
                  .ok());
  EXPECT_EQ(response.review().state(), v1::REVIEW_STATE_DIFFERENT);
  EXPECT_EQ(response.review().answers_size(), 3);
  EXPECT_EQ(response.decision().kind(), v1::IDENTITY_DECISION_KIND_KEPT_APART);
  v1::LinkRecordsResponse linked;
  EXPECT_THAT(Link(RecordOf(kTwin), RecordOf(kOtherTwin), &linked),
              SaysReason("KEPT_APART"));
  EXPECT_THAT(Decide("operator-console", Admin("admin-3"), review.review_id(),
                     v1::REVIEW_ANSWER_SAME, &response),
              SaysReason("REVIEW_DECIDED"));
  // Agreement of the first two, over all such reviews: none of one.
  v1::GetMatchQualityResponse quality;
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::GetMatchQuality,
                  v1::GetMatchQualityRequest(), &quality)
                  .ok());
  EXPECT_EQ(quality.agreement().trials(), 1u);
  EXPECT_EQ(quality.agreement().successes(), 0u);
  EXPECT_FALSE(quality.agencies().empty());
  EXPECT_FALSE(quality.waiting().empty());
}

TEST_F(IdentityDoor, AProtectedChildIsNotLinkedByOnePersonAlone) {
  // The incident report and the case of a child at risk.
  v1::LinkRecordsResponse linked;
  const Status status =
      Link(RecordOf("CPIS-66-10-000231"), RecordOf(kCase), &linked);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(linked.has_decision());
  EXPECT_EQ(linked.review().state(), v1::REVIEW_STATE_AWAITS_SECOND);
  v1::DecideReviewResponse decided;
  ASSERT_TRUE(Decide("operator-console", Admin("admin-2"),
                     linked.review().review_id(), v1::REVIEW_ANSWER_SAME,
                     &decided)
                  .ok());
  EXPECT_EQ(decided.decision().kind(), v1::IDENTITY_DECISION_KIND_LINKED);
  EXPECT_EQ(Look(FiledUnder("CPIS-66-10-000231")).child().child_id(),
            Look(FiledUnder(kCase)).child().child_id());
  // The report's own review was about the same two, and is settled with it.
  EXPECT_EQ(ReviewOf("CPIS-66-10-000231", kCase).review_id(), "");
}

TEST_F(IdentityDoor, WhatOnePersonWorksOnIsNotAnothers) {
  const std::string id = ReviewOf(kImed, kCmst).review_id();
  v1::ClaimReviewRequest claim;
  claim.set_review_id(id);
  v1::ClaimReviewResponse claimed;
  ASSERT_TRUE(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::ClaimReview,
                  claim, &claimed)
                  .ok());
  EXPECT_TRUE(claimed.review().has_claim());
  EXPECT_THAT(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::ClaimReview, claim, &claimed),
              SaysReason("REVIEW_CLAIMED"));
  v1::DecideReviewResponse decided;
  EXPECT_THAT(Decide("operator-console", Admin(), id,
                     v1::REVIEW_ANSWER_DIFFERENT, &decided),
              SaysReason("REVIEW_CLAIMED"));
  v1::ReleaseReviewRequest release;
  release.set_review_id(id);
  v1::ReleaseReviewResponse released;
  ASSERT_TRUE(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::ReleaseReview,
                  release, &released)
                  .ok());
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::ClaimReview, claim, &claimed)
                  .ok());
}

TEST_F(IdentityDoor, NeedMoreSaysWhatAndWaitsForTheAgency) {
  const std::string id = ReviewOf(kImed, kCmst).review_id();
  v1::DecideReviewRequest request;
  request.set_review_id(id);
  request.set_answer(v1::REVIEW_ANSWER_NEED_MORE);
  v1::DecideReviewResponse response;
  EXPECT_THAT(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::DecideReview,
                  request, &response),
              SaysReason("FIELD_REQUIRED"));
  request.set_reason("BIRTH_CERTIFICATE");
  ASSERT_TRUE(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::DecideReview,
                  request, &response)
                  .ok());
  EXPECT_EQ(response.review().state(), v1::REVIEW_STATE_AWAITS_MORE);
  v1::ListReviewQueueRequest free;
  free.set_is_free(true);
  v1::ListReviewQueueResponse queue;
  ASSERT_TRUE(Ask("dcy-dcy", Dcy("dcy-2"),
                  &v1::IdentityService::Stub::ListReviewQueue, free, &queue)
                  .ok());
  for (const v1::Review& review : queue.reviews()) {
    EXPECT_NE(review.review_id(), id);
  }
}

TEST_F(IdentityDoor, OnlyThoseConcernedSeeAndDecide) {
  // Teachers of obec have no rule that lets them know of others' records.
  EXPECT_TRUE(Queue("obec-school", Person(v1::ROLE_TEACHER, "t-1")).empty());
  v1::GetReviewRequest request;
  request.set_review_id(ReviewOf(kImed, kCmst).review_id());
  v1::GetReviewResponse response;
  EXPECT_THAT(Ask("obec-school", Person(v1::ROLE_TEACHER, "t-1"),
                  &v1::IdentityService::Stub::GetReview, request, &response),
              SaysReason("NOT_FOUND"));
  EXPECT_THAT(Ask("volunteers-network", Person(v1::ROLE_VOLUNTEER, "v-1"),
                  &v1::IdentityService::Stub::GetReview, request, &response),
              SaysReason("DOOR_CLOSED"));
  // dcy sees its own record whole, and of the other what the rules allow.
  ASSERT_TRUE(Ask("dcy-dcy", Dcy(), &v1::IdentityService::Stub::GetReview,
                  request, &response)
                  .ok());
  std::set<std::string> seen;
  for (const v1::Record& record : response.records().records()) {
    seen.insert(record.record_id());
  }
  EXPECT_EQ(seen.count(RecordOf(kCmst)), 1u);
  // An administrator sees levels and no data.
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::GetReview, request, &response)
                  .ok());
  EXPECT_TRUE(response.records().records().empty());
  EXPECT_FALSE(response.review().evidence().comparisons().empty());
}

TEST_F(IdentityDoor, AnExplanationAddsUp) {
  v1::ExplainMatchRequest request;
  request.set_record_id(RecordOf(kImed));
  request.set_other_record_id(RecordOf(kCmst));
  v1::ExplainMatchResponse response;
  const Status status =
      Ask("operator-console", Admin(), &v1::IdentityService::Stub::ExplainMatch,
          request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  double sum = 0;
  for (const v1::ExplanationStep& step : response.explanation().steps()) {
    sum += step.bits();
    EXPECT_NEAR(step.sum_bits(), sum, 1e-6);
    EXPECT_FALSE(step.text_th().empty());
    EXPECT_FALSE(step.text_en().empty());
  }
  EXPECT_NEAR(sum, response.evidence().weight_bits(), 1e-6);
  EXPECT_GT(response.explanation().probability(), 0);
  // As it was filed: the linked record has its evidence.
  request.set_record_id(RecordOf(kCase));
  request.clear_other_record_id();
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::ExplainMatch, request, &response)
                  .ok());
  EXPECT_EQ(response.evidence().verdict(), v1::VERDICT_SAME);
  EXPECT_EQ(response.pair().record_id_b(), RecordOf(kPupil));
}

TEST_F(IdentityDoor, TheHistoryOfAChildHasEveryDecision) {
  const v1::DecideReviewResponse linked =
      DecideFully(ReviewOf(kImed, kCmst).review_id(), v1::REVIEW_ANSWER_SAME);
  v1::UndoDecisionResponse undone;
  ASSERT_TRUE(Undo(linked.decision().decision_id(), &undone).ok());
  v1::ListDecisionsRequest request;
  request.set_child_id(FiledUnder(kImed));
  v1::ListDecisionsResponse history;
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::ListDecisions, request, &history)
                  .ok());
  ASSERT_EQ(history.decisions_size(), 2);
  EXPECT_EQ(history.decisions(0).undone_by(),
            history.decisions(1).decision_id());
  EXPECT_EQ(history.decisions(1).undoes(), history.decisions(0).decision_id());
  EXPECT_FALSE(history.decisions(0).evidence().comparisons().empty());
}

TEST_F(IdentityDoor, TheStoreTeachesAModelThatTheGatewayTakes) {
  v1::TrainMatchModelRequest request;
  request.set_version("thai-child@3");
  v1::TrainMatchModelResponse trained;
  const Status status =
      Ask("operator-console", Admin(),
          &v1::IdentityService::Stub::TrainMatchModel, request, &trained);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_GT(trained.records(), 20u);
  EXPECT_FALSE(trained.changes().empty());
  const std::string file = gateway_.folder() + "/learned.textproto";
  WriteAll(file, trained.model_text());
  gateway_.Stop();
  gateway_.UseModel(file);
  gateway_.Start();
  // Under the new model all is judged again, a page at a time, and nothing
  // moves by itself.
  v1::RematchRequest rematch;
  rematch.set_page_size(7);
  rematch.set_validate_only(true);
  uint64_t judged = 0;
  v1::RematchResponse page;
  do {
    ASSERT_TRUE(Ask("operator-console", Admin(),
                    &v1::IdentityService::Stub::Rematch, rematch, &page)
                    .ok());
    judged += page.judged();
    EXPECT_EQ(page.opened(), 0u);
    rematch.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  EXPECT_EQ(judged, page.records());
  EXPECT_EQ(judged, trained.records());
}

class BlindReviews : public IdentityDoor {
 protected:
  std::string MoreConfig() const override {
    return "review_practice { is_blind: true samples_per_thousand: 1000 }\n";
  }
};

TEST_F(BlindReviews, WeightsAreHiddenUntilOneHasAnswered) {
  const v1::Review review = ReviewOf(kTwin, kOtherTwin);
  EXPECT_TRUE(review.is_blind());
  EXPECT_TRUE(review.evidence().comparisons().empty());
  EXPECT_EQ(review.evidence().weight_bits(), 0);
  v1::DecideReviewResponse response;
  ASSERT_TRUE(Decide("operator-console", Admin(), review.review_id(),
                     v1::REVIEW_ANSWER_DIFFERENT, &response)
                  .ok());
  EXPECT_FALSE(response.review().is_blind());
  EXPECT_FALSE(response.review().evidence().comparisons().empty());
  v1::GetReviewRequest request;
  request.set_review_id(review.review_id());
  v1::GetReviewResponse shown;
  ASSERT_TRUE(Ask("operator-console", Admin("admin-2"),
                  &v1::IdentityService::Stub::GetReview, request, &shown)
                  .ok());
  EXPECT_TRUE(shown.review().is_blind());
  EXPECT_TRUE(shown.explanation().steps().empty());
}

TEST_F(BlindReviews, SamplesMeasurePrecision) {
  // Every automatic link is looked at, and every one found right.
  uint64_t answered = 0;
  const v1::Review link = ReviewOf(kCase, kPupil);
  ASSERT_FALSE(link.review_id().empty());
  v1::DecideReviewResponse response;
  for (const char* staff : {"admin-1", "admin-2"}) {
    ASSERT_TRUE(Decide("operator-console", Admin(staff), link.review_id(),
                       v1::REVIEW_ANSWER_SAME, &response)
                    .ok());
    if (response.review().state() == v1::REVIEW_STATE_SAME) break;
  }
  ++answered;
  EXPECT_EQ(response.review().reason(), v1::REVIEW_REASON_SAMPLE);
  EXPECT_FALSE(response.has_decision()) << "they were one child before";
  v1::GetMatchQualityResponse quality;
  ASSERT_TRUE(Ask("operator-console", Admin(),
                  &v1::IdentityService::Stub::GetMatchQuality,
                  v1::GetMatchQualityRequest(), &quality)
                  .ok());
  EXPECT_EQ(quality.precision().trials(), answered);
  EXPECT_EQ(quality.precision().share(), 1);
  EXPECT_LT(quality.precision().lower(), 1);
}

}  // namespace
}  // namespace saan::e2e
