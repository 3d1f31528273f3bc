#include "gateway/ctl/rule_text.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/sharing_call.h"
#include "gateway/policy/rule_file.h"
#include "gateway/policy/sentence.h"
#include "google/protobuf/text_format.h"

namespace saan::ctl {
namespace {

constexpr char kNumber[] = "epoch:";

// Whether some line begins with a number of an edition.
bool HasNumber(const std::string& text) {
  return absl::StartsWith(text, kNumber) ||
         absl::StrContains(text, absl::StrCat("\n", kNumber));
}

// Numbered at the end, so that lines keep their numbers.
std::string Numbered(std::string text) {
  if (!HasNumber(text)) absl::StrAppend(&text, "\n", kNumber, " 1\n");
  return text;
}

std::string LevelText(v1::DisclosureLevel level, Lang lang) {
  const policy::Sentence words = policy::WordsOf(level);
  return lang == Lang::kThai ? words.th : words.en;
}

std::string CellText(const v1::Sight& sight, Lang lang) {
  return absl::StrCat(WordsForValue(sight.category()).In(lang), " / ",
                      WordsForValue(sight.about()).In(lang),
                      " <= ", sight.max_sensitivity());
}

std::vector<std::string> AskText(const v1::Sight& sight, Lang lang) {
  return {sight.agency(), WordsForValue(sight.role()).In(lang),
          WordsForValue(sight.purpose()).In(lang), ShortWord(sight.action()),
          sight.holder().empty() ? "*" : sight.holder()};
}

std::vector<Column> AskColumns() {
  return {
      {"agency", {"หน่วยงาน", "Agency"}},     {"role", {"บทบาท", "Role"}},
      {"purpose", {"วัตถุประสงค์", "Purpose"}}, {"action", {"การกระทำ", "Action"}},
      {"holder", {"เจ้าของ", "Holder"}},      {"cell", {"ข้อมูล", "Data"}}};
}

}  // namespace

absl::StatusOr<RuleText> ReadRules(const std::vector<std::string>& files) {
  RuleText all;
  for (const std::string& file : files) {
    absl::StatusOr<std::string> text = ReadSmallFile(file, file, kMaxRuleFile);
    if (!text.ok()) return text.status();
    absl::StatusOr<v1::RuleSet> set =
        policy::ParseRules(file, Numbered(*std::move(text)));
    if (!set.ok()) return set.status();
    all.written.set_epoch(std::max(all.written.epoch(), set->epoch()));
    set->clear_epoch();
    all.written.MergeFrom(*set);
  }
  absl::StatusOr<std::unique_ptr<policy::Rules>> rules =
      policy::Rules::FromSet(all.written);
  if (!rules.ok()) return rules.status();
  all.rules = *std::move(rules);
  return all;
}

std::string RuleTextOf(const v1::RuleSet& set) {
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(set, &text);
  return text;
}

void PrintFindings(
    const Shell& shell,
    const google::protobuf::RepeatedPtrField<v1::Finding>& findings) {
  Listing listing =
      shell.MakeListing({{"agreement_id", {"ข้อตกลง", "Agreement"}},
                         {"rule_id", {"ข้อ", "Rule"}},
                         {"kind", {"ข้อสังเกต", "Finding"}},
                         {"message", {"รายละเอียด", "Message"}}});
  for (const v1::Finding& finding : findings) {
    listing.Add(
        {finding.agreement_id(), finding.rule_id(), ShortWord(finding.kind()),
         shell.lang() == Lang::kThai ? finding.message_th()
                                     : finding.message_en()},
        IsJson(shell.format()) ? MessageJson(finding) : "");
  }
  listing.Finish();
}

void PrintCells(const Shell& shell, const v1::EpochDiff& diff) {
  std::vector<Column> columns = AskColumns();
  columns.push_back({"before", {"เดิม", "Before"}});
  columns.push_back({"after", {"ใหม่", "After"}});
  Listing listing = shell.MakeListing(columns);
  const Lang lang = shell.lang();
  for (const v1::CellChange& change : diff.cells()) {
    std::vector<std::string> cells = AskText(change.after(), lang);
    cells.push_back(CellText(change.after(), lang));
    cells.push_back(LevelText(change.at_most_before(), lang));
    cells.push_back(LevelText(change.after().at_most(), lang));
    listing.Add(std::move(cells));
  }
  listing.Finish();
  if (diff.is_cut()) {
    shell.Say({"ยังมีการเปลี่ยนแปลงมากกว่านี้", "There are more changes."});
  }
}

void PrintSights(const Shell& shell,
                 const google::protobuf::RepeatedPtrField<v1::Sight>& sights) {
  std::vector<Column> columns = AskColumns();
  columns.push_back({"always", {"ทุกคน", "Any child"}});
  columns.push_back({"at_most", {"อย่างมาก", "At most"}});
  Listing listing = shell.MakeListing(columns);
  const Lang lang = shell.lang();
  for (const v1::Sight& sight : sights) {
    std::vector<std::string> cells = AskText(sight, lang);
    cells.push_back(CellText(sight, lang));
    cells.push_back(LevelText(sight.always(), lang));
    cells.push_back(LevelText(sight.at_most(), lang));
    listing.Add(std::move(cells),
                IsJson(shell.format()) ? MessageJson(sight) : "");
  }
  listing.Finish();
  if (listing.rows() == 0) {
    shell.Say({"ไม่มีใครเห็น", "Nothing can be seen."});
  }
}

}  // namespace saan::ctl
