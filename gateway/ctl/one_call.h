// One call of a door, from the flags to the exit code.

#ifndef SAAN_GATEWAY_CTL_ONE_CALL_H_
#define SAAN_GATEWAY_CTL_ONE_CALL_H_

#include "gateway/ctl/shell.h"

namespace saan::ctl {

// Calls `method` of a door, e.g. &Connection::identity, and gives the answer to
// `print`, whose exit code this gives. A request that has a request_id gets
// one.
template <typename Stub, typename Request, typename Response, typename Print>
int CallOnce(const Shell& shell, v1::Purpose purpose,
             Stub& (Connection::*door)(),
             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                          Response*),
             Request request, const Print& print) {
  if constexpr (requires { request.request_id(); }) {
    request.set_request_id(shell.world.random_uuid());
  }
  return shell.WithConnection(purpose, [&](Connection& connection) {
    Response response;
    const grpc::Status status =
        connection.Call((connection.*door)(), method, request, &response);
    if (!status.ok()) return shell.Fail(connection, status);
    return static_cast<int>(print(response));
  });
}

// Prints `message` as programs read it; true when it did.
inline bool PrintedAsJson(const Shell& shell,
                          const google::protobuf::Message& message) {
  if (!IsJson(shell.format())) return false;
  PrintMessage(shell.out(), shell.format(), message);
  return true;
}

}  // namespace saan::ctl

#endif  // SAAN_GATEWAY_CTL_ONE_CALL_H_
