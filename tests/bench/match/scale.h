// How fast the core is, and how much memory it takes, by the number of people.

#ifndef SAAN_TESTS_BENCH_MATCH_SCALE_H_
#define SAAN_TESTS_BENCH_MATCH_SCALE_H_

#include <cstdint>
#include <functional>

#include "gateway/match/model.h"

namespace saan::match {

struct Speed {
  uint64_t people = 0;
  // Of one record: add it, look for its like, weigh them.
  double per_second = 0;
  double p99_milliseconds = 0;
  double bytes_per_record = 0;
};

// Stores `stored` people, then measures `measured` more, one by one. `seconds`
// is the clock: seconds from any beginning.
Speed MeasureOnline(const Model& model, uint64_t stored, uint64_t measured,
                    const std::function<double()>& seconds);

// Random numbers put into std::unordered_map, a second, up to 1 M: what a miss
// of the cache and an allocation cost here and now.
double MeasureFloor(const std::function<double()>& seconds);

struct Bulk {
  uint64_t records = 0;
  double add_seconds = 0;
  double pair_seconds = 0;
  double cluster_seconds = 0;
  double precision = 0;
  double recall = 0;
  double peak_megabytes = 0;  // Of the process so far.
};

// Finds the repeats among `records` records.
Bulk MeasureBulk(const Model& model, uint64_t records,
                 const std::function<double()>& seconds);

}  // namespace saan::match

#endif  // SAAN_TESTS_BENCH_MATCH_SCALE_H_
