// The house rules that a machine can keep: who may include whom, how long a
// file may grow, and what may not be written. Run over the source tree itself.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

// The whole architecture: a room, and the rooms it may look into.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"proto", {}},
    {"adapters", {"proto"}},
    {"storage", {"proto"}},
    {"gateway/match", {"proto"}},
    {"gateway/policy", {"proto"}},
    {"gateway",
     {"proto", "adapters", "storage", "gateway/match", "gateway/policy"}},
    // The command line verifies proofs and cuts files by itself.
    {"gateway/ctl", {"proto", "gateway/match", "storage", "adapters"}},
};
// Of those two rooms the command line may see these alone.
const std::set<std::string> kCtlMaySee = {"storage/merkle.h",
                                          "adapters/split.h"};

// Words that belong in one place only.
struct Ban {
  std::string pattern;
  std::vector<std::string> only_in;  // Path prefixes where it is at home.
  std::string instead;
};
const std::vector<Ban> kBans = {
    {R"(absl::Now\(|system_clock|random_device|RAND_bytes)",
     {"gateway/main.cc", "gateway/ctl/main.cc"},
     "time and chance passed in as values"},
    {R"(steady_clock)", {"gateway/guard", "gateway/main.cc", "gateway/ctl/"},
     "time passed in as a value"},
    {R"(std::string_view)", {},
     "absl::string_view: on Debian 12 they differ"},
    {R"(rocksdb::)", {"storage/rocks"}, "storage/kv.h"},
    {R"(grpc::|grpcpp/)", {"gateway/"}, "absl::Status"},
    {R"(\bthrow\b|\bcatch \()", {}, "absl::Status"},
    {R"(TODO(?!\())", {}, "TODO(name): what and when"},
    {R"(FIXME|XXX)", {}, "a test, or an issue"},
    {R"(using namespace )", {}, "full names"},
    {R"(std::cout|std::cerr)", {}, "the output of the room that speaks"},
};
// The pure rooms never see gRPC, wherever they stand.
const std::vector<std::string> kPure = {"gateway/match/", "gateway/policy/"};

constexpr size_t kMaxLinesHeader = 250;
constexpr size_t kMaxLinesSource = 600;
constexpr int kMaxLinesFunction = 70;

struct Source {
  std::string path;  // From the root, with '/'.
  std::vector<std::string> lines;
};

std::vector<std::string> LinesOf(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

const std::vector<Source>& Sources() {
  static const auto& sources = *new std::vector<Source>([] {
    std::vector<Source> found;
    for (const char* top : {"proto", "adapters", "storage", "gateway"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(SAAN_ROOT) / top)) {
        const std::string extension = entry.path().extension();
        if (extension != ".h" && extension != ".cc") continue;
        found.push_back(
            {fs::relative(entry.path(), SAAN_ROOT).generic_string(),
             LinesOf(entry.path())});
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.path < b.path;
    });
    return found;
  }());
  return sources;
}

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0;
}

// The longest room whose name begins `path`.
std::string RoomOf(const std::string& path) {
  std::string best;
  for (const auto& [room, unused] : kMayInclude) {
    if (StartsWith(path, room + "/") && room.size() > best.size()) best = room;
  }
  return best;
}

