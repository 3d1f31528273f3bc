// The load client: how fast the gateway is, beside what the machine can do.
//
//   build/tests/saan-bench [CHILDREN]      default 10000
//
// Starts the real gateway, sends the four formats by SubmitRecords (durable,
// matched, recorded), then reads children; and in the same run measures
// floors: a bare gRPC echo behind the same guard and certificates, the same
// with a child's answer ready made, and a bare synced RocksDB write. Prints
// each rate, the processor time that the server spent for each call, and ratios
// to the floors. Machines are shared and noisy: compare ratios of one run,
// never rates of two; processor time is steadier.

#include <google/protobuf/arena.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "adapters/registry.h"
#include "gateway/guard.h"
#include "storage/kv.h"
#include "tests/bench/processor.h"
#include "tests/bench/rules_cost.h"
#include "tests/e2e/running_gateway.h"
#include "tests/national_id.h"

namespace saan::bench {
namespace {

constexpr int kCallers = 64;   // Unary calls open at once.
constexpr int kReads = 30000;  // Unary calls measured.
constexpr int kWindow = 256;   // Records of a stream without an answer.
constexpr int kSyncedWrites = 2000;
constexpr size_t kEchoBytes = 1000;

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What a load came to.
struct Load {
  double per_second = 0;
  double server_micros = 0;  // Processor time of the server for each call.
};

// Runs `work`, which answers how many calls succeeded, against process `pid`.
template <typename Work>
Load Measure(pid_t pid, const Work& work) {
  const double busy = ProcessorSeconds(pid);
  const auto start = Clock::now();
  const int calls = work();
  Load load;
  load.per_second = calls / SecondsSince(start);
  load.server_micros =
      (ProcessorSeconds(pid) - busy) * 1e6 / std::max(calls, 1);
  return load;
}

// --- invented children
// --------------------------------------------------------

constexpr const char* kGiven[] = {
    "ณัฐวุฒิ",   "กัญญาณัฐ",   "ธนกร",    "พิมพ์ชนก", "ภูริ",    "ชญานิษฐ์",  "ปัณณวิชญ์",
    "สุภาภรณ์", "อับดุลเลาะ", "ฟาตีเมาะ", "กิตติพงษ์", "วรรณา", "ศิริพร",    "จิราภรณ์",
    "อังคณา",  "กฤษดา",    "พรทิพย์",   "สมหญิง",  "ธนภัทร", "เบญจมาศ", "ปุณยวีร์",
    "วิไล",    "อำพร",     "บุญเรือน",  "ไชยวัฒน์", "ทรงพล", "เพ็ญศรี",   "กันยา"};
constexpr const char* kSyllables[] = {"แก้ว",  "ทอง", "สุข",   "ศรี",
                                      "วงศ์",  "มณี",  "รัตน์",  "พันธ์",
                                      "เจริญ", "บุญ",  "จันทร์", "งาม"};
template <size_t N>
const char* Pick(const char* const (&list)[N], uint64_t number) {
  return list[number % N];
}
uint64_t Mix(uint64_t x) {
  x ^= x >> 31;
  x *= 0x9e3779b97f4a7c15u;
  x ^= x >> 29;
  return x;
}

struct Person {
  std::string pid;
  std::string given;
  std::string family;
  int day, month, year;  // Buddhist era.
  bool is_girl;
};

Person PersonOf(int i) {
  const uint64_t r = Mix(i + 1);
  Person person;
  person.pid = WithCheckDigit(absl::StrFormat("19901%07d", i));
  person.given = Pick(kGiven, r);
  person.family =
      absl::StrCat(Pick(kSyllables, r >> 8), Pick(kSyllables, r >> 16),
                   Pick(kSyllables, r >> 24));
  person.day = 1 + (r >> 32) % 28;
  person.month = 1 + (r >> 37) % 12;
  person.year = 2551 + (r >> 41) % 14;
  person.is_girl = (r >> 50) & 1;
  return person;
}

struct System {
  const char* name;
  const char* system;
  std::string header;
  std::string (*native)(int i);
};

std::string Temtem(int i) {
  const Person p = PersonOf(i);
  return absl::StrFormat(
      R"({"case_id":"TT-1011-68-%05d","สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,"วันที่แจ้ง":"01/08/2568","เด็ก":{"คำนำหน้า":"%s","ชื่อ":"%s","นามสกุล":"%s","เลขประจำตัวประชาชน":"%s","วันเกิด":"%02d/%02d/%d","เพศ":"%s","สัญชาติ":"ไทย","สถานะการศึกษา":"กำลังศึกษา","ชั้น":"ป.2"},"ผู้ปกครอง":[{"ความสัมพันธ์":"มารดา","ชื่อ":"สมใจ","นามสกุล":"%s","โทรศัพท์":"08%08d","ผู้ดูแลหลัก":true}],"ที่อยู่":{"บ้านเลขที่":"%d","แขวง":"คลองสองต้นนุ่น","เขต":"ลาดกระบัง","จังหวัด":"กทม.","รหัสไปรษณีย์":"10520"}})",
      i, p.is_girl ? "ด.ญ." : "ด.ช.", p.given, p.family, p.pid, p.day, p.month,
      p.year, p.is_girl ? "หญิง" : "ชาย", p.family, i, i % 400);
}

