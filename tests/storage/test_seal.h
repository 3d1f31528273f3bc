// Seals with fixed keys and countable "random" bytes.

#ifndef SAAN_TESTS_STORAGE_TEST_SEAL_H_
#define SAAN_TESTS_STORAGE_TEST_SEAL_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "storage/seal.h"
#include "storage/tables.h"

namespace saan::storage {

// Never gives the same eight bytes twice.
inline Entropy CountingEntropy() {
  auto counter = std::make_shared<std::atomic<uint64_t>>(0);
  return [counter](size_t bytes) {
    std::string random;
    while (random.size() < bytes) random += BigEndian64(++*counter);
    random.resize(bytes);
    return random;
  };
}

inline std::unique_ptr<Seal> TestSeal(char key_byte = 'k') {
  auto seal = Seal::FromKey(std::string(32, key_byte), CountingEntropy());
  return seal.ok() ? *std::move(seal) : nullptr;
}

}  // namespace saan::storage

#endif  // SAAN_TESTS_STORAGE_TEST_SEAL_H_
