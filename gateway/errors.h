// The catalogue of refusals: each reason with its code and its words in Thai
// and English. Every error that leaves the house is made here.

#ifndef SAAN_GATEWAY_ERRORS_H_
#define SAAN_GATEWAY_ERRORS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "saan/v1/errors.pb.h"

namespace saan {

// A status that carries `reason`, and the field or thing it is about (a name
// of ours, never a value).
absl::Status Refuse(v1::ErrorReason reason, absl::string_view field = "");

// The reason that `status` carries, or the one that its code stands for.
v1::ErrorReason ReasonOf(const absl::Status& status);

// "NO_ACCESS" of ERROR_REASON_NO_ACCESS.
std::string ReasonName(v1::ErrorReason reason);

// The same refusal as a part of an answer.
v1::Violation ViolationOf(const absl::Status& status);

// The status with google.rpc.ErrorInfo (domain "saan"), the English message
// and a LocalizedMessage in Thai; BadRequest names the field. The text of a
// status without a reason is for our own log and does not leave the house.
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace saan

#endif  // SAAN_GATEWAY_ERRORS_H_
