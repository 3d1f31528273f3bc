#include "gateway/audit_filter.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/errors.h"
#include "google/protobuf/descriptor.h"
#include "storage/log_index.h"

namespace saan {
namespace {

using Texts = std::vector<std::string>;

// A field of the filter: what it reads of an entry, as text, or as a number.
struct FilterField {
  const char* name;
  Texts (*texts)(const v1::AuditEntry& entry);
  uint64_t (*number)(uint64_t log_index, const v1::AuditEntry& entry);
  // Its values where they are enums, compared by number as text.
  const google::protobuf::EnumDescriptor* (*values)();
  const char* prefix;  // Of those values.
  const char* term;    // Its property in the log's index; null when not there.
};

template <typename Repeated>
Texts All(const Repeated& repeated) {
  return Texts(repeated.begin(), repeated.end());
}

const FilterField kFilterFields[] = {
    {"agency", [](const v1::AuditEntry& e) { return Texts{e.agency()}; },
     nullptr, nullptr, "", storage::kTermAgency},
    {"system", [](const v1::AuditEntry& e) { return Texts{e.system()}; },
     nullptr, nullptr, "", nullptr},
    {"actor_ref",
     [](const v1::AuditEntry& e) {
       return Texts{absl::BytesToHexString(e.actor_ref())};
     },
     nullptr, nullptr, "", storage::kTermActor},
    {"case_ref",
     [](const v1::AuditEntry& e) {
       return Texts{absl::BytesToHexString(e.case_ref())};
     },
     nullptr, nullptr, "", storage::kTermCase},
    {"role",
     [](const v1::AuditEntry& e) { return Texts{absl::StrCat(int{e.role()})}; },
     nullptr, &v1::Role_descriptor, "ROLE_", storage::kTermRole},
    {"purpose",
     [](const v1::AuditEntry& e) {
       return Texts{absl::StrCat(int{e.purpose()})};
     },
     nullptr, &v1::Purpose_descriptor, "PURPOSE_", storage::kTermPurpose},
    {"outcome",
     [](const v1::AuditEntry& e) {
       return Texts{absl::StrCat(int{e.outcome()})};
     },
     nullptr, &v1::Outcome_descriptor, "OUTCOME_", storage::kTermOutcome},
    {"method", [](const v1::AuditEntry& e) { return Texts{e.method()}; },
     nullptr, nullptr, "", storage::kTermMethod},
    {"reason", [](const v1::AuditEntry& e) { return Texts{e.reason()}; },
     nullptr, nullptr, "", storage::kTermReason},
    {"holder", [](const v1::AuditEntry& e) { return All(e.holders()); },
     nullptr, nullptr, "", storage::kTermHolder},
    {"rule_id", [](const v1::AuditEntry& e) { return All(e.rule_ids()); },
     nullptr, nullptr, "", storage::kTermRule},
    {"consent_id", [](const v1::AuditEntry& e) { return All(e.consent_ids()); },
     nullptr, nullptr, "", storage::kTermConsent},
    {"relationship",
     [](const v1::AuditEntry& e) {
       if (e.relationship() == v1::RELATIONSHIP_UNSPECIFIED) return Texts();
       return Texts{absl::StrCat(int{e.relationship()})};
     },
     nullptr, &v1::Relationship_descriptor, "RELATIONSHIP_",
     storage::kTermRelationship},
    {"is_same_family_name",
     [](const v1::AuditEntry& e) {
       return Texts{storage::IndexedFlag(e, e.is_same_family_name())};
     },
     nullptr, nullptr, "", storage::kTermFamilyName},
    {"is_same_subdistrict",
     [](const v1::AuditEntry& e) {
       return Texts{storage::IndexedFlag(e, e.is_same_subdistrict())};
     },
     nullptr, nullptr, "", storage::kTermSubdistrict},
    {"decision_id",
     [](const v1::AuditEntry& e) { return Texts{e.decision_id()}; }, nullptr,
     nullptr, "", nullptr},
    {"log_index", nullptr,
     [](uint64_t index, const v1::AuditEntry&) { return index; }, nullptr, "",
     nullptr},
    {"subject_count", nullptr,
     [](uint64_t, const v1::AuditEntry& e) -> uint64_t {
       return e.subject_count();
     },
     nullptr, "", nullptr},
    {"records_accepted", nullptr,
     [](uint64_t, const v1::AuditEntry& e) -> uint64_t {
       return e.records_accepted();
     },
     nullptr, "", nullptr},
    {"records_quarantined", nullptr,
     [](uint64_t, const v1::AuditEntry& e) -> uint64_t {
       return e.records_quarantined();
     },
     nullptr, "", nullptr},
};

const FilterField* FindField(absl::string_view name) {
  for (const FilterField& field : kFilterFields) {
    if (name == field.name) return &field;
  }
  return nullptr;
}

enum class Operator { kEqual, kNotEqual, kLess, kAtMost, kMore, kAtLeast };

bool Holds(Operator op, uint64_t a, uint64_t b) {
  switch (op) {
    case Operator::kEqual:
      return a == b;
    case Operator::kNotEqual:
      return a != b;
    case Operator::kLess:
      return a < b;
    case Operator::kAtMost:
      return a <= b;
    case Operator::kMore:
      return a > b;
    case Operator::kAtLeast:
      return a >= b;
  }
  return false;
}

}  // namespace

struct AuditFilter::Node {
  enum class Kind { kAnd, kOr, kNot, kCompare };

