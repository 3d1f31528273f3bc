// saan link and saan match, from files to files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gateway/ctl/program.h"
#include "gateway/ctl/thai_child.h"

namespace saan::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kModel[] = SAAN_ROOT "/tests/ctl/data/link_model.textproto";
constexpr char kPeople[] = SAAN_ROOT "/tests/ctl/data/link_people.csv";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/saan-link-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Exit code; what was printed is in out_ and err_.
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    World world;
    world.out = &out_;
    world.err = &err_;
    world.environment = {{"SAAN_CONFIG", folder_ + "/contexts.textproto"}};
    world.now = [] { return absl::FromUnixSeconds(1795651200); };
    world.random_uuid = [] { return std::string(); };
    return Program(std::move(world)).Run(arguments);
  }

  // Links a file of the small model that has `rows`; what was written is in
  // links_ and clusters_.
  int Link(const std::string& rows) {
    return LinkFile(
        Write("in.csv", "record_id,given,family,birth,phone\n" + rows));
  }
  int LinkFile(const std::string& path) {
    const int exit_code =
        Run({"link", path, "--model", kModel, "--out", folder_ + "/links.csv",
             "--clusters", folder_ + "/clusters.csv", "--lang", "en"});
    links_ = ReadFile(folder_ + "/links.csv");
    clusters_ = ReadFile(folder_ + "/clusters.csv");
    return exit_code;
  }

  std::string folder_;
  std::ostringstream out_;
  std::ostringstream err_;
  std::string links_;
  std::string clusters_;
};

TEST_F(Files, LinksTheGoldenPeople) {
  ASSERT_EQ(LinkFile(kPeople), kExitOk) << err_.str();
  EXPECT_EQ(clusters_, ReadFile(SAAN_ROOT "/tests/ctl/data/link_clusters.csv"));
  EXPECT_THAT(links_, HasSubstr("record_id_a,record_id_b,probability,"
                                "weight_bits,verdict\r\n"));
  EXPECT_THAT(links_, HasSubstr("p1,p2,"));
  const std::string first = links_;
  ASSERT_EQ(LinkFile(kPeople), kExitOk);
  EXPECT_EQ(links_, first);
}

TEST_F(Files, ReadsAByteOrderMarkAndQuotedCells) {
  const std::string text = ReadFile(kPeople);
  ASSERT_EQ(LinkFile(Write("bom.csv", "\xEF\xBB\xBF" + text)), kExitOk);
  EXPECT_EQ(clusters_, ReadFile(SAAN_ROOT "/tests/ctl/data/link_clusters.csv"));
  ASSERT_EQ(Link("\"p,1\",\"an\"\"na\",berg,2015-04-02,\n"), kExitOk);
  EXPECT_THAT(clusters_, HasSubstr("\"p,1\",\"p,1\""));
}

TEST_F(Files, LinksAcrossTwoFilesOnly) {
  const std::string header = "record_id,given,family,birth,phone\n";
  const std::string anna = "anna,bergstrom,2015-04-02,0812345678\n";
  const std::string a = Write("a.csv", header + "a1," + anna + "a2," + anna);
  const std::string b = Write("b.csv", header + "b1," + anna);
  const std::string links = folder_ + "/links.csv";
  ASSERT_EQ(Run({"link", a, b, "--model", kModel, "--out", links}), kExitOk);
  EXPECT_THAT(ReadFile(links), Not(HasSubstr("a1,a2")));
  ASSERT_EQ(Run({"link", a, b, "--model", kModel, "--one-to-one", "--clusters",
                 links}),
            kExitOk);
  EXPECT_EQ(ReadFile(links),
            "record_id,cluster_id\r\na1,a1\r\na2,a2\r\nb1,a1\r\n");
}

TEST_F(Files, PrintTotalsInTheFormatAskedFor) {
  ASSERT_EQ(Run({"link", kPeople, "--model", kModel, "-o", "json"}), kExitOk);
  EXPECT_THAT(out_.str(), HasSubstr("\"records\":\"8\""));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Files, WithoutRecordsLinkNobody) {
  EXPECT_EQ(Link(""), kExitOk);
  EXPECT_EQ(clusters_, "record_id,cluster_id\r\n");
  EXPECT_EQ(LinkFile(Write("empty.csv", "")), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("empty.csv:1: "));
  EXPECT_EQ(Run({"link", folder_ + "/none.csv", "--model", kModel}),
            kExitUsage);
}

