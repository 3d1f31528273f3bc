#include "gateway/ctl/contexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace saan::ctl {
namespace {

class ContextFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        testing::TempDir() + "/saan-contexts-" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    path_ = folder + "/below/contexts.textproto";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string path_;
};

TEST_F(ContextFile, ComesBackAsItWasSaved) {
  Contexts contexts;
  contexts.set_current("prod");
  Context* context = contexts.add_context();
  context->set_name("prod");
  context->set_address("gateway.example:8443");
  context->set_actor("จนท-07");
  ASSERT_TRUE(SaveContexts(path_, contexts).ok());
  const absl::StatusOr<Contexts> loaded = LoadContexts(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->SerializeAsString(), contexts.SerializeAsString());
}

TEST_F(ContextFile, IsReadableByItsOwnerAlone) {
  ASSERT_TRUE(SaveContexts(path_, Contexts()).ok());
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(ContextFile, LeavesNothingElseBehind) {
  ASSERT_TRUE(SaveContexts(path_, Contexts()).ok());
  ASSERT_TRUE(SaveContexts(path_, Contexts()).ok());
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_ + "/below")) {
    (void)entry;
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST_F(ContextFile, IsEmptyWhenThereIsNone) {
  const absl::StatusOr<Contexts> loaded = LoadContexts(path_);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->context_size(), 0);
}

TEST_F(ContextFile, NamesTheLineThatCannotBeRead) {
  const std::string path = folder_ + "/bad.textproto";
  std::ofstream(path) << "current: \"a\"\ncolour: \"red\"\n";
  const absl::Status status = LoadContexts(path).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("bad.textproto:2:"));
}

TEST(ContextsPath, FollowsItsVariablesInOrder) {
  Environment environment = {{"HOME", "/home/a"}};
  EXPECT_EQ(ContextsPath(environment),
            "/home/a/.config/saan/contexts.textproto");
  environment["XDG_CONFIG_HOME"] = "/conf";
  EXPECT_EQ(ContextsPath(environment), "/conf/saan/contexts.textproto");
  environment["SAAN_CONFIG"] = "/x.textproto";
  EXPECT_EQ(ContextsPath(environment), "/x.textproto");
  EXPECT_EQ(ContextsPath({}), "");
}

}  // namespace
}  // namespace saan::ctl
