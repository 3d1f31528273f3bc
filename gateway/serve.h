// How a unary call is answered: the path of gateway/call.h around a body, by a
// thread that waits for the disk or without one.

#ifndef SAAN_GATEWAY_SERVE_H_
#define SAAN_GATEWAY_SERVE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/call.h"
#include "gateway/errors.h"
#include "gateway/workers.h"
#include "storage/ledger.h"

namespace saan {

template <typename Request>
concept Mutating = requires(const Request& request) {
  request.request_id();
};
template <typename Request>
concept Validating = requires(const Request& request) {
  request.validate_only();
};

// The bytes that a request id stands for: all of the request but the id.
template <typename Request>
std::string BytesWithoutId(const Request& request) {
  if constexpr (Mutating<Request>) {
    Request copy = request;
    copy.clear_request_id();
    return copy.SerializeAsString();
  } else {
    return request.SerializeAsString();
  }
}

// Runs `body` with the request-id rules around it.
template <typename Request, typename Response, typename Body>
absl::Status Answer(const Frame& frame, const Request& request, Call* call,
                    Response* response, const Body& body) {
  const House& house = frame.house;
  if constexpr (Mutating<Request>) {
    const std::string bytes = BytesWithoutId(request);
    absl::StatusOr<std::optional<std::string>> earlier =
        EarlierAnswer(house, request.request_id(), bytes, call);
    if (!earlier.ok()) return earlier.status();
    if (earlier->has_value()) {
      if (response->ParseFromString(**earlier)) return absl::OkStatus();
      return absl::DataLossError("a remembered answer does not parse");
    }
    absl::Status answer = body(house, request, call, response);
    bool keeps = answer.ok();
    if constexpr (Validating<Request>) {
      if (request.validate_only()) {
        call->changes = {};
        call->events.clear();
        call->placed = nullptr;
        keeps = false;
      }
    }
    if (keeps) {
      RememberAnswer(house, request.request_id(), bytes,
                     response->SerializeAsString(), call);
    }
    return answer;
  } else {
    return body(house, request, call, response);
  }
}

// A call that has been answered, but whose entry may not be on disk yet.
struct Placed {
  absl::Status answer;
  // ABORTED: there is no entry, for others kept changing what was read.
  absl::StatusOr<std::shared_ptr<storage::Ticket>> ticket;
};

template <typename Request, typename Response, typename Body>
Placed AnswerAndPlace(const Frame& frame,
                      const grpc::ServerContextBase& context,
                      const Method& method, const Request& request,
                      Response* response, const Body& body) {
  Placed placed;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Call call;
    response->Clear();
    placed.answer = OpenCall(frame, context, request.context(), method, &call);
    if (placed.answer.ok()) {
      placed.answer = Answer(frame, request, &call, response, body);
    }
    placed.ticket = PlaceCall(frame, &call, placed.answer);
    if (!absl::IsAborted(placed.ticket.status())) return placed;
    placed.answer = Refuse(v1::ERROR_REASON_CONFLICT);
  }
  return placed;
}

// What leaves the house: the answer with its receipt, or that there is none.
// A response without receipt() does not compile.
template <typename Response>
grpc::Status Conclude(const absl::Status& answer,
                      const absl::StatusOr<v1::Receipt>& receipt,
                      grpc::ServerContextBase& context, Response* response) {
  absl::Status told = answer;
  if (receipt.ok()) {
    context.AddTrailingMetadata(kReceiptTrailer, receipt->SerializeAsString());
    if (told.ok()) *response->mutable_receipt() = *receipt;
  } else if (!absl::IsAborted(receipt.status())) {
    told = Refuse(v1::ERROR_REASON_UNAVAILABLE);
  }
  if (!told.ok()) response->Clear();
  return ToGrpc(told);
}

// Answers one unary call. A request without context() does not compile: no RPC
// can hide its purpose or its record.
template <typename Request, typename Response, typename Body>
grpc::Status ServeWith(const Frame& frame, grpc::ServerContextBase& context,
                       const Method& method, const Request& request,
                       Response* response, const Body& body) {
  const Placed placed =
      AnswerAndPlace(frame, context, method, request, response, body);
  return Conclude(placed.answer,
                  placed.ticket.ok() ? AwaitReceipt(frame, *placed.ticket)
                                     : placed.ticket.status(),
                  context, response);
}

// What one RPC does between the door and the record of the call.
template <typename Request, typename Response>
using BodyOf = absl::Status (*)(const House&, const Request&, Call*, Response*);

// As ServeWith, with a body that needs nothing but the request.
template <typename Request, typename Response>
grpc::Status Serve(const Frame& frame, grpc::ServerContextBase& context,
                   const Method& method, const Request& request,
                   Response* response,
                   std::type_identity_t<BodyOf<Request, Response>> body) {
  return ServeWith(frame, context, method, request, response, body);
}

// The same without a thread that waits for the disk: for what is asked most
// often. To read is the work of Frame::readers, so that `body` may read the
// store; it must not wait for another call, as one that files records does.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeSoon(
    const Frame& frame, grpc::CallbackServerContext* context,
    const Method& method, const Request* request, Response* response,
    std::type_identity_t<BodyOf<Request, Response>> body) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const bool is_taken = frame.readers.Run([=, &frame] {
    const Placed placed =
        AnswerAndPlace(frame, *context, method, *request, response, body);
    const auto finish = [=](const absl::StatusOr<v1::Receipt>& receipt) {
      reactor->Finish(Conclude(placed.answer, receipt, *context, response));
    };
    if (placed.ticket.ok()) {
      WhenReceipt(frame, *placed.ticket, finish);
    } else {
      finish(placed.ticket.status());
    }
  });
  if (!is_taken) reactor->Finish(ToGrpc(Refuse(v1::ERROR_REASON_OVERLOADED)));
  return reactor;
}

}  // namespace saan

#endif  // SAAN_GATEWAY_SERVE_H_