  Kind kind = Kind::kCompare;
  std::vector<Node> parts;  // Of the first three kinds.
  const FilterField* field = nullptr;
  Operator op = Operator::kEqual;
  std::string text;
  uint64_t number = 0;

  bool Matches(uint64_t log_index, const v1::AuditEntry& entry) const {
    const auto matches = [&](const Node& part) {
      return part.Matches(log_index, entry);
    };
    switch (kind) {
      case Kind::kAnd:
        return std::all_of(parts.begin(), parts.end(), matches);
      case Kind::kOr:
        return std::any_of(parts.begin(), parts.end(), matches);
      case Kind::kNot:
        return !matches(parts.front());
      case Kind::kCompare:
        break;
    }
    if (field->number != nullptr) {
      return Holds(op, field->number(log_index, entry), number);
    }
    const Texts texts = field->texts(entry);
    const bool has = std::find(texts.begin(), texts.end(), text) != texts.end();
    return has == (op == Operator::kEqual);
  }
};

namespace {

using Node = AuditFilter::Node;

// Reads by recursive descent, each rule of AIP-160's grammar one function.
class Reader {
 public:
  explicit Reader(absl::string_view text) : whole_(text), rest_(text) {}

  absl::StatusOr<Node> Read() {
    absl::StatusOr<Node> node = Expression(0);
    if (node.ok() && !SkipSpace().empty()) return Bad();
    return node;
  }

 private:
  absl::Status Bad() const {
    return Refuse(v1::ERROR_REASON_FIELD_INVALID,
                  absl::StrCat("filter at ", whole_.size() - rest_.size()));
  }

  absl::string_view SkipSpace() {
    rest_ = absl::StripLeadingAsciiWhitespace(rest_);
    return rest_;
  }

  static bool IsWordByte(char byte) {
    return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
           absl::StrContains("_-./:", byte) || (byte & 0x80) != 0;
  }

  // The next word without taking it.
  absl::string_view PeekWord() {
    const absl::string_view text = SkipSpace();
    size_t size = 0;
    while (size < text.size() && IsWordByte(text[size])) ++size;
    return text.substr(0, size);
  }

