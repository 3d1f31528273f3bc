// How good and how fast matching is, in one command:
//   saan-match-bench [--data DIR] [--orders N] [--scale 10k|1m|10m]
// `--data` holds the sets (../shared/data/README.md); those that are not there
// are passed over. Each set is linked under its model of deploy/match, learned
// anew from the set without labels; records arrive in N random orders (default
// 1), the worst of which counts. Without --data only speed is measured; runs on
// two machines, or in two hours of one, compare by their floor.

#include <time.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/match/goals.h"
#include "tests/bench/match/scale.h"

namespace saan::match {
namespace {

// Of the processor, so that what else runs on the machine counts little.
double Seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr uint64_t kMeasured = 10000;

void PrintSpeed(const Model& model, uint64_t people) {
  const Speed speed =
      MeasureOnline(model, people, std::min(people, kMeasured), Seconds);
  std::printf("%10llu people  %9.0f/s  p99 %7.3f ms  %5.0f bytes a record\n",
              static_cast<unsigned long long>(people), speed.per_second,
              speed.p99_milliseconds, speed.bytes_per_record);
  std::fflush(stdout);
}

void PrintBulk(const Model& model, uint64_t records) {
  const Bulk bulk = MeasureBulk(model, records, Seconds);
  std::printf(
      "%10llu records deduplicated in %.1f s (read in %.1f, pairs %.1f, "
      "clusters %.1f), precision %.4f recall %.4f, peak %.0f MB\n",
      static_cast<unsigned long long>(records),
      bulk.add_seconds + bulk.pair_seconds + bulk.cluster_seconds,
      bulk.add_seconds, bulk.pair_seconds, bulk.cluster_seconds, bulk.precision,
      bulk.recall, bulk.peak_megabytes);
  std::fflush(stdout);
}

int Run(const std::vector<std::string>& arguments) {
  std::string data, scale = "1m";
  int orders = 1;
  for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
    if (arguments[i] == "--data") data = arguments[i + 1];
    if (arguments[i] == "--scale") scale = arguments[i + 1];
    if (arguments[i] == "--orders") orders = std::stoi(arguments[i + 1]);
  }
  const std::string models = SAAN_ROOT "/deploy/match";
  if (!data.empty()) PrintGoals(data, models, orders, Seconds);
  const absl::StatusOr<Model> model =
      LoadModel(models + "/thai_child.textproto");
  if (!model.ok()) {
    std::printf("%s\n", std::string(model.status().message()).c_str());
    return 2;
  }
  std::printf(
      "\nSpeed in processor time, one thread, the keys of %s\n"
      "floor: %.0f inserts/s of random numbers into a hash map of 1 M\n",
      model->version.c_str(), MeasureFloor(Seconds));
  if (scale != "10k") PrintBulk(*model, 1000000);
  PrintSpeed(*model, 10000);
  if (scale != "10k") PrintSpeed(*model, 1000000);
  if (scale == "10m") PrintSpeed(*model, 10000000);
  return 0;
}

}  // namespace
}  // namespace saan::match

int main(int argc, char** argv) {
  return saan::match::Run(std::vector<std::string>(argv + 1, argv + argc));
}
