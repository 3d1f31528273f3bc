#!/usr/bin/env bash
# Installs what building and running Saan needs, from Debian 12's packages and
# npm. Does nothing that has been done. Needs root or sudo only when a package
# is missing.
#
#   deploy/setup.sh            what the gateway needs
#   deploy/setup.sh --tests    and what the tests need
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)

build_packages=(
  g++ cmake ninja-build ccache lld pkg-config
  libgrpc++-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev
  grpc-proto libabsl-dev libssl-dev openssl librocksdb-dev libsimdjson-dev
  libicu-dev libjemalloc-dev libcli11-dev libcurl4-openssl-dev libqrencode-dev
)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev git python3)

missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || echo "$package"
  done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

wanted=("${build_packages[@]}")
[[ ${1:-} == --tests ]] && wanted+=("${test_packages[@]}")
# The tests speak to the gateway with an independent client in Node.js; a
# machine that has Node.js from elsewhere keeps it.
if [[ ${1:-} == --tests ]]; then
  command -v node >/dev/null || wanted+=(nodejs)
  command -v npm >/dev/null || wanted+=(npm)
fi

mapfile -t lacking < <(missing "${wanted[@]}")
if ((${#lacking[@]})); then
  echo "installing: ${lacking[*]}" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${lacking[@]}" >&2
fi

if [[ ${1:-} == --tests ]]; then
  stamp=$root/tests/npm/node_modules/.saan-lock
  if ! cmp -s "$root/tests/npm/package-lock.json" "$stamp"; then
    (cd "$root/tests/npm" && npm ci --ignore-scripts --no-audit --no-fund >&2)
    cp "$root/tests/npm/package-lock.json" "$stamp"
  fi
fi