TEST_F(Files, WithEmptyFieldsLinkNobody) {
  ASSERT_EQ(Link("a,,,,\nb,,,,\nc,,,,\n"), kExitOk);
  EXPECT_EQ(clusters_, "record_id,cluster_id\r\na,a\r\nb,b\r\nc,c\r\n");
}

TEST_F(Files, OfOnePhoneAndTheFirstOfJanuaryLinkNobody) {
  std::string header, row;
  for (size_t i = 0; i < kThaiChildColumnCount; ++i) {
    const std::string column = kThaiChildColumns[i];
    absl::StrAppend(&header, i > 0 ? "," : "", column);
    if (i > 0) {
      absl::StrAppend(&row, ",",
                      column == "phone"            ? "0812345678"
                      : column == "birth_date_raw" ? "01/01/2558"
                                                   : "");
    }
  }
  std::string text = header + "\n";
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&text, "r", i, row, "\n");
  ASSERT_EQ(Run({"link", Write("same.csv", text), "--model", "thai-child", "-o",
                 "json"}),
            kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\"people\":\"10000\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"links\":\"0\""));
}

TEST_F(Files, OfThaiChildrenMayHoldFormerNames) {
  std::string header;
  for (size_t i = 0; i < kThaiChildColumnCount; ++i) {
    absl::StrAppend(&header, i > 0 ? "," : "", kThaiChildColumns[i]);
  }
  // Nothing else speaks of one household, as a family name does.
  const auto row = [](const std::string& id, const std::string& family) {
    return absl::StrCat(id, ",", id, ",,กัญญาณัฐ,", family,
                        ",,ญ,12/07/2556,,,,,,,,,,,");
  };
  const std::string plain = absl::StrCat(header, "\n", row("a", "ใจดี"), "\n",
                                         row("b", "มีทรัพย์"), "\n");
  const std::string former =
      absl::StrCat(header, ",former_family_name\n", row("a", "ใจดี"), ",\n",
                   row("b", "มีทรัพย์"), ",ใจดี\n");
  const auto weight = [&](const std::string& text) {
    const std::string links = folder_ + "/links.csv";
    EXPECT_EQ(Run({"link", Write("former.csv", text), "--model", "thai-child",
                   "--out", links}),
              kExitOk)
        << err_.str();
    const std::vector<std::string> cells = absl::StrSplit(ReadFile(links), ',');
    return cells.size() < 8 ? 0 : std::stod(cells[7]);
  };
  EXPECT_GT(weight(former), weight(plain) + 2);
}

TEST_F(Files, TakeNoNameOfTenThousandLetters) {
  const std::string name(10000, 'a');
  ASSERT_EQ(Link(absl::StrCat("a,", name, ",", name, ",,\nb,", name, ",", name,
                              ",,\n")),
            kExitOk);
  EXPECT_EQ(clusters_, "record_id,cluster_id\r\na,a\r\nb,b\r\n");
}

TEST_F(Files, ReadMixedScriptsUnseenMarksAndBadBytes) {
  ASSERT_EQ(Link("a,กานดาwong,เบิร์ก\xE2\x80\x8B,2015-04-02,\n"
                 "b,กาน\xE2\x80\x8C"
                 "ดาwong,เบิร์ก,2015-04-02,\n"
                 "c,\xFF\xFE\x80,\xC0\xAF,2011-01-01,\n"
                 "d,\xF0\x9F\x91\xB6\xE2\x80\xAE,x,2012-01-01,\n"),
            kExitOk);
  EXPECT_EQ(clusters_, "record_id,cluster_id\r\na,a\r\nb,a\r\nc,c\r\nd,d\r\n");
}

TEST_F(Files, NameAMissingColumn) {
  EXPECT_EQ(LinkFile(Write("in.csv", "record_id,given,family,phone\n")),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("in.csv:1: "));
  EXPECT_THAT(err_.str(), HasSubstr("\"birth\""));
  EXPECT_EQ(LinkFile(Write("in.csv", "given,family,birth,phone\n")),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("\"record_id\""));
  EXPECT_EQ(Run({"link", kPeople, "--model", "thai-child"}), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("\"system\""));
}

TEST_F(Files, NameTheLineOfARepeatedRecord) {
  EXPECT_EQ(Link("a,anna,,,\nb,bo,,,\na,carl,,,\n"), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("in.csv:4: "));
  EXPECT_THAT(err_.str(), Not(HasSubstr("carl")));
  EXPECT_EQ(links_, "");
}

