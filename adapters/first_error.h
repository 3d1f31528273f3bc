// The first complaint of a text-format parser, as "line: what is wrong".

#ifndef SAAN_ADAPTERS_FIRST_ERROR_H_
#define SAAN_ADAPTERS_FIRST_ERROR_H_

#include <google/protobuf/io/tokenizer.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace saan::adapters {

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(line + 1, ": ", message);
  }
  // Empty while nothing was wrong.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace saan::adapters

#endif  // SAAN_ADAPTERS_FIRST_ERROR_H_
