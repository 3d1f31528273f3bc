// How fast agencies hear of each other, and what it costs the others.
//
//   build/tests/saan-coordination-bench [WATCHERS [EVENTS_PER_SECOND]]
//
// default 200 watchers who are told 1000 events a second altogether. Starts the
// real gateway over mTLS and prints:
//   idle       from sending a record to the event at one idle watcher
//   GetChild   calls a second and their p99, while nothing else goes on
//   N watchers the same while records are sent, without watchers and with them,
//              in turns of 10 seconds; all are of one agency, so that each
//              event goes to each of them
//   told       events that reached them
//   slowed     the median of what each turn with watchers lost against the one
//              beside it; and what telling takes of the processors, here and in
//              the gateway: on a machine that is busy, calls lose both
//   CheckBenefit  one call after the other
//   backlog    10,000 events that waited for one watcher, and what memory the
//              gateway took more for them
// Machines are shared and noisy: compare figures of one run.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "tests/bench/processor.h"
#include "tests/e2e/stopped_store.h"
#include "tests/e2e/together.h"

namespace saan::bench {
namespace {

using Clock = std::chrono::steady_clock;
using e2e::Client;

constexpr int kChildren = 1000;
constexpr int kIdleEvents = 200;
constexpr int kReaders = 8;
constexpr int kBenefitChecks = 5000;
constexpr int kBacklog = 10'000;
constexpr std::chrono::seconds kLoadedFor(10);
constexpr int kTurns = 6;

double MillisSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start)
      .count();
}

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const size_t at =
      std::min(values.size() - 1, static_cast<size_t>(share * values.size()));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[at];
}

// What one turn came to.
struct Turn {
  double calls = 0;
  double gateway_seconds = 0;  // Of the processors,
  double own_seconds = 0;      // as is this.
};

// Thai numbers with a right check digit, one for each child.
std::string NumberOf(int i) {
  const std::string twelve = absl::StrFormat("19901%07d", 700000 + i);
  int sum = 0;
  for (int d = 0; d < 12; ++d) sum += (twelve[d] - '0') * (13 - d);
  return absl::StrCat(twelve, (11 - sum % 11) % 10);
}

std::string NameOf(int i) {
  static const char* const kNames[] = {"ก้องภพ", "ธนกร", "ภูริ",   "วรรณา",
                                       "ศิริพร",  "กันยา", "ทรงพล"};
  return kNames[i % 7];
}

class Bench {
 public:
  Bench() {
    gateway_.Start();
    gateway_.RegisterAgencies();
    bma_ = gateway_.As("bma-temtem");
    dcy_ = gateway_.As("dcy-dcy");
    for (int i = 0; i < kChildren; ++i) {
      v1::SubmitRecordResponse response;
      const grpc::Status status =
          e2e::Submit(bma_, "temtem",
                      e2e::NativeCase(absl::StrFormat("TT-1011-69-%05d", i),
                                      NumberOf(i), NameOf(i)),
                      ++number_, &response);
      if (!status.ok() || response.child_id().empty()) {
        std::printf("a child was not filed: %s\n",
                    status.error_message().c_str());
        continue;
      }
      children_.push_back(response.child_id());
    }
  }

  // Files one more benefit of a child: bma is told.
  void TellOnce(int i) {
    v1::SubmitRecordResponse response;
    e2e::Submit(dcy_, "dcy",
                e2e::BenefitRow(absl::StrCat("ทด-69-", ++sheet_), "20/10/2569",
                                "ถุงยังชีพ", NumberOf(i % kChildren),
                                NameOf(i % kChildren)),
                ++number_, &response, e2e::kBenefitHeader);
  }

  void Idle() {
    e2e::Watching watching(bma_, e2e::CaseManager(), "", 300);
    std::vector<double> millis;
    for (int i = 0; i < kIdleEvents; ++i) {
      const Clock::time_point start = Clock::now();
      std::thread sender([&] { TellOnce(i); });
      // Other events of the same filing may come as well.
      v1::Event told;
      do {
        told = watching.Next().event();
      } while (told.kind() != v1::EVENT_KIND_CHILD_CHANGED ||
               told.child_id() != children_[i % children_.size()]);
      millis.push_back(MillisSince(start));
      sender.join();
    }
    Print("idle", millis);
  }

