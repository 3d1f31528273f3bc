// How fast agencies hear of each other, and what it costs the others.
//
//   build/tests/saan-coordination-bench [WATCHERS [EVENTS_PER_SECOND]]
//
// default 200 watchers who are told 1000 events a second altogether. Starts the
// real gateway over mTLS and prints:
//   idle       from sending a record to the event at one idle watcher
//   silent     GetChild calls a second and their p99 while nothing happens; the
//              watchers are there and wait
//   telling    the same while records are sent; all watchers are of one agency,
//              so that each event goes to each of them, and take what is told
//              together in one answer
//   told       events that reached them
//   slowed     the median of what calls lost in each window of telling against
//              the silent one beside it, and what telling takes of the
//              processors, here and in the gateway: on a machine that is busy,
//              calls lose both. Windows of seconds alternate, for the speed of
//              a shared machine drifts.
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
#include "tests/national_id.h"

namespace saan::bench {
namespace {

using Clock = std::chrono::steady_clock;
using e2e::Client;

constexpr int kChildren = 1000;
constexpr int kIdleEvents = 200;
constexpr int kReaders = 8;
constexpr int kBenefitChecks = 5000;
constexpr int kBacklog = 10'000;
constexpr int kWindows = 16;  // Of each kind.
// What was told in a window of telling has gone out by then.
constexpr std::chrono::milliseconds kSettles(2500);
constexpr std::chrono::milliseconds kWindow(4000);
constexpr int kAtOnce = 64;  // Events that a watcher of many takes in one.

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

// What one window came to.
struct Window {
  double calls = 0;
  double told = 0;
  double gateway_seconds = 0;  // Of the processors,
  double own_seconds = 0;      // as is this.
};

// One for each child.
std::string NumberOf(int i) {
  return WithCheckDigit(absl::StrFormat("19901%07d", 700000 + i));
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

  // Windows of silence and of telling, in turns: calls of both.
  void Compare(int watchers, int records_per_second) {
    // All begin after what was told before.
    e2e::Watching first(bma_, e2e::CaseManager());
    first.Drain();
    std::vector<std::unique_ptr<e2e::Watching>> watching;
    std::vector<Client> clients;
    for (int i = 0; i < watchers; ++i) {
      if (i % 50 == 0) clients.push_back(gateway_.As("bma-temtem"));
      watching.push_back(std::make_unique<e2e::Watching>(
          clients.back(), e2e::CaseManager(), first.token(), 300, kAtOnce));
    }
    std::vector<std::thread> threads;
    for (auto& one : watching) {
      threads.emplace_back([this, watch = one.get()] { Count(watch); });
    }
    std::vector<std::thread> readers;
    for (int r = 0; r < kReaders; ++r) {
      readers.emplace_back([this, r] { Read(r); });
    }
    threads.emplace_back([&] { Send(records_per_second); });
    Alternate();
    ends_ = true;
    for (std::thread& reader : readers) reader.join();
    for (auto& one : watching) one->Cancel();
    for (std::thread& thread : threads) thread.join();
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

  void Count(e2e::Watching* watching) {
    while (true) {
      const v1::WatchResponse response = watching->Next();
      if (!response.has_event()) return;
      told_ += 1 + response.more_events_size();
    }
  }

  // Reads children, one after the other.
  void Read(int reader) {
    for (int i = reader; !ends_; i += kReaders) {
      v1::GetChildRequest request;
      *request.mutable_context() = e2e::CaseManager();
      request.set_child_id(children_[i % children_.size()]);
      v1::GetChildResponse response;
      grpc::ClientContext context;
      const Clock::time_point begun = Clock::now();
      bma_.exchange->GetChild(&context, request, &response);
      const double millis = MillisSince(begun);
      ++calls_;
      if (!is_measured_) continue;
      absl::MutexLock lock(&mutex_);
      (is_sending_ ? while_telling_ : while_silent_).push_back(millis);
    }
  }

  // Files benefits while there shall be something to tell.
  void Send(int records_per_second) {
    const std::chrono::microseconds pause(1'000'000 / records_per_second);
    Clock::time_point next = Clock::now();
    for (int i = 0; !ends_; ++i) {
      next += pause;
      std::this_thread::sleep_until(next);
      if (is_sending_) TellOnce(i);
    }
  }

  Window Measure(bool is_telling) {
    is_sending_ = is_telling;
    std::this_thread::sleep_for(kSettles);
    is_measured_ = true;
    const Window before = SoFar();
    std::this_thread::sleep_for(kWindow);
    const Window after = SoFar();
    is_measured_ = false;
    return {after.calls - before.calls, after.told - before.told,
            after.gateway_seconds - before.gateway_seconds,
            after.own_seconds - before.own_seconds};
  }

  Window SoFar() {
    return {static_cast<double>(calls_), static_cast<double>(told_),
            ProcessorSeconds(gateway_.pid()), ProcessorSeconds(getpid())};
  }

  void Alternate() {
    std::vector<double> lost, in_gateway, here, silent_calls, told_calls, told;
    const double seconds = std::chrono::duration<double>(kWindow).count();
    for (int i = 0; i < kWindows; ++i) {
      // Children get more records all the time: neither is always the later.
      Window silent, telling;
      if (i % 2 == 0) silent = Measure(false);
      telling = Measure(true);
      if (i % 2 == 1) silent = Measure(false);
      const double calls = telling.calls / silent.calls;
      lost.push_back(100 * (1 - calls));
      const auto share = [&](double with, double without) {
        return 100 * (with - without * calls) /
               (seconds * std::thread::hardware_concurrency());
      };
      in_gateway.push_back(
          share(telling.gateway_seconds, silent.gateway_seconds));
      here.push_back(share(telling.own_seconds, silent.own_seconds));
      silent_calls.push_back(silent.calls / seconds);
      told_calls.push_back(telling.calls / seconds);
      told.push_back(telling.told / seconds);
    }
    std::printf("%-14s %8.0f calls/s\n", "silent",
                Percentile(silent_calls, 0.5));
    Print("silent", while_silent_);
    std::printf("%-14s %8.0f calls/s\n", "telling",
                Percentile(told_calls, 0.5));
    Print("telling", while_telling_);
    std::printf("%-14s %8.0f events/s\n", "told", Percentile(told, 0.5));
    std::printf(
        "%-14s %8.1f %% (quarters %.1f and %.1f); telling takes %.1f %% of the "
        "processors in the gateway, %.1f %% here\n",
        "slowed", Percentile(lost, 0.5), Percentile(lost, 0.25),
        Percentile(lost, 0.75), Percentile(in_gateway, 0.5),
        Percentile(here, 0.5));
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

  std::atomic<bool> ends_ = false;
  std::atomic<bool> is_sending_ = false;
  std::atomic<bool> is_measured_ = false;
  std::atomic<int64_t> calls_ = 0;
  std::atomic<int64_t> told_ = 0;
  absl::Mutex mutex_;
  std::vector<double> while_silent_;
  std::vector<double> while_telling_;
};

}  // namespace
}  // namespace saan::bench

int main(int argc, char** argv) {
  const int watchers = argc > 1 ? std::atoi(argv[1]) : 200;
  const int events_per_second = argc > 2 ? std::atoi(argv[2]) : 1000;
  saan::bench::Bench bench;
  bench.Idle();
  const int records_per_second =
      std::max(1, events_per_second / std::max(1, watchers));
  bench.Compare(watchers, records_per_second);
  bench.Check();
  bench.Backlog();
  return 0;
}
