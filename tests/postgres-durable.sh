#!/usr/bin/env bash
# A PostgreSQL whose configuration does not wait for the disk, made for this run: what motcua acknowledged
# there is still there when the server was ended without warning, and a server that never waits is refused.
#   tests/postgres-durable.sh        wants target/debug/motcua (or MOTCUA) and PostgreSQL's binaries
set -u
cd "$(dirname "$0")/.." || exit 1
source tests/postgres.sh
motcua=${MOTCUA:-$PWD/target/debug/motcua}

pg_bin=$(pg_find)
[[ -n $pg_bin ]] || { echo "skipped: no PostgreSQL"; exit 77; }
pg_dir=$(TMPDIR=/tmp mktemp -d -t motcua-dur.XXXXXX)
pg_choose_user
trap pg_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

server() { (cd "$pg_dir" && "${pg_as[@]}" "$pg_bin/$1" -D "$pg_dir/data" "${@:2}"); }
admin() { "$pg_bin/psql" -q -X -At -v ON_ERROR_STOP=1 -h "$pg_dir" -U motcua -d "${base:-postgres}" "$@"; }
start() {
  server pg_ctl -l "$pg_dir/log" -w -t 60 -o "-k $pg_dir -c listen_addresses= $*" start >/dev/null </dev/null ||
    { cat "$pg_dir/log" >&2; exit 1; }
}
# As when the power goes: nothing is written any more.
fall() { server pg_ctl -m immediate -w stop >/dev/null; }
fail() { echo "FAILED: $*" >&2; exit 1; }

server initdb -U motcua -A trust -E UTF8 --locale=C --no-sync >"$pg_dir/initdb" 2>&1 ||
  { cat "$pg_dir/initdb" >&2; exit 1; }
# Whoever does not insist is acknowledged at once, and written when the log's writer wakes up.
lazy="-c synchronous_commit=off -c wal_writer_delay=10s -c wal_writer_flush_after=1GB -c autovacuum=off"
start "$lazy"
admin -c "create database island" -c "checkpoint"
base=island admin -c "create table told (what text)" -c "checkpoint"
url="postgres://motcua@/island?host=$pg_dir"

# The server does lose what it told somebody who does not insist: otherwise the rest would prove nothing.
base=island admin -c "insert into told values ('I was told it is there')"
fall
start "$lazy"
[[ $(base=island admin -c "select count(*) from told") == 0 ]] || fail "this server keeps what it need not keep"

"$motcua" activate packs/tiny --store "$url" >/dev/null || fail "no law was put in force"
fall
start "$lazy"
for number in 1 2 3 4 5; do
  printf 'tern-island-demo\n' | "$motcua" operator add "officer$number" --post "steward@RG" --store "$url" >/dev/null ||
    fail "officer $number was not acknowledged"
  fall
  start "$lazy"
  there=$(base=island admin -c "select count(*) from identity_account where login = 'officer$number'")
  [[ $there == 1 ]] || fail "officer $number was acknowledged, and is lost"
done
"$motcua" verify --store "$url" >"$pg_dir/verified" || { cat "$pg_dir/verified"; fail "the ledger does not hold"; }
echo "a lazy server kept every act that was acknowledged"

fall
start "-c fsync=off"
said=$("$motcua" verify --store "$url" 2>&1) && fail "a server without fsync was taken"
[[ $said == *"fsync = on"* ]] || fail "it does not say what to do: $said"
"$motcua" verify --store "$url&durable=no" >/dev/null 2>&1 || fail "durable=no was not taken"
fall
start "-c full_page_writes=off"
said=$("$motcua" verify --store "$url" 2>&1) || fail "$said"
[[ $said == *"full_page_writes off"* ]] || fail "half pages are not told: $said"
echo "a server that never waits is refused, and half pages are told"
