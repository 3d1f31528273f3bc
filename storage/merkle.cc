#include "storage/merkle.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace saan::storage {
namespace {

// A range of leaves [first, end).
struct Range {
  uint64_t first;
  uint64_t end;
};

// Fetching a digest on each call costs more than the hash itself, and takes a
// lock inside OpenSSL: one fetch per process, one context per thread.
class Hasher {
 public:
  Hasher() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    static const EVP_MD* const digest =
        EVP_MD_fetch(nullptr, "SHA256", nullptr);
    assert(context_ != nullptr && digest != nullptr);
    digest_ = digest;
  }

  std::string Hash(absl::string_view prefix, absl::string_view a,
                   absl::string_view b) {
    std::string hash(kHashBytes, '\0');
    const bool is_done =
        EVP_DigestInit_ex2(context_.get(), digest_, nullptr) == 1 &&
        EVP_DigestUpdate(context_.get(), prefix.data(), prefix.size()) == 1 &&
        EVP_DigestUpdate(context_.get(), a.data(), a.size()) == 1 &&
        EVP_DigestUpdate(context_.get(), b.data(), b.size()) == 1 &&
        EVP_DigestFinal_ex(context_.get(),
                           reinterpret_cast<unsigned char*>(hash.data()),
                           nullptr) == 1;
    assert(is_done);  // SHA-256 fails only when OpenSSL is broken.
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  const EVP_MD* digest_;
};

Hasher& ThreadHasher() {
  thread_local Hasher hasher;
  return hasher;
}

// The largest power of two below `number`, which is at least 2.
uint64_t SplitPoint(uint64_t number) { return std::bit_floor(number - 1); }

// The perfect subtrees that `range` falls into, biggest first. It must be one
// that RFC splitting produces.
absl::StatusOr<std::vector<std::string>> Peaks(Range range, ReadNode read) {
  std::vector<std::string> peaks;
  uint64_t first = range.first;
  while (first < range.end) {
    int level = std::bit_width(range.end - first) - 1;
    if (first != 0) level = std::min(level, std::countr_zero(first));
    absl::StatusOr<std::string> peak = read(level, first >> level);
    if (!peak.ok()) return peak.status();
    peaks.push_back(*std::move(peak));
    first += uint64_t{1} << level;
  }
  return peaks;
}

// Root of the subtree over `range`, which is not empty.
absl::StatusOr<std::string> RangeHash(Range range, ReadNode read) {
  absl::StatusOr<std::vector<std::string>> peaks = Peaks(range, read);
  if (!peaks.ok()) return peaks.status();
  std::string hash = std::move(peaks->back());
  for (size_t i = peaks->size() - 1; i > 0; --i) {
    hash = NodeHash((*peaks)[i - 1], hash);
  }
  return hash;
}

// The hashes of `ranges`, last first.
absl::StatusOr<std::vector<std::string>> HashesFromLeaf(
    const std::vector<Range>& ranges, ReadNode read) {
  std::vector<std::string> hashes;
  hashes.reserve(ranges.size());
  for (size_t i = ranges.size(); i > 0; --i) {
    absl::StatusOr<std::string> hash = RangeHash(ranges[i - 1], read);
    if (!hash.ok()) return hash.status();
    hashes.push_back(*std::move(hash));
  }
  return hashes;
}

absl::Status CheckHashes(absl::Span<const std::string> proof, size_t expected) {
  if (proof.size() != expected) {
    return absl::InvalidArgumentError(
        absl::StrCat("the proof has ", proof.size(),
                     " hashes; these sizes need ", expected));
  }
  for (const std::string& hash : proof) {
    if (hash.size() != kHashBytes) {
      return absl::InvalidArgumentError("a hash of the proof is not 32 bytes");
    }
  }
  return absl::OkStatus();
}

// Climbs from `hash` along `proof`: at the first `inner` steps bit j of `path`
// says on which side the sibling stands, after that always on the left.
std::string Climb(std::string hash, absl::Span<const std::string> proof,
                  int inner, uint64_t path) {
  for (size_t j = 0; j < proof.size(); ++j) {
    const bool is_right =
        j >= static_cast<size_t>(inner) || ((path >> j) & 1) == 1;
    hash = is_right ? NodeHash(proof[j], hash) : NodeHash(hash, proof[j]);
  }
  return hash;
}

// Climbs as above but takes only the siblings on the left: these alone were
// in the older tree.
std::string ClimbOlder(std::string hash, absl::Span<const std::string> proof,
                       int inner, uint64_t path) {
  for (size_t j = 0; j < proof.size(); ++j) {
    if (j >= static_cast<size_t>(inner) || ((path >> j) & 1) == 1) {
      hash = NodeHash(proof[j], hash);
    }
  }
  return hash;
}

}  // namespace

std::string LeafHash(absl::string_view entry) {
  return ThreadHasher().Hash(absl::string_view("\x00", 1), entry, "");
}

std::string NodeHash(absl::string_view left, absl::string_view right) {
  return ThreadHasher().Hash("\x01", left, right);
}

std::string Sha256(absl::string_view bytes) {
  return ThreadHasher().Hash("", bytes, "");
}

std::string EmptyRoot() { return Sha256(""); }

Frontier::Frontier(uint64_t size, std::vector<std::string> peaks)
    : size_(size), peaks_(std::move(peaks)) {
  assert(static_cast<size_t>(std::popcount(size)) == peaks_.size());
}

