#include "tests/e2e/running_gateway.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "adapters/split.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace saan::e2e {
namespace {

namespace fs = std::filesystem;

constexpr char kRoot[] = SAAN_ROOT;
constexpr char kBin[] = SAAN_BIN;

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

// Starts a program; its outputs go to these descriptors.
pid_t Spawn(const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment, int out, int err) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  for (const std::string& entry : environment) {
    putenv(const_cast<char*>(entry.c_str()));
  }
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, 0);
  dup2(out, 1);
  dup2(err, 2);
  execv(arguments[0].c_str(), Pointers(arguments).data());
  _exit(127);
}

int WaitFor(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = testing::TempDir() + "/saan-XXXXXX";
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() { fs::remove_all(path_); }

std::string ReadAll(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void WriteAll(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

Ran RunProgram(const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out";
  const std::string err = folder.path() + "/err";
  const int out_fd = open(out.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int err_fd = open(err.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  Ran ran;
  ran.exit_code = WaitFor(Spawn(arguments, environment, out_fd, err_fd));
  close(out_fd);
  close(err_fd);
  ran.out = ReadAll(out);
  ran.err = ReadAll(err);
  return ran;
}

std::string DemoRules(int epoch) {
  const Ran joined =
      RunProgram({"/bin/bash", absl::StrCat(kRoot, "/deploy/rules/join.sh"),
                  absl::StrCat(epoch)});
  EXPECT_EQ(joined.exit_code, 0) << joined.err;
  return joined.out;
}

RunningGateway::RunningGateway() {
  std::vector<std::string> make = {
      "/bin/bash", absl::StrCat(kRoot, "/certs/make.sh"), "--dir", certs()};
  for (const char* name : {"operator console", "auditor desk", "bma temtem",
                           "dcy dcy", "songkhla imed", "obec school",
                           "volunteers network", "stranger unknown"}) {
    const std::vector<std::string> parts = absl::StrSplit(name, ' ');
    make.insert(make.end(), {"--agency", parts[0], "--system", parts[1]});
  }
  const Ran made = RunProgram(make);
  EXPECT_EQ(made.exit_code, 0) << made.err;
  WriteAll(folder() + "/rules.textproto", DemoRules(1));
  const Ran is_signed =
      RunProgram({"/bin/bash", absl::StrCat(kRoot, "/certs/sign_rules.sh"),
                  "--dir", certs(), folder() + "/rules.textproto"});
  EXPECT_EQ(is_signed.exit_code, 0) << is_signed.err;
  WriteAll(folder() + "/master.key", std::string(32, 'k'));
  const Ran log_key =
      RunProgram({"/bin/bash", absl::StrCat(kRoot, "/certs/make_log_key.sh"),
                  "--dir", certs(), "log.saan.test"});
  EXPECT_EQ(log_key.exit_code, 0) << log_key.err;
}

RunningGateway::~RunningGateway() { Kill(); }

void RunningGateway::PreloadFaults() {
  environment_ = {absl::StrCat("LD_PRELOAD=", kBin, "/tests/libfaults.so"),
                  absl::StrCat("SAAN_DISK_FAULT=", folder(), "/disk"),
                  absl::StrCat("SAAN_CLOCK_SHIFT=", folder(), "/clock")};
}

void RunningGateway::SetDisk(const std::string& fault) const {
  // Whole at once: nobody sees half a word.
  WriteAll(folder() + "/disk.new", fault);
  fs::rename(folder() + "/disk.new", folder() + "/disk");
}

void RunningGateway::ShiftClock(absl::Duration ahead) const {
  WriteAll(folder() + "/clock.new", absl::StrCat(absl::ToInt64Seconds(ahead)));
  fs::rename(folder() + "/clock.new", folder() + "/clock");
}

bool RunningGateway::Launch(const std::string& adapters) {
  std::string config = absl::StrReplaceAll(
      ReadAll(absl::StrCat(kRoot, "/deploy/demo/gateway.textproto")),
      {{"127.0.0.1:8443", "127.0.0.1:0"}});
  if (!adapters.empty()) {
    config = absl::StrReplaceAll(config, {{"@ROOT@/adapters", adapters}});
  }
  if (!model_file_.empty()) {
    config = absl::StrReplaceAll(
        config, {{"@ROOT@/deploy/match/thai_child.textproto", model_file_}});
  }
  config = absl::StrReplaceAll(config, {{"@ROOT@", kRoot}});
  WriteAll(folder() + "/gateway.textproto", config + more_config_);
  fs::remove(folder() + "/port");
  const int log = open((folder() + "/log").c_str(),
                       O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  pid_ = Spawn({absl::StrCat(kBin, "/saan-gateway"), "--config",
                folder() + "/gateway.textproto"},
               environment_, log, log);
  close(log);
  // Ready when the port file is there; given up when the process has ended.
  while (!fs::exists(folder() + "/port")) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    usleep(2000);
  }
  if (pid_ < 0) return false;
  port_ = std::stoi(ReadAll(folder() + "/port"));
  return true;
}

void RunningGateway::Start(const std::string& adapters) {
  ASSERT_TRUE(Launch(adapters)) << LogText();
}

std::string RunningGateway::StartAndFail(const std::string& adapters) {
  EXPECT_FALSE(Launch(adapters));
  return LogText();
}

void RunningGateway::Stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  EXPECT_EQ(WaitFor(pid_), 0) << LogText();
  pid_ = -1;
}

void RunningGateway::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  WaitFor(pid_);
  pid_ = -1;
}

Ran RunningGateway::Type(const std::string& name, const std::string& role,
                         const std::vector<std::string>& arguments,
                         std::vector<std::string> environment) const {
  std::vector<std::string> all = {absl::StrCat(kBin, "/saan")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const std::string stem = absl::StrCat(certs(), "/", name);
  const std::vector<std::string> where = {
      "--address", address(),           "--server-name", "saan-gateway",
      "--ca",      certs() + "/ca.pem", "--cert",        stem + ".pem",
      "--key",     stem + ".key",       "--role",        role,
      "--actor",   "staff-1",           "--lang",        "en"};
  all.insert(all.end(), where.begin(), where.end());
  environment.push_back("SAAN_CONFIG=/nonexistent");
  return RunProgram(all, environment);
}

std::string RunningGateway::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

std::string RunningGateway::LogText() const {
  return ReadAll(folder() + "/log");
}

Client RunningGateway::With(const std::string& certificate_file,
                            const std::string& key_file) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadAll(certs() + "/ca.pem");
  options.pem_cert_chain = ReadAll(certificate_file);
  options.pem_private_key = ReadAll(key_file);
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("saan-gateway");
  // Each client has a connection of its own.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  Client client;
  client.channel = grpc::CreateCustomChannel(
      address(), grpc::SslCredentials(options), arguments);
  client.exchange = v1::ExchangeService::NewStub(client.channel);
  client.admin = v1::AdminService::NewStub(client.channel);
  client.auditor = v1::AuditorService::NewStub(client.channel);
  client.identity = v1::IdentityService::NewStub(client.channel);
  client.sharing = v1::SharingService::NewStub(client.channel);
  client.coordination = v1::CoordinationService::NewStub(client.channel);
  client.follow_up = v1::FollowUpService::NewStub(client.channel);
  return client;
}

Client RunningGateway::As(const std::string& name) const {
  return With(certs() + "/" + name + ".pem", certs() + "/" + name + ".key");
}

void RunningGateway::RegisterAgencies() {
  const Client admin = As("operator-console");
  const struct {
    const char* agency;
    const char* system;
    std::vector<v1::Role> roles;
  } systems[] = {
      {"bma",
       "temtem",
       {v1::ROLE_SYSTEM, v1::ROLE_CASE_MANAGER, v1::ROLE_SOCIAL_WORKER}},
      {"dcy",
       "dcy",
       {v1::ROLE_SYSTEM, v1::ROLE_SOCIAL_WORKER, v1::ROLE_COMPETENT_OFFICIAL}},
      {"songkhla",
       "imed",
       {v1::ROLE_SYSTEM, v1::ROLE_CASE_MANAGER, v1::ROLE_HEALTH_OFFICER}},
      {"obec", "school", {v1::ROLE_SYSTEM, v1::ROLE_TEACHER}},
      {"volunteers", "network", {v1::ROLE_VOLUNTEER}},
  };
  uint64_t number = 0xa0000;
  for (const auto& system : systems) {
    v1::RegisterAgencyRequest request;
    *request.mutable_context() =
        Why(v1::PURPOSE_OPERATION, v1::ROLE_ADMINISTRATOR);
    request.set_request_id(RequestId(++number));
    request.set_agency(system.agency);
    request.set_system(system.system);
    request.set_display_name_th("หน่วยงานทดสอบ");
    request.set_display_name_en("Test agency");
    for (const v1::Role role : system.roles) request.add_roles(role);
    request.set_certificate_pem(ReadAll(
        absl::StrCat(certs(), "/", system.agency, "-", system.system, ".pem")));
    grpc::ClientContext context;
    v1::RegisterAgencyResponse response;
    const grpc::Status status =
        admin.admin->RegisterAgency(&context, request, &response);
    ASSERT_TRUE(status.ok()) << system.agency << ": " << status.error_message();
  }
}

v1::CallContext Why(v1::Purpose purpose, v1::Role role) {
  v1::CallContext context;
  context.set_purpose(purpose);
  context.set_role(role);
  if (role != v1::ROLE_SYSTEM) context.set_actor("staff-1");
  return context;
}

std::string ReasonIn(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return "";
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::ErrorInfo info;
    if (any.UnpackTo(&info)) return info.reason();
  }
  return "";
}

bool SpeaksThai(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::LocalizedMessage message;
    if (any.UnpackTo(&message) && message.locale() == "th") {
      return !message.message().empty();
    }
  }
  return false;
}

std::string RequestId(uint64_t number) {
  return absl::StrFormat("00000000-0000-4000-8000-%012x", number);
}

grpc::Status Submit(const Client& client, const std::string& system,
                    const std::string& native, uint64_t number,
                    v1::SubmitRecordResponse* response,
                    const std::string& header) {
  v1::SubmitRecordRequest request;
  *request.mutable_context() = Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  request.set_request_id(RequestId(number));
  request.set_system(system);
  request.set_native(native);
  request.set_native_header(header);
  grpc::ClientContext context;
  return client.exchange->SubmitRecord(&context, request, response);
}

v1::Receipt LookAt(const Client& client, const std::string& child_id) {
  v1::GetChildRequest request;
  *request.mutable_context() =
      Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
  request.set_child_id(child_id);
  v1::GetChildResponse response;
  grpc::ClientContext context;
  EXPECT_TRUE(client.exchange->GetChild(&context, request, &response).ok());
  return response.receipt();
}

std::vector<v1::SubmitRecordResponse> SubmitFile(const Client& client,
                                                 const std::string& system,
                                                 const std::string& file,
                                                 const std::string& member) {
  static uint64_t number = 0xf0000000;
  std::vector<v1::SubmitRecordResponse> answers;
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  const auto each = [&](adapters::Piece piece) {
    v1::SubmitRecordResponse response;
    const grpc::Status status =
        Submit(client, system, piece.native, ++number, &response, piece.header);
    EXPECT_TRUE(status.ok())
        << file << ":" << piece.line << ": " << status.error_message();
    answers.push_back(response);
    return absl::OkStatus();
  };
  const absl::Status cut = absl::EndsWith(file, ".csv")
                               ? adapters::SplitCsv(in, each)
                               : adapters::SplitJson(in, member, each);
  EXPECT_TRUE(cut.ok()) << file << ": " << cut;
  return answers;
}

DemoAnswers SubmitDemo(const RunningGateway& gateway) {
  const struct {
    const char* client;
    const char* system;
    const char* file;
    const char* member;
  } files[] = {
      {"obec-school", "school", "school_dmc.csv", ""},
      {"bma-temtem", "temtem", "temtem_cases.json", "เคส"},
      {"dcy-dcy", "dcy", "dcy_incidents.json", ""},
      {"dcy-dcy", "dcy", "dcy_cmst.csv", ""},
      {"songkhla-imed", "imed", "imed_persons.json", ""},
      {"songkhla-imed", "imed", "imed_visits.json", ""},
      {"obec-school", "school", "school_events.csv", ""},
  };
  DemoAnswers all;
  for (const auto& file : files) {
    for (const v1::SubmitRecordResponse& answer :
         SubmitFile(gateway.As(file.client), file.system,
                    absl::StrCat(kRoot, "/deploy/demo/data/", file.file),
                    file.member)) {
      EXPECT_FALSE(answer.child_id().empty()) << answer.DebugString();
      all[answer.native_id()] = answer;
    }
  }
  return all;
}

}  // namespace saan::e2e
