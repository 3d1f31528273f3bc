#!/usr/bin/env bash
# Makes development certificates: a root authority, the gateway's certificate,
# one client certificate for each system, and a revocation list. Keeps what is
# there and valid. Not for production: see certs/README.md.
#
#   certs/make.sh [--dir DIR] [--days N] --agency bma --system temtem ...
#   certs/make.sh [--dir DIR] --revoke bma temtem
set -euo pipefail

usage() {
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
dir=$here/../.demo/certs
days=30
list_days=7
agencies=()
systems=()
revoked=()
while (($#)); do
  case $1 in
    --dir) dir=${2:?}; shift 2 ;;
    --days) days=${2:?}; shift 2 ;;
    --agency) agencies+=("${2:?}"); shift 2 ;;
    --system) systems+=("${2:?}"); shift 2 ;;
    --revoke) revoked+=("${2:?}-${3:?}"); shift 3 ;;
    *) usage ;;
  esac
done
[[ ${#agencies[@]} == "${#systems[@]}" ]] || usage
for name in "${agencies[@]}" "${systems[@]}" "${revoked[@]}"; do
  [[ $name =~ ^[a-z0-9-]+$ ]] || { echo "not a name: $name" >&2; exit 2; }
done

umask 077
mkdir -p "$dir"
cd "$dir"

# Is the certificate there, and good for another hour?
is_good() {
  [[ -s $1.pem && -s $1.key ]] &&
    openssl x509 -in "$1.pem" -noout -checkend 3600 >/dev/null
}

# Is it also of the authority of now, and not revoked?
is_trusted() {
  is_good "$1" && openssl verify -CAfile ca.pem -CRLfile crl.pem -crl_check \
    "$1.pem" >/dev/null 2>&1
}

make_key() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
    -out "$1.key"
}

# make_leaf NAME SUBJECT USAGE SUBJECT_ALT_NAME
make_leaf() {
  is_trusted "$1" && return
  make_key "$1"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  openssl ca -batch -notext -config ca.cnf -days "$days" -in "$1.csr" \
    -out "$1.pem" -extfile <(
      echo "basicConstraints = critical, CA:FALSE"
      echo "keyUsage = critical, digitalSignature"
      echo "extendedKeyUsage = $3"
      echo "subjectAltName = $4"
      echo "subjectKeyIdentifier = hash"
      echo "authorityKeyIdentifier = keyid"
    ) 2>openssl.log || { cat openssl.log >&2; exit 1; }
  rm -f "$1.csr" openssl.log
  echo "made $dir/$1.pem"
}

make_list() {
  openssl ca -config ca.cnf -gencrl -crldays "$list_days" \
    -out crl.new 2>/dev/null
  # By rename, so that nobody reads half a list.
  mv crl.new crl.pem
}

cat >ca.cnf <<'CNF'
[ca]
default_ca = saan
[saan]
database = index.txt
new_certs_dir = .
crlnumber = crlnumber
rand_serial = yes
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = optional
organizationalUnitName = optional
commonName = supplied
CNF
touch index.txt
[[ -s crlnumber ]] || echo 01 >crlnumber

if ! is_good ca; then
  make_key ca
  openssl req -x509 -new -key ca.key -sha256 -days "$((days * 12))" \
    -subj "/O=Saan development/CN=Saan development root" \
    -addext "basicConstraints = critical, CA:TRUE, pathlen:0" \
    -addext "keyUsage = critical, keyCertSign, cRLSign" -out ca.pem
  echo "made $dir/ca.pem"
fi
make_list
make_leaf server "/O=Saan development/CN=saan-gateway" serverAuth \
  "DNS:localhost, DNS:saan-gateway, IP:127.0.0.1"
for i in "${!agencies[@]}"; do
  agency=${agencies[i]} system=${systems[i]}
  make_leaf "$agency-$system" "/O=$agency/CN=$agency-$system" clientAuth \
    "URI:spiffe://saan.local/agency/$agency/system/$system"
done
for name in "${revoked[@]}"; do
  openssl ca -config ca.cnf -revoke "$name.pem" 2>/dev/null ||
    { echo "cannot revoke $name: not made here, or revoked" >&2; exit 1; }
  echo "revoked $name"
done
make_list
# `openssl ca` keeps a copy by serial number; the named file is enough.
find . -maxdepth 1 -regex './[0-9A-F]+\.pem' -delete
