// The house rules that a machine can keep: who may include whom, how long a
// file may grow, and what may not be written. Run over the source tree itself.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
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
    {"gateway/care", {"proto"}},
    {"gateway",
     {"proto", "adapters", "storage", "gateway/match", "gateway/policy",
      "gateway/care"}},
    // The command line verifies proofs and cuts files by itself.
    {"gateway/ctl",
     {"proto", "gateway/match", "gateway/policy", "storage", "adapters"}},
};
// Of those three rooms the command line may see these alone.
const std::set<std::string> kCtlMaySee = {
    "storage/merkle.h", "storage/note.h", "storage/checkpoint.h",
    "storage/tlog_proof.h", "storage/tiles.h", "storage/tlog_policy.h",
    "storage/log_export.h", "storage/witness.h", "storage/segment_check.h",
    "storage/subject_map.h", "storage/archive_check.h",
    "storage/archived_segment.h", "storage/hmac.h", "adapters/split.h",
    "adapters/csv.h", "adapters/thai/date.h", "adapters/thai/name.h",
    "adapters/thai/number.h", "adapters/thai/text.h",
    // It reads, tests and compares rule files without a gateway.
    "gateway/policy/policy.h", "gateway/policy/rule_file.h",
    "gateway/policy/review.h", "gateway/policy/sentence.h"};

// Words that belong in one place only.
struct Ban {
  std::vector<std::string> words;
  std::vector<std::string> only_in;  // Path prefixes where they are at home.
  std::string instead;
};
const std::vector<Ban> kBans = {
    {{"absl::Now(", "system_clock", "random_device", "RAND_bytes"},
     {"gateway/main.cc", "gateway/ctl/main.cc"},
     "time and chance passed in as values"},
    {{"steady_clock"},
     {"gateway/guard", "gateway/main.cc", "gateway/ctl/"},
     "time passed in as a value"},
    {{"std::string_view"}, {}, "absl::string_view: on Debian 12 they differ"},
    {{"rocksdb::"}, {"storage/rocks"}, "storage/kv.h"},
    {{"grpc::", "grpcpp/"}, {"gateway/"}, "absl::Status"},
    {{" throw ", " throw;", "catch ("}, {}, "absl::Status"},
    {{"FIXME"}, {}, "a test, or an issue"},
    {{"policy::Redact("}, {"gateway/disclosure.cc"}, "gateway/disclosure.h"},
    {{".bytes()"},
     {"gateway/disclosure.cc", "gateway/stored_record.cc"},
     "gateway/disclosure.h: a stored record is shown through it alone"},
    {{"using namespace "}, {}, "full names"},
    {{"std::cout", "std::cerr"}, {}, "the output of the room that speaks"},
};
// The pure rooms never see gRPC, wherever they stand.
const std::vector<std::string> kPure = {"gateway/match/", "gateway/policy/",
                                        "gateway/care/"};

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
        found.push_back({fs::relative(entry.path(), SAAN_ROOT).generic_string(),
                         LinesOf(entry.path())});
      }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
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

const std::string kInclude = "#include \"";