std::string Incident(int i) {
  const Person p = PersonOf(i);
  return absl::StrFormat(
      R"({"incidentNo":"CPIS-68-%07d","channel":"1300","reportedAt":"2025-10-20T19:42:11+07:00","reporter":{"type":"ครู","anonymous":false,"phone":"0810000005"},"incidentType":["ครอบครัวยากจน"],"problemCodes":["010001"],"severity":"ต่ำ","location":{"text":"แถวเคหะร่มเกล้า","provinceCode":"10","districtCode":"1011","subdistrictCode":"101102"},"child":{"prename":"%s","firstName":"%s","lastName":"%s","nickname":null,"birthDate":"%d-%02d-%02d","sex":"%s","citizenId":"%s"},"description":"","status":"รับเรื่อง","assignedUnit":"บ้านพักเด็กและครอบครัวกรุงเทพมหานคร"})",
      i, p.is_girl ? "ด.ญ." : "ด.ช.", p.given, p.family, p.year - 543, p.month,
      p.day, p.is_girl ? "F" : "M", p.pid);
}

std::string Imed(int i) {
  const Person p = PersonOf(i);
  return absl::StrFormat(
      R"({"psnId":%d,"uid":77,"cid":"%s","prename":"%s","name":"%s","lname":"%s","nickname":"","sex":"%s","birth":"%d-%02d-%02d","phone":"","areacode":"10110203","house":"%d","village":"03","tambon":"02","ampur":"11","changwat":"10","zip":"10520","created":1685000000})",
      100000 + i, p.pid, p.is_girl ? "ด.ญ." : "ด.ช.", p.given, p.family,
      p.is_girl ? "หญิง" : "ชาย", p.year - 543, p.month, p.day, i % 400);
}

std::string School(int i) {
  const Person p = PersonOf(i);
  return absl::StrFormat(
      "3110000001,โรงเรียนตัวอย่าง,%s,ป.2,1,%05d,%s,%s,%s,%s,%02d/%02d/%d", p.pid,
      i, p.is_girl ? "ญ" : "ช", p.is_girl ? "ด.ญ." : "ด.ช.", p.given, p.family,
      p.day, p.month, p.year);
}

const System kSystems[] = {
    {"bma-temtem", "temtem", "", &Temtem},
    {"dcy-dcy", "dcy", "", &Incident},
    {"songkhla-imed", "imed", "", &Imed},
    {"obec-school", "school",
     "รหัสโรงเรียน,ชื่อโรงเรียน,เลขประจำตัวประชาชน,ชั้น,ห้อง,รหัสนักเรียน,เพศ,"
     "คำนำหน้าชื่อ,ชื่อ,นามสกุล,วันเกิด",
     &School},
};

// --- floors
// -------------------------------------------------------------------

// The bare echo: our own services with nothing in them, behind the same guard.
class Echo final : public v1::ExchangeService::Service {
 public:
  explicit Echo(v1::GetChildResponse child) : child_(std::move(child)) {}

  grpc::Status WhoAmI(grpc::ServerContext*, const v1::WhoAmIRequest*,
                      v1::WhoAmIResponse* response) override {
    response->set_gateway_build(std::string(kEchoBytes, 'e'));
    return grpc::Status::OK;
  }
  grpc::Status SubmitRecords(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::SubmitRecordsResponse,
                               v1::SubmitRecordsRequest>* stream) override {
    v1::SubmitRecordsRequest request;
    v1::SubmitRecordsResponse response;
    while (stream->Read(&request)) {
      response.set_request_id(request.request_id());
      stream->Write(response);
    }
    return grpc::Status::OK;
  }
  grpc::Status GetChild(grpc::ServerContext*, const v1::GetChildRequest*,
                        v1::GetChildResponse* response) override {
    *response = child_;
    return grpc::Status::OK;
  }

 private:
  const v1::GetChildResponse child_;
};

