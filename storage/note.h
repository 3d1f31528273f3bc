// Signed notes (C2SP signed-note), and the Ed25519 keys that sign them: those
// of a log (type 0x01) and those of a witness (type 0x04, C2SP
// tlog-cosignature). Pure; made for verifiers without a gateway as well.
//
//   text, ending in newline
//   (empty line)
//   — <key name> base64(key id, 4 bytes || signature)      one or more lines

#ifndef SAAN_STORAGE_NOTE_H_
#define SAAN_STORAGE_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace saan::storage {

// Larger notes are refused; the limits are those of Go's x/mod.
inline constexpr size_t kMaxNoteBytes = 1'000'000;
inline constexpr size_t kMaxNoteSignatures = 100;

inline constexpr size_t kPublicKeyBytes = 32;

// The signature types of C2SP signed-note that we know.
enum class KeyType : uint8_t {
  kEd25519 = 0x01,      // Over the text.
  kCosignature = 0x04,  // Over a time and the text.
};

// A public key under the name that stands in signature lines.
struct VerifierKey {
  std::string name;
  uint32_t key_id = 0;  // First four bytes of the hash of name, type and key.
  KeyType type = KeyType::kEd25519;
  std::string public_key;  // 32 bytes.
};

// Reads "<name>+<key id, 8 hex digits>+base64(type || public key)".
// INVALID_ARGUMENT when it is misshapen, of another type, or its key id is not
// that of its key.
absl::StatusOr<VerifierKey> ParseVerifierKey(absl::string_view text);
std::string FormatVerifierKey(const VerifierKey& key);

// Signs. Immutable; thread-safe. Keep it out of logs and messages.
class NoteSigner {
 public:
  // Reads "PRIVATE+KEY+<name>+<key id>+base64(type || seed, 32 bytes)", with or
  // without a newline at the end. INVALID_ARGUMENT as ParseVerifierKey; the
  // message never repeats the text.
  static absl::StatusOr<NoteSigner> FromText(absl::string_view text);

  const VerifierKey& key() const { return key_; }

  // The signature line, with its newline, of a key of type kEd25519.
  std::string Sign(absl::string_view text) const;
  // The same of a key of type kCosignature, which states that `text` was the
  // largest consistent tree seen at `unix_seconds`, at most 2^63-1.
  std::string Cosign(absl::string_view text, uint64_t unix_seconds) const;

 private:
  NoteSigner(VerifierKey key, std::string seed)
      : key_(std::move(key)), seed_(std::move(seed)) {}

  VerifierKey key_;
  std::string seed_;
};

// One signature line.
struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string bytes;  // Without the key id.
};

struct Note {
  std::string text;  // With its last newline.
  std::vector<NoteSignature> signatures;
};

// The line of a signature, with its newline.
std::string FormatSignature(const NoteSignature& signature);

// `text` must end in newline; `lines` are signature lines, one after another.
std::string JoinNote(absl::string_view text, absl::string_view lines);

// Reads a note. INVALID_ARGUMENT when a byte is not as the specification says,
// or a limit is passed. Says nothing about who signed.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);

// A signature that verified.
struct Signed {
  size_t key = 0;             // Index into the keys given.
  uint64_t unix_seconds = 0;  // Of a cosignature; else 0.
};

// The signatures of `note` by `keys`, each key once (the earliest cosignature
// of several). Lines of unknown keys are ignored. DATA_LOSS when a line of a
// known key does not verify: such a note is not to be used at all.
absl::StatusOr<std::vector<Signed>> VerifySignatures(
    const Note& note, absl::Span<const VerifierKey> keys);

}  // namespace saan::storage

#endif  // SAAN_STORAGE_NOTE_H_
