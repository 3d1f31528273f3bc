#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gateway/policy/check.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/rule_file.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "openssl/bio.h"
#include "openssl/evp.h"
#include "openssl/pem.h"

namespace saan::policy {
namespace {

using google::protobuf::TextFormat;

// A rule takes about 1 KiB of text; this is room for kMaxRules twice over.
constexpr size_t kMaxFileBytes = 20 << 20;
constexpr size_t kSignatureBytes = 64;

absl::StatusOr<std::string> ReadFile(const std::string& file) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(
      std::fopen(file.c_str(), "rb"), std::fclose);
  if (stream == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": cannot be opened: ", std::strerror(errno)));
  }
  std::string bytes;
  char buffer[1 << 16];
  size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof(buffer), stream.get())) > 0) {
    bytes.append(buffer, count);
    if (bytes.size() > kMaxFileBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(file, ": is larger than ", kMaxFileBytes, " bytes"));
    }
  }
  if (std::ferror(stream.get()) != 0) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": cannot be read"));
  }
  return bytes;
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// OpenSSL would otherwise ask the terminal for a password.
int NoPassword(char*, int, int, void*) { return -1; }

Key ReadPublicKey(absl::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, NoPassword, nullptr),
          EVP_PKEY_free);
  if (key != nullptr && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    key.reset();
  }
  return key;
}

bool Fits(EVP_PKEY* key, absl::string_view signature, absl::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) ==
             1 &&
         EVP_DigestVerify(
             context.get(),
             reinterpret_cast<const unsigned char*>(signature.data()),
             signature.size(),
             reinterpret_cast<const unsigned char*>(bytes.data()),
             bytes.size()) == 1;
}

// Keeps the first error of the parser as "file:line:column: reason".
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(const std::string& file) : file_(file) {}

  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = absl::StrCat(file_, ":", line + 1, ":", column + 1, ": ", message);
  }

  const std::string& text() const { return text_; }

 private:
  const std::string& file_;
  std::string text_;
};

// "line:column" of the innermost step of `fault` that stands in the text, both
// from 1.
std::string PlaceOf(const Fault& fault, const TextFormat::ParseInfoTree& root) {
  const TextFormat::ParseInfoTree* tree = &root;
  TextFormat::ParseLocation found(0, 0);
  for (const Fault::Step& step : fault.path) {
    TextFormat::ParseLocation place = tree->GetLocation(step.field, step.index);
    // The parser gives "[a, b]" one location, as if it were its first element.
    if (place.line < 0 && step.index > 0) {
      place = tree->GetLocation(step.field, 0);
    }
    if (place.line >= 0) found = place;
    if (step.field->message_type() == nullptr) break;
    tree = tree->GetTreeForNested(step.field, step.index);
    if (tree == nullptr) break;
  }
  return absl::StrCat(found.line + 1, ":", found.column + 1);
}

}  // namespace

absl::StatusOr<v1::RuleSet> ParseRules(const std::string& name,
                                       const std::string& text) {
  v1::RuleSet set;
  FirstError error(name);
  TextFormat::ParseInfoTree places;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&places);
  if (!parser.ParseFromString(text, &set)) {
    return absl::InvalidArgumentError(error.text());
  }
  const std::optional<Fault> fault = FindFault(set);
  if (fault.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ":", PlaceOf(*fault, places), ": ", fault->reason));
  }
  return set;
}

absl::Status CheckSignature(const std::string& name, absl::string_view bytes,
                            absl::string_view signature,
                            absl::string_view public_key_pem) {
  if (signature.size() != kSignatureBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": the signature must be ", kSignatureBytes,
                     " raw bytes, has ", signature.size()));
  }
  const Key key = ReadPublicKey(public_key_pem);
  if (key == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        name,
        ": the key that signs rules is not an Ed25519 public key in PEM"));
  }
  if (!Fits(key.get(), signature, bytes)) {
    return absl::PermissionDeniedError(absl::StrCat(
        name,
        ": the signature is not of this text by the key that signs "
        "rules; have it signed as it is now"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadRuleFile(const std::string& file) {
  return ReadFile(file);
}

absl::StatusOr<std::unique_ptr<Rules>> Rules::Load(
    const std::string& file, const std::string& signature_file,
    absl::string_view public_key_pem) {
  const absl::StatusOr<std::string> bytes = ReadFile(file);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string> signature = ReadFile(signature_file);
  if (!signature.ok()) return signature.status();
  const absl::Status signed_as_is =
      CheckSignature(file, *bytes, *signature, public_key_pem);
  if (!signed_as_is.ok()) return signed_as_is;
  absl::StatusOr<v1::RuleSet> set = ParseRules(file, *bytes);
  if (!set.ok()) return set.status();
  return FromSet(*std::move(set));
}

}  // namespace saan::policy
