#include "storage/tlog_policy.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/tlog_text.h"

namespace saan::storage {

// Reads line by line: a line may name only what stands above it.
class TlogPolicy::Reader {
 public:
  absl::StatusOr<TlogPolicy> Read(absl::string_view text) {
    for (const char byte : text) {
      const auto value = static_cast<unsigned char>(byte);
      if ((value < 0x20 && byte != '\t' && byte != '\n') || value == 0x7F) {
        return absl::InvalidArgumentError(
            "the policy holds a control character");
      }
    }
    if (text.size() > kMaxPolicyBytes) {
      return absl::InvalidArgumentError("the policy is too long");
    }
    int number = 0;
    while (!text.empty()) {
      ++number;
      const absl::StatusOr<absl::string_view> line = TakeLine(&text);
      if (!line.ok()) return line.status();
      words_ = absl::StrSplit(*line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
      if (words_.empty() || absl::StartsWith(words_[0], "#")) continue;
      if (!TakeWords()) {
        return absl::InvalidArgumentError(
            absl::StrCat("line ", number, " of the policy is not right"));
      }
    }
    if (!has_quorum_) {
      return absl::InvalidArgumentError("the policy names no quorum");
    }
    return std::move(policy_);
  }

 private:
  bool TakeWords() {
    if (words_[0] == "log") return TakeLog();
    if (words_[0] == "witness") return TakeWitness();
    if (words_[0] == "group") return TakeGroup();
    return words_[0] == "quorum" && TakeQuorum();
  }

  bool TakeLog() {
    if (words_.size() < 2 || words_.size() > 3) return false;
    absl::StatusOr<VerifierKey> key = ParseVerifierKey(words_[1]);
    if (!key.ok() || key->type != KeyType::kEd25519) return false;
    for (const VerifierKey& other : policy_.logs_) {
      if (other.public_key == key->public_key) return false;
    }
    policy_.logs_.push_back(*std::move(key));
    return policy_.logs_.size() <= kMaxPolicyNames;
  }

  bool TakeWitness() {
    if (words_.size() < 3 || words_.size() > 4) return false;
    absl::StatusOr<VerifierKey> key = ParseVerifierKey(words_[2]);
    if (!key.ok() || key->type != KeyType::kCosignature) return false;
    for (const PolicyWitness& other : policy_.witnesses_) {
      if (other.key.public_key == key->public_key) return false;
    }
    PolicyMember member;
    member.witness = policy_.witnesses_.size();
    policy_.witnesses_.push_back(
        {words_[1], *std::move(key), words_.size() == 4 ? words_[3] : ""});
    return AddMember(std::move(member));
  }

  bool TakeGroup() {
    if (words_.size() < 4) return false;
    PolicyMember group;
    for (size_t i = 3; i < words_.size(); ++i) {
      const std::optional<size_t> member = Find(words_[i]);
      // Each name counts in one place only.
      if (!member.has_value() || is_used_[*member]) return false;
      is_used_[*member] = true;
      group.members.push_back(*member);
    }
    const size_t count = group.members.size();
    if (words_[2] == "all") {
      group.threshold = count;
    } else if (words_[2] == "any") {
      group.threshold = 1;
    } else {
      const absl::StatusOr<uint64_t> k = ParseDecimal(words_[2]);
      if (!k.ok() || *k == 0 || *k > count) return false;
      group.threshold = *k;
    }
    return AddMember(std::move(group));
  }

  bool TakeQuorum() {
    if (words_.size() != 2 || has_quorum_) return false;
    has_quorum_ = true;
    if (words_[1] == "none") return true;
    const std::optional<size_t> member = Find(words_[1]);
    if (!member.has_value()) return false;
    policy_.quorum_ = *member;
    return true;
  }

  bool AddMember(PolicyMember member) {
    member.name = words_[1];
    if (member.name == "none" || Find(member.name).has_value()) return false;
    policy_.members_.push_back(std::move(member));
    is_used_.push_back(false);
    return policy_.members_.size() <= 2 * kMaxPolicyNames;
  }

  std::optional<size_t> Find(const std::string& name) const {
    for (size_t i = 0; i < policy_.members_.size(); ++i) {
      if (policy_.members_[i].name == name) return i;
    }
    return std::nullopt;
  }

  TlogPolicy policy_;
  std::vector<std::string> words_;
  std::vector<bool> is_used_;  // By member: it is in a group already.
  bool has_quorum_ = false;
};

absl::StatusOr<TlogPolicy> TlogPolicy::Parse(absl::string_view text) {
  return Reader().Read(text);
}

bool TlogPolicy::IsMet(absl::Span<const size_t> cosigned) const {
  return quorum_ == kNone || IsMemberMet(quorum_, cosigned);
}

bool TlogPolicy::IsMemberMet(size_t member,
                             absl::Span<const size_t> cosigned) const {
  const PolicyMember& at = members_[member];
  if (at.threshold == 0) {
    return std::find(cosigned.begin(), cosigned.end(), at.witness) !=
           cosigned.end();
  }
  size_t met = 0;
  // Members stand above their group, so this ends.
  for (const size_t inner : at.members) met += IsMemberMet(inner, cosigned);
  return met >= at.threshold;
}

absl::StatusOr<std::vector<Cosigned>> VerifyCosignatures(
    const Note& note, const TlogPolicy& policy) {
  std::vector<VerifierKey> keys;
  for (const PolicyWitness& witness : policy.witnesses()) {
    keys.push_back(witness.key);
  }
  const absl::StatusOr<std::vector<Signed>> found =
      VerifySignatures(note, keys);
  if (!found.ok()) return found.status();
  std::vector<Cosigned> cosigned;
  for (const Signed& one : *found) {
    cosigned.push_back({one.key, one.unix_seconds});
  }
  return cosigned;
}

}  // namespace saan::storage
