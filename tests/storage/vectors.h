// The published vectors in tests/storage/data.

#ifndef SAAN_TESTS_STORAGE_VECTORS_H_
#define SAAN_TESTS_STORAGE_VECTORS_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/storage/temp_folder.h"

namespace saan::storage {

inline std::string ReadVector(const std::string& name) {
  const std::string bytes =
      ReadFile(std::string(SAAN_ROOT) + "/tests/storage/data/" + name);
  EXPECT_FALSE(bytes.empty()) << name;
  return bytes;
}

// The lines of a table, each cut at its tabs.
inline std::vector<std::vector<std::string>> ReadTable(
    const std::string& name) {
  std::vector<std::vector<std::string>> rows;
  for (const auto line : absl::StrSplit(ReadVector(name), '\n')) {
    if (!line.empty()) rows.push_back(absl::StrSplit(line, '\t'));
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_VECTORS_H_
