// WhoAmI: who the caller is to the gateway, and what its system speaks.

#include "gateway/exchange.h"
#include "gateway/timestamps.h"

namespace saan {
namespace {

absl::Status Body(const House& house, const v1::WhoAmIRequest& request,
                  Call* call, v1::WhoAmIResponse* response) {
  const Caller& caller = call->caller;
  response->set_agency(caller.agency);
  response->set_display_name_th(caller.display_name_th);
  response->set_display_name_en(caller.display_name_en);
  response->set_system(caller.system);
  for (const v1::Role role : caller.roles) response->add_roles(role);
  *response->mutable_certificate_expire_time() =
      TimestampOf(caller.certificate_not_after);
  if (const adapters::Adapter* adapter = house.adapters.Find(caller.system)) {
    for (const v1::FormInfo& form : adapter->forms()) {
      *response->add_forms() = form;
    }
  }
  *response->mutable_gateway_time() = TimestampOf(call->now);
  response->set_gateway_build(house.env.build);
  return absl::OkStatus();
}

}  // namespace

grpc::Status Exchange::WhoAmI(grpc::ServerContext* context,
                              const v1::WhoAmIRequest* request,
                              v1::WhoAmIResponse* response) {
  return Serve(frame_, *context, {"ExchangeService/WhoAmI", Door::kExchange},
               *request, response, &Body);
}

}  // namespace saan
