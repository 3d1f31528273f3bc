#include "adapters/mapping_read.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "adapters/mapping_step.h"
#include "adapters/mapping_time.h"
#include "adapters/mapping_value.h"
#include "adapters/thai/address.h"
#include "adapters/thai/text.h"

namespace saan::adapters {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string RawText(absl::string_view text) {
  int points = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xC0) != 0x80 && ++points > kMaxRawCodePoints) {
      return std::string(text.substr(0, i));
    }
  }
  return std::string(text);
}

// One block of one record: where it is read from and what it fills.
struct Frame {
  const BlockPlan* plan = nullptr;
  const Cells* cells = nullptr;
  Message* base = nullptr;
  std::string shared_prefix;  // "guardians[1]."
  std::string native_prefix;  // "ผู้ปกครอง[0]."
};

class RecordReader {
 public:
  RecordReader(const FormPlan& form, const Cells& top, Mapped* out)
      : form_(form), top_(top), out_(out) {}

  void Run() {
    ReadNativeId();
    Frame frame;
    frame.plan = &form_.block;
    frame.cells = &top_;
    frame.base = &out_->record;
    // What was observed when settles the years of the other dates.
    ReadFields(frame, true);
    if (out_->record.has_observed_time()) {
      observed_ = absl::ToCivilDay(
          absl::FromUnixSeconds(out_->record.observed_time().seconds()),
          Bangkok());
    }
    ReadBlock(frame);
    CloseGaps(&out_->record);
    // Where a later field stood in for one that could not be read, the source
    // of the value comes first.
    auto* sources = out_->record.mutable_sources();
    std::stable_partition(sources->pointer_begin(), sources->pointer_end(),
                          [](const v1::Source* source) {
                            return source->parse_status() !=
                                   v1::PARSE_STATUS_UNREADABLE;
                          });
  }

 private:
  void ReadNativeId() {
    std::vector<std::string> parts;
    for (const SlotRef& ref : form_.native_id) {
      const Cell& cell = top_[ref.slot];
      parts.push_back(thai::ArabicDigits(thai::Fold(cell.text)));
      if (parts.back().empty()) {
        Add(Finding::kMissing, form_.block.scope.slots[ref.slot], "",
            &out_->violations);
      } else if (thai::HasForbiddenCharacter(cell.text)) {
        Add(Finding::kForbiddenCharacter, form_.block.scope.slots[ref.slot], "",
            &out_->violations);
      }
    }
    const std::string id = absl::StrJoin(parts, ":");
    if (id.size() > kMaxNativeIdBytes) {
      Add(Finding::kIdTooLong, form_.block.scope.slots[form_.native_id[0].slot],
          "", &out_->violations);
      return;
    }
    out_->record.set_native_id(id);
  }

  void ReadBlock(const Frame& frame) {
    ReadFields(frame, false);
    for (const ListPlan& list : frame.plan->lists) ReadList(frame, list);
    for (const SharedPath& path : frame.plan->resolve_address) {
      Resolve(frame, path);
    }
  }

  void ReadFields(const Frame& frame, bool are_observed_times) {
    for (const FieldPlan& field : frame.plan->fields) {
      if (field.is_observed_time == are_observed_times) {
        ReadField(frame, field);
      }
    }
  }

  const Cell& CellAt(const Frame& frame, const SlotRef& ref) const {
    return (ref.is_at_top ? top_ : *frame.cells)[ref.slot];
  }

  std::string PathOf(const Frame& frame, const SlotRef& ref) const {
    if (ref.is_at_top) return form_.block.scope.slots[ref.slot];
    return absl::StrCat(frame.native_prefix, frame.plan->scope.slots[ref.slot]);
  }

  std::string TextAt(const Frame& frame, const SlotRef& ref) const {
    return ref.is_set() ? CellAt(frame, ref).text : "";
  }

  void ReadField(const Frame& frame, const FieldPlan& field) {
    const Cell& first = CellAt(frame, field.from[0]);
    bool says_something = false;
    if (field.from.size() > 1) {
      const std::optional<std::string> text = JoinedText(frame, field);
      says_something = !text || ReadText(frame, field, *text);
    } else if (first.kind == Cell::Kind::kList) {
      says_something = ReadScalars(frame, field, first);
    } else if (first.kind == Cell::Kind::kObject) {
      Add(Finding::kType, PathOf(frame, field.from[0]), "", &out_->violations);
      says_something = true;
    } else {
      says_something = ReadText(frame, field, first.text);
    }
    if (field.spec->required() && !says_something) {
      Add(Finding::kMissing, PathOf(frame, field.from[0]), "",
          &out_->violations);
    }
  }

  bool ReadText(const Frame& frame, const FieldPlan& field,
                const std::string& text) {
    return !text.empty() &&
           ReadOne(frame, field, text, NativePath(frame, field));
  }

