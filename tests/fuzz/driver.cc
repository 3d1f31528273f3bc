// Runs a fuzzer where there is no libFuzzer (gcc): each seed as it is, then
// changed copies of seeds, the same ones each time.
//
//   build-asan-ubsan/tests/log_text_fuzz -runs=20000 tests/storage/data
//
// Files and folders are seeds. Exit code 0 when nothing stopped the program.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr unsigned kSeed = 20261126;
constexpr uint64_t kDefaultRuns = 10000;
constexpr size_t kMaxSeedBytes = 1 << 16;
constexpr size_t kMaxInputBytes = 1 << 17;
constexpr unsigned kMaxChanges = 8;
constexpr size_t kMaxPieceBytes = 64;

void AddSeeds(const std::filesystem::path& path,
              std::vector<std::string>* seeds) {
  if (std::filesystem::is_directory(path)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());  // No folder says its order.
    for (const auto& file : files) AddSeeds(file, seeds);
    return;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
  std::string seed((std::istreambuf_iterator<char>(file)), {});
  if (seed.size() <= kMaxSeedBytes) seeds->push_back(std::move(seed));
}

class Changer {
 public:
  explicit Changer(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string Next() {
    std::string input = Any();
    for (size_t changes = 1 + Below(kMaxChanges); changes > 0; --changes) {
      ChangeOnce(&input);
    }
    input.resize(std::min(input.size(), kMaxInputBytes));
    return input;
  }

 private:
  size_t Below(size_t n) { return n == 0 ? 0 : random_() % n; }
  const std::string& Any() { return seeds_[Below(seeds_.size())]; }

  void ChangeOnce(std::string* input) {
    const size_t at = Below(input->size() + 1);
    const size_t bytes = 1 + Below(kMaxPieceBytes);
    switch (Below(6)) {
      case 0:  // One bit.
        if (at < input->size()) (*input)[at] ^= 1 << Below(8);
        break;
      case 1:  // One byte.
        if (at < input->size()) (*input)[at] = static_cast<char>(Below(256));
        break;
      case 2:
        input->insert(at, 1, static_cast<char>(Below(256)));
        break;
      case 3:
        input->erase(at, bytes);
        break;
      case 4:  // A piece of the same, once more.
        input->insert(at, input->substr(Below(input->size() + 1), bytes));
        break;
      default: {  // A piece of another.
        const std::string& other = Any();
        input->insert(at, other.substr(Below(other.size() + 1), bytes));
        break;
      }
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_{kSeed};
};

void Run(const std::string& input) {
  // A copy of its own, so that a byte read beyond its end is found.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t runs = kDefaultRuns;
  std::vector<std::string> seeds = {""};
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("-runs=", 0) == 0) {
      runs = std::strtoull(argument.c_str() + 6, nullptr, 10);
    } else {
      AddSeeds(argument, &seeds);
    }
  }
  for (const std::string& seed : seeds) Run(seed);
  Changer changer(seeds);
  for (uint64_t i = 0; i < runs; ++i) Run(changer.Next());
  std::printf("%zu seeds and %llu changed ones: no fault found\n",
              seeds.size() - 1, static_cast<unsigned long long>(runs));
  return 0;
}
