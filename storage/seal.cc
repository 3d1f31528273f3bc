#include "storage/seal.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <cassert>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "storage/hmac.h"
#include "storage/tables.h"
#include "storage/xaes.h"

namespace saan::storage {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kDigestBytes = 16;
// The first byte of every sealed value, so that another cipher can follow.
constexpr char kXaesFormat = 1;
constexpr size_t kHeadBytes = 1 + kXaesNonceBytes;
// Random bytes are fetched for 170 values at once: a call each would cost
// more than the sealing.
constexpr size_t kEntropyBytes = 170 * kXaesNonceBytes;

// HKDF-SHA-256 without salt; `purpose` is the info of RFC 5869. Empty when
// OpenSSL cannot.
std::string Subkey(absl::string_view master_key, std::string purpose) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
      EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free);
  if (kdf == nullptr) return "";
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
      EVP_KDF_CTX_new(kdf.get()), &EVP_KDF_CTX_free);
  std::string master(master_key);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, master.data(),
                                        master.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose.data(),
                                        purpose.size()),
      OSSL_PARAM_construct_end()};
  std::string key(kKeyBytes, '\0');
  if (context == nullptr ||
      EVP_KDF_derive(context.get(),
                     reinterpret_cast<unsigned char*>(key.data()), key.size(),
                     params) != 1) {
    return "";
  }
  return key;
}

// The next nonce under the same message key (see xaes.h).
void CountUp(std::string* nonce) {
  for (size_t i = kXaesNonceBytes; i > kXaesChoosingBytes; --i) {
    if (++reinterpret_cast<unsigned char&>((*nonce)[i - 1]) != 0) return;
  }
}

// What one thread needs at a time.
struct Bench {
  Bench(absl::string_view value_key, absl::string_view index_key)
      : cipher(value_key), hmac(index_key) {}

  Xaes cipher;
  Hmac hmac;
  std::string entropy;  // Nonces not used yet, taken from the end.
};

class MasterKeySeal : public Seal {
 public:
  MasterKeySeal(std::string value_key, std::string index_key, Entropy entropy)
      : value_key_(std::move(value_key)),
        index_key_(std::move(index_key)),
        entropy_(std::move(entropy)) {}

  std::string Close(absl::string_view key,
                    absl::string_view value) const override {
    std::unique_ptr<Bench> bench = Take();
    std::string sealed =
        CloseAt(bench.get(), NewNonce(bench.get()), key, value);
    Return(std::move(bench));
    return sealed;
  }

  std::vector<Put> CloseAll(const std::vector<Put>& puts) const override {
    std::vector<Put> sealed;
    sealed.reserve(puts.size());
    std::unique_ptr<Bench> bench = Take();
    // Random as a whole, so that even of two commits whose message keys are the
    // same by chance the nonces are not.
    std::string nonce = NewNonce(bench.get());
    for (const Put& put : puts) {
      sealed.push_back({put.key, std::nullopt});
      if (!put.value.has_value()) continue;
      sealed.back().value = CloseAt(bench.get(), nonce, put.key, *put.value);
      CountUp(&nonce);
    }
    Return(std::move(bench));
    return sealed;
  }

  absl::StatusOr<std::string> Open(absl::string_view key,
                                   absl::string_view sealed) const override {
    if (sealed.size() < kHeadBytes + kXaesTagBytes ||
        sealed.front() != kXaesFormat) {
      return absl::DataLossError(
          "a stored value is not sealed as this version seals: restore a "
          "backup, or use the version that wrote it");
    }
    std::unique_ptr<Bench> bench = Take();
    std::optional<std::string> value = bench->cipher.Open(
        sealed.substr(1, kXaesNonceBytes), key, sealed.substr(kHeadBytes));
    Return(std::move(bench));
    if (!value.has_value()) {
      return absl::DataLossError(
          "a stored value was changed, moved, or sealed with another key: "
          "check the key file; if it is right, restore a backup");
    }
    return *std::move(value);
  }

