// saan submit FILE... : sends native records, and says what became of each.

#include <CLI/CLI.hpp>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/split.h"
#include "gateway/ctl/interrupt.h"
#include "gateway/ctl/native_file.h"
#include "gateway/ctl/progress.h"
#include "gateway/ctl/request_id.h"
#include "gateway/ctl/sender.h"
#include "gateway/ctl/submit_report.h"
#include "gateway/ctl/verbs.h"

namespace saan::ctl {
namespace {

// What one ValidateRecords may carry: the gateway's limit in records, and
// half of gRPC's default limit of a message in bytes.
constexpr int kMaxBatch = 100;
constexpr size_t kMaxBatchBytes = 2 << 20;

// Takes the records of one file on their way. After a failure it takes none.
class Way {
 public:
  virtual ~Way() = default;
  virtual grpc::Status Take(Outgoing record) = 0;
  virtual grpc::Status Finish() = 0;
};

// Sends them to be kept.
class SendingWay : public Way {
 public:
  SendingWay(Connection* connection, std::string system,
             Sender::Answered answered, Sender::Resuming resuming,
             const InterruptWatch* watch)
      : sender_(connection, std::move(system), std::move(answered),
                std::move(resuming),
                [watch] { return watch->is_interrupted(); }) {}
  grpc::Status Take(Outgoing record) override {
    return sender_.Send(std::move(record));
  }
  grpc::Status Finish() override { return sender_.Finish(); }

 private:
  Sender sender_;
};

// Asks what would become of them, in batches; nothing is kept.
class ValidatingWay : public Way {
 public:
  ValidatingWay(Connection* connection, std::string system,
                Sender::Answered answered, const InterruptWatch* watch)
      : connection_(connection),
        system_(std::move(system)),
        answered_(std::move(answered)),
        watch_(watch) {}

  grpc::Status Take(Outgoing record) override {
    if (!batch_.empty() && bytes_ + record.native.size() > kMaxBatchBytes) {
      if (grpc::Status status = Flush(); !status.ok()) return status;
    }
    bytes_ += record.native.size();
    batch_.push_back(std::move(record));
    return batch_.size() < kMaxBatch ? grpc::Status::OK : Flush();
  }
  grpc::Status Finish() override { return Flush(); }

 private:
  grpc::Status Flush() {
    if (batch_.empty()) return grpc::Status::OK;
    if (watch_->is_interrupted()) {
      return grpc::Status(grpc::StatusCode::CANCELLED, "interrupted");
    }
    v1::ValidateRecordsRequest request;
    request.set_system(system_);
    request.set_form(batch_.front().form);
    request.set_native_header(batch_.front().header);
    for (const Outgoing& record : batch_) request.add_natives(record.native);
    v1::ValidateRecordsResponse response;
    grpc::Status status = connection_->Call(
        connection_->exchange(), &v1::ExchangeService::Stub::ValidateRecords,
        std::move(request), &response);
    if (!status.ok()) return status;
    if (static_cast<size_t>(response.results_size()) != batch_.size()) {
      return grpc::Status(grpc::StatusCode::DATA_LOSS,
                          "the gateway did not answer every record");
    }
    for (int i = 0; i < response.results_size(); ++i) {
      v1::SubmitRecordsResponse answer;
      answer.mutable_result()->Swap(response.mutable_results(i));
      answered_(batch_[i], answer);
    }
    batch_.clear();
    bytes_ = 0;
    return grpc::Status::OK;
  }

  Connection* const connection_;
  const std::string system_;
  const Sender::Answered answered_;
  const InterruptWatch* const watch_;
  std::vector<Outgoing> batch_;
  size_t bytes_ = 0;
};

// The files of one command, sent one after another.
class Submission {
 public:
  Submission(const Shell* shell, Connection* connection, SubmitReport* report,
             std::string form, bool is_dry_run)
      : shell_(*shell),
        connection_(*connection),
        report_(*report),
        progress_(shell->world.err, shell->world.is_err_terminal),
        form_(std::move(form)),
        is_dry_run_(is_dry_run) {}