  bool TakeWord(absl::string_view word) {
    if (PeekWord() != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool TakeSign(absl::string_view sign) {
    SkipSpace();
    return absl::ConsumePrefix(&rest_, sign);
  }

  // expression: factor { [AND] factor }
  absl::StatusOr<Node> Expression(int depth) {
    Node all;
    all.kind = Node::Kind::kAnd;
    while (true) {
      absl::StatusOr<Node> factor = Factor(depth);
      if (!factor.ok()) return factor.status();
      all.parts.push_back(*std::move(factor));
      if (TakeWord("AND")) continue;
      if (SkipSpace().empty() || rest_[0] == ')') break;
    }
    return all;
  }

  // factor: term { OR term }
  absl::StatusOr<Node> Factor(int depth) {
    Node any;
    any.kind = Node::Kind::kOr;
    do {
      absl::StatusOr<Node> term = Term(depth);
      if (!term.ok()) return term.status();
      any.parts.push_back(*std::move(term));
    } while (TakeWord("OR"));
    if (any.parts.size() > 1) return any;
    Node one = std::move(any.parts.front());
    return one;
  }

  // term: [NOT | -] ( "(" expression ")" | comparison )
  absl::StatusOr<Node> Term(int depth) {
    if (depth == kMaxFilterDepth) return Bad();
    if (TakeWord("NOT") || TakeSign("-")) {
      absl::StatusOr<Node> term = Term(depth + 1);
      if (!term.ok()) return term.status();
      Node negated;
      negated.kind = Node::Kind::kNot;
      negated.parts.push_back(*std::move(term));
      return negated;
    }
    if (TakeSign("(")) {
      absl::StatusOr<Node> inner = Expression(depth + 1);
      if (inner.ok() && !TakeSign(")")) return Bad();
      return inner;
    }
    return Comparison();
  }

  absl::StatusOr<Node> Comparison() {
    Node node;
    const absl::string_view name = PeekWord();
    node.field = FindField(name);
    if (node.field == nullptr) return Bad();
    rest_.remove_prefix(name.size());
    if (!TakeOperator(&node)) return Bad();
    absl::Status read = Value(&node);
    if (!read.ok()) return read;
    return node;
  }

  bool TakeOperator(Node* node) {
    const std::pair<const char*, Operator> operators[] = {
        {"!=", Operator::kNotEqual}, {"<=", Operator::kAtMost},
        {">=", Operator::kAtLeast},  {"=", Operator::kEqual},
        {"<", Operator::kLess},      {">", Operator::kMore}};
    for (const auto& [sign, op] : operators) {
      if (!TakeSign(sign)) continue;
      node->op = op;
      return node->field->number != nullptr || op == Operator::kEqual ||
             op == Operator::kNotEqual;
    }
    return false;
  }

  absl::Status Value(Node* node) {
    absl::string_view text;
    if (TakeSign("\"")) {
      const size_t end = rest_.find('"');
      if (end == absl::string_view::npos) return Bad();
      text = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
    } else {
      text = PeekWord();
      if (text.empty()) return Bad();
      rest_.remove_prefix(text.size());
    }
    if (node->field->number != nullptr) {
      return absl::SimpleAtoi(text, &node->number) ? absl::OkStatus() : Bad();
    }
    node->text = std::string(text);
    if (node->field->values == nullptr) return absl::OkStatus();
    const std::string word = absl::AsciiStrToUpper(text);
    const auto* value = node->field->values()->FindValueByName(
        absl::StartsWith(word, node->field->prefix)
            ? word
            : absl::StrCat(node->field->prefix, word));
    if (value == nullptr) return Bad();
    node->text = absl::StrCat(value->number());
    return absl::OkStatus();
  }

  const absl::string_view whole_;
  absl::string_view rest_;
};

}  // namespace

absl::StatusOr<AuditFilter> AuditFilter::Parse(absl::string_view text) {
  if (text.size() > kMaxFilterBytes) {
    return Refuse(v1::ERROR_REASON_FIELD_TOO_LONG, "filter");
  }
  if (absl::StripAsciiWhitespace(text).empty()) return AuditFilter(nullptr);
  absl::StatusOr<Node> root = Reader(text).Read();
  if (!root.ok()) return root.status();
  return AuditFilter(std::make_shared<const Node>(*std::move(root)));
}

bool AuditFilter::Matches(uint64_t log_index,
                          const v1::AuditEntry& entry) const {
  return root_ == nullptr || root_->Matches(log_index, entry);
}

std::vector<std::string> AuditFilter::Terms() const {
  std::vector<std::string> terms;
  if (root_ == nullptr) return terms;
  for (const Node& part : root_->parts) {  // The root is an AND.
    if (part.kind != Node::Kind::kCompare || part.op != Operator::kEqual ||
        part.field->term == nullptr || part.text.empty()) {
      continue;
    }
    terms.push_back(storage::IndexTerm(part.field->term, part.text));
  }
  return terms;
}

}  // namespace saan
