#include "adapters/mapping_write.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "adapters/csv.h"
#include "adapters/json.h"
#include "adapters/mapping_claim.h"
#include "adapters/mapping_time.h"
#include "adapters/mapping_unstep.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// One block being written: into a JSON object or into cells by slot.
struct Target {
  const BlockPlan* plan = nullptr;
  const Message* base = nullptr;
  std::string prefix;  // "guardians[1]."
  JsonTree* tree = nullptr;
};

class RecordWriter {
 public:
  RecordWriter(const FormPlan& form, const v1::Record& record)
      : form_(form),
        record_(record),
        is_json_(form.info.format() == v1::NATIVE_FORMAT_JSON),
        cells_(form.block.scope.slots.size()) {
    for (const v1::Source& source : record.sources()) {
      sources_.insert(source.path());
    }
  }

  std::string Run() {
    // Cells of the record's own id stay as they were; JSON members may need to
    // be written bare, so their fields come first.
    if (!is_json_) WriteNativeId();
    WriteBlock({&form_.block, &record_, "", &top_});
    if (is_json_) WriteNativeId();
    return is_json_ ? FinishJson() : FinishCsv();
  }

 private:
  void WriteBlock(const Target& target) {
    Claims claims(*target.plan, *target.base);
    // An age is counted to a day that other fields write.
    for (const bool are_ages : {false, true}) {
      for (const FieldPlan& field : target.plan->fields) {
        if (field.spec->import_only() || field.spec->has_age() != are_ages) {
          continue;
        }
        WriteField(target, field, &claims);
      }
    }
    for (const ListPlan& list : target.plan->lists) {
      WriteList(target, list, &claims);
    }
  }

  void WriteField(const Target& target, const FieldPlan& field,
                  Claims* claims) {
    std::vector<std::string> texts;
    for (const FoundValue& found : claims->Find(field)) {
      const std::string place = absl::StrCat(target.prefix, found.path);
      std::string text;
      // A later field to the same place only stands in for the first; but the
      // levels of one area code may each have a field.
      const bool is_level = field.spec->area_code().written_digits() > 0;
      if (IsSaid(found, place) && (is_level || !written_.contains(place))) {
        text = UndoStep(field, found.value, ToldOn(target, field));
      }
      if (field.writes_title) {
        text = absl::StrCat(TitleOf(*found.parent), text);
      }
      if (text.empty()) continue;
      written_.insert(place);
      texts.push_back(std::move(text));
      if (field.issuer_from.is_set()) WriteIssuer(target, field, found.value);
    }
    if (texts.empty()) return;
    const bool takes_all = field.to.leaf()->is_repeated() &&
                           field.to.last().index == PathPart::kWhole;
    if (field.spec->has_phones()) {
      WriteText(target, field, field.from[0], absl::StrJoin(texts, ", "));
    } else if (takes_all && is_json_) {
      WriteTexts(target, field, texts);
    } else {
      WritePieces(target, field, texts[0]);
    }
  }

  // Zero and false look like nothing: they are only written when a source says
  // that they were told.
  bool IsSaid(const FoundValue& found, const std::string& place) const {
    if (const double* number = std::get_if<double>(&found.value)) {
      return *number != 0 || sources_.contains(place);
    }
    const std::string* text = std::get_if<std::string>(&found.value);
    return text == nullptr || !text->empty();
  }

  std::optional<absl::CivilDay> ToldOn(const Target& target,
                                       const FieldPlan& field) const {
    if (!field.spec->has_age()) return std::nullopt;
    if (field.at.is_set()) {
      return DayNamed(Written(target, field.at), std::nullopt);
    }
    if (!record_.has_observed_time()) return std::nullopt;
    return absl::ToCivilDay(
        absl::FromUnixSeconds(record_.observed_time().seconds()), Bangkok());
  }

  static std::string TitleOf(const Message& name) {
    const FieldDescriptor* title =
        name.GetDescriptor()->FindFieldByName("title");
    return title == nullptr ? "" : name.GetReflection()->GetString(name, title);
  }

  void WriteIssuer(const Target& target, const FieldPlan& field,
                   const Value& value) {
    const auto* message = std::get_if<std::unique_ptr<Message>>(&value);
    const auto* identifier =
        dynamic_cast<const v1::Identifier*>(message->get());
    if (identifier != nullptr && !identifier->issuer().empty()) {
      WriteText(target, field, field.issuer_from, identifier->issuer());
    }
  }

  // A text that was joined from several native paths, taken apart again.
  void WritePieces(const Target& target, const FieldPlan& field,
                   const std::string& text) {
    std::vector<std::string> pieces = {text};
    if (field.from.size() > 1) {
      if (!field.spec->join().empty()) {
        pieces = absl::StrSplit(text, field.spec->join());
      } else if (field.spec->has_area_code()) {
        pieces.clear();
        for (size_t i = 0; i < text.size(); i += 2) {
          pieces.push_back(text.substr(i, 2));
        }
      }
      if (pieces.size() > field.from.size()) pieces = {text};
    }
    for (size_t i = 0; i < pieces.size(); ++i) {
      WriteText(target, field, field.from[i], pieces[i]);
    }
  }

