#include "gateway/ctl/log_copy.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/connection.h"
#include "storage/note.h"

namespace saan::ctl {
namespace {

namespace fs = std::filesystem;

// 256 entries of 65535 bytes with their lengths.
constexpr size_t kMaxTileBytes = 256 * (65535 + 2);

}  // namespace

absl::StatusOr<std::string> ReadCheckpointOf(const std::string& folder) {
  return ReadSmallFile((fs::path(folder) / "checkpoint").string(), "copy",
                       storage::kMaxNoteBytes);
}

absl::StatusOr<std::string> ReadTileOf(const std::string& folder,
                                       const storage::TileName& name) {
  const fs::path path = fs::path(folder) / storage::TilePath(name);
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (error || size > kMaxTileBytes) {
    return absl::NotFoundError(
        absl::StrCat(storage::TilePath(name), " is missing or too large"));
  }
  std::string data(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(data.data(), static_cast<std::streamsize>(size))) {
    return absl::DataLossError(
        absl::StrCat(storage::TilePath(name), " cannot be read"));
  }
  return data;
}

}  // namespace saan::ctl
