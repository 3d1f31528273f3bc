// A folder of adapters that a test writes for itself.

#ifndef SAAN_TESTS_ADAPTERS_ADAPTER_FOLDER_H_
#define SAAN_TESTS_ADAPTERS_ADAPTER_FOLDER_H_

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "adapters/adapter.h"
#include "gtest/gtest.h"
#include "saan/v1/errors.pb.h"

namespace saan::adapters {

// Removed with the test.
class AdapterFolder {
 public:
  AdapterFolder()
      : root_(absl::StrCat(
            testing::TempDir(), "adapters_",
            testing::UnitTest::GetInstance()
                ->current_test_info()
                ->test_suite_name(),
            "_",
            testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(root_);
  }
  ~AdapterFolder() { std::filesystem::remove_all(root_); }
  AdapterFolder(const AdapterFolder&) = delete;
  AdapterFolder& operator=(const AdapterFolder&) = delete;

  void Write(const std::string& path, absl::string_view text) const {
    const std::filesystem::path file = std::filesystem::path(root_) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  const std::string& root() const { return root_; }
  std::string Of(const std::string& system) const {
    return absl::StrCat(root_, "/", system);
  }

 private:
  std::string root_;
};

// "field: REASON; field: REASON" of violations or notices.
inline std::string Told(const std::vector<v1::Violation>& violations) {
  std::string told;
  for (const v1::Violation& violation : violations) {
    absl::StrAppend(&told, told.empty() ? "" : "; ", violation.field(), ": ",
                    v1::ErrorReason_Name(violation.reason())
                        .substr(sizeof "ERROR_REASON_" - 1));
  }
  return told;
}

}  // namespace saan::adapters

#endif  // SAAN_TESTS_ADAPTERS_ADAPTER_FOLDER_H_