  JsonTree* TreeOf(const Target& target, const SlotRef& ref) {
    return ref.is_at_top ? &top_ : target.tree;
  }

  const std::string& NameOf(const Target& target, const SlotRef& ref) const {
    return (ref.is_at_top ? form_.block : *target.plan).scope.slots[ref.slot];
  }

  std::string Written(const Target& target, const SlotRef& ref) const {
    if (!is_json_) return cells_[ref.slot];
    return (ref.is_at_top ? &top_ : target.tree)->Text(NameOf(target, ref));
  }

  void WriteText(const Target& target, const FieldPlan& field,
                 const SlotRef& ref, const std::string& text) {
    if (!is_json_) {
      std::string& cell = cells_[ref.slot];
      if (!cell.empty()) return;
      cell = text;
      if (field.spec->has_boolean()) cell = text == "true" ? "1" : "0";
      return;
    }
    JsonTree* tree = TreeOf(target, ref);
    if (IsWrittenBare(*field.spec, text)) {
      tree->SetBare(NameOf(target, ref), text);
    } else {
      tree->SetText(NameOf(target, ref), text);
    }
  }

  void WriteTexts(const Target& target, const FieldPlan& field,
                  const std::vector<std::string>& texts) {
    JsonTree* tree = TreeOf(target, field.from[0]);
    const std::string& name = NameOf(target, field.from[0]);
    if (tree->Has(name)) return;
    JsonTree* list = tree->List(name);
    for (const std::string& text : texts) {
      if (IsWrittenBare(*field.spec, text)) {
        list->AddBare(text);
      } else {
        list->AddText(text);
      }
    }
  }

  void WriteList(const Target& target, const ListPlan& list, Claims* claims) {
    const std::vector<FoundElement> elements = claims->TakeList(list);
    JsonTree* outer = TreeOf(target, list.from);
    const std::string& name = NameOf(target, list.from);
    if (elements.empty() || (outer->Has(name) && !outer->IsList(name))) return;
    JsonTree* tree = outer->List(name);
    for (const FoundElement& found : elements) {
      WriteBlock({list.block.get(), found.element,
                  absl::StrCat(target.prefix, found.path, "."),
                  tree->AddObject()});
    }
  }

  void WriteNativeId() {
    // Another form's id means nothing in this one.
    if (record_.form() != form_.info.form()) return;
    std::vector<std::string> parts = {record_.native_id()};
    if (form_.native_id.size() > 1) {
      parts = absl::StrSplit(record_.native_id(), ':');
    }
    if (parts.size() != form_.native_id.size()) return;
    for (size_t i = 0; i < parts.size(); ++i) {
      const SlotRef& ref = form_.native_id[i];
      if (parts[i].empty()) continue;
      if (is_json_) {
        top_.SetText(form_.block.scope.slots[ref.slot], parts[i]);
      } else {
        cells_[ref.slot] = parts[i];
      }
    }
  }

  std::string FinishJson() {
    for (const std::string& path : form_.recognised_by) {
      top_.SetBare(path, "null");
    }
    return top_.Write();
  }

  // The slots that a written form has: those that are written, and those that
  // the form is known by.
  std::vector<bool> WrittenSlots() const {
    std::vector<bool> is_written(cells_.size(), false);
    for (const SlotRef& ref : form_.native_id) is_written[ref.slot] = true;
    for (const FieldPlan& field : form_.block.fields) {
      if (field.spec->import_only()) continue;
      for (const SlotRef& ref : field.from) is_written[ref.slot] = true;
      if (field.issuer_from.is_set()) {
        is_written[field.issuer_from.slot] = true;
      }
    }
    return is_written;
  }

  std::string FinishCsv() const {
    const std::vector<bool> is_written = WrittenSlots();
    std::vector<std::string> names;
    std::vector<std::string> row;
    absl::flat_hash_set<std::string> known;
    for (size_t slot = 0; slot < cells_.size(); ++slot) {
      if (!is_written[slot]) continue;
      names.push_back(form_.block.scope.slots[slot]);
      row.push_back(cells_[slot]);
      known.insert(thai::Fold(names.back()));
    }
    for (const std::string& name : form_.recognised_by) {
      if (!known.insert(thai::Fold(name)).second) continue;
      names.push_back(name);
      row.emplace_back();
    }
    return absl::StrCat(WriteCsvRow(names, form_.delimiter),
                        WriteCsvRow(row, form_.delimiter));
  }

  const FormPlan& form_;
  const v1::Record& record_;
  const bool is_json_;
  JsonTree top_;
  std::vector<std::string> cells_;            // CSV, by slot.
  absl::flat_hash_set<std::string> sources_;  // Paths of what was told.
  absl::flat_hash_set<std::string> written_;  // Paths of what is written.
};

}  // namespace

std::string WriteRecord(const FormPlan& form, const v1::Record& record) {
  return RecordWriter(form, record).Run();
}

}  // namespace saan::adapters
