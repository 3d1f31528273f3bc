#!/usr/bin/env bash
# Sets up a bare machine, builds, and runs every test; then those of the rooms
# that know no network once more under sanitizers, and the fuzzers
# (tests/sanitizers.sh).
#
#   tests/run.sh                 everything
#   tests/run.sh -R Redact       only tests whose name matches
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
"$root/deploy/setup.sh" --tests
"$root/deploy/build.sh" --tests
cd "${SAAN_BUILD_DIR:-$root/build}"
ctest --output-on-failure --no-tests=error -j "$(nproc)" "$@"
if (($# == 0)); then
  "$root/tests/sanitizers.sh"
fi
