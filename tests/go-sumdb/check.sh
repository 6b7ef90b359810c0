#!/usr/bin/env bash
# Runs a demo, keeps a checkpoint, downloads a person's receipts, changes the ledger's key, lets the ledger
# grow past one tile, exports it, and lets Go's packages golang.org/x/mod/sumdb/note and tlog check all of it (main.go).
#   tests/go-sumdb/check.sh          wants target/debug/motcua (or MOTCUA), curl, and Debian's golang-go and
#                                    golang-golang-x-mod-dev; no network. 77: one is missing.
set -u
cd "$(dirname "$0")/../.." || exit 1
motcua=${MOTCUA:-$PWD/target/debug/motcua}
gocode=${GOCODE:-/usr/share/gocode}

for tool in go curl; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not on PATH"; exit 77; }
done
[[ -d $gocode/src/golang.org/x/mod/sumdb/tlog ]] || {
  echo "skipped: no golang.org/x/mod below $gocode; install golang-golang-x-mod-dev, or set GOCODE"
  exit 77
}

work=$(mktemp -d -t motcua-go.XXXXXX)
demo=
finish() {
  [[ -n $demo ]] && kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# Asks until an answer comes; a minute is long enough for a slow machine.
until_true() {
  local tries
  for tries in $(seq 600); do
    "$@" && return
    [[ -z $demo ]] || kill -0 "$demo" 2>/dev/null || fail "the demo ended: $(cat "$work/err")"
    sleep 0.1
  done
  fail "waited too long ($tries times) for: $*"
}

"$motcua" demo --pack packs/tiny --people 600 --data "$work/data" --listen 127.0.0.1:0 \
  >"$work/out" 2>"$work/err" </dev/null &
demo=$!
has_address() { url=$(grep -os 'http://localhost:[0-9]*' "$work/out"); }
until_true has_address
get() { curl -sf -b "$work/$1" -c "$work/$1" "${url:?}$2"; }
post() { local who=$1 path=$2; shift 2; curl -sf -o "$work/answer" -b "$work/$who" -c "$work/$who" -H "Origin: $url" "$@" "$url$path"; }
sign_in() { post "$1" /sign-in -d "login=$1" -d password=tern-island-demo || fail "$1 cannot sign in"; }
sealed() { local size; size=$(get nobody /ledger/checkpoint | sed -n 2p); [[ ${size:-0} -ge $1 ]]; }

# What has been looked at and done until now: a checkpoint that somebody keeps, and receipts.
until_true sealed 8
sign_in mai
get nobody /ledger/key >"$work/key" || fail "no key"
has_receipt() {
  local entry
  for entry in $(get mai /looks | grep -o '/looks/[0-9a-f-]*' | sort -u); do
    get mai "$entry/proof" >"$work/$(basename "$entry").tlog-proof" || rm -f "$work/$(basename "$entry").tlog-proof"
  done
  compgen -G "$work/*.tlog-proof" >/dev/null
}
until_true has_receipt
get nobody /ledger/checkpoint >"$work/since.kept" || fail "no checkpoint"

# The key is changed while the office is open.
"$motcua" ledger rotate-key --data "$work/data" --store "sqlite:$work/data/motcua.db" >"$work/rotated" ||
  fail "the key was not changed"
get nobody /ledger/key | cmp -s - "$work/key" && fail "the office shows the old key"

# An officer takes one post and the other, which is an entry each time: more than one tile of 256.
sign_in binh
# Each form is good for one press, so it takes 300 forms; curl sends them in one go.
get binh '/desk/post?[1-300]' | grep -o 'action="/desk/post" novalidate><input type="hidden" name="csrf" value="[^"]*' |
  while read -r form; do
    echo "next"
    echo "url = $url/desk/post"
    echo "silent"
    echo "fail"
    echo "output = $work/answer"
    echo "cookie = $work/binh"
    echo "header = \"Origin: $url\""
    echo "data-urlencode = \"csrf=${form##*\"}\""
    post=$([[ ${post:-} == registrar ]] && echo steward || echo registrar)
    echo "data-urlencode = \"post=$post RG\""
  done >"$work/presses"
curl --config "$work/presses" || fail "no post was taken"
until_true sealed 300
mkdir "$work/late"
(
  work=$work/late
  cp "${work%/late}/mai" "$work/mai"
  has_receipt
) && for proof in "$work"/late/*.tlog-proof; do
  mv "$proof" "$work/late-$(basename "$proof")"
done

kill "$demo" && wait "$demo" || fail "the demo did not stop well: $(cat "$work/err")"
demo=
# The first key, which signed what was kept: the present one follows from it.
key=$(cat "$work/key")
store=sqlite:$work/data/motcua.db
"$motcua" ledger export --store "$store" --key "$key" "$work/ledger" || fail "no export"
"$motcua" ledger since --store "$store" --key "$key" "$work/since.kept" >"$work/since" || fail "no proof"
"$motcua" ledger since --folder "$work/ledger" --key "$key" "$work/since.kept" | cmp - "$work/since" ||
  fail "the folder and the database prove it otherwise"

# GOPATH mode: Debian's sources are used as they lie there, and nothing is fetched.
GO111MODULE=off GOPATH=$gocode GOFLAGS='' GOCACHE=${GOCACHE:-$work/cache} go run tests/go-sumdb/main.go \
  "$work/ledger" "$key" "$work/since" "$work"/*.tlog-proof
