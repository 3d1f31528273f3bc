#!/usr/bin/env bash
# The proto rules: lint (STANDARD and COMMENTS), and nothing broken since the
# last commit on main (the one before, when nothing is uncommitted).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
buf=$root/tests/npm/node_modules/.bin/buf
cd "$root"
"$buf" lint
git rev-parse --git-dir >/dev/null 2>&1 || exit 0
against=HEAD
git diff --quiet HEAD -- proto && against=$(git rev-parse -q --verify HEAD~1 || echo HEAD)
git cat-file -e "$against:buf.yaml" 2>/dev/null || exit 0
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
git archive "$against" proto buf.yaml | tar -x -C "$before"
"$buf" breaking --against "$before"
