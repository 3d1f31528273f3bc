// The real gateway as a test drives it: own folder, own certificates, own port,
// clients over mTLS.

#ifndef SAAN_TESTS_E2E_RUNNING_GATEWAY_H_
#define SAAN_TESTS_E2E_RUNNING_GATEWAY_H_

#include <grpcpp/grpcpp.h>
#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "saan/v1/admin.grpc.pb.h"
#include "saan/v1/auditor.grpc.pb.h"
#include "saan/v1/coordination.grpc.pb.h"
#include "saan/v1/errors.pb.h"
#include "saan/v1/exchange.grpc.pb.h"
#include "saan/v1/follow_up.grpc.pb.h"
#include "saan/v1/governance.grpc.pb.h"
#include "saan/v1/identity.grpc.pb.h"

namespace saan::e2e {

// A folder that goes when this goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What a command gave.
struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};
// How `saan` ends.
struct Exit {
  static constexpr int kOk = 0;
  static constexpr int kUsage = 2;
  static constexpr int kDenied = 4;
  static constexpr int kUnreachable = 5;
  static constexpr int kConflict = 6;
  static constexpr int kUnverified = 7;
};
// Runs a program to its end, with `environment` ("NAME=value") added.
Ran RunProgram(const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment = {});

std::string ReadAll(const std::string& file);
void WriteAll(const std::string& file, const std::string& bytes);

// The rules of the demo, as this edition.
std::string DemoRules(int epoch);

// The doors as one system sees them.
struct Client {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ExchangeService::Stub> exchange;
  std::unique_ptr<v1::AdminService::Stub> admin;
  std::unique_ptr<v1::AuditorService::Stub> auditor;
  std::unique_ptr<v1::IdentityService::Stub> identity;
  std::unique_ptr<v1::SharingService::Stub> sharing;
  std::unique_ptr<v1::CoordinationService::Stub> coordination;
  std::unique_ptr<v1::FollowUpService::Stub> follow_up;
};

// A gateway process. Systems that stand: operator/console, auditor/desk by
// configuration; bma/temtem, dcy/dcy, songkhla/imed, obec/school,
// volunteers/network registered with the roles of deploy/demo.sh.
class RunningGateway {
 public:
  RunningGateway();
  ~RunningGateway();

  // Lines for the configuration of every later start.
  void AddToConfig(const std::string& lines) { more_config_ += lines; }

  // Every later start has the disk and the clock of tests/e2e/faults/.
  void PreloadFaults();
  // What that disk does from now on: a word of failing_disk.cc; "" mends it.
  void SetDisk(const std::string& fault) const;
  void ShiftClock(absl::Duration ahead) const;

  // Every later start takes this model of matching in place of the demo's.
  void UseModel(const std::string& file) { model_file_ = file; }

  // Starts (again). `adapters` empty: those of the project.
  void Start(const std::string& adapters = "");
  // Starts and expects a refusal; gives what it said.
  std::string StartAndFail(const std::string& adapters = "");
  void Stop();  // SIGTERM, and waits.
  void Kill();  // SIGKILL, and waits.

  // Registers the five agencies.
  void RegisterAgencies();

  // As "bma-temtem" and the like.
  Client As(const std::string& name) const;
  // What a person types: `saan` with `arguments` as this system, in this role,
  // in English, with `environment` added.
  Ran Type(const std::string& name, const std::string& role,
           const std::vector<std::string>& arguments,
           std::vector<std::string> environment = {}) const;
  // With these PEM files instead.
  Client With(const std::string& certificate_file,
              const std::string& key_file) const;

  std::string folder() const { return folder_.path(); }
  std::string certs() const { return folder() + "/certs"; }
  std::string address() const;
  pid_t pid() const { return pid_; }
  // All that the gateway has written to its log so far.
  std::string LogText() const;

 private:
  bool Launch(const std::string& adapters);

  TemporaryFolder folder_;
  std::string more_config_;
  std::vector<std::string> environment_;
  std::string model_file_;
  pid_t pid_ = -1;
  int port_ = 0;
};

// A context: purpose, role, and a person unless the role is SYSTEM.
v1::CallContext Why(v1::Purpose purpose, v1::Role role);

// The reason in an error's ErrorInfo; empty when there is none.
std::string ReasonIn(const grpc::Status& status);
// True when the error carries a Thai message.
bool SpeaksThai(const grpc::Status& status);

// A UUID made of a number, for request ids.
std::string RequestId(uint64_t number);

// Submits one record as ROLE_SYSTEM; the request id is made of `number`.
grpc::Status Submit(const Client& client, const std::string& system,
                    const std::string& native, uint64_t number,
                    v1::SubmitRecordResponse* response,
                    const std::string& header = "");

// A case manager's look at a child; gives its receipt.
v1::Receipt LookAt(const Client& client, const std::string& child_id);

// Cuts a file of the demo into records and submits each: native id -> answer.
std::vector<v1::SubmitRecordResponse> SubmitFile(
    const Client& client, const std::string& system, const std::string& file,
    const std::string& member = "");

// Native id -> what became of it.
using DemoAnswers = std::map<std::string, v1::SubmitRecordResponse>;

// Sends all records of the demo, each agency its own; each is filed.
DemoAnswers SubmitDemo(const RunningGateway& gateway);

}  // namespace saan::e2e

#endif  // SAAN_TESTS_E2E_RUNNING_GATEWAY_H_
