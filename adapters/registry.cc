#include "adapters/registry.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/mapping.h"
#include "adapters/mapping_samples.h"

namespace saan::adapters {
namespace {

// Folders of `directory` that hold a mapping, sorted.
absl::StatusOr<std::vector<std::string>> FindFolders(
    const std::string& directory) {
  std::vector<std::string> folders;
  std::error_code error;
  std::filesystem::directory_iterator at(directory, error);
  for (; !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    if (std::filesystem::exists(at->path() / "mapping.textproto", error)) {
      folders.push_back(at->path().string());
    }
  }
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat(directory, ":0: the folder cannot be read"));
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Registry>> Registry::Load(
    const std::string& directory) {
  const absl::StatusOr<std::vector<std::string>> folders =
      FindFolders(directory);
  if (!folders.ok()) return folders.status();
  auto registry = std::make_unique<Registry>();
  for (const std::string& folder : *folders) {
    absl::StatusOr<std::unique_ptr<Mapping>> mapping = Mapping::Load(folder);
    if (!mapping.ok()) return mapping.status();
    const absl::Status checked = CheckSamples(**mapping, folder);
    if (!checked.ok()) return checked;
    registry->adapters_.push_back(*std::move(mapping));
  }
  return registry;
}

const Adapter* Registry::Find(absl::string_view system) const {
  for (const auto& adapter : adapters_) {
    if (adapter->system() == system) return adapter.get();
  }
  return nullptr;
}

std::vector<std::string> Registry::systems() const {
  std::vector<std::string> systems;
  for (const auto& adapter : adapters_) {
    systems.emplace_back(adapter->system());
  }
  return systems;
}

}  // namespace saan::adapters