// Runs until its standard input closes; writes its port into `port_file`.
// Answers GetChild with what is in `child_file`, where there is one.
int RunEcho(const std::string& certs, const std::string& port_file,
            const std::string& child_file) {
  GuardOptions options;
  options.listen = "127.0.0.1:0";
  options.certificate_file = certs + "/server.pem";
  options.private_key_file = certs + "/server.key";
  options.client_ca_file = certs + "/ca.pem";
  options.now = [] { return absl::Now(); };
  absl::StatusOr<std::unique_ptr<Guard>> guard = Guard::Open(options);
  if (!guard.ok()) return 1;
  v1::GetChildResponse child;
  child.ParseFromString(e2e::ReadAll(child_file));
  Echo echo(std::move(child));
  grpc::ServerBuilder builder;
  builder.RegisterService(&echo);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  (*guard)->Serve(server.get(), [](const Refusal&) {});
  e2e::WriteAll(port_file + ".partial", absl::StrCat((*guard)->port()));
  std::filesystem::rename(port_file + ".partial", port_file);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  (*guard)->Shutdown();
  server->Shutdown();
  return 0;
}

double SyncedWritesPerSecond(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<storage::Kv>> kv = storage::OpenRocks(folder);
  if (!kv.ok()) return 0;
  const auto start = Clock::now();
  for (int i = 0; i < kSyncedWrites; ++i) {
    const absl::Status status =
        (*kv)->Commit({{absl::StrFormat("k%08d", i), std::string(1000, 'v')}});
    if (!status.ok()) return 0;
  }
  return kSyncedWrites / SecondsSince(start);
}

// --- loads
// --------------------------------------------------------------------

// Sends records [0, count) of one system over one stream; counts answers.
int Stream(const e2e::Client& client, const System& system, int first,
           int count) {
  grpc::ClientContext context;
  auto stream = client.exchange->SubmitRecords(&context);
  std::atomic<int> answered = 0;
  std::thread writer([&] {
    for (int i = 0; i < count; ++i) {
      while (i - answered.load() >= kWindow) std::this_thread::yield();
      v1::SubmitRecordsRequest message;
      if (i == 0) {
        *message.mutable_context() =
            e2e::Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
        message.set_system(system.system);
        message.set_native_header(system.header);
      }
      message.set_request_id(e2e::RequestId(first + i + 1));
      message.set_native(system.native(first + i));
      if (!stream->Write(message)) break;
    }
    stream->WritesDone();
  });
  v1::SubmitRecordsResponse answer;
  int bad = 0;
  while (stream->Read(&answer)) {
    ++answered;
    if (answer.has_refusal() ||
        answer.result().outcome() == v1::SUBMIT_OUTCOME_QUARANTINED) {
      if (bad++ == 0)
        std::fprintf(stderr, "%s\n", answer.DebugString().c_str());
    }
  }
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) {
    std::fprintf(stderr, "%s: %s\n", system.name,
                 status.error_message().c_str());
  }
  return answered - bad;
}

// `count` unary calls, kCallers of them open at once; how many succeeded. One
// thread drives them all, for what the client takes is taken from the server.
// `begin` begins call i: AsyncX of a stub.
template <typename Response, typename Begin>
int Unary(int count, const Begin& begin) {
  struct Caller {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader;
    google::protobuf::Arena arena;  // Holds the answer, and is used again.
    grpc::Status status;
  };
  grpc::CompletionQueue queue;
  int begun = 0, failed = 0;
  const auto call = [&](Caller* caller) {
    caller->context = std::make_unique<grpc::ClientContext>();
    caller->reader = begin(begun++, caller->context.get(), &queue);
    caller->arena.Reset();
    caller->reader->Finish(
        google::protobuf::Arena::CreateMessage<Response>(&caller->arena),
        &caller->status, caller);
  };
  std::deque<Caller> callers(std::min(kCallers, count));
  for (Caller& caller : callers) call(&caller);
  void* tag = nullptr;
  bool is_done = false;
  for (int ended = 0; ended < count; ++ended) {
    if (!queue.Next(&tag, &is_done)) std::abort();
    Caller* const caller = static_cast<Caller*>(tag);
    failed += !caller->status.ok();
    if (begun < count) call(caller);
  }
  queue.Shutdown();
  while (queue.Next(&tag, &is_done)) {
  }
  if (failed > 0) std::fprintf(stderr, "%d calls failed\n", failed);
  return count - failed;
}

