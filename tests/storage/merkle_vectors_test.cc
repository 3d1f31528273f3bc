// The tree against what transparency-dev/merkle publishes.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "storage/merkle.h"
#include "tests/storage/vectors.h"

namespace saan::storage {
namespace {

using VectorRow = std::vector<std::string>;

TEST(MerkleVectors, EveryNodeAndRootIsThePublishedOne) {
  Frontier frontier;
  std::map<std::pair<int, uint64_t>, std::string> nodes;
  std::vector<std::string> roots = {frontier.Root()};
  for (const VectorRow& row : ReadTable("rfc6962_tree.tsv")) {
    if (row[0] == "leaf") {
      frontier.Append(LeafHash(absl::HexStringToBytes(row[1])),
                      [&](int level, uint64_t index, const std::string& hash) {
                        nodes[{level, index}] = absl::BytesToHexString(hash);
                      });
      roots.push_back(frontier.Root());
    } else if (row[0] == "node") {
      const auto place =
          std::make_pair(std::stoi(row[1]), uint64_t{std::stoul(row[2])});
      ASSERT_EQ(nodes.count(place), 1u) << row[1] << " " << row[2];
      EXPECT_EQ(nodes[place], row[3]) << row[1] << " " << row[2];
    } else {
      ASSERT_EQ(row[0], "root");
      EXPECT_EQ(absl::BytesToHexString(roots.at(std::stoul(row[1]))), row[2]);
    }
  }
  EXPECT_EQ(roots.size(), 9u);
}

TEST(MerkleVectors, InclusionProofsReadThePublishedNodes) {
  const auto read = [](int level,
                       uint64_t index) -> absl::StatusOr<std::string> {
    return Sha256(absl::StrCat(level, ":", index));
  };
  for (const VectorRow& row : ReadTable("rfc6962_inclusion_nodes.tsv")) {
    const uint64_t size = std::stoul(row[0]);
    const uint64_t index = std::stoul(row[1]);
    const size_t begin = std::stoul(row[2]);
    const size_t end = std::stoul(row[3]);
    const std::vector<std::string> names =
        absl::StrSplit(row[4], ' ', absl::SkipEmpty());
    std::vector<std::string> expected;
    for (size_t i = 0; i < names.size(); ++i) {
      std::string hash = Sha256(names[i]);
      if (i > begin && i < end) {
        expected.back() = NodeHash(hash, expected.back());
      } else {
        expected.push_back(hash);
      }
    }
    const auto proof = InclusionProof(index, size, read);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(*proof, expected) << index << " in " << size;
  }
}

}  // namespace
}  // namespace saan::storage