  // Reads children until told to end; prints and gives what came of it.
  Turn Read(const char* what, const std::atomic<bool>& ends) {
    std::vector<std::thread> readers;
    absl::Mutex mutex;
    std::vector<double> all;
    const double gateway_before = ProcessorSeconds(gateway_.pid());
    const double own_before = ProcessorSeconds(getpid());
    const Clock::time_point start = Clock::now();
    for (int r = 0; r < kReaders; ++r) {
      readers.emplace_back([&, r] {
        std::vector<double> millis;
        for (int i = r; !ends; i += kReaders) {
          v1::GetChildRequest request;
          *request.mutable_context() = e2e::CaseManager();
          request.set_child_id(children_[i % children_.size()]);
          v1::GetChildResponse response;
          grpc::ClientContext context;
          const Clock::time_point begun = Clock::now();
          bma_.exchange->GetChild(&context, request, &response);
          millis.push_back(MillisSince(begun));
        }
        absl::MutexLock lock(&mutex);
        all.insert(all.end(), millis.begin(), millis.end());
      });
    }
    for (std::thread& reader : readers) reader.join();
    std::printf("%-14s %8.0f calls/s\n", what,
                1000 * all.size() / MillisSince(start));
    Print(what, all);
    return {static_cast<double>(all.size()),
            ProcessorSeconds(gateway_.pid()) - gateway_before,
            ProcessorSeconds(getpid()) - own_before};
  }

  void ReadFor(const char* what) {
    std::atomic<bool> ends = false;
    std::thread timer([&] {
      std::this_thread::sleep_for(kLoadedFor);
      ends = true;
    });
    Read(what, ends);
    timer.join();
  }

  // Without watchers and with them, in turns.
  void Compare(int watchers, int records_per_second) {
    std::vector<double> lost, in_gateway, here;
    for (int i = 0; i < kTurns; ++i) {
      // Children get more records all the time: neither is always the later.
      Turn alone, told;
      if (i % 2 == 0) alone = Loaded(0, records_per_second);
      told = Loaded(watchers, records_per_second);
      if (i % 2 == 1) alone = Loaded(0, records_per_second);
      const double calls = told.calls / alone.calls;
      lost.push_back(100 * (1 - calls));
      const auto share = [&](double with, double without) {
        const double both = std::chrono::duration<double>(kLoadedFor).count() *
                            std::thread::hardware_concurrency();
        return 100 * (with - without * calls) / both;
      };
      in_gateway.push_back(share(told.gateway_seconds, alone.gateway_seconds));
      here.push_back(share(told.own_seconds, alone.own_seconds));
    }
    std::printf(
        "%-14s %8.1f %%  telling takes %.1f %% of the processors in the "
        "gateway, %.1f %% here\n",
        "slowed", Percentile(lost, 0.5), Percentile(in_gateway, 0.5),
        Percentile(here, 0.5));
  }

  Turn Loaded(int watchers, int records_per_second) {
    // All begin after what was told before.
    e2e::Watching first(bma_, e2e::CaseManager());
    first.Drain();
    std::vector<std::unique_ptr<e2e::Watching>> watching;
    std::vector<std::thread> threads;
    std::atomic<int64_t> told = 0;
    std::vector<Client> clients;
    for (int i = 0; i < watchers; ++i) {
      if (i % 50 == 0) clients.push_back(gateway_.As("bma-temtem"));
      watching.push_back(std::make_unique<e2e::Watching>(
          clients.back(), e2e::CaseManager(), first.token(), 300));
    }
    for (auto& one : watching) {
      threads.emplace_back([&told, watch = one.get()] {
        while (watch->Next().has_event()) ++told;
      });
    }
    std::atomic<bool> ends = false;
    std::thread sender([&] {
      const Clock::time_point start = Clock::now();
      for (int i = 0; !ends; ++i) {
        std::this_thread::sleep_until(
            start +
            std::chrono::microseconds(1'000'000LL * i / records_per_second));
        TellOnce(i);
      }
    });
    std::thread timer([&] {
      std::this_thread::sleep_for(kLoadedFor);
      ends = true;
    });
    const Turn turn = Read(absl::StrCat(watchers, " watchers").c_str(), ends);
    timer.join();
    sender.join();
    std::printf("%-14s %8.0f events/s told\n", "told",
                told / std::chrono::duration<double>(kLoadedFor).count());
    for (auto& one : watching) one->Cancel();
    for (std::thread& thread : threads) thread.join();
    return turn;
  }

