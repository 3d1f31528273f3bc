#!/usr/bin/env bash
# The rooms that know no network, under AddressSanitizer and UBSan, and every
# fuzzer for a fixed number of runs. The first fault ends it, with the line.
#
#   tests/sanitizers.sh            everything (what CI runs after the tests)
#   tests/sanitizers.sh -R Fuzz    only tests whose name matches
#
# Set up by deploy/setup.sh --tests. Builds into build-asan-ubsan/.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build-asan-ubsan
rooms=(adapters_test match_test policy_test care_test storage_test)

say() { echo "sanitizers: $*" >&2; }

cd "$root"
say "building ${rooms[*]} and the fuzzers with address,undefined"
cmake --preset asan-ubsan >/dev/null
ninja -C "$build" "${rooms[@]}" fuzzers >&2

# Leaks too; what RocksDB keeps until the end is no leak, for it is reachable.
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
say "running them"
cd "$build"
# Tests of targets that were not built are not there; ctest says so for each.
exec ctest --output-on-failure --no-tests=error -j "$(nproc)" \
  -E '_NOT_BUILT|^Buf\.' "$@"