TEST(Tidy, RoomsLookOnlyWhereTheyMay) {
  for (const Source& source : Sources()) {
    const std::string room = RoomOf(source.path);
    ASSERT_NE(room, "") << source.path << " is in no room";
    for (const std::string& line : source.lines) {
      if (!StartsWith(line, kInclude)) continue;
      const std::string target =
          line.substr(kInclude.size(), line.rfind('"') - kInclude.size());
      const std::string other = RoomOf(target);
      if (other.empty() || other == room) continue;  // absl/..., same room.
      EXPECT_TRUE(kMayInclude.at(room).count(other))
          << source.path << " (" << room << ") may not include " << target;
      if (room == "gateway/ctl" && (other == "storage" || other == "adapters" ||
                                    other == "gateway/policy")) {
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

// Two types of one name in one namespace are one to the linker, which then
// calls the code of either for both (the standard's [basic.def.odr]).
TEST(Tidy, EachTypeIsDefinedOnce) {
  const std::regex definition(
      R"(^(?:class|struct|enum class|enum) (\w+)(?: final)?(?: : [^;]*)? \{)");
  std::map<std::string, std::string> defined_in;
  for (const Source& source : Sources()) {
    std::string space;
    bool is_anonymous = false;
    for (const std::string& line : source.lines) {
      if (StartsWith(line, "namespace ") && line.find('=') == line.npos) {
        is_anonymous = line == "namespace {";
        if (!is_anonymous) space = line;
      } else if (line == "}  // namespace") {
        is_anonymous = false;
      }
      std::smatch match;
      if (is_anonymous || !std::regex_search(line, match, definition)) continue;
      const auto [found, is_new] =
          defined_in.emplace(space + match[1].str(), source.path);
      EXPECT_TRUE(is_new) << source.path << ": " << match[1]
                          << " is defined in " << found->second << " too";
    }
  }
  EXPECT_GT(defined_in.size(), 100u);
}

TEST(Tidy, FilesStayShort) {
  for (const Source& source : Sources()) {
    const bool is_header = source.path.ends_with(".h");
    EXPECT_LE(source.lines.size(),
              is_header ? kMaxLinesHeader : kMaxLinesSource)
        << source.path;
  }
}

bool IsIndented(const std::string& line) {
  return !line.empty() && line[0] == ' ';
}

// A namespace, type or table: may hold more than one function.
bool IsScope(const std::string& line) {
  for (const char* word :
       {"namespace", "class ", "struct ", "enum ", "template", "const ",
        "constexpr ", "inline constexpr "}) {
    if (StartsWith(line, word)) return true;
  }
  return line.ends_with("= {") || line.ends_with("][] = {");
}

// A function begins at column 0, its signature ends in "{", and it ends at a
// lone "}".
TEST(Tidy, FunctionsStayShort) {
  for (const Source& source : Sources()) {
    size_t signature = 0;
    int begin = -1;
    for (size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (line == "}" && begin >= 0) {
        EXPECT_LE(static_cast<int>(i) - begin, kMaxLinesFunction)
            << source.path << ":" << begin + 1;
        begin = -1;
        continue;
      }
      if (!line.empty() && !IsIndented(line)) signature = i;
      if (begin < 0 && line.ends_with("{") &&
          !IsScope(source.lines[signature])) {
        begin = static_cast<int>(signature);
      }
    }
  }
}

bool IsUnder(const std::string& path,
             const std::vector<std::string>& prefixes) {
  return std::any_of(
      prefixes.begin(), prefixes.end(),
      [&](const std::string& prefix) { return StartsWith(path, prefix); });
}

// Code only: what stands before a comment.
std::string CodeOf(const std::string& line) {
  return line.substr(0, line.find("// "));
}

TEST(Tidy, WordsStayAtHome) {
  for (const Ban& ban : kBans) {
    for (const Source& source : Sources()) {
      if (IsUnder(source.path, ban.only_in) && !IsUnder(source.path, kPure)) {
        continue;
      }
      for (size_t i = 0; i < source.lines.size(); ++i) {
        const std::string code = CodeOf(source.lines[i]);
        for (const std::string& word : ban.words) {
          EXPECT_EQ(code.find(word), std::string::npos)
              << source.path << ":" << i + 1 << " use " << ban.instead;
        }
      }
    }
  }
}

TEST(Tidy, EveryPromiseHasAName) {
  for (const Source& source : Sources()) {
    for (size_t i = 0; i < source.lines.size(); ++i) {
      const size_t found = source.lines[i].find("TODO");
      if (found == std::string::npos) continue;
      EXPECT_EQ(source.lines[i].compare(found, 5, "TODO("), 0)
          << source.path << ":" << i + 1 << " TODO(name): what, and when";
    }
  }
}

// Visits the Markdown files of the project, by path from its root.
void ForEachDocument(
    const std::function<void(const fs::path& file,
                             const std::string& relative)>& visit) {
  for (const auto& entry : fs::recursive_directory_iterator(SAAN_ROOT)) {
    const std::string relative =
        fs::relative(entry.path(), SAAN_ROOT).generic_string();
    if (entry.path().extension() != ".md" || StartsWith(relative, "build") ||
        relative.find("node_modules") != std::string::npos) {
      continue;
    }
    visit(entry.path(), relative);
  }
}

// Paths that a README names in backticks, e.g. `storage/tables.h`.
TEST(Tidy, ReadmesNameRealPaths) {
  const std::regex path(
      R"(`([a-z_]+(?:/[a-zA-Z_0-9]+)+\.(?:h|cc|proto|md|sh|tsv|textproto))`)");
  ForEachDocument([&](const fs::path& file, const std::string& relative) {
    for (const std::string& line : LinesOf(file)) {
      for (std::sregex_iterator it(line.begin(), line.end(), path), end;
           it != end; ++it) {
        const fs::path from_root = fs::path(SAAN_ROOT) / (*it)[1].str();
        const fs::path from_here = file.parent_path() / (*it)[1].str();
        EXPECT_TRUE(fs::exists(from_root) || fs::exists(from_here))
            << relative << " names " << (*it)[1];
      }
    }
  });
}

TEST(Tidy, DocumentsHoldNoMarksOfAMerge) {
  ForEachDocument([](const fs::path& file, const std::string& relative) {
    for (const std::string& line : LinesOf(file)) {
      EXPECT_FALSE(StartsWith(line, "<<<<<<< ") || StartsWith(line, ">>>>>>> "))
          << relative << ": " << line;
    }
  });
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