  void Check() {
    std::vector<double> millis;
    for (int i = 0; i < kBenefitChecks; ++i) {
      v1::CheckBenefitRequest request;
      *request.mutable_context() = e2e::CaseManager();
      request.set_child_id(children_[i % children_.size()]);
      request.set_kind(v1::BENEFIT_KIND_GOODS);
      request.set_from_date("2026-10-21");
      v1::CheckBenefitResponse response;
      grpc::ClientContext context;
      const Clock::time_point begun = Clock::now();
      bma_.coordination->CheckBenefit(&context, request, &response);
      millis.push_back(MillisSince(begun));
    }
    Print("CheckBenefit", millis);
  }

  void Backlog() {
    gateway_.Stop();
    {
      e2e::StoppedStore store(gateway_.folder());
      const uint64_t now =
          std::chrono::duration_cast<std::chrono::nanoseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count();
      std::vector<storage::Put> rows;
      for (int i = 0; i < kBacklog; ++i) {
        v1::Event event;
        event.set_kind(v1::EVENT_KIND_CHILD_CHANGED);
        event.set_child_id(children_[i % children_.size()]);
        event.set_from_agency("dcy");
        rows.push_back(e2e::OutboxRow("bma", now + i, event, "dcy"));
      }
      store.Put(std::move(rows));
    }
    gateway_.Start();
    bma_ = gateway_.As("bma-temtem");
    const long before = KibOf("VmRSS:");
    e2e::Watching watching(bma_, e2e::CaseManager());
    const Clock::time_point start = Clock::now();
    int told = 0;
    double millis = 0;
    while (watching.Next(/*or_heartbeat=*/true).has_event()) {
      ++told;
      millis = MillisSince(start);
    }
    std::printf("%-14s %8.0f events/s  of %d, %ld KiB more at most\n",
                "backlog", 1000 * told / millis, told,
                KibOf("VmHWM:") - before);
  }

 private:
  // A line of /proc/PID/status (proc(5)).
  long KibOf(const char* name) const {
    const std::string status =
        e2e::ReadAll(absl::StrCat("/proc/", gateway_.pid(), "/status"));
    const size_t at = status.find(name);
    return at == std::string::npos
               ? 0
               : std::atol(status.c_str() + at + std::strlen(name));
  }

  static void Print(const char* what, const std::vector<double>& millis) {
    std::printf("%-14s p50 %7.2f ms  p99 %7.2f ms  of %zu\n", what,
                Percentile(millis, 0.5), Percentile(millis, 0.99),
                millis.size());
    std::fflush(stdout);
  }

  e2e::RunningGateway gateway_;
  Client bma_;
  Client dcy_;
  std::vector<std::string> children_;
  std::atomic<uint64_t> number_ = 0;
  std::atomic<uint64_t> sheet_ = 0;
};

}  // namespace
}  // namespace saan::bench

int main(int argc, char** argv) {
  const int watchers = argc > 1 ? std::atoi(argv[1]) : 200;
  const int events_per_second = argc > 2 ? std::atoi(argv[2]) : 1000;
  saan::bench::Bench bench;
  bench.Idle();
  bench.ReadFor("GetChild");
  const int records_per_second =
      std::max(1, events_per_second / std::max(1, watchers));
  bench.Compare(watchers, records_per_second);
  bench.Check();
  bench.Backlog();
  return 0;
}