  // Asks the gateway which forms there are. Empty `system` is the caller's.
  grpc::Status Begin(const std::string& system) {
    grpc::Status status = connection_.Call(connection_.exchange(),
                                           &v1::ExchangeService::Stub::WhoAmI,
                                           v1::WhoAmIRequest(), &who_);
    system_ = system.empty() ? who_.system() : system;
    return status;
  }

  // Sends one file and gives its exit code, whatever the answers say.
  int SendFile(const std::string& path);

 private:
  Outgoing MakeOutgoing(adapters::Piece piece, const Cut& cut) const;
  void Answered(const std::string& path, int64_t total_bytes,
                const Outgoing& record,
                const v1::SubmitRecordsResponse& response);
  void SayResuming(int attempt);
  int Explain(const std::string& path, const absl::Status& cutting,
              const grpc::Status& sending, int64_t last_number);

  const Shell& shell_;
  Connection& connection_;
  SubmitReport& report_;
  Progress progress_;
  InterruptWatch watch_;
  const std::string form_;
  const bool is_dry_run_;
  std::string system_;
  v1::WhoAmIResponse who_;
  int64_t done_bytes_ = 0;  // Of the present file.
};

Outgoing Submission::MakeOutgoing(adapters::Piece piece, const Cut& cut) const {
  Outgoing record;
  record.number = piece.number;
  record.line = piece.line;
  record.form = form_;
  record.header = std::move(piece.header);
  record.native = std::move(piece.native);
  const std::string context = connection_.settings().call.SerializeAsString();
  record.request_id =
      RequestId({context, who_.agency(), system_, form_, cut.mapping_versions,
                 record.header, record.native});
  return record;
}

void Submission::Answered(const std::string& path, int64_t total_bytes,
                          const Outgoing& record,
                          const v1::SubmitRecordsResponse& response) {
  const Place place = {path, record.number, record.line};
  progress_.Clear();
  if (response.has_refusal()) {
    report_.AddRefusal(place, record.request_id, response.refusal());
  } else {
    report_.Add(place, record.request_id, response.result());
  }
  done_bytes_ += static_cast<int64_t>(record.native.size()) + 1;
  progress_.Show(path, report_.count(), done_bytes_, total_bytes);
}

void Submission::SayResuming(int attempt) {
  progress_.Clear();
  shell_.Say({absl::StrCat("ขาดการติดต่อ กำลังต่อใหม่ ครั้งที่ ", attempt, "/",
                           Sender::kMaxAttempts),
              absl::StrCat("The stream broke; resuming, attempt ", attempt,
                           " of ", Sender::kMaxAttempts, ".")});
}

int Submission::SendFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const v1::NativeFormat format = FormatOf(path, in);
  const absl::StatusOr<Cut> cut = CutFor(who_, system_, form_, format);
  if (!cut.ok()) return shell_.Fail(cut.status());
  in.seekg(0, std::ios::end);
  const int64_t total_bytes = in.tellg();
  in.seekg(0);
  done_bytes_ = 0;