  // A native list of scalars into a repeated field. True when it has any.
  bool ReadScalars(const Frame& frame, const FieldPlan& field,
                   const Cell& cell) {
    const std::string path = PathOf(frame, field.from[0]);
    const PathPart& last = field.to.last();
    simdjson::dom::array list;
    if (!last.field->is_repeated() || last.index >= 0 ||
        cell.element.get_array().get(list)) {
      Add(Finding::kType, path, "", &out_->violations);
      return true;
    }
    if (IsTooLong(list, path)) return true;
    bool says_something = false;
    int index = 0;
    for (const simdjson::dom::element element : list) {
      const Cell one = CellOf(element);
      const std::string native = absl::StrCat(path, "[", index++, "]");
      if (one.kind == Cell::Kind::kNull) continue;
      if (one.kind != Cell::Kind::kScalar) {
        Add(Finding::kType, native, "", &out_->violations);
        continue;
      }
      if (ReadOne(frame, field, one.text, native)) says_something = true;
    }
    return says_something;
  }

  bool IsTooLong(const simdjson::dom::array& list, const std::string& path) {
    if (list.size() <= kMaxListElements) return false;
    Add(Finding::kListTooLong, path, "", &out_->violations);
    return true;
  }

  std::string NativePath(const Frame& frame, const FieldPlan& field) const {
    if (frame.native_prefix.empty()) return field.from_text;
    if (field.from.size() == 1) return PathOf(frame, field.from[0]);
    std::vector<std::string> paths;
    for (const SlotRef& ref : field.from) paths.push_back(PathOf(frame, ref));
    return absl::StrJoin(paths, "+");
  }

  // The texts of the native paths, joined; nothing when one has a wrong type.
  std::optional<std::string> JoinedText(const Frame& frame,
                                        const FieldPlan& field) {
    // Pairs of an area code after a missing one would take its place.
    const bool stops_at_gap = field.spec->has_area_code();
    std::vector<absl::string_view> pieces;
    for (const SlotRef& ref : field.from) {
      const Cell& cell = CellAt(frame, ref);
      if (cell.kind == Cell::Kind::kList || cell.kind == Cell::Kind::kObject) {
        Add(Finding::kType, PathOf(frame, ref), "", &out_->violations);
        return std::nullopt;
      }
      if (absl::StripAsciiWhitespace(cell.text).empty()) {
        if (stops_at_gap) break;
        continue;
      }
      pieces.push_back(cell.text);
    }
    return absl::StrJoin(pieces, field.spec->join());
  }

  // Reads one text into its place. True when it says something.
  bool ReadOne(const Frame& frame, const FieldPlan& field,
               const std::string& text, const std::string& native_path) {
    if (thai::HasForbiddenCharacter(text)) {
      Add(Finding::kForbiddenCharacter, native_path, "", &out_->violations);
      return true;
    }
    const StepInput input = {text, TextAt(frame, field.at),
                             TextAt(frame, field.issuer_from), observed_};
    const StepOutput output = RunStep(field, input);
    if (output.violation) {
      Add(*output.violation, native_path, output.detail, &out_->violations);
      return true;
    }
    if (output.notice) Add(*output.notice, native_path, "", &out_->notices);
    if (output.status == v1::PARSE_STATUS_UNREADABLE) {
      AddSource(UnplacedPath(frame, field), native_path, text, output);
      return true;
    }
    PutValues(frame, field, text, native_path, output);
    return !output.values.empty() || !output.title.empty();
  }

  void PutValues(const Frame& frame, const FieldPlan& field,
                 const std::string& text, const std::string& native_path,
                 const StepOutput& output) {
    for (const Value& value : output.values) {
      std::string path = Put(
          MakePlace(field.to, frame.base, frame.shared_prefix, false), value);
      if (path.empty()) continue;
      AddSource(std::move(path), native_path, text, output);
      for (const Constant& constant : field.with) {
        PutConstant(constant, frame.base);
      }
    }
    if (!output.title.empty())
      PutTitle(frame, field, text, native_path, output);
  }

  // The title that stood before a given name goes beside it.
  void PutTitle(const Frame& frame, const FieldPlan& field,
                const std::string& text, const std::string& native_path,
                const StepOutput& output) {
    Place place = MakePlace(field.to, frame.base, frame.shared_prefix,
                            !output.values.empty());
    const FieldDescriptor* title =
        place.field->containing_type()->FindFieldByName("title");
    if (title == nullptr) return;
    place.path.resize(place.path.size() - place.field->name().size());
    absl::StrAppend(&place.path, title->name());
    place.field = title;
    std::string path = Put(std::move(place), Value(output.title));
    if (!path.empty()) AddSource(std::move(path), native_path, text, output);
  }

  // Where a value would stand that could not be read: "[+]" and positions that
  // are not there are left out, for another value may come to stand there.
  std::string UnplacedPath(const Frame& frame, const FieldPlan& field) const {
    std::string path = frame.shared_prefix;
    const Message* message = frame.base;
    for (const PathPart& part : field.to.parts()) {
      absl::StrAppend(&path, part.field->name());
      if (&part == &field.to.last()) break;
      if (part.field->is_repeated()) {
        const bool is_there = message != nullptr && part.index >= 0 &&
                              part.index < message->GetReflection()->FieldSize(
                                               *message, part.field);
        message = is_there ? &message->GetReflection()->GetRepeatedMessage(
                                 *message, part.field, part.index)
                           : nullptr;
        if (is_there) absl::StrAppend(&path, "[", part.index, "]");
      } else if (message != nullptr) {
        message = &message->GetReflection()->GetMessage(*message, part.field);
      }
      absl::StrAppend(&path, ".");
    }
    return path;
  }

