#include "gateway/ctl/child_view.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// One row that says what stands where, before it is laid out.
struct Said {
  std::string path;
  std::string title;
  std::string value;
  bool is_disputed = false;
  bool is_first_of_field = false;
  bool is_first_of_value = false;
};

std::string Agencies(const v1::Statement& statement) {
  std::set<std::string> agencies;
  for (const v1::Origin& origin : statement.origins()) {
    agencies.insert(origin.agency());
  }
  return absl::StrJoin(agencies, ", ");
}

std::vector<Column> Columns(bool is_csv, bool has_provenance) {
  std::vector<Column> columns;
  if (is_csv) columns.push_back({"path", {"ทางของช่อง", "Path"}});
  columns.push_back({"title", {"ช่อง", "Field"}});
  columns.push_back({"value", {"ค่า", "Value"}});
  columns.push_back({"disputed", {"ต่างกัน", "Disputed"}});
  columns.push_back({"agencies", {"หน่วยงาน", "Agencies"}});
  if (has_provenance) {
    columns.push_back({"system", {"ระบบ", "System"}});
    columns.push_back({"native_id", {"เลขที่ต้นทาง", "Native id"}});
    columns.push_back({"native_path", {"ตำแหน่งต้นทาง", "Native path"}});
    columns.push_back({"raw_text", {"ข้อความเดิม", "As written"}});
    columns.push_back({"parse_status", {"การอ่าน", "Reading"}});
    columns.push_back({"received_time", {"ได้รับเมื่อ", "Received"}});
  }
  return columns;
}

std::vector<std::string> Cells(const Shell& shell, const Said& said,
                               const std::string& agencies) {
  const bool is_csv = shell.format() == Format::kCsv;
  std::vector<std::string> cells;
  if (is_csv) cells.push_back(said.path);
  cells.push_back(is_csv || said.is_first_of_field ? said.title : "");
  cells.push_back(is_csv || said.is_first_of_value ? said.value : "");
  cells.push_back(said.is_disputed && (is_csv || said.is_first_of_value)
                      ? (shell.lang() == Lang::kThai ? "≠ ต่างกัน" : "≠ differs")
                      : "");
  cells.push_back(agencies);
  return cells;
}

void AddOrigins(const Shell& shell, Said said, const v1::Statement& statement,
                Listing* listing) {
  for (const v1::Origin& origin : statement.origins()) {
    std::vector<std::string> cells = Cells(shell, said, origin.agency());
    cells.push_back(origin.system());
    cells.push_back(origin.native_id());
    cells.push_back(origin.native_path());
    cells.push_back(origin.raw_text());
    cells.push_back(WordsForValue(origin.parse_status()).In(shell.lang()));
    cells.push_back(FormatMoment(origin.received_time(), shell.lang()));
    listing->Add(std::move(cells));
    said.is_first_of_field = false;
    said.is_first_of_value = false;
  }
}

// The handle is no field of a record, but it is what the next call needs.
void AddHandle(const Shell& shell, const v1::Child& child, size_t columns,
               Listing* listing) {
  Said handle;
  handle.path = "child_id";
  handle.title = shell.lang() == Lang::kThai ? "รหัสเด็ก" : "Child id";
  handle.value = child.child_id();
  handle.is_first_of_field = true;
  handle.is_first_of_value = true;
  std::vector<std::string> cells = Cells(shell, handle, "");
  cells.resize(columns);
  listing->Add(std::move(cells));
}

}  // namespace

void PrintFields(const Shell& shell, const v1::Child& child,
                 bool has_provenance) {
  const std::vector<Column> columns =
      Columns(shell.format() == Format::kCsv, has_provenance);
  Listing listing = shell.MakeListing(columns);
  AddHandle(shell, child, columns.size(), &listing);
  for (const v1::FieldView& field : child.fields()) {
    Said said;
    said.path = field.path();
    said.title =
        shell.lang() == Lang::kThai ? field.title_th() : field.title_en();
    if (said.title.empty()) said.title = field.path();
    said.is_disputed = field.is_disputed();
    said.is_first_of_field = true;
    for (const v1::Statement& statement : field.statements()) {
      said.value = statement.value();
      said.is_first_of_value = true;
      if (has_provenance) {
        AddOrigins(shell, said, statement, &listing);
      } else {
        listing.Add(Cells(shell, said, Agencies(statement)));
      }
      said.is_first_of_field = false;
    }
  }
  listing.Finish();
}

void PrintRecords(const Shell& shell, const v1::Child& child) {
  Listing listing =
      shell.MakeListing({{"record_id", {"รหัสระเบียน", "Record"}},
                         {"agency", {"หน่วยงาน", "Agency"}},
                         {"system", {"ระบบ", "System"}},
                         {"form", {"แบบ", "Form"}},
                         {"native_id", {"เลขที่ต้นทาง", "Native id"}},
                         {"received_time", {"ได้รับเมื่อ", "Received"}}});
  for (const v1::Record& record : child.records()) {
    listing.Add({record.record_id(), record.agency(), record.system(),
                 record.form(), record.native_id(),
                 FormatMoment(record.received_time(), shell.lang())});
  }
  listing.Finish();
}

void SayAround(const Shell& shell,
               const google::protobuf::RepeatedPtrField<v1::Withheld>& withheld,
               const v1::Receipt& receipt) {
  std::vector<std::string> th;
  std::vector<std::string> en;
  for (const v1::Withheld& one : withheld) {
    const Words words = WordsForValue(one.category());
    th.push_back(words.th);
    en.push_back(words.en);
  }
  if (!th.empty()) {
    shell.Say({absl::StrCat("ไม่ได้แสดง: ", absl::StrJoin(th, ", ")),
               absl::StrCat("Withheld: ", absl::StrJoin(en, ", "))});
  }
  shell.Say({absl::StrCat("การดูครั้งนี้บันทึกไว้แล้ว รายการที่ ", receipt.log_index()),
             absl::StrCat("This look was recorded as entry ",
                          receipt.log_index(), ".")});
}

}  // namespace saan::ctl
