#!/usr/bin/env bash
# A PostgreSQL that wants passwords and speaks TLS, made for this run; and what motcua makes of right and
# wrong certificates, passwords and modes:
#   tests/postgres-tls.sh            wants target/debug/motcua (or MOTCUA), PostgreSQL's binaries and openssl
set -u
cd "$(dirname "$0")/.." || exit 1
source tests/postgres.sh
motcua=${MOTCUA:-target/debug/motcua}

command -v openssl >/dev/null || { echo "skipped: openssl is not on PATH"; exit 77; }
pg_bin=$(pg_find)
[[ -n $pg_bin ]] || { echo "skipped: no PostgreSQL"; exit 77; }

pg_dir=$(TMPDIR=/tmp mktemp -d -t motcua-tls.XXXXXX)
pg_choose_user
keys=$pg_dir/keys
trap pg_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

server() { (cd "$pg_dir" && "${pg_as[@]}" "$pg_bin/$1" -D "$pg_dir/data" "${@:2}"); }
admin() { "$pg_bin/psql" -q -X -v ON_ERROR_STOP=1 -h "$pg_dir" -p "$port" -U motcua -d postgres "$@"; }

# Certificates: one that the server made for itself, one of an authority, and somebody else's.
make_keys() {
  mkdir "$keys" && cd "$keys" || return
  local name=(-newkey rsa:2048 -nodes -days 2 -addext subjectAltName=DNS:localhost)
  openssl req -x509 "${name[@]}" -subj /CN=localhost -keyout self.key -out self.pem &&
    openssl req -x509 "${name[@]}" -subj /CN=localhost -keyout other.key -out other.pem &&
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Harbour Authority" \
      -keyout authority.key -out authority.pem &&
    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout signed.key -out signed.csr &&
    printf 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n' >signed.ext &&
    openssl x509 -req -in signed.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \
      -extfile signed.ext -out signed.pem
}
(make_keys) >"$pg_dir/openssl" 2>&1 || { cat "$pg_dir/openssl"; exit 1; }
chmod 755 "$keys"
chmod 600 "$keys"/*.key
[[ ${#pg_as[@]} == 0 ]] || chown -R "$(stat -c %U "$pg_dir")" "$keys"

start() { # MODE CERTIFICATE
  local options="-k $pg_dir -p $port -c listen_addresses=127.0.0.1 -c ssl=$1"
  options+=" -c ssl_cert_file=$keys/$2.pem -c ssl_key_file=$keys/$2.key"
  server pg_ctl -l "$pg_dir/log" -w -t 60 -o "$options" start >/dev/null </dev/null ||
    { cat "$pg_dir/log" >&2; exit 1; }
}
stop() { server pg_ctl -m fast -w stop >/dev/null; }

server initdb -U motcua -A trust -E UTF8 --locale=C --no-sync >"$pg_dir/initdb" 2>&1 ||
  { cat "$pg_dir/initdb" >&2; exit 1; }
cat >"$pg_dir/hba" <<HBA
local   all all                    trust
hostssl all sailor   127.0.0.1/32  scram-sha-256
host    all swimmer  127.0.0.1/32  scram-sha-256
HBA
cat "$pg_dir/hba" >"$pg_dir/data/pg_hba.conf"
# A free port, found by asking for one; should somebody be quicker, the server says so and this fails.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
start on self
admin -c "create role sailor login password 'tern-feather'" -c "create role swimmer login password 'tern-feather'" \
  -c "create database island owner sailor template template0 encoding 'UTF8'" \
  -c "create database beach owner swimmer template template0 encoding 'UTF8'" || exit 1

failed=0
# expect WORDS URL_REST [PASSWORD] [USER]: what activating a pack there says; "is in force" is success.
expect() {
  local words=$1 rest=$2 password=${3:-tern-feather} user=${4:-sailor} base said
  base=island
  [[ $user == swimmer ]] && base=beach
  said=$("$motcua" activate packs/tiny --store "postgres://$user:$password@${rest/DB/$base}" 2>&1 </dev/null)
  if [[ $said != *"$words"* || $said == *tern-feather* ]]; then
    echo "FAILED: $rest: wanted: $words" >&2
    echo "  $said" >&2
    failed=1
  else
    echo "ok: ${rest#*\?}: $words"
  fi
}
good="is in force"
self="sslrootcert=$keys/self.pem"
at="localhost:$port/DB"

expect "$good" "$at?sslmode=verify-full&$self"
expect "$good" "$at?sslmode=require"
expect "$good" "$at?sslmode=prefer"
expect "$good" "127.0.0.1:$port/DB?sslmode=verify-ca&$self"
expect "$good" "127.0.0.1:$port/DB?sslmode=require&$self"
expect "not valid for name" "127.0.0.1:$port/DB?sslmode=verify-full&$self"
expect "no encrypted connection came about" "$at?sslmode=verify-full&sslrootcert=$keys/other.pem"
expect "no encrypted connection came about" "$at?sslmode=require&sslrootcert=$keys/other.pem"
expect "no encrypted connection came about" "$at?sslmode=verify-full&sslrootcert=system"
expect "sslmode wants sslrootcert" "$at?sslmode=verify-full"
expect "does not let this user in" "$at?sslmode=disable"
expect "does not let this user in" "$at?sslmode=require" wrong
expect "$good" "$at?sslmode=disable" tern-feather swimmer

# The whole of a pack's life over an encrypted connection: writer, readers, snapshots, sealer.
work=$(mktemp -d -t motcua-tls-story.XXXXXX)
admin -c "create database story owner sailor template template0 encoding 'UTF8'"
"$motcua" demo --once --pack packs/tiny --people 600 --data "$work" </dev/null >"$work/said" 2>&1 \
  --store "postgres://sailor:tern-feather@localhost:$port/story?sslmode=verify-full&$self" ||
  { tail -20 "$work/said"; failed=1; }
tail -1 "$work/said"
rm -rf "$work"

stop
start on signed
expect "$good" "$at?sslmode=verify-full&sslrootcert=$keys/authority.pem"
expect "no encrypted connection came about" "$at?sslmode=verify-full&$self"
stop
start off self
expect "no encrypted connection came about" "$at?sslmode=require"
expect "$good" "$at?sslmode=prefer" tern-feather swimmer
stop
expect "no server answers there" "$at?sslmode=require"

[[ $failed == 0 ]] && echo "every right connection was made, and every wrong one refused"
exit $failed
