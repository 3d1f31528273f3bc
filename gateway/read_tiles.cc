// ReadTiles: files of the log, for auditors who copy it whole.

#include <string>
#include <utility>

#include "gateway/audit_view.h"
#include "gateway/auditor.h"
#include "storage/tiles.h"

namespace saan {
namespace {

constexpr int kMaxPaths = 256;
// An answer ends with the file that reaches this; a bundle of the largest
// entries has 16 MiB.
constexpr size_t kEnoughBytes = 2 << 20;

absl::Status Body(const House& house, const v1::ReadTilesRequest& request,
                  Call* call, v1::ReadTilesResponse* response) {
  if (!SeesWholeLog(house, *call)) return Refuse(v1::ERROR_REASON_NO_ACCESS);
  if (request.paths().empty()) {
    return Refuse(v1::ERROR_REASON_FIELD_REQUIRED, "paths");
  }
  if (request.paths_size() > kMaxPaths) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "paths");
  }
  size_t bytes = 0;
  uint64_t entries = 0;
  for (const std::string& path : request.paths()) {
    if (bytes >= kEnoughBytes) break;
    const absl::StatusOr<storage::TileName> name = storage::ParseTilePath(path);
    if (!name.ok()) return Refuse(v1::ERROR_REASON_FIELD_INVALID, "paths");
    absl::StatusOr<std::string> data = house.log.TileFile(*name);
    if (absl::IsOutOfRange(data.status())) {
      return Refuse(v1::ERROR_REASON_NOT_FOUND, "paths");
    }
    if (!data.ok()) return data.status();
    bytes += data->size();
    if (name->level == storage::TileName::kEntries) entries += name->width;
    v1::TileFile& file = *response->add_files();
    file.set_path(path);
    file.set_data(*std::move(data));
  }
  call->entry.set_entries_read(static_cast<uint32_t>(entries));
  return absl::OkStatus();
}

}  // namespace

grpc::Status Auditor::ReadTiles(grpc::ServerContext* context,
                                const v1::ReadTilesRequest* request,
                                v1::ReadTilesResponse* response) {
  return Serve(frame_, *context, {"AuditorService/ReadTiles", Door::kAuditor},
               *request, response, &Body);
}

}  // namespace saan
