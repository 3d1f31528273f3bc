#!/usr/bin/env bash
# Configures and builds into build/ (Ninja, Release; ccache when present).
#
#   deploy/build.sh            the two programs
#   deploy/build.sh --tests    and the tests
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=${SAAN_BUILD_DIR:-$root/build}
tests=OFF
targets=(saan-gateway saan)
if [[ ${1:-} == --tests ]]; then
  tests=ON
  targets=(all)
fi
configured=$(sed -n 's/^SAAN_TESTS:BOOL=//p' "$build/CMakeCache.txt" 2>/dev/null || true)
# A folder that has the tests keeps them: the demo builds what it needs of it.
if [[ -z $configured || ($tests == ON && $configured != ON) ]]; then
  cmake -G Ninja -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DSAAN_TESTS=$tests >&2
fi
ninja -C "$build" "${targets[@]}" >&2
