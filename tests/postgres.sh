# A throw-away PostgreSQL for tests, to be sourced: `pg_start` makes a cluster in a temporary
# folder, listening on a unix socket only, and sets MOTCUA_TEST_POSTGRES; `pg_stop` removes it.
# Nothing here survives the run, so it does not wait for the disk.
# shellcheck shell=bash

pg_dir=""
pg_bin=""
pg_as=()

# The folder that holds initdb, or nothing.
pg_find() {
  local found
  for found in "${PG_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
    if [[ -n $found && -x $found/initdb ]]; then
      echo "$found"
      return
    fi
  done
  found=$(command -v initdb) && dirname "$(readlink -f "$found")"
}

# True when this user may install Debian packages.
may_install() {
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null
}

# Installs Debian packages, reading the package lists first when they are missing or old.
install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" </dev/null && return
  apt-get update -qq </dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" </dev/null
}

# PostgreSQL refuses to run as root, so root hands it to an unprivileged user.
pg_choose_user() {
  pg_as=()
  [[ $(id -u) == 0 ]] || return 0
  local user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  if command -v runuser >/dev/null; then
    pg_as=(runuser -u "$user" --)
  else
    pg_as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
  fi
  chown "$user" "$pg_dir"
}

pg_start() {
  if [[ -n ${MOTCUA_TEST_POSTGRES:-} ]]; then
    echo "using the PostgreSQL of MOTCUA_TEST_POSTGRES"
    return
  fi
  pg_bin=$(pg_find)
  if [[ -z $pg_bin ]] && may_install; then
    install_packages postgresql
    pg_bin=$(pg_find)
  fi
  if [[ -z $pg_bin ]]; then
    echo "no PostgreSQL: install the package postgresql, or set PG_BIN to the folder of initdb" >&2
    return 1
  fi
  # Short, because a socket's path may have at most 107 bytes.
  pg_dir=$(TMPDIR=/tmp mktemp -d -t motcua-pg.XXXXXX)
  pg_choose_user
  local options="-k $pg_dir -c listen_addresses= -c max_connections=200 -c shared_buffers=128MB"
  options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=2GB"
  # From the folder itself: the unprivileged user may not be able to enter the present one.
  (
    cd "$pg_dir" &&
      "${pg_as[@]}" "$pg_bin/initdb" -D "$pg_dir/data" -U motcua -A trust -E UTF8 --locale=C \
        --no-sync >"$pg_dir.log" 2>&1 &&
      "${pg_as[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -l "$pg_dir/log" -w -t 60 -o "$options" \
        start >>"$pg_dir.log" 2>&1 </dev/null
  ) || {
    cat "$pg_dir.log" "$pg_dir/log" >&2
    return 1
  }
  MOTCUA_TEST_POSTGRES=$(pg_url postgres)
  export MOTCUA_TEST_POSTGRES
  echo "PostgreSQL $("$pg_bin/postgres" --version | awk '{ print $3 }'), a fresh cluster on a unix socket"
}

# The address of a database of the throw-away cluster.
pg_url() {
  echo "postgres://motcua@/$1?host=$pg_dir&durable=no"
}

# Makes an empty database beside the one of MOTCUA_TEST_POSTGRES and prints its address.
pg_fresh_database() {
  local url=$MOTCUA_TEST_POSTGRES
  local name=$1 rest=${url#*://*/}
  "${pg_bin:+$pg_bin/}psql" -q -X -v ON_ERROR_STOP=1 -d "${url/&durable=no/}" \
    -c "drop database if exists $name" -c "create database $name" >&2 || return 1
  local tail=""
  [[ $rest == *\?* ]] && tail="?${rest#*\?}"
  echo "${url%"$rest"}$name$tail"
}

pg_stop() {
  [[ -n $pg_dir ]] || return 0
  if [[ -f $pg_dir/data/postmaster.pid ]]; then
    (cd "$pg_dir" && "${pg_as[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -m immediate -w stop >/dev/null 2>&1)
  fi
  rm -rf "$pg_dir" "$pg_dir.log"
  pg_dir=""
}