  const auto answered = [&](const Outgoing& record,
                            const v1::SubmitRecordsResponse& response) {
    Answered(path, total_bytes, record, response);
  };
  std::unique_ptr<Way> way;
  if (is_dry_run_) {
    way = std::make_unique<ValidatingWay>(&connection_, system_, answered,
                                          &watch_);
  } else {
    way = std::make_unique<SendingWay>(
        &connection_, system_, answered,
        [this](int attempt) { SayResuming(attempt); }, &watch_);
  }
  grpc::Status sending;
  int64_t last_number = 0;
  const auto each = [&](adapters::Piece piece) {
    last_number = piece.number;
    sending = way->Take(MakeOutgoing(std::move(piece), *cut));
    return sending.ok() ? absl::OkStatus()
                        : absl::CancelledError("sending has ended");
  };
  const absl::Status cutting =
      cut->is_csv ? adapters::SplitCsv(in, each)
                  : adapters::SplitJson(in, cut->records_member, each);
  // What was cut before a fault is still sent and answered.
  if (sending.ok()) sending = way->Finish();
  progress_.Clear();
  return Explain(path, cutting, sending, last_number);
}

// Says why a file was not sent to its end, if so.
int Submission::Explain(const std::string& path, const absl::Status& cutting,
                        const grpc::Status& sending, int64_t last_number) {
  if (!sending.ok()) {
    if (watch_.is_interrupted()) {
      return shell_.Fail(Failure{
          kExitInterrupted,
          {"หยุดตามคำสั่ง สั่งซ้ำเพื่อส่งต่อ ระเบียนที่ส่งแล้วจะไม่ถูกนับซ้ำ",
           "Interrupted. Run it again to go on; no record is taken twice."},
          {},
          {}});
    }
    return shell_.Fail(connection_, sending);
  }
  if (cutting.ok()) return kExitOk;
  const bool is_too_large =
      cutting.code() == absl::StatusCode::kResourceExhausted;
  return shell_.Fail(Failure{
      kExitFailed,
      {absl::StrCat(path, ": ระเบียนที่ ", last_number + 1,
                    is_too_large ? " ใหญ่เกิน 1 MiB" : " อ่านไม่ได้",
                    " ระเบียนก่อนหน้าส่งแล้ว ตั้งแต่ระเบียนนี้ไปยังไม่ได้ส่ง (",
                    cutting.message(), ")"),
       absl::StrCat(path, ": record ", last_number + 1, ": ", cutting.message(),
                    ". The records before it were sent; this one and those "
                    "after it were not.")},
      {},
      {}});
}

class Submit : public Verb {
 public:
  void Declare(CLI::App* app, Shell* shell) override {
    CLI::App* submit = app->add_subcommand(
        "submit", "ส่งระเบียน / Send native records to the gateway");
    submit->add_option("FILE", files_, "Files of native records, JSON or CSV")
        ->required();
    submit->add_option("--system", system_,
                       "System the records come from (default: your own)");
    submit->add_option("--form", form_,
                       "Form of the records (default: recognised)");
    submit->add_flag("--dry-run", is_dry_run_,
                     "Say what would become of them; keep nothing");
    submit->add_flag("--quiet,-q", is_quiet_, "Print totals only");
    OnChosen(submit, shell, [this, shell] { return Run(*shell); });
  }

 private:
  int Run(const Shell& shell) {
    for (const std::string& file : files_) {
      std::ifstream in(file, std::ios::binary);
      if (!in || in.peek() == std::char_traits<char>::eof()) {
        return shell.Fail(absl::InvalidArgumentError(
            absl::StrCat(file, ": cannot be read or is empty")));
      }
    }
    return shell.WithConnection(
        v1::PURPOSE_UNSPECIFIED,
        [&](Connection& connection) { return Send(shell, connection); });
  }

  int Send(const Shell& shell, Connection& connection) {
    SubmitReport report(&shell, is_quiet_);
    Submission submission(&shell, &connection, &report, form_, is_dry_run_);
    if (grpc::Status status = submission.Begin(system_); !status.ok()) {
      return shell.Fail(connection, status);
    }
    int exit_code = kExitOk;
    for (const std::string& file : files_) {
      exit_code = submission.SendFile(file);
      // A file that cannot be cut does not hold up the others.
      if (exit_code != kExitOk && exit_code != kExitFailed) break;
      is_failed_ = is_failed_ || exit_code == kExitFailed;
    }
    report.Finish();
    if (exit_code != kExitOk && exit_code != kExitFailed) return exit_code;
    return is_failed_ || report.has_rejects() ? kExitFailed : kExitOk;
  }

  std::vector<std::string> files_;
  std::string system_;
  std::string form_;
  bool is_dry_run_ = false;
  bool is_quiet_ = false;
  bool is_failed_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeSubmit() { return std::make_unique<Submit>(); }

}  // namespace saan::ctl