TEST_F(Files, NameTheLineOfABrokenRow) {
  EXPECT_EQ(Link("a,\"two\nlines\",,,\nb,\"bo,,,\n"), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("in.csv:4: "));
  EXPECT_EQ(Link("a,anna,,,\nb,bo\n"), kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("in.csv:3: "));
}

TEST_F(Files, NameTheLineOfAWrongModel) {
  const std::string text = ReadFile(kModel);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{
           {"field: \"phone\"", "field: \"shoe\""},
           {"review_probability: 0.3", "review_probability: 0.99"},
           {"levels { level: \"exact\"", "levels { level: \"differs\""}}) {
    const std::string model =
        Write("m.textproto", absl::StrReplaceAll(text, {{from, to}}));
    EXPECT_EQ(Run({"link", kPeople, "--model", model}), kExitUsage) << to;
    EXPECT_THAT(err_.str(), HasSubstr("m.textproto:")) << to;
  }
  EXPECT_EQ(Run({"link", kPeople, "--model", folder_ + "/no"}), kExitUsage);
}

TEST_F(Files, LeaveNothingBehindWhenTheyCannotBeWritten) {
  EXPECT_EQ(Run({"link", kPeople, "--model", kModel, "--out",
                 folder_ + "/no/links.csv"}),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("cannot be written"));
  EXPECT_EQ(Link("a,\"b\n"), kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/links.csv.part"));
}

TEST_F(Files, TrainANewModelThatTakesNoEffectByItself) {
  const std::string out = folder_ + "/new.textproto";
  ASSERT_EQ(Run({"match", "train", kPeople, "--model", kModel, "--out", out,
                 "--lang", "en", "-o", "csv"}),
            kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("Comparison,Level,Before (bits)"));
  EXPECT_THAT(err_.str(), HasSubstr("small@2"));
  const std::string first = ReadFile(out);
  EXPECT_THAT(first, HasSubstr("version: \"small@2\""));
  ASSERT_EQ(Run({"match", "train", kPeople, "--model", kModel, "--out", out}),
            kExitOk);
  EXPECT_EQ(ReadFile(out), first);
  EXPECT_EQ(Run({"link", kPeople, "--model", out}), kExitOk);
  EXPECT_EQ(
      Run({"link", kPeople, "--model", kModel, "--train", "--lang", "en"}),
      kExitOk);
  EXPECT_THAT(err_.str(), HasSubstr("Learned from the records"));
}

TEST_F(Files, AreHeldAgainstTheTruth) {
  const std::string truth = Write(
      "truth.tsv", "record_id\tperson_id\na\tp\nb\tp\nc\tp\nd\tq\ne\tr\n");
  const std::string clusters =
      Write("clusters.csv", "record_id,cluster_id\na,1\nb,1\nc,2\nd,2\n");
  ASSERT_EQ(Run({"match", "evaluate", "--clusters", clusters, "--truth", truth,
                 "-o", "csv", "--lang", "en"}),
            kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("pairwise,,0.5000,0.3333,0.4000,1,2,3"));
  EXPECT_THAT(out_.str(), HasSubstr("b_cubed,,0.8000,0.7333,0.7652,,,"));
  const std::string links =
      Write("links.csv",
            "record_id_a,record_id_b,probability,weight_bits,verdict\n"
            "a,b,0.999500,11,link\nb,c,0.400000,-0.6,review\n"
            "c,d,0.450000,-0.3,review\nd,x,0.9,3,link\n");
  ASSERT_EQ(Run({"match", "evaluate", "--links", links, "--truth", truth, "-o",
                 "csv", "--lang", "en"}),
            kExitOk)
      << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("pairs,,1.0000,0.3333,0.5000,1,1,3"));
  EXPECT_THAT(out_.str(), HasSubstr("review,,0.5000,,,1,2,"));
  EXPECT_THAT(out_.str(), HasSubstr("calibration 0.4-0.5,0.4250,0.5000"));
  EXPECT_THAT(err_.str(), HasSubstr("left out: 1"));
}

TEST_F(Files, OfAnEvaluationAreCheckedByLine) {
  const std::string truth = Write("truth.csv", "id,cluster\na,1\nb,1\n");
  const std::string links =
      Write("links.csv",
            "record_id_a,record_id_b,probability,weight_bits,verdict\n"
            "a,b,2,11,link\n");
  EXPECT_EQ(Run({"match", "evaluate", "--links", links, "--truth", truth}),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("links.csv:2: "));
  EXPECT_EQ(Run({"match", "evaluate", "--truth", truth}), kExitUsage);
}

}  // namespace
}  // namespace saan::ctl