// Sends records [first, first + count) of one system by unary calls.
int SubmitUnary(const e2e::Client& client, const System& system, int first,
                int count) {
  v1::SubmitRecordRequest request;
  *request.mutable_context() = e2e::Why(v1::PURPOSE_CASE_CARE, v1::ROLE_SYSTEM);
  request.set_system(system.system);
  request.set_native_header(system.header);
  return Unary<v1::SubmitRecordResponse>(
      count, [&](int i, auto* context, auto* queue) {
        request.set_request_id(e2e::RequestId(first + i + 1));
        request.set_native(system.native(first + i));
        return client.exchange->AsyncSubmitRecord(context, request, queue);
      });
}

struct Floors {
  Load echo_unary;
  Load echo_stream;
  double synced_write = 0;
};

e2e::Client EchoClient(const e2e::RunningGateway& gateway, int port) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = e2e::ReadAll(gateway.certs() + "/ca.pem");
  options.pem_cert_chain = e2e::ReadAll(gateway.certs() + "/bma-temtem.pem");
  options.pem_private_key = e2e::ReadAll(gateway.certs() + "/bma-temtem.key");
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("saan-gateway");
  e2e::Client client;
  client.channel =
      grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port),
                                grpc::SslCredentials(options), arguments);
  client.exchange = v1::ExchangeService::NewStub(client.channel);
  return client;
}

// An echo in a process of its own.
class EchoProcess {
 public:
  EchoProcess(const e2e::RunningGateway& gateway, const char* self,
              const v1::GetChildResponse& child) {
    const std::string port_file = gateway.folder() + "/echo-port";
    const std::string child_file = gateway.folder() + "/echo-child";
    std::filesystem::remove(port_file);
    e2e::WriteAll(child_file, child.SerializeAsString());
    if (pipe(life_) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      dup2(life_[0], 0);
      close(life_[1]);
      execl(self, self, "--echo", gateway.certs().c_str(), port_file.c_str(),
            child_file.c_str(), nullptr);
      _exit(127);
    }
    close(life_[0]);
    while (!std::filesystem::exists(port_file)) usleep(2000);
    client_ = EchoClient(gateway, std::stoi(e2e::ReadAll(port_file)));
  }
  ~EchoProcess() {
    close(life_[1]);
    waitpid(pid_, nullptr, 0);
  }
  EchoProcess(const EchoProcess&) = delete;
  EchoProcess& operator=(const EchoProcess&) = delete;

  pid_t pid() const { return pid_; }
  const e2e::Client& client() const { return client_; }

 private:
  int life_[2];
  pid_t pid_ = 0;
  e2e::Client client_;
};

Floors MeasureFloors(const e2e::RunningGateway& gateway, const char* self,
                     int records) {
  Floors floors;
  {
    const EchoProcess echo(gateway, self, v1::GetChildResponse());
    floors.echo_unary = Measure(echo.pid(), [&] {
      return Unary<v1::WhoAmIResponse>(
          kReads, [&](int, auto* context, auto* queue) {
            return echo.client().exchange->AsyncWhoAmI(context, {}, queue);
          });
    });
    floors.echo_stream = Measure(echo.pid(), [&] {
      return Stream(echo.client(), kSystems[0], 0, records);
    });
  }
  floors.synced_write = SyncedWritesPerSecond(gateway.folder() + "/bare");
  return floors;
}

void Print(const char* what, const Load& load) {
  std::printf("%-34s %9.0f/s %7.0f us\n", what, load.per_second,
              load.server_micros);
  std::fflush(stdout);
}

void Print(const char* what, const Load& load, const Load& echo,
           const Floors& floors) {
  std::printf(
      "%-34s %9.0f/s %7.0f us   %5.2f of echo   %5.2f of synced write\n", what,
      load.per_second, load.server_micros, load.per_second / echo.per_second,
      load.per_second / floors.synced_write);
  std::fflush(stdout);
}

// Each child comes from two of the four systems.
Load SubmitFromFour(const e2e::RunningGateway& gateway, int share,
                    std::atomic<int>* accepted) {
  return Measure(gateway.pid(), [&] {
    std::vector<std::thread> agencies;
    for (int s = 0; s < 4; ++s) {
      agencies.emplace_back([&, s] {
        const e2e::Client client = gateway.As(kSystems[s].name);
        *accepted += Stream(client, kSystems[s], s % 2 == 0 ? 0 : share, share);
      });
    }
    for (std::thread& agency : agencies) agency.join();
    return accepted->load();
  });
}

v1::GetChildRequest RequestFor(int i, int share) {
  v1::GetChildRequest request;
  *request.mutable_context() =
      e2e::Why(v1::PURPOSE_CASE_CARE, v1::ROLE_CASE_MANAGER);
  request.mutable_native()->set_system("temtem");
  request.mutable_native()->set_native_id(
      absl::StrFormat("TT-1011-68-%05d", Mix(i) % share));
  return request;
}

