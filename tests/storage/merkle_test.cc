#include "storage/merkle.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace saan::storage {
namespace {

using Hashes = std::vector<std::string>;

// RFC 6962 section 2.1, word by word: slow, recursive, and written without a
// look at the code under test.
std::string Sha256(const std::string& text) {
  unsigned char hash[32];
  EXPECT_EQ(EVP_Digest(text.data(), text.size(), hash, nullptr, EVP_sha256(),
                       nullptr),
            1);
  return std::string(reinterpret_cast<char*>(hash), sizeof(hash));
}

size_t LargestPowerBelow(size_t n) {
  size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

Hashes Slice(const Hashes& entries, size_t first, size_t end) {
  return Hashes(entries.begin() + first, entries.begin() + end);
}

std::string Mth(const Hashes& entries) {
  if (entries.empty()) return Sha256("");
  if (entries.size() == 1) return Sha256(std::string(1, '\0') + entries[0]);
  const size_t k = LargestPowerBelow(entries.size());
  return Sha256("\x01" + Mth(Slice(entries, 0, k)) +
                Mth(Slice(entries, k, entries.size())));
}

Hashes Path(size_t m, const Hashes& entries) {
  const size_t n = entries.size();
  if (n == 1) return {};
  const size_t k = LargestPowerBelow(n);
  Hashes path;
  if (m < k) {
    path = Path(m, Slice(entries, 0, k));
    path.push_back(Mth(Slice(entries, k, n)));
  } else {
    path = Path(m - k, Slice(entries, k, n));
    path.push_back(Mth(Slice(entries, 0, k)));
  }
  return path;
}

Hashes SubProof(size_t m, const Hashes& entries, bool is_whole) {
  const size_t n = entries.size();
  if (m == n) return is_whole ? Hashes() : Hashes{Mth(entries)};
  const size_t k = LargestPowerBelow(n);
  Hashes proof;
  if (m <= k) {
    proof = SubProof(m, Slice(entries, 0, k), is_whole);
    proof.push_back(Mth(Slice(entries, k, n)));
  } else {
    proof = SubProof(m - k, Slice(entries, k, n), false);
    proof.push_back(Mth(Slice(entries, 0, k)));
  }
  return proof;
}

Hashes Entries(size_t count) {
  Hashes entries;
  for (size_t i = 0; i < count; ++i) entries.push_back(absl::StrCat("e", i));
  return entries;
}

// A tree with all its perfect nodes.
struct Tree {
  explicit Tree(const Hashes& entries) {
    for (const std::string& entry : entries) {
      frontier.Append(LeafHash(entry), [this](int level, uint64_t index,
                                              const std::string& hash) {
        nodes[{level, index}] = hash;
      });
    }
  }

  absl::StatusOr<std::string> Read(int level, uint64_t index) const {
    const auto node = nodes.find({level, index});
    if (node == nodes.end()) return absl::NotFoundError("no such node");
    return node->second;
  }

  Hashes Inclusion(uint64_t index, uint64_t size) const {
    const auto proof = InclusionProof(
        index, size, [this](int level, uint64_t i) { return Read(level, i); });
    EXPECT_TRUE(proof.ok()) << proof.status();
    return proof.value_or(Hashes());
  }

  Hashes Consistency(uint64_t older, uint64_t newer) const {
    const auto proof = ConsistencyProof(
        older, newer, [this](int level, uint64_t i) { return Read(level, i); });
    EXPECT_TRUE(proof.ok()) << proof.status();
    return proof.value_or(Hashes());
  }

  Frontier frontier;
  std::map<std::pair<int, uint64_t>, std::string> nodes;
};

constexpr size_t kSizes = 40;

TEST(EmptyRoot, IsTheHashOfNothing) {
  EXPECT_EQ(absl::BytesToHexString(EmptyRoot()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Frontier().Root(), EmptyRoot());
}

// Computed with sha256sum: printf '\0' and printf '\0saan'.
TEST(LeafHash, PrefixesEntriesWithZero) {
  EXPECT_EQ(absl::BytesToHexString(LeafHash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(LeafHash("saan"), Sha256(std::string("\0saan", 5)));
}

TEST(NodeHash, PrefixesPairsWithOne) {
  const std::string left(32, 'l');
  const std::string right(32, 'r');
  EXPECT_EQ(NodeHash(left, right), Sha256("\x01" + left + right));
}

TEST(Frontier, HasTheRootOfTheRecursiveDefinitionAtEverySize) {
  for (size_t size = 0; size <= kSizes; ++size) {
    const Tree tree(Entries(size));
    EXPECT_EQ(tree.frontier.size(), size);
    EXPECT_EQ(tree.frontier.Root(), Mth(Entries(size))) << size;
  }
}

TEST(InclusionProof, IsTheRecursiveOneForEveryLeafAndSize) {
  const Hashes entries = Entries(kSizes);
  const Tree tree(entries);
  for (size_t size = 1; size <= kSizes; ++size) {
    for (size_t index = 0; index < size; ++index) {
      EXPECT_EQ(tree.Inclusion(index, size),
                Path(index, Slice(entries, 0, size)))
          << index << " in " << size;
    }
  }
}

TEST(ConsistencyProof, IsTheRecursiveOneForEveryPairOfSizes) {
  const Hashes entries = Entries(kSizes);
  const Tree tree(entries);
  for (size_t newer = 1; newer <= kSizes; ++newer) {
    for (size_t older = 1; older <= newer; ++older) {
      EXPECT_EQ(tree.Consistency(older, newer),
                SubProof(older, Slice(entries, 0, newer), true))
          << older << " to " << newer;
    }
  }
}

// The worked example of RFC 6962 section 2.1.3: leaves a b c d e f j, nodes
// g = ab, h = cd, i = ef, k = gh, l = ij.
TEST(InclusionProof, IsThatOfTheWorkedExample) {
  const Tree tree(Entries(7));
  const auto node = [&](int level, uint64_t index) {
    return *tree.Read(level, index);
  };
  const std::string a = node(0, 0), b = node(0, 1), c = node(0, 2),
                    d = node(0, 3), f = node(0, 5), j = node(0, 6),
                    g = node(1, 0), h = node(1, 1), i = node(1, 2),
                    k = node(2, 0), l = NodeHash(i, j);
  EXPECT_EQ(tree.Inclusion(0, 7), (Hashes{b, h, l}));
  EXPECT_EQ(tree.Inclusion(3, 7), (Hashes{c, g, l}));
  EXPECT_EQ(tree.Inclusion(4, 7), (Hashes{f, j, k}));
  EXPECT_EQ(tree.Inclusion(6, 7), (Hashes{i, k}));
  EXPECT_EQ(tree.Consistency(3, 7), (Hashes{c, d, g, l}));
  EXPECT_EQ(tree.Consistency(4, 7), (Hashes{l}));
  EXPECT_EQ(tree.Consistency(6, 7), (Hashes{i, j, k}));
}

TEST(InclusionProof, RefusesWhatIsNotInTheTree) {
  const auto none = [](int, uint64_t) -> absl::StatusOr<std::string> {
    return absl::NotFoundError("not read");
  };
  EXPECT_TRUE(absl::IsOutOfRange(InclusionProof(0, 0, none).status()));
  EXPECT_TRUE(absl::IsOutOfRange(InclusionProof(7, 7, none).status()));
  EXPECT_TRUE(
      absl::IsOutOfRange(InclusionProof(0, kMaxTreeSize + 1, none).status()));
  EXPECT_TRUE(absl::IsOutOfRange(ConsistencyProof(8, 7, none).status()));
}

TEST(InclusionProof, PassesOnWhatTheReaderSays) {
  const auto broken = [](int, uint64_t) -> absl::StatusOr<std::string> {
    return absl::DataLossError("a tile is missing");
  };
  EXPECT_TRUE(absl::IsDataLoss(InclusionProof(0, 2, broken).status()));
}

TEST(VerifyInclusion, AcceptsEveryTrueProof) {
  const Hashes entries = Entries(kSizes);
  const Tree tree(entries);
  for (size_t size = 1; size <= kSizes; ++size) {
    const std::string root = Mth(Slice(entries, 0, size));
    for (size_t index = 0; index < size; ++index) {
      const absl::Status status =
          VerifyInclusion(index, size, LeafHash(entries[index]),
                          tree.Inclusion(index, size), root);
      EXPECT_TRUE(status.ok()) << index << " in " << size << ": " << status;
    }
  }
}

TEST(VerifyInclusion, RefusesEveryOtherIndexSizeLeafAndRoot) {
  const Hashes entries = Entries(13);
  const Tree tree(entries);
  const std::string root = Mth(entries);
  const Hashes proof = tree.Inclusion(5, 13);
  const std::string leaf = LeafHash(entries[5]);
  for (uint64_t index = 0; index < 13; ++index) {
    EXPECT_EQ(VerifyInclusion(index, 13, leaf, proof, root).ok(), index == 5);
  }
  EXPECT_FALSE(VerifyInclusion(5, 6, leaf, proof, root).ok());
  EXPECT_TRUE(
      absl::IsDataLoss(VerifyInclusion(5, 13, LeafHash("other"), proof, root)));
  EXPECT_TRUE(
      absl::IsDataLoss(VerifyInclusion(5, 13, leaf, proof, EmptyRoot())));
  EXPECT_TRUE(absl::IsOutOfRange(VerifyInclusion(13, 13, leaf, proof, root)));
  EXPECT_TRUE(absl::IsOutOfRange(VerifyInclusion(0, 0, leaf, {}, root)));
}

TEST(VerifyInclusion, RefusesProofsOfAnotherLengthOrWithBentHashes) {
  const Tree tree(Entries(13));
  const std::string root = Mth(Entries(13));
  const std::string leaf = LeafHash("e5");
  const Hashes proof = tree.Inclusion(5, 13);
  Hashes longer = proof;
  longer.push_back(root);
  const Hashes shorter(proof.begin(), proof.end() - 1);
  Hashes cut = proof;
  cut[1].pop_back();
  for (const Hashes& wrong : {longer, shorter, cut, Hashes()}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(VerifyInclusion(5, 13, leaf, wrong, root)));
  }
  for (size_t i = 0; i < proof.size(); ++i) {
    Hashes bent = proof;
    bent[i][31] ^= 1;
    EXPECT_TRUE(absl::IsDataLoss(VerifyInclusion(5, 13, leaf, bent, root)));
  }
}

TEST(VerifyInclusion, TakesNoNodeForALeaf) {
  const Hashes entries = Entries(4);
  const Tree tree(entries);
  const std::string node = *tree.Read(1, 0);
  // Over two "leaves", each a pair of true ones, the hashes would fit.
  EXPECT_TRUE(
      VerifyInclusion(0, 2, node, {*tree.Read(1, 1)}, Mth(entries)).ok());
  const std::string pair = *tree.Read(0, 0) + *tree.Read(0, 1);
  EXPECT_NE(LeafHash(pair), node);
}

TEST(VerifyConsistency, AcceptsEveryTrueProof) {
  const Hashes entries = Entries(kSizes);
  const Tree tree(entries);
  for (size_t newer = 0; newer <= kSizes; ++newer) {
    for (size_t older = 0; older <= newer; ++older) {
      const absl::Status status = VerifyConsistency(
          older, newer, Mth(Slice(entries, 0, older)),
          Mth(Slice(entries, 0, newer)), tree.Consistency(older, newer));
      EXPECT_TRUE(status.ok()) << older << " to " << newer << ": " << status;
    }
  }
}

TEST(VerifyConsistency, RefusesEveryBentHashAndLength) {
  const Hashes entries = Entries(23);
  const Tree tree(entries);
  for (uint64_t older = 1; older < 23; ++older) {
    const std::string old_root = Mth(Slice(entries, 0, older));
    const std::string root = Mth(entries);
    const Hashes proof = tree.Consistency(older, 23);
    for (size_t i = 0; i < proof.size(); ++i) {
      Hashes bent = proof;
      bent[i][0] ^= 1;
      EXPECT_FALSE(VerifyConsistency(older, 23, old_root, root, bent).ok());
    }
    Hashes longer = proof;
    longer.push_back(root);
    const Hashes shorter(proof.begin(), proof.end() - 1);
    for (const Hashes& wrong : {longer, shorter}) {
      EXPECT_TRUE(absl::IsInvalidArgument(
          VerifyConsistency(older, 23, old_root, root, wrong)));
    }
    EXPECT_FALSE(VerifyConsistency(older, 23, root, root, proof).ok());
    EXPECT_FALSE(VerifyConsistency(older, 23, old_root, old_root, proof).ok());
  }
}

TEST(VerifyConsistency, ComparesRootsOfEqualSizes) {
  const std::string root = Mth(Entries(5));
  EXPECT_TRUE(VerifyConsistency(5, 5, root, root, {}).ok());
  EXPECT_TRUE(
      absl::IsDataLoss(VerifyConsistency(5, 5, root, Mth(Entries(6)), {})));
  EXPECT_TRUE(
      absl::IsInvalidArgument(VerifyConsistency(5, 5, root, root, {root})));
}

TEST(VerifyConsistency, AsksForTheEmptyRootAtSizeZero) {
  const std::string root = Mth(Entries(5));
  EXPECT_TRUE(VerifyConsistency(0, 5, EmptyRoot(), root, {}).ok());
  EXPECT_TRUE(absl::IsDataLoss(VerifyConsistency(0, 5, root, root, {})));
  EXPECT_TRUE(absl::IsOutOfRange(VerifyConsistency(6, 5, root, root, {})));
}

}  // namespace
}  // namespace saan::storage
