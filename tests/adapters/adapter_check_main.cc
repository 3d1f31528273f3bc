// saan-adapter-check DIR [--write]: checks the adapter folders below DIR as the
// gateway does at start, or writes the expected files of their samples anew.
// DIR may be one adapter folder, or the folder that holds them all.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/mapping.h"
#include "adapters/mapping_samples.h"

namespace {

bool HoldsMapping(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::exists(folder / "mapping.textproto", error);
}

std::vector<std::string> FindFolders(const std::string& directory) {
  if (HoldsMapping(directory)) return {directory};
  std::vector<std::string> folders;
  std::error_code error;
  std::filesystem::directory_iterator at(directory, error);
  for (; !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    if (HoldsMapping(at->path())) folders.push_back(at->path().string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

absl::Status Run(const std::string& folder, bool is_writing) {
  const absl::StatusOr<std::unique_ptr<saan::adapters::Mapping>> mapping =
      saan::adapters::Mapping::Load(folder);
  if (!mapping.ok()) return mapping.status();
  if (is_writing) {
    absl::Status written = saan::adapters::WriteExpected(**mapping, folder);
    if (!written.ok()) return written;
  }
  return saan::adapters::CheckSamples(**mapping, folder);
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_writing = argc == 3 && std::string(argv[2]) == "--write";
  if (argc != 2 && !is_writing) {
    std::cerr << "usage: saan-adapter-check DIR [--write]\n";
    return 2;
  }
  const std::vector<std::string> folders = FindFolders(argv[1]);
  if (folders.empty()) {
    std::cerr << argv[1] << ": holds no mapping.textproto\n";
    return 2;
  }
  int faults = 0;
  for (const std::string& folder : folders) {
    const absl::Status status = Run(folder, is_writing);
    if (status.ok()) {
      std::cout << folder << ": good\n";
    } else {
      std::cerr << status.message() << "\n";
      ++faults;
    }
  }
  return faults == 0 ? 0 : 1;
}
