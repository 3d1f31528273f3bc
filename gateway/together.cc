#include "gateway/together.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "gateway/policy/policy.h"

namespace saan {
namespace {

using Sources = absl::flat_hash_map<std::string, const v1::Source*>;

// Handles and times of the records themselves are not said of the child.
bool IsOfTheChild(const policy::Value& value) {
  return value.label.category() != v1::CATEGORY_ADMINISTRATIVE &&
         value.pathless != "native_id";
}

// A child has one current name, one birth, one sex: those can be disputed.
bool IsSingular(absl::string_view path) {
  if (absl::StartsWith(path, "person.names[0].")) return true;
  return absl::StartsWith(path, "person.") && !absl::StrContains(path, "[") &&
         !absl::StrContains(path, "address");
}

// The source of a value, or of the container it was read into: one native text
// gives a whole birth date, or a whole phone.
const v1::Source* SourceOf(const Sources& sources, absl::string_view path) {
  while (true) {
    if (const auto found = sources.find(path); found != sources.end()) {
      return found->second;
    }
    const size_t dot = path.rfind('.');
    if (dot == absl::string_view::npos) return nullptr;
    path = path.substr(0, dot);
  }
}

v1::Origin OriginOf(const v1::Record& record, const v1::Source* source) {
  v1::Origin origin;
  origin.set_agency(record.agency());
  origin.set_system(record.system());
  origin.set_native_id(record.native_id());
  origin.set_mapping_version(record.mapping_version());
  *origin.mutable_received_time() = record.received_time();
  if (source != nullptr) {
    origin.set_native_path(source->native_path());
    origin.set_raw_text(source->raw_text());
    origin.set_parse_status(source->parse_status());
  }
  return origin;
}

// All that is said of one field.
struct Said {
  size_t order = 0;  // Of the field's first appearance.
  bool is_singular = false;
  std::vector<std::pair<std::string, std::vector<v1::Origin>>> statements;

  void Add(const std::string& text, v1::Origin origin) {
    for (auto& [known, origins] : statements) {
      if (known != text) continue;
      origins.push_back(std::move(origin));
      return;
    }
    statements.push_back({text, {std::move(origin)}});
  }
};

void AddRecord(const v1::Record& record, std::map<std::string, Said>* fields) {
  Sources sources;
  for (const v1::Source& source : record.sources()) {
    sources.try_emplace(source.path(), &source);
  }
  for (const policy::Value& value : policy::ValuesOf(record)) {
    if (!IsOfTheChild(value)) continue;
    auto [found, is_new] = fields->try_emplace(value.pathless);
    if (is_new) found->second.order = fields->size();
    found->second.is_singular |= IsSingular(value.path);
    found->second.Add(value.text,
                      OriginOf(record, SourceOf(sources, value.path)));
  }
}

}  // namespace

void PutTogether(const Titles& titles, v1::Child* child) {
  std::map<std::string, Said> fields;
  for (const v1::Record& record : child->records()) {
    AddRecord(record, &fields);
  }
  std::vector<std::pair<std::string, Said>> ordered(
      std::make_move_iterator(fields.begin()),
      std::make_move_iterator(fields.end()));
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.order < b.second.order;
  });
  for (auto& [path, said] : ordered) {
    v1::FieldView& view = *child->add_fields();
    const TitlePair title = titles.Field(path);
    view.set_path(path);
    view.set_title_th(title.th);
    view.set_title_en(title.en);
    view.set_is_disputed(said.is_singular && said.statements.size() > 1);
    std::stable_sort(said.statements.begin(), said.statements.end(),
                     [](const auto& a, const auto& b) {
                       return a.second.size() > b.second.size();
                     });
    for (auto& [text, origins] : said.statements) {
      v1::Statement& statement = *view.add_statements();
      const TitlePair words = titles.Value(text);
      statement.set_value(words.th);
      statement.set_value_en(words.en);
      for (v1::Origin& origin : origins) {
        *statement.add_origins() = std::move(origin);
      }
    }
  }
}

}  // namespace saan
