// Made-up people in any number, for measuring: households with one surname,
// address and phone, children with names as unevenly spread as real ones, and
// later records of the same people with slips. By number alone, so that none is
// kept: record `i` of a seed is always the same.

#ifndef SAAN_TESTS_BENCH_MATCH_PEOPLE_H_
#define SAAN_TESTS_BENCH_MATCH_PEOPLE_H_

#include <cstdint>

#include "gateway/match/model.h"
#include "gateway/match/population.h"

namespace saan::match {

class People {
 public:
  // `model` (thai-child, or one with fields of its names) outlives this. Of
  // `records` records, about a quarter are later ones of an earlier person.
  People(const Model& model, uint64_t seed, uint64_t records);

  FieldValues Record(uint64_t i) const;
  // Two records are of one person when this is equal.
  uint64_t PersonOf(uint64_t i) const;

 private:
  void Put(const char* field, std::string text, FieldValues* values) const;

  const Model& model_;
  const uint64_t seed_;
  const uint64_t people_;
};

}  // namespace saan::match

#endif  // SAAN_TESTS_BENCH_MATCH_PEOPLE_H_