// From the gateway, or from an echo.
Load GetChildren(const e2e::Client& client, pid_t server, int share) {
  return Measure(server, [&] {
    return Unary<v1::GetChildResponse>(
        kReads, [&](int i, auto* context, auto* queue) {
          return client.exchange->AsyncGetChild(context, RequestFor(i, share),
                                                queue);
        });
  });
}

// What a child costs to send that nobody has to look for, decide on or record.
void PrintReadyMade(const e2e::RunningGateway& gateway, const char* self,
                    const e2e::Client& client, int share, const Load& get) {
  grpc::ClientContext context;
  v1::GetChildResponse child;
  if (!client.exchange->GetChild(&context, RequestFor(0, share), &child).ok()) {
    return;
  }
  const EchoProcess echo(gateway, self, child);
  const Load ready = GetChildren(echo.client(), echo.pid(), share);
  Print("floor: the child ready made", ready);
  std::printf("GetChild: %.2f of that, which is %zu bytes\n",
              get.per_second / ready.per_second, child.ByteSizeLong());
}

v1::Record RecordOf(const adapters::Registry& adapters, const System& system,
                    const char* agency, int i) {
  const std::string native = system.native(i);
  v1::Record record = adapters.Find(system.system)
                          ->ToShared({native, system.header, ""})
                          .record;
  record.set_agency(agency);
  return record;
}

// What the rules take of GetChild as it was measured: the caller's own record,
// and that of another agency by the rules of the demo.
void PrintRulesShare(const e2e::RunningGateway& gateway, const Load& get) {
  const auto adapters = adapters::Registry::Load(SAAN_ROOT "/adapters");
  const auto rules =
      policy::Rules::Load(gateway.folder() + "/rules.textproto",
                          gateway.folder() + "/rules.textproto.sig",
                          e2e::ReadAll(gateway.certs() + "/rules.pub"));
  if (!adapters.ok() || !rules.ok()) {
    std::fprintf(stderr, "the rules of the demo cannot be read\n");
    return;
  }
  const RulesCost cost =
      MeasureRules(**rules,
                   {"bma", v1::ROLE_CASE_MANAGER, v1::PURPOSE_CASE_CARE,
                    v1::ACTION_READ, absl::Now()},
                   {RecordOf(**adapters, kSystems[0], "bma", 0),
                    RecordOf(**adapters, kSystems[2], "songkhla", 0)});
  std::printf(
      "of GetChild: facts %.1f us, decide %.1f us, redact %.1f us, labels %.1f "
      "us: %.1f %% of the server's time\n",
      cost.facts, cost.decide, cost.redact, cost.labels,
      100 * cost.Sum() / get.server_micros);
}

int Run(const char* self, int children) {
  e2e::RunningGateway gateway;
  gateway.Start();
  gateway.RegisterAgencies();
  const Floors floors = MeasureFloors(gateway, self, children);
  Print("floor: echo, unary, 64 callers", floors.echo_unary);
  Print("floor: echo, one stream", floors.echo_stream);
  std::printf("%-34s %9.0f/s\n", "floor: synced write, one thread",
              floors.synced_write);

  const int share = children / 2;
  std::atomic<int> accepted = 0;
  Print("SubmitRecords, four agencies",
        SubmitFromFour(gateway, share, &accepted), floors.echo_stream, floors);
  const e2e::Client temtem = gateway.As(kSystems[0].name);
  Print("SubmitRecords, one stream, new",
        Measure(gateway.pid(),
                [&] { return Stream(temtem, kSystems[0], children, share); }),
        floors.echo_stream, floors);
  Print("SubmitRecord, 64 callers, new",
        Measure(gateway.pid(),
                [&] {
                  return SubmitUnary(temtem, kSystems[0], children + share,
                                     share);
                }),
        floors.echo_unary, floors);
  const Load get = GetChildren(temtem, gateway.pid(), share);
  Print("GetChild, 64 callers", get, floors.echo_unary, floors);
  PrintReadyMade(gateway, self, temtem, share, get);
  PrintRulesShare(gateway, get);
  return accepted == share * 4 ? 0 : 1;
}

}  // namespace
}  // namespace saan::bench

int main(int argc, char** argv) {
  if (argc == 5 && std::strcmp(argv[1], "--echo") == 0) {
    return saan::bench::RunEcho(argv[2], argv[3], argv[4]);
  }
  testing::InitGoogleTest(&argc, argv);
  return saan::bench::Run(argv[0], argc > 1 ? std::atoi(argv[1]) : 10000);
}
