#include "adapters/split.h"

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/adapter.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

constexpr size_t kBlockBytes = 1 << 16;
constexpr int kEnd = -1;

// The bytes of a file, one after another, with their line.
class Bytes {
 public:
  explicit Bytes(std::istream& in) : in_(in), block_(kBlockBytes, '\0') {
    for (const char mark : thai::kByteOrderMark) {
      if (Peek() != static_cast<unsigned char>(mark)) break;
      Take();
    }
  }

  int Peek() {
    if (at_ == size_ && !Fill()) return kEnd;
    return static_cast<unsigned char>(block_[at_]);
  }

  int Take() {
    const int byte = Peek();
    if (byte == kEnd) return kEnd;
    ++at_;
    if (byte == '\n') ++line_;
    return byte;
  }

  void SkipSpace() {
    while (Peek() != kEnd && absl::ascii_isspace(Peek())) Take();
  }

  int64_t line() const { return line_; }

  absl::Status Fail(absl::string_view reason) const {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", line_, ": ", reason));
  }

 private:
  bool Fill() {
    in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    size_ = static_cast<size_t>(in_.gcount());
    at_ = 0;
    return size_ > 0;
  }

  std::istream& in_;
  std::string block_;
  size_t at_ = 0;
  size_t size_ = 0;
  int64_t line_ = 1;
};

absl::Status TooLarge(int64_t line) {
  return absl::ResourceExhaustedError(
      absl::StrCat("line ", line, ": the record is over 1 MiB"));
}

// Cuts JSON by its brackets and strings; what is within them is judged later.
class JsonCutter {
 public:
  JsonCutter(std::istream& in, absl::string_view records_member,
             absl::FunctionRef<absl::Status(Piece)> each)
      : bytes_(in), records_member_(records_member), each_(each) {}

  absl::Status Run() {
    while (true) {
      bytes_.SkipSpace();
      absl::Status status;
      if (bytes_.Peek() == kEnd) return absl::OkStatus();
      if (bytes_.Peek() == '[') {
        bytes_.Take();
        status = CutList();
      } else if (bytes_.Peek() == '{') {
        status = CutTop();
      } else {
        status = bytes_.Fail("a JSON object or a list of objects is wanted");
      }
      if (!status.ok()) return status;
    }
  }

 private:
  // Behind "[": objects up to "]".
  absl::Status CutList() {
    bytes_.SkipSpace();
    if (bytes_.Peek() == ']') {
      bytes_.Take();
      return absl::OkStatus();
    }
    while (true) {
      bytes_.SkipSpace();
      if (bytes_.Peek() != '{') return bytes_.Fail("an object is wanted here");
      const int64_t line = bytes_.line();
      std::string object;
      absl::Status status = CopyValue(&object);
      if (status.ok()) status = Yield(std::move(object), line);
      if (!status.ok()) return status;
      bytes_.SkipSpace();
      const int next = bytes_.Take();
      if (next == ']') return absl::OkStatus();
      if (next != ',') return bytes_.Fail("\",\" or \"]\" is wanted here");
    }
  }

  // An object at the top: a record, or what wraps the list of records.
  absl::Status CutTop() {
    const int64_t line = bytes_.line();
    std::string object(1, static_cast<char>(bytes_.Take()));
    bool holds_records = false;
    while (true) {
      CopySpace(&object);
      if (bytes_.Peek() == '}') break;
      if (bytes_.Peek() != '"') return bytes_.Fail("a member is wanted here");
      std::string name;
      absl::Status status = CopyValue(&name);
      if (!status.ok()) return status;
      absl::StrAppend(&object, name);
      CopySpace(&object);
      if (bytes_.Peek() != ':') return bytes_.Fail("\":\" is wanted here");
      object.push_back(static_cast<char>(bytes_.Take()));
      CopySpace(&object);
      if (bytes_.Peek() == '[' && IsRecordsMember(name)) {
        holds_records = true;
        bytes_.Take();
        status = CutList();
      } else {
        status = CopyValue(&object);
      }
      if (!status.ok()) return status;
      if (holds_records) object.clear();
      CopySpace(&object);
      if (bytes_.Peek() == '}') break;
      if (bytes_.Peek() != ',') return bytes_.Fail("\",\" or \"}\" is wanted");
      object.push_back(static_cast<char>(bytes_.Take()));
    }
    object.push_back(static_cast<char>(bytes_.Take()));
    return holds_records ? absl::OkStatus() : Yield(std::move(object), line);
  }

  void CopySpace(std::string* to) {
    while (bytes_.Peek() != kEnd && absl::ascii_isspace(bytes_.Peek())) {
      const int byte = bytes_.Take();
      if (to->size() < kMaxNativeBytes) to->push_back(static_cast<char>(byte));
    }
  }

