#!/usr/bin/env bash
# Makes the Ed25519 key that signs a log's checkpoints, or a witness's
# cosignatures: log.key (secret) and log.vkey, or witness.key and witness.vkey,
# in DIR, as text of C2SP signed-note. Keeps a key that is there. NAME is the
# log's origin, or the witness's name: like a URL without scheme, for ever.
#
#   certs/make_log_key.sh [--dir DIR] NAME
#   certs/make_log_key.sh [--dir DIR] --witness NAME
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dir=$here/../.demo/certs
file=log
type='\x01'
while (($#)); do
  case $1 in
    --dir) dir=${2:?}; shift 2 ;;
    --witness) file=witness type='\x04'; shift ;;
    *) break ;;
  esac
done
if (($# != 1)) || [[ ! $1 =~ ^[A-Za-z0-9./:_-]+$ ]]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
name=$1

umask 077
mkdir -p "$dir"
[[ -s $dir/$file.key && -s $dir/$file.vkey ]] && exit 0
work=$(mktemp -d "$dir/.key-XXXXXX")
trap 'rm -rf "$work"' EXIT
openssl genpkey -quiet -algorithm ED25519 -outform DER -out "$work/key"
openssl pkey -inform DER -in "$work/key" -pubout -outform DER -out "$work/pub"
# Both encodings end in the 32 bytes themselves (RFC 8410).
{ printf "$type"; tail -c 32 "$work/key"; } >"$work/typed_key"
{ printf "$type"; tail -c 32 "$work/pub"; } >"$work/typed_pub"
id=$({ printf '%s\n' "$name"; cat "$work/typed_pub"; } |
  openssl dgst -sha256 -binary | head -c 4 | od -An -tx1 | tr -d ' \n')
echo "PRIVATE+KEY+$name+$id+$(openssl base64 -A -in "$work/typed_key")" \
  >"$work/text"
echo "$name+$id+$(openssl base64 -A -in "$work/typed_pub")" >"$dir/$file.vkey"
# The secret last, and whole.
mv "$work/text" "$dir/$file.key"
echo "made $dir/$file.key"
