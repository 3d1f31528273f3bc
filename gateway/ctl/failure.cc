#include "gateway/ctl/failure.h"

#include <grpcpp/support/status.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/table.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace saan::ctl {
namespace {

ExitCode ExitCodeOf(grpc::StatusCode code, absl::string_view reason) {
  if (reason == "REQUEST_ID_REUSED") return kExitConflict;
  switch (code) {
    case grpc::StatusCode::OK:
      return kExitOk;
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::OUT_OF_RANGE:
      return kExitUsage;
    case grpc::StatusCode::NOT_FOUND:
      return kExitNotFound;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return kExitDenied;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return kExitUnreachable;
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::FAILED_PRECONDITION:
      return kExitConflict;
    case grpc::StatusCode::DATA_LOSS:
      return kExitUnverified;
    case grpc::StatusCode::CANCELLED:
      return kExitInterrupted;
    default:
      return kExitFailed;
  }
}

// Words for a status without details: it comes from the transport.
Words TransportWords(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return {"ติดต่อเกตเวย์ไม่ได้ ลองสั่ง saan doctor เพื่อดูสาเหตุ",
              "The gateway cannot be reached; saan doctor says why."};
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return {"เกตเวย์ไม่ตอบภายในเวลาที่กำหนด ลองใหม่หรือเพิ่ม --timeout",
              "The gateway did not answer in time; try again, or raise "
              "--timeout."};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {"เกตเวย์รุ่นนี้ไม่มีคำสั่งนี้", "This gateway does not offer that call."};
    default:
      return {absl::StrCat("เกตเวย์ตอบว่า: ", status.error_message()),
              absl::StrCat("The gateway answered: ", status.error_message())};
  }
}

void TakeDetail(const google::protobuf::Any& detail, Failure* failure) {
  google::rpc::ErrorInfo info;
  google::rpc::LocalizedMessage message;
  google::rpc::BadRequest request;
  if (detail.UnpackTo(&info)) {
    failure->reason = info.reason();
  } else if (detail.UnpackTo(&message)) {
    const bool is_thai = absl::StartsWith(message.locale(), "th");
    (is_thai ? failure->words.th : failure->words.en) = message.message();
  } else if (detail.UnpackTo(&request)) {
    for (const auto& violation : request.field_violations()) {
      failure->details.push_back(
          absl::StrCat(violation.field(), ": ", violation.description()));
    }
  }
}

}  // namespace

Failure FromCall(const grpc::Status& status) {
  Failure failure;
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) rich.Clear();
  for (const auto& detail : rich.details()) TakeDetail(detail, &failure);
  failure.exit_code = ExitCodeOf(status.error_code(), failure.reason);
  if (failure.reason.empty()) {
    failure.words = TransportWords(status);
    return failure;
  }
  if (failure.words.en.empty()) failure.words.en = status.error_message();
  if (failure.words.th.empty()) {
    failure.words.th = WordsForReason(failure.reason).th;
  }
  return failure;
}

Failure FromLocal(const absl::Status& status) {
  Failure failure;
  failure.exit_code = kExitUsage;
  failure.words.en = std::string(status.message());
  failure.words.th = absl::StrCat("ทำตามคำสั่งไม่ได้: ", status.message());
  return failure;
}

void PrintFailure(std::ostream& err, Lang lang, const Failure& failure) {
  err << "saan: " << Visible(failure.words.In(lang)) << "\n";
  // A local fault has the English words in the Thai line already.
  if (lang == Lang::kThai &&
      !absl::StrContains(failure.words.th, failure.words.en)) {
    err << "      " << Visible(failure.words.en) << "\n";
  }
  if (!failure.reason.empty()) {
    err << "      [" << Visible(failure.reason) << "] "
        << WordsForReason(failure.reason).In(lang) << "\n";
  }
  for (const std::string& detail : failure.details) {
    err << "      - " << Visible(detail) << "\n";
  }
}

}  // namespace saan::ctl