  // Copies one value: a string, an object or list to its closing bracket, or
  // the bytes of a number or word.
  absl::Status CopyValue(std::string* to) {
    const int64_t line = bytes_.line();
    std::vector<char> closing;
    bool is_done = false;
    while (!is_done) {
      const int byte = bytes_.Peek();
      if (byte == kEnd) return bytes_.Fail("the file ends within a value");
      if (to->size() >= kMaxNativeBytes) return TooLarge(line);
      if (byte == '"') {
        absl::Status copied = CopyString(to, line);
        if (!copied.ok()) return copied;
        is_done = closing.empty();
        continue;
      }
      const bool ends_word = byte == ',' || byte == '}' || byte == ']' ||
                             absl::ascii_isspace(byte);
      if (closing.empty() && ends_word) {
        return to->empty() ? bytes_.Fail("a value is wanted here")
                           : absl::OkStatus();
      }
      to->push_back(static_cast<char>(bytes_.Take()));
      if (byte == '{' || byte == '[') {
        if (closing.size() >= kMaxNesting + 1) {
          return bytes_.Fail("nested deeper than 32");
        }
        closing.push_back(byte == '{' ? '}' : ']');
      } else if (byte == '}' || byte == ']') {
        if (closing.back() != byte) return bytes_.Fail("a bracket is wrong");
        closing.pop_back();
        is_done = closing.empty();
      }
    }
    return absl::OkStatus();
  }

  absl::Status CopyString(std::string* to, int64_t line) {
    to->push_back(static_cast<char>(bytes_.Take()));
    bool is_escaped = false;
    while (true) {
      const int byte = bytes_.Take();
      if (byte == kEnd) return bytes_.Fail("the file ends within a text");
      if (to->size() >= kMaxNativeBytes) return TooLarge(line);
      to->push_back(static_cast<char>(byte));
      if (byte == '"' && !is_escaped) return absl::OkStatus();
      is_escaped = byte == '\\' && !is_escaped;
    }
  }

  // `quoted` is a string as written; \uXXXX is read, for exports write Thai so.
  bool IsRecordsMember(absl::string_view quoted) const {
    if (records_member_.empty()) return false;
    absl::string_view text = quoted.substr(1, quoted.size() - 2);
    std::string name;
    while (!text.empty()) {
      uint32_t code = 0;
      const bool is_escape = text.size() >= 6 && text.substr(0, 2) == "\\u";
      if (is_escape &&
          std::from_chars(text.data() + 2, text.data() + 6, code, 16).ptr ==
              text.data() + 6) {
        AppendUtf8(code, &name);
        text.remove_prefix(6);
      } else {
        name.push_back(text[0]);
        text.remove_prefix(1);
      }
    }
    if (!thai::IsUtf8(name)) {
      name = thai::FromWindows874(name).value_or("");
    }
    return name == records_member_;
  }

  // Of the basic plane, where Thai is.
  static void AppendUtf8(uint32_t code, std::string* to) {
    if (code < 0x80) {
      to->push_back(static_cast<char>(code));
      return;
    }
    if (code < 0x800) {
      to->push_back(static_cast<char>(0xC0 | (code >> 6)));
    } else {
      to->push_back(static_cast<char>(0xE0 | (code >> 12)));
      to->push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
    }
    to->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }

  absl::Status Yield(std::string object, int64_t line) {
    Piece piece;
    piece.native = std::move(object);
    piece.number = ++number_;
    piece.line = line;
    return each_(std::move(piece));
  }

  Bytes bytes_;
  const std::string records_member_;
  absl::FunctionRef<absl::Status(Piece)> each_;
  int64_t number_ = 0;
};

// Reads a row without its line end; nothing at the end of the file. A quote
// opens a cell only where a cell begins, so that a stray one spoils no other
// row. Any delimiter that a mapping may have is known here.
absl::StatusOr<std::optional<std::string>> TakeRow(Bytes* bytes) {
  if (bytes->Peek() == kEnd) return std::optional<std::string>();
  const int64_t line = bytes->line();
  std::string row;
  bool is_quoted = false;
  bool can_open = true;  // A cell begins here, or its quote has just closed.
  while (bytes->Peek() != kEnd) {
    const int byte = bytes->Take();
    if (byte == '\n' && !is_quoted) break;
    if (row.size() >= kMaxNativeBytes) return TooLarge(line);
    row.push_back(static_cast<char>(byte));
    if (byte == '"' && (is_quoted || can_open)) {
      is_quoted = !is_quoted;
      can_open = !is_quoted;
    } else {
      can_open = byte == ',' || byte == ';' || byte == '|' || byte == '\t';
    }
  }
  if (is_quoted) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", line, ": a quote is never closed"));
  }
  if (!row.empty() && row.back() == '\r') row.pop_back();
  return std::optional<std::string>(std::move(row));
}

}  // namespace

absl::Status SplitJson(std::istream& in, absl::string_view records_member,
                       absl::FunctionRef<absl::Status(Piece)> each) {
  return JsonCutter(in, records_member, each).Run();
}

absl::Status SplitCsv(std::istream& in,
                      absl::FunctionRef<absl::Status(Piece)> each) {
  Bytes bytes(in);
  std::string header;
  int64_t number = 0;
  while (true) {
    const int64_t line = bytes.line();
    absl::StatusOr<std::optional<std::string>> row = TakeRow(&bytes);
    if (!row.ok()) return row.status();
    if (!row->has_value()) break;
    if ((*row)->empty()) continue;
    if (header.empty()) {
      header = **std::move(row);
      continue;
    }
    Piece piece;
    piece.native = **std::move(row);
    piece.header = header;
    piece.number = ++number;
    piece.line = line;
    absl::Status status = each(std::move(piece));
    if (!status.ok()) return status;
  }
  if (header.empty()) return bytes.Fail("the file has no header row");
  return absl::OkStatus();
}

}  // namespace saan::adapters
