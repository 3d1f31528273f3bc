#include "storage/tiles.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/storage/vectors.h"

namespace saan::storage {
namespace {

using VectorRow = std::vector<std::string>;

std::vector<TileName> TilesOf(uint64_t size) {
  std::vector<TileName> names;
  ForEachTile(size, [&](const TileName& name) {
    names.push_back(name);
    return true;
  });
  return names;
}

TEST(TilePath, IsThePublishedOne) {
  for (const VectorRow& row : ReadTable("tile_geometry.tsv")) {
    if (row[0] != "path") continue;
    const TileName name = {std::stoi(row[1]), std::stoul(row[2]),
                           std::stoul(row[3])};
    EXPECT_EQ(TilePath(name), row[4]);
    const auto parsed = ParseTilePath(row[4]);
    ASSERT_TRUE(parsed.ok()) << row[4];
    EXPECT_EQ(*parsed, name) << row[4];
  }
  EXPECT_EQ(TilePath({TileName::kEntries, 273, 112}), "tile/entries/273.p/112");
}

TEST(ForEachTile, VisitsThePublishedFiles) {
  std::map<uint64_t, std::map<int, uint64_t>> full;
  std::map<uint64_t, std::map<int, std::pair<uint64_t, uint64_t>>> partial;
  for (const VectorRow& row : ReadTable("tile_geometry.tsv")) {
    if (row[0] == "full") {
      full[std::stoul(row[1])][std::stoi(row[2])] = std::stoul(row[3]);
    } else if (row[0] == "partial") {
      partial[std::stoul(row[1])][std::stoi(row[2])] = {std::stoul(row[3]),
                                                        std::stoul(row[4])};
    }
  }
  for (const uint64_t size : {uint64_t{70000}, uint64_t{256}, uint64_t{0}}) {
    std::map<int, uint64_t> full_seen;
    std::map<int, std::pair<uint64_t, uint64_t>> partial_seen;
    for (const TileName& name : TilesOf(size)) {
      EXPECT_TRUE(HasTile(size, name)) << TilePath(name);
      if (name.level == TileName::kEntries) continue;
      if (name.width == kTileHashes) {
        EXPECT_EQ(name.number, full_seen[name.level]++);
      } else {
        partial_seen[name.level] = {name.number, name.width};
      }
    }
    EXPECT_EQ(full_seen, full[size]) << size;
    EXPECT_EQ(partial_seen, partial[size]) << size;
  }
}

TEST(ForEachTile, GivesBundlesAsManyFilesAsLevelZero) {
  size_t bundles = 0;
  size_t tiles = 0;
  for (const TileName& name : TilesOf(70000)) {
    bundles += name.level == TileName::kEntries;
    tiles += name.level == 0;
  }
  EXPECT_EQ(bundles, 274u);
  EXPECT_EQ(tiles, 274u);
}

TEST(HasTile, KnowsWhatATreeHolds) {
  EXPECT_TRUE(HasTile(70000, {0, 272, 256}));
  EXPECT_FALSE(HasTile(70000, {0, 273, 256}));
  EXPECT_TRUE(HasTile(70000, {0, 273, 112}));
  EXPECT_TRUE(HasTile(70000, {0, 273, 1}));
  EXPECT_FALSE(HasTile(70000, {0, 273, 113}));
  EXPECT_FALSE(HasTile(70000, {0, 274, 1}));
  EXPECT_FALSE(HasTile(0, {0, 0, 1}));
  EXPECT_FALSE(HasTile(70000, {7, 0, 1}));
  EXPECT_FALSE(HasTile(70000, {0, ~uint64_t{0} / 2, 1}));
}

TEST(ParseTilePath, TakesOneSpelling) {
  for (const char* wrong : {"",
                            "tile",
                            "tile/0",
                            "tile/0/",
                            "tile/0/1",
                            "tile/0/0001",
                            "tile/0/x001",
                            "tile/0/x001/",
                            "tile/0/x000/001",
                            "tile/0/001/",
                            "tile/00/001",
                            "tile/8/000",
                            "tile/-1/000",
                            "tile/0/001.p/0",
                            "tile/0/001.p/256",
                            "tile/0/001.p/01",
                            "tile/0/001.p/",
                            "tile/0/001.p",
                            "tile/0/x001x234/067",
                            "tile/0/00a",
                            "tile/entries/",
                            "/tile/0/001",
                            "tile/0/001 ",
                            "tile/entries/001.p/1/..",
                            "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTilePath(wrong).status()))
        << wrong;
  }
}

TEST(ParseBundle, GivesTheEntriesThatWereAdded) {
  const std::vector<std::string> entries = {"", "one", std::string(300, 'x'),
                                            std::string(65535, 'y')};
  std::string bundle;
  for (const std::string& entry : entries) AppendToBundle(entry, &bundle);
  EXPECT_EQ(bundle.substr(0, 7), std::string("\0\0\0\3one", 7));
  const auto parsed = ParseBundle(bundle, entries.size());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(std::vector<std::string>(parsed->begin(), parsed->end()), entries);
}

TEST(ParseBundle, HoldsExactlyItsWidth) {
  std::string bundle;
  AppendToBundle("one", &bundle);
  AppendToBundle("two", &bundle);
  EXPECT_TRUE(ParseBundle(bundle, 2).ok());
  EXPECT_FALSE(ParseBundle(bundle, 1).ok());
  EXPECT_FALSE(ParseBundle(bundle, 3).ok());
  EXPECT_FALSE(ParseBundle(bundle.substr(0, 9), 2).ok());
  EXPECT_FALSE(ParseBundle(bundle.substr(0, 6), 2).ok());
  EXPECT_FALSE(ParseBundle(bundle + "x", 2).ok());
  EXPECT_FALSE(ParseBundle("", 1).ok());
}

}  // namespace
}  // namespace saan::storage
