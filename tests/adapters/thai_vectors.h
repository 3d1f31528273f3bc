// Reads the tables of cases under tests/adapters/data/.

#ifndef SAAN_TESTS_ADAPTERS_THAI_VECTORS_H_
#define SAAN_TESTS_ADAPTERS_THAI_VECTORS_H_

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace saan::thai {

// The rows below the header, each filled up to `columns` cells.
inline std::vector<std::vector<std::string>> Vectors(absl::string_view file,
                                                     size_t columns) {
  std::ifstream in(std::string(SAAN_ROOT) + "/tests/adapters/data/" +
                   std::string(file));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells = absl::StrSplit(line, '\t');
    cells.resize(columns);
    rows.push_back(std::move(cells));
  }
  return rows;
}

// Texts that are likely to break a reader of Thai: random bytes, pieces of real
// texts cut anywhere, and random Thai letters. The same on every run.
inline std::vector<std::string> HostileTexts(
    const std::vector<std::string>& seeds) {
  uint64_t state = 0x9E3779B97F4A7C15u;
  const auto next = [&state](uint64_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
  };
  std::vector<std::string> texts;
  for (const std::string& seed : seeds) {
    for (size_t size = 0; size <= seed.size(); ++size) {
      texts.push_back(seed.substr(0, size));
      texts.push_back(seed.substr(size));
    }
  }
  constexpr int kRandomTexts = 3000;
  for (int i = 0; i < kRandomTexts; ++i) {
    std::string bytes;
    std::string thai;
    for (uint64_t length = next(40); length > 0; --length) {
      bytes.push_back(static_cast<char>(next(256)));
      if (next(8) == 0) {
        thai += seeds[next(seeds.size())].substr(0, next(9));
      } else if (next(6) == 0) {
        thai.push_back(static_cast<char>(' ' + next(95)));
      } else {
        const uint64_t letter = next(0x60);
        thai += {'\xE0', static_cast<char>(0xB8 + letter / 64),
                 static_cast<char>(0x80 + letter % 64)};
      }
    }
    texts.push_back(bytes);
    texts.push_back(thai);
  }
  return texts;
}

}  // namespace saan::thai

#endif  // SAAN_TESTS_ADAPTERS_THAI_VECTORS_H_
