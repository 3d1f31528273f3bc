#!/usr/bin/env bash
# Prints one rule set: the agreements of FILE..., numbered as edition EPOCH.
# Without files: those that the demo uses.
#
#   deploy/rules/join.sh EPOCH [FILE...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if (($# == 0)) || [[ ! $1 =~ ^[1-9][0-9]*$ ]]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
epoch=$1
shift
if (($# == 0)); then
  set -- "$here"/{law,care,protection,schools,health,benefits}.textproto
fi
echo "epoch: $epoch"
cat "$@"