TEST(Tidy, RoomsLookOnlyWhereTheyMay) {
  const std::regex include(R"re(^#include "([^"]+)")re");
  for (const Source& source : Sources()) {
    const std::string room = RoomOf(source.path);
    ASSERT_NE(room, "") << source.path << " is in no room";
    for (const std::string& line : source.lines) {
      std::smatch found;
      if (!std::regex_search(line, found, include)) continue;
      const std::string target = found[1];
      const std::string other = RoomOf(target);
      if (other.empty() || other == room) continue;  // absl/..., same room.
      EXPECT_TRUE(kMayInclude.at(room).count(other))
          << source.path << " (" << room << ") may not include " << target;
      if (room == "gateway/ctl" && (other == "storage" || other == "adapters")) {
        EXPECT_TRUE(kCtlMaySee.count(target))
            << source.path << " may not include " << target;
      }
    }
  }
}

TEST(Tidy, TheMapHasNoCircle) {
  std::set<std::string> placed;
  for (size_t round = 0; round <= kMayInclude.size(); ++round) {
    for (const auto& [room, others] : kMayInclude) {
      if (std::includes(placed.begin(), placed.end(), others.begin(),
                        others.end())) {
        placed.insert(room);
      }
    }
  }
  EXPECT_EQ(placed.size(), kMayInclude.size());
}

TEST(Tidy, FilesStayShort) {
  for (const Source& source : Sources()) {
    const bool is_header = source.path.ends_with(".h");
    EXPECT_LE(source.lines.size(), is_header ? kMaxLinesHeader : kMaxLinesSource)
        << source.path;
  }
}

// A function begins where a line at column 0 ends in "{" and ends at "}".
TEST(Tidy, FunctionsStayShort) {
  for (const Source& source : Sources()) {
    int begin = -1;
    for (size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (line == "}" && begin >= 0) {
        EXPECT_LE(static_cast<int>(i) - begin, kMaxLinesFunction)
            << source.path << ":" << begin + 1;
        begin = -1;
      } else if (begin < 0 && line.ends_with(") {") &&
                 !StartsWith(line, "namespace")) {
        begin = static_cast<int>(i);
      } else if (begin < 0 && line.ends_with(" const {")) {
        begin = static_cast<int>(i);
      }
    }
  }
}

TEST(Tidy, WordsStayAtHome) {
  for (const Ban& ban : kBans) {
    const std::regex pattern(ban.pattern);
    for (const Source& source : Sources()) {
      const bool is_home = std::any_of(
          ban.only_in.begin(), ban.only_in.end(), [&](const auto& prefix) {
            return StartsWith(source.path, prefix);
          });
      const bool is_pure = std::any_of(
          kPure.begin(), kPure.end(),
          [&](const auto& prefix) { return StartsWith(source.path, prefix); });
      if (is_home && !is_pure) continue;
      for (size_t i = 0; i < source.lines.size(); ++i) {
        EXPECT_FALSE(std::regex_search(source.lines[i], pattern))
            << source.path << ":" << i + 1 << " use " << ban.instead;
      }
    }
  }
}

// Paths that a README names in backticks, e.g. `storage/tables.h`.
TEST(Tidy, ReadmesNameRealPaths) {
  const std::regex path(
      R"(`([a-z_.]+(?:/[a-zA-Z_0-9.]+)+\.(?:h|cc|proto|md|sh|tsv|textproto)))");
  for (const auto& entry : fs::recursive_directory_iterator(SAAN_ROOT)) {
    const std::string relative =
        fs::relative(entry.path(), SAAN_ROOT).generic_string();
    if (entry.path().extension() != ".md" || StartsWith(relative, "build") ||
        relative.find("node_modules") != std::string::npos) {
      continue;
    }
    for (const std::string& line : LinesOf(entry.path())) {
      for (std::sregex_iterator it(line.begin(), line.end(), path), end;
           it != end; ++it) {
        const fs::path from_root = fs::path(SAAN_ROOT) / (*it)[1].str();
        const fs::path from_here = entry.path().parent_path() / (*it)[1].str();
        EXPECT_TRUE(fs::exists(from_root) || fs::exists(from_here))
            << relative << " names " << (*it)[1];
      }
    }
  }
}

// A header says what it gives before it says anything else.
TEST(Tidy, HeadersOpenWithWhatTheyAreFor) {
  for (const Source& source : Sources()) {
    if (!source.path.ends_with(".h")) continue;
    ASSERT_FALSE(source.lines.empty()) << source.path;
    EXPECT_TRUE(StartsWith(source.lines[0], "// ")) << source.path;
  }
}

}  // namespace
