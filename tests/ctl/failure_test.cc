#include "gateway/ctl/failure.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <sstream>

#include "gateway/ctl/sender.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

grpc::Status WithReason(grpc::StatusCode code, const std::string& reason) {
  google::rpc::Status rich;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  rich.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage message;
  message.set_locale("th");
  message.set_message("ข้อความไทย");
  rich.add_details()->PackFrom(message);
  google::rpc::BadRequest request;
  auto* violation = request.add_field_violations();
  violation->set_field("context.purpose");
  violation->set_description("required");
  rich.add_details()->PackFrom(request);
  return grpc::Status(code, "English message", rich.SerializeAsString());
}

TEST(FromCall, ReadsTheDetailsOfTheGateway) {
  const Failure failure = FromCall(
      WithReason(grpc::StatusCode::INVALID_ARGUMENT, "PURPOSE_MISSING"));
  EXPECT_EQ(failure.exit_code, kExitUsage);
  EXPECT_EQ(failure.reason, "PURPOSE_MISSING");
  EXPECT_EQ(failure.words.th, "ข้อความไทย");
  EXPECT_EQ(failure.words.en, "English message");
  EXPECT_THAT(failure.details,
              testing::ElementsAre("context.purpose: required"));
}

TEST(FromCall, MapsCodesToExitCodes) {
  const struct {
    grpc::StatusCode code;
    const char* reason;
    ExitCode exit_code;
  } cases[] = {
      {grpc::StatusCode::NOT_FOUND, "NOT_FOUND", kExitNotFound},
      {grpc::StatusCode::PERMISSION_DENIED, "NO_ACCESS", kExitDenied},
      {grpc::StatusCode::UNAUTHENTICATED, "CERTIFICATE_NOT_REGISTERED",
       kExitDenied},
      {grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE", kExitUnreachable},
      {grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED", kExitUnreachable},
      {grpc::StatusCode::ABORTED, "ETAG_MISMATCH", kExitConflict},
      {grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE", kExitConflict},
      {grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED", kExitConflict},
      {grpc::StatusCode::DATA_LOSS, "INTERNAL", kExitUnverified},
      {grpc::StatusCode::INTERNAL, "INTERNAL", kExitFailed}};
  for (const auto& c : cases) {
    EXPECT_EQ(FromCall(WithReason(c.code, c.reason)).exit_code, c.exit_code)
        << c.reason;
  }
}

TEST(FromCall, HasWordsOfItsOwnForTheTransport) {
  const Failure failure = FromCall(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect"));
  EXPECT_EQ(failure.exit_code, kExitUnreachable);
  EXPECT_THAT(failure.words.th, HasSubstr("saan doctor"));
}

TEST(FromCall, SurvivesDetailsThatAreNone) {
  const Failure failure = FromCall(
      grpc::Status(grpc::StatusCode::INTERNAL, "broken", "\xFF\xFF\xFF"));
  EXPECT_EQ(failure.exit_code, kExitFailed);
  EXPECT_THAT(failure.words.en, HasSubstr("broken"));
}

TEST(PrintFailure, ShowsThaiReadersBothLanguages) {
  Failure failure;
  failure.words = {"ไทย", "English"};
  failure.reason = "NO_ACCESS";
  std::ostringstream thai;
  PrintFailure(thai, Lang::kThai, failure);
  EXPECT_THAT(thai.str(), HasSubstr("saan: ไทย\n      English\n"));
  EXPECT_THAT(thai.str(), HasSubstr("[NO_ACCESS]"));
  std::ostringstream english;
  PrintFailure(english, Lang::kEnglish, failure);
  EXPECT_THAT(english.str(), Not(HasSubstr("ไทย")));
}

TEST(PrintFailure, DoesNotLetAMessageSteerTheTerminal) {
  Failure failure;
  failure.words = {"\x1B[2J", "\x1B[2J"};
  std::ostringstream err;
  PrintFailure(err, Lang::kThai, failure);
  EXPECT_EQ(err.str().find('\x1B'), std::string::npos);
}

TEST(IsWorthRetrying, TellsABreakFromARefusal) {
  EXPECT_TRUE(IsWorthRetrying(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed")));
  EXPECT_TRUE(IsWorthRetrying(
      WithReason(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED")));
  EXPECT_TRUE(IsWorthRetrying(
      grpc::Status(grpc::StatusCode::INTERNAL, "Received RST_STREAM")));
  EXPECT_FALSE(
      IsWorthRetrying(WithReason(grpc::StatusCode::INTERNAL, "INTERNAL")));
  EXPECT_FALSE(IsWorthRetrying(
      WithReason(grpc::StatusCode::PERMISSION_DENIED, "ROLE_NOT_HELD")));
}

}  // namespace
}  // namespace saan::ctl
