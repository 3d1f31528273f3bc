#include "gateway/ctl/linkage.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/ctl/columns.h"
#include "gateway/ctl/progress.h"
#include "gateway/ctl/thai_child.h"
#include "gateway/ctl/thai_child_text.h"
#include "gateway/ctl/when.h"

namespace saan::ctl {
namespace {

// A record's number is one of 32 bits; so many are enough for any country.
constexpr uint32_t kMaxRecords = 200000000;
constexpr uint32_t kRecordsPerDrawing = 256;

}  // namespace

absl::StatusOr<match::Model> OpenModel(const std::string& name) {
  return name == kThaiChild ? match::ParseModel(ThaiChildModelText(), name)
                            : match::LoadModel(name);
}

bool IsThaiChild(const match::Model& model) {
  return absl::StartsWith(model.version, absl::StrCat(kThaiChild, "@"));
}

bool RecordIds::Add(absl::string_view id) {
  if (known_.contains(id)) return false;
  absl::StrAppend(&text_, id);
  ends_.push_back(text_.size());
  known_.insert(size() - 1);
  return true;
}

Linkage::Linkage(const Shell* shell, match::Model model)
    : shell_(*shell), model_(std::move(model)), population_(model_) {}

absl::StatusOr<Linkage::Reader> Linkage::ReaderFor(
    const RecordFile& file) const {
  if (!IsThaiChild(model_)) {
    absl::StatusOr<ColumnReader> reader =
        ColumnReader::For(model_, file.header());
    if (!reader.ok()) return file.ErrorAt(1, reader.status().message());
    return Reader(
        [reader = *std::move(reader)](const std::vector<std::string>& cells) {
          return reader.Read(cells);
        });
  }
  absl::flat_hash_map<std::string, size_t> at;
  for (size_t i = 0; i < kThaiChildColumnCount; ++i) {
    absl::StatusOr<size_t> column = file.Column(kThaiChildColumns[i]);
    if (!column.ok()) return column.status();
    at[kThaiChildColumns[i]] = *column;
  }
  for (const char* name : kThaiChildOptionalColumns) {
    if (const int column = file.Find(name); column >= 0) at[name] = column;
  }
  const absl::CivilDay today = absl::ToCivilDay(shell_.world.now(), Bangkok());
  return Reader([this, at = std::move(at),
                 today](const std::vector<std::string>& cells) {
    return ReadThaiChild(
        model_,
        [&](absl::string_view column) -> absl::string_view {
          const auto found = at.find(column);
          return found == at.end() ? absl::string_view()
                                   : absl::string_view(cells[found->second]);
        },
        today);
  });
}

absl::Status Linkage::AddFile(const std::string& path) {
  absl::StatusOr<std::unique_ptr<RecordFile>> opened = RecordFile::Open(path);
  if (!opened.ok()) return opened.status();
  RecordFile& file = **opened;
  const absl::StatusOr<size_t> id_column = file.Column(model_.record_id_column);
  if (!id_column.ok()) return id_column.status();
  const absl::StatusOr<Reader> read = ReaderFor(file);
  if (!read.ok()) return read.status();
  const auto source = static_cast<uint32_t>(records_of_.size());
  const uint32_t before = ids_.size();
  Progress progress(shell_.world.err, shell_.world.is_err_terminal);
  std::vector<std::string> cells;
  while (true) {
    const absl::StatusOr<bool> found = file.Next(&cells);
    if (!found.ok()) return found.status();
    if (!*found) break;
    const std::string& id = cells[*id_column];
    if (id.empty()) {
      return file.ErrorAt(file.line(),
                          absl::StrCat(model_.record_id_column, " is empty"));
    }
    if (ids_.size() >= kMaxRecords) {
      return file.ErrorAt(file.line(), "too many records");
    }
    if (!ids_.Add(id)) {
      return file.ErrorAt(file.line(), absl::StrCat(model_.record_id_column,
                                                    " was there before"));
    }
    population_.Add((*read)(cells), source);
    if (ids_.size() % kRecordsPerDrawing == 0) {
      progress.Show(path, ids_.size() - before, file.done_bytes(),
                    file.total_bytes());
    }
  }
  records_of_.push_back(ids_.size() - before);
  return absl::OkStatus();
}

match::Model Linkage::Train(match::Pairing pairing, uint64_t seed) {
  match::LearnOptions options;
  options.seed = seed;
  match::Learned learned = match::Learn(population_, pairing, options);
  // Fields and keys are the same, so that the population stays as it is.
  return std::exchange(model_, std::move(learned.model));
}

std::vector<match::Pair> Linkage::FindPairs(match::Pairing pairing,
                                            const match::Prior& prior) {
  Progress progress(shell_.world.err, shell_.world.is_err_terminal);
  return population_.FindPairs(
      pairing, prior, model_.SumProbability(model_.review_probability),
      [&](uint32_t done) {
        if (done % kRecordsPerDrawing != 0) return;
        progress.Show(shell_.lang() == Lang::kThai ? "เทียบ" : "comparing", done,
                      done, population_.size());
      });
}

}  // namespace saan::ctl
