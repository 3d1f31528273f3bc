#include "adapters/json.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "adapters/adapter.h"

namespace saan::adapters {
namespace {

struct Parser {
  // simdjson counts scalars within the innermost object as one level more.
  Parser() { error = parser.allocate(kMaxNativeBytes, kMaxNesting + 1); }

  simdjson::dom::parser parser;
  simdjson::error_code error;
};

void WriteString(absl::string_view text, std::string* out) {
  out->push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        absl::StrAppend(out, "\\\"");
        break;
      case '\\':
        absl::StrAppend(out, "\\\\");
        break;
      case '\n':
        absl::StrAppend(out, "\\n");
        break;
      case '\r':
        absl::StrAppend(out, "\\r");
        break;
      case '\t':
        absl::StrAppend(out, "\\t");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppendFormat(out, "\\u%04x", c);
        } else {
          out->push_back(c);
        }
    }
  }
  out->push_back('"');
}

}  // namespace

std::variant<simdjson::dom::object, v1::ErrorReason> ParseJsonObject(
    absl::string_view utf8) {
  thread_local Parser parser;
  if (parser.error) return v1::ERROR_REASON_JSON_MALFORMED;
  simdjson::dom::element root;
  const simdjson::error_code error =
      parser.parser.parse(utf8.data(), utf8.size()).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    return v1::ERROR_REASON_NESTING_TOO_DEEP;
  }
  simdjson::dom::object object;
  if (error || root.get_object().get(object)) {
    return v1::ERROR_REASON_JSON_MALFORMED;
  }
  return object;
}

std::string ScalarText(const simdjson::dom::element& element) {
  if (element.is_string()) {
    return std::string(element.get_c_str().value_unsafe(),
                       element.get_string_length().value_unsafe());
  }
  int64_t integer;
  if (!element.get_int64().get(integer)) return absl::StrCat(integer);
  uint64_t large;
  if (!element.get_uint64().get(large)) return absl::StrCat(large);
  bool truth;
  if (!element.get_bool().get(truth)) return truth ? "true" : "false";
  double number = 0;
  if (element.get_double().get(number)) return "";
  char buffer[32];
  const std::to_chars_result end =
      std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, end.ptr);
}

JsonTree JsonTree::Scalar(Kind kind, absl::string_view text) {
  JsonTree tree;
  tree.kind_ = kind;
  tree.text_ = std::string(text);
  return tree;
}

const JsonTree* JsonTree::Find(absl::string_view path) const {
  const JsonTree* node = this;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const JsonTree* next = nullptr;
    for (const auto& [member, child] : node->children_) {
      if (member == name) next = child.get();
    }
    if (next == nullptr) return nullptr;
    node = next;
  }
  return node;
}

JsonTree* JsonTree::Make(absl::string_view path) {
  JsonTree* node = this;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    JsonTree* next = nullptr;
    for (const auto& [member, child] : node->children_) {
      if (member == name) next = child.get();
    }
    if (next == nullptr) {
      node->children_.emplace_back(std::string(name),
                                   std::make_unique<JsonTree>());
      next = node->children_.back().second.get();
    }
    node = next;
  }
  return node;
}

void JsonTree::SetText(absl::string_view path, absl::string_view text) {
  if (!Has(path)) *Make(path) = Scalar(Kind::kText, text);
}

void JsonTree::SetBare(absl::string_view path, absl::string_view token) {
  if (!Has(path)) *Make(path) = Scalar(Kind::kBare, token);
}

JsonTree* JsonTree::List(absl::string_view path) {
  JsonTree* list = Make(path);
  list->kind_ = Kind::kList;
  return list;
}

JsonTree* JsonTree::AddObject() {
  children_.emplace_back("", std::make_unique<JsonTree>());
  return children_.back().second.get();
}

void JsonTree::AddText(absl::string_view text) {
  *AddObject() = Scalar(Kind::kText, text);
}

void JsonTree::AddBare(absl::string_view token) {
  *AddObject() = Scalar(Kind::kBare, token);
}

bool JsonTree::Has(absl::string_view path) const {
  return Find(path) != nullptr;
}

bool JsonTree::IsList(absl::string_view path) const {
  const JsonTree* node = Find(path);
  return node != nullptr && node->kind_ == Kind::kList;
}

std::string JsonTree::Text(absl::string_view path) const {
  const JsonTree* node = Find(path);
  return node == nullptr ? "" : node->text_;
}

std::string JsonTree::Write() const {
  std::string out;
  WriteTo(&out);
  return out;
}

void JsonTree::WriteTo(std::string* out) const {
  if (kind_ == Kind::kBare) {
    absl::StrAppend(out, text_);
    return;
  }
  if (kind_ == Kind::kText) {
    WriteString(text_, out);
    return;
  }
  out->push_back(kind_ == Kind::kObject ? '{' : '[');
  bool is_first = true;
  for (const auto& [name, child] : children_) {
    if (!is_first) out->push_back(',');
    is_first = false;
    if (kind_ == Kind::kObject) {
      WriteString(name, out);
      out->push_back(':');
    }
    child->WriteTo(out);
  }
  out->push_back(kind_ == Kind::kObject ? '}' : ']');
}

bool IsBareJson(absl::string_view text) {
  if (text == "true" || text == "false") return true;
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  const absl::string_view digits = text.substr(sign);
  if (digits.empty() || digits.size() > 15) return false;
  if (digits.find_first_not_of("0123456789.") != absl::string_view::npos) {
    return false;
  }
  const size_t point = digits.find('.');
  if (point == absl::string_view::npos) {
    return digits == "0" || digits[0] != '0';
  }
  const bool has_whole = point == 1 || (point > 1 && digits[0] != '0');
  return has_whole && point + 1 < digits.size() &&
         digits.find('.', point + 1) == absl::string_view::npos;
}

}  // namespace saan::adapters
