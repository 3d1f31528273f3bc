#include "gateway/export_asked.h"

namespace saan {

absl::StatusOr<ExportAsked> ReadExportAsked(const House& house,
                                            const Call& call,
                                            const std::string& system,
                                            const std::string& form) {
  const adapters::Adapter* adapter = house.adapters.Find(system);
  if (adapter == nullptr || system != call.caller.system) {
    return Refuse(v1::ERROR_REASON_SYSTEM_UNKNOWN, "system");
  }
  for (const v1::FormInfo& info : adapter->forms()) {
    if (info.is_exportable() && (form.empty() || form == info.form())) {
      return ExportAsked{*adapter, info.form()};
    }
  }
  return Refuse(v1::ERROR_REASON_FIELD_INVALID, "form");
}

}  // namespace saan
