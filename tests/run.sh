#!/usr/bin/env bash
# Sets up a bare machine, builds, and runs every test.
#
#   tests/run.sh                 everything
#   tests/run.sh -R Redact       only tests whose name matches
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
"$root/deploy/setup.sh" --tests
"$root/deploy/build.sh" --tests
cd "${SAAN_BUILD_DIR:-$root/build}"
exec ctest --output-on-failure --no-tests=error -j "$(nproc)" "$@"
