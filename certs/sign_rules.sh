#!/usr/bin/env bash
# Signs a rules file with Ed25519: writes 64 raw bytes to FILE.sig. The key is
# rules.key (rules.pub) in DIR, made when it is missing.
#
#   certs/sign_rules.sh [--dir DIR] FILE
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dir=$here/../.demo/certs
if [[ ${1:-} == --dir ]]; then
  dir=${2:?}
  shift 2
fi
if (($# != 1)) || [[ ! -f $1 ]]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

umask 077
mkdir -p "$dir"
if [[ ! -s $dir/rules.key ]]; then
  openssl genpkey -quiet -algorithm ED25519 -out "$dir/rules.key"
  echo "made $dir/rules.key"
fi
openssl pkey -in "$dir/rules.key" -pubout -out "$dir/rules.pub"
openssl pkeyutl -sign -rawin -inkey "$dir/rules.key" -in "$1" -out "$1.sig"
openssl pkeyutl -verify -rawin -pubin -inkey "$dir/rules.pub" -in "$1" \
  -sigfile "$1.sig" >/dev/null
echo "signed $1"
