#include "gateway/ctl/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gateway/ctl/completion_script.h"

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;

class CommandLine : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder =
        testing::TempDir() + "/saan-program-" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  World TheWorld() {
    World world;
    world.out = &out_;
    world.err = &err_;
    world.environment = {{"SAAN_CONFIG", folder_ + "/contexts.textproto"}};
    world.now = [] { return absl::FromUnixSeconds(1700000000); };
    world.random_uuid = [] {
      return std::string("00000000-0000-4000-8000-000000000000");
    };
    return world;
  }

  // Exit code; what was printed is in out_ and err_.
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    return Program(TheWorld()).Run(arguments);
  }

  std::string folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLine, PrintsItsVersion) {
  EXPECT_EQ(Run({"version"}), kExitOk);
  EXPECT_EQ(out_.str(), absl::StrCat("saan ", kVersion, "\n"));
}

TEST_F(CommandLine, PrintsHelpAsData) {
  EXPECT_EQ(Run({"--help"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr("Exit codes"));
  EXPECT_EQ(Run({"child", "get", "--help"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr("--provenance"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandLine, HasTheVersionOfTheProject) {
  std::ifstream file(SAAN_ROOT "/CMakeLists.txt");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(),
              HasSubstr(absl::StrCat("project(saan VERSION ", kVersion)));
}

TEST_F(CommandLine, EndsWithUsageForWhatItCannotRead) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_EQ(Run({"chlid", "get"}), kExitUsage);
  EXPECT_EQ(Run({"child"}), kExitUsage);
  EXPECT_EQ(Run({"child", "get", "--veiw", "together"}), kExitUsage);
  EXPECT_EQ(Run({"submit"}), kExitUsage);
  EXPECT_EQ(Run({"whoami", "-o", "xml"}), kExitUsage);
}

TEST_F(CommandLine, EndsWithUsageWhenNoGatewayIsNamed) {
  EXPECT_EQ(Run({"whoami"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--address, --ca, --cert, --key"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(CommandLine, EndsWithUsageForAFileThatCannotBeRead) {
  EXPECT_EQ(Run({"submit", folder_ + "/none.json"}), kExitUsage);
}

TEST_F(CommandLine, AsksWhichChildIsMeant) {
  EXPECT_EQ(Run({"child", "get"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--native"));
}

TEST_F(CommandLine, KeepsContexts) {
  EXPECT_EQ(Run({"context", "add", "prod", "--address", "g:1", "--ca", "ca",
                 "--cert", "c", "--key", "k", "--purpose", "case_care"}),
            kExitOk);
  EXPECT_EQ(Run({"context", "add", "test", "--address", "t:1", "--ca", "ca",
                 "--cert", "c", "--key", "k"}),
            kExitOk);
  EXPECT_EQ(Run({"context", "use", "test"}), kExitOk);
  EXPECT_EQ(Run({"-o", "csv", "--lang", "en", "context", "list"}), kExitOk);
  EXPECT_EQ(out_.str(),
            "\xEF\xBB\xBF"
            "Current,Name,Address,Purpose,Role,Actor\r\n"
            ",prod,g:1,case_care,,\r\n*,test,t:1,,,\r\n");
  EXPECT_EQ(Run({"context", "remove", "test"}), kExitOk);
  EXPECT_EQ(Run({"context", "list", "-o", "json"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr("\"name\":\"prod\""));
  EXPECT_EQ(Run({"context", "use", "test"}), kExitNotFound);
}

TEST_F(CommandLine, PrintsAnEmptyListOfContextsAsBrackets) {
  EXPECT_EQ(Run({"context", "list", "-o", "json"}), kExitOk);
  EXPECT_EQ(out_.str(), "[]\n");
}

TEST_F(CommandLine, RefusesAContextWithAWrongWord) {
  EXPECT_EQ(Run({"context", "add", "a", "--address", "g:1", "--ca", "ca",
                 "--cert", "c", "--key", "k", "--purpose", "fun"}),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("case_care"));
}

TEST_F(CommandLine, KeepsFilesOfAContextByAbsolutePath) {
  ASSERT_EQ(Run({"context", "add", "a", "--address", "g:1", "--ca", "ca.pem",
                 "--cert", "c", "--key", "k"}),
            kExitOk);
  ASSERT_EQ(Run({"context", "show", "a", "-o", "jsonl"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr("\"ca_file\":\"/"));
}

TEST_F(CommandLine, SaysWhatAMisspeltWordMayMean) {
  const Program program(TheWorld());
  const CLI::App& app = program.app();
  EXPECT_THAT(DidYouMean(app, {"chlid"}), HasSubstr("mean child?"));
  EXPECT_THAT(DidYouMean(app, {"-o", "json", "agency", "lst"}),
              HasSubstr("mean list?"));
  EXPECT_THAT(DidYouMean(app, {"child", "get", "--purpos", "audit"}),
              HasSubstr("mean --purpose?"));
  EXPECT_EQ(DidYouMean(app, {"child", "get", "anything"}), "");
  EXPECT_EQ(DidYouMean(app, {"xylophone"}), "");
  EXPECT_EQ(DidYouMean(app, {}), "");
}

// Every command, with the words that lead to it.
void Collect(const CLI::App& app, const std::string& path,
             std::vector<std::string>* paths) {
  for (const CLI::App* child :
       app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string below = absl::StrCat(path, " ", child->get_name());
    paths->push_back(below);
    Collect(*child, below, paths);
  }
}

TEST_F(CommandLine, CompletesEveryCommandAndOption) {
  const Program program(TheWorld());
  const std::string script = BashCompletion(program.app());
  std::vector<std::string> paths;
  Collect(program.app(), "saan", &paths);
  EXPECT_GT(paths.size(), 30u);
  for (const std::string& path : paths) {
    EXPECT_THAT(script, HasSubstr(absl::StrCat("'", path, "') words=")));
  }
  for (const CLI::Option* option : program.app().get_options()) {
    for (const std::string& name : option->get_lnames()) {
      EXPECT_THAT(script, HasSubstr(absl::StrCat("--", name)));
    }
  }
}

TEST_F(CommandLine, CompletesInBash) {
  const std::string script = folder_ + "/script";
  ASSERT_EQ(Run({"completion", "bash"}), kExitOk);
  std::ofstream(script) << out_.str()
                        << "COMP_WORDS=(saan --lang en child ge)\n"
                           "COMP_CWORD=4\n_saan\necho \"${COMPREPLY[*]}\"\n"
                           "COMP_WORDS=(saan whoami --purpose au)\n"
                           "COMP_CWORD=3\n_saan\necho \"${COMPREPLY[*]}\"\n";
  const std::string command =
      absl::StrCat("bash ", script, " > ", folder_, "/answer");
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream answer(folder_ + "/answer");
  std::stringstream text;
  text << answer.rdbuf();
  EXPECT_EQ(text.str(), "get\naudit\n");
}

}  // namespace
}  // namespace saan::ctl
