#include "storage/note.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/merkle.h"
#include "storage/tables.h"
#include "storage/tlog_text.h"

namespace saan::storage {
namespace {

constexpr absl::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space.
constexpr absl::string_view kPrivate = "PRIVATE+KEY+";
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kSeedBytes = 32;
constexpr size_t kSignatureBytes = 64;

using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string KeyIdBytes(uint32_t key_id) {
  return BigEndian64(key_id).substr(4);
}

uint32_t KeyIdOf(absl::string_view name, KeyType type,
                 absl::string_view public_key) {
  const std::string hash = Sha256(absl::StrCat(
      name, "\n", std::string(1, static_cast<char>(type)), public_key));
  return static_cast<uint32_t>(
      FromBigEndian64(absl::StrCat(std::string(4, '\0'), hash.substr(0, 4))));
}

PrivateKey KeyOfSeed(absl::string_view seed) {
  return PrivateKey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                 Bytes(seed), seed.size()),
                    &EVP_PKEY_free);
}

// RFC 8032; deterministic.
std::string Ed25519Sign(absl::string_view seed, absl::string_view message) {
  const PrivateKey key = KeyOfSeed(seed);
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const bool is_signed =
      key != nullptr && context != nullptr &&
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) ==
          1 &&
      EVP_DigestSign(context.get(),
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(message), message.size()) == 1;
  assert(is_signed && size == kSignatureBytes);  // Else OpenSSL is broken.
  return signature;
}

bool Ed25519Verify(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature) {
  const PrivateKey key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key),
                                  public_key.size()),
      &EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return key != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                              key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                          Bytes(message), message.size()) == 1;
}

// What a witness signs (C2SP tlog-cosignature, Ed25519 signed message).
std::string CosignedMessage(absl::string_view text, uint64_t unix_seconds) {
  return absl::StrCat("cosignature/v1\ntime ", unix_seconds, "\n", text);
}

// A key as text: "<name>+<key id>+base64(type || key)".
struct KeyText {
  std::string name;
  uint32_t key_id = 0;
  KeyType type = KeyType::kEd25519;
  std::string key;
};

absl::StatusOr<KeyText> ParseKeyText(absl::string_view text) {
  // Base64 may hold plus signs; the name and the key id cannot.
  const std::vector<std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !IsKeyName(parts[0])) {
    return absl::InvalidArgumentError("a key is not name+id+base64");
  }
  KeyText key;
  key.name = parts[0];
  const std::string id = absl::HexStringToBytes(
      parts[1].size() == 2 * kKeyIdBytes ? parts[1] : "");
  if (id.empty() || absl::BytesToHexString(id) != parts[1]) {
    return absl::InvalidArgumentError(
        "a key id is not 8 hexadecimal digits in lower case");
  }
  key.key_id = static_cast<uint32_t>(
      FromBigEndian64(absl::StrCat(std::string(4, '\0'), id)));
  absl::StatusOr<std::string> bytes = ParseBase64(parts[2]);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != 1 + kPublicKeyBytes) {
    return absl::InvalidArgumentError("a key is not one byte and 32 bytes");
  }
  key.type = static_cast<KeyType>(bytes->front());
  if (key.type != KeyType::kEd25519 && key.type != KeyType::kCosignature) {
    return absl::InvalidArgumentError("a key is of a type not known here");
  }
  key.key = bytes->substr(1);
  return key;
}

absl::StatusOr<NoteSignature> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kDash)) {
    return absl::InvalidArgumentError("a signature line begins otherwise");
  }
  const std::vector<std::string> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  if (parts.size() != 2 || !IsKeyName(parts[0])) {
    return absl::InvalidArgumentError("a signature line has no key name");
  }
  absl::StatusOr<std::string> bytes = ParseBase64(parts[1]);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() <= kKeyIdBytes) {
    return absl::InvalidArgumentError("a signature line has no signature");
  }
  NoteSignature signature;
  signature.name = parts[0];
  signature.key_id = static_cast<uint32_t>(FromBigEndian64(
      absl::StrCat(std::string(4, '\0'), bytes->substr(0, kKeyIdBytes))));
  signature.bytes = bytes->substr(kKeyIdBytes);
  return signature;
}

// Whether `signature` is one of `key` over `text`; at what time, for a witness.
bool Verifies(const VerifierKey& key, absl::string_view text,
              const NoteSignature& signature, uint64_t* unix_seconds) {
  *unix_seconds = 0;
  if (key.type == KeyType::kEd25519) {
    return signature.bytes.size() == kSignatureBytes &&
           Ed25519Verify(key.public_key, text, signature.bytes);
  }
  if (signature.bytes.size() != kTimeBytes + kSignatureBytes) return false;
  *unix_seconds =
      FromBigEndian64(absl::string_view(signature.bytes).substr(0, kTimeBytes));
  return *unix_seconds <= kMaxTreeSize &&
         Ed25519Verify(key.public_key, CosignedMessage(text, *unix_seconds),
                       absl::string_view(signature.bytes).substr(kTimeBytes));
}

std::string SignatureLine(const VerifierKey& key, std::string bytes) {
  return FormatSignature({key.name, key.key_id, std::move(bytes)});
}

}  // namespace

absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text) {
  absl::StatusOr<KeyText> read = ParseKeyText(text);
  if (!read.ok()) return read.status();
  if (KeyIdOf(read->name, read->type, read->key) != read->key_id) {
    return absl::InvalidArgumentError("a key id is not that of its key");
  }
  return VerifierKey{std::move(read->name), read->key_id, read->type,
                     std::move(read->key)};
}

std::string FormatVerifierKey(const VerifierKey& key) {
  return absl::StrCat(
      key.name, "+", absl::BytesToHexString(KeyIdBytes(key.key_id)), "+",
      absl::Base64Escape(absl::StrCat(
          std::string(1, static_cast<char>(key.type)), key.public_key)));
}

absl::StatusOr<NoteSigner> NoteSigner::FromText(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  if (!absl::ConsumePrefix(&text, kPrivate)) {
    return absl::InvalidArgumentError("a signing key begins otherwise");
  }
  absl::StatusOr<KeyText> read = ParseKeyText(text);
  if (!read.ok()) return read.status();
  static_assert(kSeedBytes == kPublicKeyBytes);
  const PrivateKey key = KeyOfSeed(read->key);
  std::string public_key(kPublicKeyBytes, '\0');
  size_t size = public_key.size();
  if (key == nullptr ||
      EVP_PKEY_get_raw_public_key(
          key.get(), reinterpret_cast<unsigned char*>(public_key.data()),
          &size) != 1) {
    return absl::InvalidArgumentError("a signing key cannot be used");
  }
  if (KeyIdOf(read->name, read->type, public_key) != read->key_id) {
    return absl::InvalidArgumentError("a key id is not that of its key");
  }
  return NoteSigner(
      VerifierKey{std::move(read->name), read->key_id, read->type, public_key},
      std::move(read->key));
}

std::string NoteSigner::Sign(absl::string_view text) const {
  assert(key_.type == KeyType::kEd25519);
  return SignatureLine(key_, Ed25519Sign(seed_, text));
}

std::string NoteSigner::Cosign(absl::string_view text,
                               uint64_t unix_seconds) const {
  assert(key_.type == KeyType::kCosignature);
  return SignatureLine(
      key_,
      absl::StrCat(BigEndian64(unix_seconds),
                   Ed25519Sign(seed_, CosignedMessage(text, unix_seconds))));
}

std::string FormatSignature(const NoteSignature& signature) {
  return absl::StrCat(kDash, signature.name, " ",
                      absl::Base64Escape(absl::StrCat(
                          KeyIdBytes(signature.key_id), signature.bytes)),
                      "\n");
}

std::string JoinNote(absl::string_view text, absl::string_view lines) {
  return absl::StrCat(text, "\n", lines);
}

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return absl::InvalidArgumentError("a note is too long");
  }
  const auto is_control = [](char byte) {
    return static_cast<unsigned char>(byte) < 0x20 && byte != '\n';
  };
  if (std::any_of(bytes.begin(), bytes.end(), is_control) || !IsUtf8(bytes)) {
    return absl::InvalidArgumentError(
        "a note holds control characters or is not UTF-8");
  }
  const size_t split = bytes.rfind("\n\n");
  if (split == absl::string_view::npos || split + 2 == bytes.size()) {
    return absl::InvalidArgumentError("a note has no signatures");
  }
  Note note;
  note.text = std::string(bytes.substr(0, split + 1));
  absl::string_view lines = bytes.substr(split + 2);
  while (!lines.empty()) {
    const absl::StatusOr<absl::string_view> line = TakeLine(&lines);
    if (!line.ok()) return line.status();
    absl::StatusOr<NoteSignature> signature = ParseSignatureLine(*line);
    if (!signature.ok()) return signature.status();
    note.signatures.push_back(*std::move(signature));
    if (note.signatures.size() > kMaxNoteSignatures) {
      return absl::InvalidArgumentError("a note has too many signatures");
    }
  }
  return note;
}

absl::StatusOr<std::vector<Signed>> VerifySignatures(
    const Note& note, absl::Span<const VerifierKey> keys) {
  std::vector<Signed> found;
  for (const NoteSignature& signature : note.signatures) {
    bool is_known = false;
    bool is_good = false;
    for (size_t i = 0; i < keys.size() && !is_good; ++i) {
      if (keys[i].name != signature.name ||
          keys[i].key_id != signature.key_id) {
        continue;
      }
      is_known = true;
      uint64_t unix_seconds = 0;
      is_good = Verifies(keys[i], note.text, signature, &unix_seconds);
      if (!is_good) continue;
      const auto before =
          std::find_if(found.begin(), found.end(),
                       [i](const Signed& earlier) { return earlier.key == i; });
      if (before == found.end()) {
        found.push_back({i, unix_seconds});
      } else {
        before->unix_seconds = std::min(before->unix_seconds, unix_seconds);
      }
    }
    if (is_known && !is_good) {
      return absl::DataLossError(
          absl::StrCat("the signature of ", signature.name, " is wrong"));
    }
  }
  return found;
}

}  // namespace saan::storage