  void AddSource(std::string path, const std::string& native_path,
                 absl::string_view text, const StepOutput& output) {
    v1::Source* source = out_->record.add_sources();
    source->set_path(std::move(path));
    source->set_native_path(native_path);
    source->set_raw_text(RawText(text));
    source->set_parse_status(output.status);
    source->set_parse_note(output.note);
  }

  void ReadList(const Frame& frame, const ListPlan& plan) {
    const Cell& cell = CellAt(frame, plan.from);
    const std::string path = PathOf(frame, plan.from);
    if (cell.kind == Cell::Kind::kAbsent || cell.kind == Cell::Kind::kNull) {
      return;
    }
    simdjson::dom::array list;
    if (cell.kind != Cell::Kind::kList || cell.element.get_array().get(list)) {
      Add(Finding::kType, path, "", &out_->violations);
      return;
    }
    if (IsTooLong(list, path)) return;
    int index = 0;
    for (const simdjson::dom::element element : list) {
      ReadElement(frame, plan, element, absl::StrCat(path, "[", index++, "]"));
    }
  }

  void ReadElement(const Frame& outer, const ListPlan& plan,
                   const simdjson::dom::element& element,
                   const std::string& native_path) {
    if (element.is_null()) return;
    simdjson::dom::object object;
    if (element.get_object().get(object)) {
      Add(Finding::kType, native_path, "", &out_->violations);
      return;
    }
    const List& spec = *plan.spec;
    if ((!spec.only_with().empty() &&
         !SaysSomething(object, spec.only_with())) ||
        (!spec.only_without().empty() &&
         SaysSomething(object, spec.only_without()))) {
      return;
    }
    Place place = MakePlace(plan.to, outer.base, outer.shared_prefix, false);
    const google::protobuf::Reflection* reflection =
        place.parent->GetReflection();
    const int at = reflection->FieldSize(*place.parent, place.field);
    Frame frame;
    frame.plan = plan.block.get();
    frame.base = reflection->AddMessage(place.parent, place.field);
    frame.shared_prefix = absl::StrCat(place.path, "[", at, "].");
    frame.native_prefix = absl::StrCat(native_path, ".");
    const Cells cells =
        ReadObject(plan.block->scope, object, frame.native_prefix, out_);
    frame.cells = &cells;
    ReadBlock(frame);
  }

  // Completes an address, and says in the sources what was derived.
  void Resolve(const Frame& frame, const SharedPath& path) {
    Message* message = FindMessage(path, frame.base);
    if (message == nullptr || message->ByteSizeLong() == 0) return;
    const auto* type = v1::Address::descriptor();
    auto* address = static_cast<v1::Address*>(message);
    const v1::Address before = *address;
    const thai::AreaFit fit = thai::ResolveArea(address);
    const google::protobuf::Reflection* reflection = address->GetReflection();
    const std::string prefix =
        absl::StrCat(frame.shared_prefix, path.text(), ".");
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
      std::string was_scratch;
      std::string now_scratch;
      const std::string& was =
          reflection->GetStringReference(before, field, &was_scratch);
      const std::string& now =
          reflection->GetStringReference(*address, field, &now_scratch);
      if (was == now) continue;
      NoteChange(absl::StrCat(prefix, field->name()), was.empty());
    }
    if (fit == thai::AreaFit::kCodeUnknown) {
      NoteDoubt(absl::StrCat(prefix, "area_code"), "code_unknown");
    } else if (fit == thai::AreaFit::kDisagree) {
      NoteDoubt(absl::StrCat(prefix, "area_code"), "code_and_names_disagree");
    }
  }

  v1::Source* SourceOf(const std::string& path) {
    for (v1::Source& source : *out_->record.mutable_sources()) {
      if (source.path() == path) return &source;
    }
    return nullptr;
  }

  void NoteChange(const std::string& path, bool is_derived) {
    v1::Source* source = SourceOf(path);
    if (is_derived) {
      source = out_->record.add_sources();
      source->set_path(path);
      source->set_parse_status(v1::PARSE_STATUS_DERIVED);
    } else if (source != nullptr &&
               source->parse_status() == v1::PARSE_STATUS_EXACT) {
      source->set_parse_status(v1::PARSE_STATUS_REPAIRED);
    }
  }

  void NoteDoubt(const std::string& path, const std::string& note) {
    if (v1::Source* source = SourceOf(path); source != nullptr) {
      source->set_parse_status(v1::PARSE_STATUS_DOUBTFUL);
      source->set_parse_note(note);
    }
  }

  const FormPlan& form_;
  const Cells& top_;
  Mapped* out_;
  std::optional<absl::CivilDay> observed_;
};

}  // namespace

void ReadRecord(const FormPlan& form, const Cells& cells, Mapped* out) {
  RecordReader(form, cells, out).Run();
}

}  // namespace saan::adapters