  std::string Digest(absl::string_view domain,
                     absl::string_view text) const override {
    std::unique_ptr<Bench> bench = Take();
    std::string digest = bench->hmac.Digest({domain, kNul, text});
    digest.resize(kDigestBytes);
    Return(std::move(bench));
    return digest;
  }

 private:
  std::string NewNonce(Bench* bench) const {
    if (bench->entropy.empty()) {
      bench->entropy = entropy_(kEntropyBytes);
      // A short answer would make nonces repeat; better none than such.
      assert(bench->entropy.size() == kEntropyBytes);
    }
    const size_t rest = bench->entropy.size() - kXaesNonceBytes;
    std::string nonce = bench->entropy.substr(rest);
    bench->entropy.resize(rest);
    return nonce;
  }

  static std::string CloseAt(Bench* bench, absl::string_view nonce,
                             absl::string_view key, absl::string_view value) {
    std::string sealed;
    sealed.reserve(kHeadBytes + value.size() + kXaesTagBytes);
    sealed.push_back(kXaesFormat);
    sealed.append(nonce.data(), nonce.size());
    bench->cipher.Close(nonce, key, value, &sealed);
    return sealed;
  }

  // As many benches come to be as threads work at the same moment.
  std::unique_ptr<Bench> Take() const {
    {
      absl::MutexLock lock(&mutex_);
      if (!benches_.empty()) {
        std::unique_ptr<Bench> bench = std::move(benches_.back());
        benches_.pop_back();
        return bench;
      }
    }
    return std::make_unique<Bench>(value_key_, index_key_);
  }

  void Return(std::unique_ptr<Bench> bench) const {
    absl::MutexLock lock(&mutex_);
    benches_.push_back(std::move(bench));
  }

  const std::string value_key_;
  const std::string index_key_;
  const Entropy entropy_;
  mutable absl::Mutex mutex_;
  mutable std::vector<std::unique_ptr<Bench>> benches_ ABSL_GUARDED_BY(mutex_);
};

class SealedKv : public Kv {
 public:
  SealedKv(Kv* engine, const Seal* seal) : engine_(engine), seal_(seal) {}

  absl::StatusOr<std::string> Get(absl::string_view key) const override {
    const absl::StatusOr<std::string> sealed = engine_->Get(key);
    if (!sealed.ok()) return sealed.status();
    return seal_->Open(key, *sealed);
  }

  absl::Status Scan(absl::string_view from, absl::string_view until,
                    Visit visit) const override {
    absl::Status opened;
    const absl::Status scanned = engine_->Scan(
        from, until, [&](absl::string_view key, absl::string_view sealed) {
          const absl::StatusOr<std::string> value = seal_->Open(key, sealed);
          if (!value.ok()) {
            opened = value.status();
            return false;
          }
          return visit(key, *value);
        });
    return opened.ok() ? scanned : opened;
  }

  absl::Status Commit(const std::vector<Put>& puts) override {
    return engine_->Commit(seal_->CloseAll(puts));
  }

 private:
  Kv* const engine_;
  const Seal* const seal_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Seal>> Seal::FromKey(
    absl::string_view master_key, Entropy entropy) {
  if (master_key.size() != kKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the master key has ", master_key.size(),
                     " bytes: it needs 32 random ones"));
  }
  std::string value_key = Subkey(master_key, "saan storage: values, v1");
  std::string index_key = Subkey(master_key, "saan storage: index keys, v1");
  if (value_key.empty() || index_key.empty()) {
    return absl::InternalError("OpenSSL cannot derive keys by HKDF-SHA-256");
  }
  return std::make_unique<MasterKeySeal>(
      std::move(value_key), std::move(index_key), std::move(entropy));
}

std::unique_ptr<Kv> NewSealedKv(Kv* engine, const Seal* seal) {
  return std::make_unique<SealedKv>(engine, seal);
}

}  // namespace saan::storage