void Frontier::Append(std::string leaf_hash, Completed completed) {
  assert(leaf_hash.size() == kHashBytes && size_ < kMaxTreeSize);
  int level = 0;
  uint64_t index = size_;
  std::string hash = std::move(leaf_hash);
  completed(level, index, hash);
  // Each trailing 1-bit of the old size is a peak that now finds its sibling.
  while ((index & 1) == 1) {
    hash = NodeHash(peaks_.back(), hash);
    peaks_.pop_back();
    ++level;
    index >>= 1;
    completed(level, index, hash);
  }
  peaks_.push_back(std::move(hash));
  ++size_;
}

std::string Frontier::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  std::string root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) {
    root = NodeHash(peaks_[i - 1], root);
  }
  return root;
}

absl::StatusOr<Frontier> FrontierAt(uint64_t size, ReadNode read) {
  if (size > kMaxTreeSize) {
    return absl::OutOfRangeError("no tree is so large");
  }
  absl::StatusOr<std::vector<std::string>> peaks = Peaks({0, size}, read);
  if (!peaks.ok()) return peaks.status();
  return Frontier(size, *std::move(peaks));
}

absl::StatusOr<std::vector<std::string>> InclusionProof(uint64_t index,
                                                        uint64_t size,
                                                        ReadNode read) {
  if (index >= size || size > kMaxTreeSize) {
    return absl::OutOfRangeError("an inclusion proof needs index < size");
  }
  std::vector<Range> siblings;
  Range range{0, size};
  while (range.end - range.first > 1) {
    const uint64_t middle = range.first + SplitPoint(range.end - range.first);
    if (index < middle) {
      siblings.push_back({middle, range.end});
      range.end = middle;
    } else {
      siblings.push_back({range.first, middle});
      range.first = middle;
    }
  }
  return HashesFromLeaf(siblings, read);
}

absl::StatusOr<std::vector<std::string>> ConsistencyProof(uint64_t older,
                                                          uint64_t newer,
                                                          ReadNode read) {
  if (older > newer || newer > kMaxTreeSize) {
    return absl::OutOfRangeError("a consistency proof needs older <= newer");
  }
  if (older == 0 || older == newer) return std::vector<std::string>();
  std::vector<Range> parts;
  Range range{0, newer};
  bool is_known = true;  // The old tree itself, whose root the verifier has.
  while (older != range.end) {
    const uint64_t middle = range.first + SplitPoint(range.end - range.first);
    if (older <= middle) {
      parts.push_back({middle, range.end});
      range.end = middle;
    } else {
      parts.push_back({range.first, middle});
      range.first = middle;
      is_known = false;
    }
  }
  if (!is_known) parts.push_back(range);
  return HashesFromLeaf(parts, read);
}

absl::Status VerifyInclusion(uint64_t index, uint64_t size,
                             absl::string_view leaf_hash,
                             absl::Span<const std::string> proof,
                             absl::string_view root) {
  if (index >= size || size > kMaxTreeSize) {
    return absl::OutOfRangeError("an inclusion proof needs index < size");
  }
  if (leaf_hash.size() != kHashBytes || root.size() != kHashBytes) {
    return absl::InvalidArgumentError("leaf hash and root are 32 bytes each");
  }
  const int inner = std::bit_width(index ^ (size - 1));
  const int border = std::popcount(index >> inner);
  absl::Status status = CheckHashes(proof, inner + border);
  if (!status.ok()) return status;
  if (Climb(std::string(leaf_hash), proof, inner, index) != root) {
    return absl::DataLossError("the entry is not in the tree with this root");
  }
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t older, uint64_t newer,
                               absl::string_view older_root,
                               absl::string_view newer_root,
                               absl::Span<const std::string> proof) {
  if (older > newer || newer > kMaxTreeSize) {
    return absl::OutOfRangeError("a consistency proof needs older <= newer");
  }
  if (older_root.size() != kHashBytes || newer_root.size() != kHashBytes) {
    return absl::InvalidArgumentError("roots are 32 bytes each");
  }
  if (older == 0 || older == newer) {
    absl::Status status = CheckHashes(proof, 0);
    if (!status.ok()) return status;
    const std::string expected =
        older == 0 ? EmptyRoot() : std::string(newer_root);
    if (older_root != expected) {
      return absl::DataLossError("the older root is not the root of its size");
    }
    return absl::OkStatus();
  }
  // The last perfect subtree of the old tree, over 2^shift leaves, is where
  // both climbs begin. When it is the whole old tree, the proof omits it.
  const int shift = std::countr_zero(older);
  const int inner = std::bit_width((older - 1) ^ (newer - 1)) - shift;
  const int border = std::popcount((older - 1) >> (inner + shift));
  const bool is_whole = older == uint64_t{1} << shift;
  absl::Status status = CheckHashes(proof, (is_whole ? 0 : 1) + inner + border);
  if (!status.ok()) return status;
  const std::string seed = is_whole ? std::string(older_root) : proof.front();
  if (!is_whole) proof.remove_prefix(1);
  const uint64_t path = (older - 1) >> shift;
  if (ClimbOlder(seed, proof, inner, path) != older_root) {
    return absl::DataLossError("the proof does not lead to the older root");
  }
  if (Climb(seed, proof, inner, path) != newer_root) {
    return absl::DataLossError("the newer tree does not extend the older one");
  }
  return absl::OkStatus();
}

}  // namespace saan::storage
