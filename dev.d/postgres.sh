# The private Postgres. Sourced by ./dev, whose variables it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # those variables

# The folder of the newest server programs whose major version matches pattern $1; nothing when there is none.
postgres_programs() {
  local folder version best=0 found=
  for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin /usr/local/pgsql/bin "$(pg_config --bindir 2>/dev/null || true)" \
    "$(dirname "$(command -v postgres || echo /none/postgres)")"; do
    if [ ! -x "$folder/initdb" ] || [ ! -x "$folder/pg_ctl" ] || [ ! -x "$folder/psql" ]; then continue; fi
    version=$("$folder/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
    # shellcheck disable=SC2053 # $1 is a pattern
    if [[ $version == $1 && $version -ge $oldest_postgres && $version -gt $best ]]; then best=$version found=$folder; fi
  done
  printf '%s' "$found"
}

as_account() {
  # Elsewhere than /, Postgres complains about a working folder that the account may not enter.
  if [ "$account" = "$(id -un)" ]; then (cd / && LC_ALL=C "$@")
  elif have runuser; then (cd / && LC_ALL=C runuser -u "$account" -- "$@")
  else (cd / && sudo -n -u "$account" LC_ALL=C "$@"); fi
}

# Where the cluster lives and who runs it. Postgres refuses to run as root, so for root another account does.
locate_cluster() {
  home=$state/postgres account=$(id -un)
  [ ! -s "$state/postgres.elsewhere" ] || home=$(cat "$state/postgres.elsewhere")
  [ "$account" = root ] || return 0
  account=$( (ls -ld "$home" 2>/dev/null || true) | awk '{ print $3 }')
  case $account in
    "" | root) if id postgres >/dev/null 2>&1; then account=postgres; else account=nobody; fi ;;
  esac
}

place_cluster() {
  locate_cluster
  [ -d "$home" ] || mkdir "$home"
  if ! chmod 700 "$home" || ! chown "$account" "$home"; then
    fail "cannot use $home as $(id -un): run ./dev clean as its owner first"
  fi
  if ! as_account test -w "$home"; then
    # A clone below a folder closed to others, such as /root, is out of that account's reach.
    rmdir "$home" 2>/dev/null || true
    home=$(mktemp -d /var/lib/unified-ats-dev.XXXXXX)
    chown "$account" "$home"
    echo "$home" >"$state/postgres.elsewhere"
  fi
}

# Asks the process itself: a postmaster.pid may be stale, and its number may be another program's by now.
cluster_runs() {
  local pid
  pid=$(head -n 1 "$home/data/postmaster.pid" 2>/dev/null) && [[ "$(arguments "$pid")" == *"$home/data"* ]]
}

create_cluster() {
  local locale=C
  if locale -a 2>/dev/null | grep -qix 'C\.utf-\{0,1\}8'; then locale=C.UTF-8; fi
  say "creating a private Postgres in $home"
  # shellcheck disable=SC2016 # the inner shell's $1
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | as_account sh -c 'umask 077; cat >"$1/password"' sh "$home"
  as_account rm -rf "$home/data.new"
  as_account "$programs/initdb" --pgdata="$home/data.new" --username=postgres --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale="$locale" --no-sync >"$state/initdb.log" 2>&1 ||
    { cat "$state/initdb.log" >&2; fail "initdb failed, see above"; }
  as_account mv "$home/data.new" "$home/data" # whole or not at all
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prefers the port of last time. New ones lie below those the system hands out by itself.
choose_port() {
  port=$(cat "$home/port" 2>/dev/null || true)
  while [ -z "$port" ] || is_taken "$port"; do port=$((20000 + RANDOM % 12000)); done
  # shellcheck disable=SC2016 # the inner shell's $1
  echo "$port" | as_account sh -c 'cat >"$1/port"' sh "$home"
}

# Made for data that can be made again: without fsync, a crash of the machine may cost the cluster.
start_server() {
  choose_port
  as_account "$programs/pg_ctl" start --pgdata="$home/data" --wait --timeout=60 --options="-p $port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off" </dev/null >>"$state/postgres.log" 2>&1
}

start_cluster() {
  local version attempt
  place_cluster
  version=$(cat "$home/data/PG_VERSION" 2>/dev/null || true)
  programs=$(postgres_programs "${version:-*}")
  [ -n "$programs" ] || fail "$home was made by PostgreSQL $version, whose programs are gone: install them or ./dev reset"
  [ -d "$home/data" ] || create_cluster
  if ! cluster_runs; then
    # Postgres itself clears the postmaster.pid of a process that is gone, not one whose number was given away.
    if [ -n "$(born "$(head -n 1 "$home/data/postmaster.pid" 2>/dev/null || echo none)")" ]; then
      rm -f "$home/data/postmaster.pid"
    fi
    # Retried: somebody may take the port, and what a killed server started needs a moment to notice.
    for attempt in 1 2 3 none; do
      if [ $attempt = none ]; then
        tail -n 20 "$state/postgres.log" >&2
        fail "the private Postgres does not start, see above and $state/postgres.log; ./dev reset makes a new one"
      fi
      if start_server; then break; fi
      sleep 1
    done
  fi
  port=$(sed -n 4p "$home/data/postmaster.pid")
  password=$(cat "$home/password")
}

stop_cluster() {
  cluster_runs || return 0
  programs=$(postgres_programs "$(cat "$home/data/PG_VERSION")")
  as_account "$programs/pg_ctl" stop --pgdata="$home/data" --mode=fast --timeout=5 >>"$state/postgres.log" 2>&1 ||
    as_account "$programs/pg_ctl" stop --pgdata="$home/data" --mode=immediate >>"$state/postgres.log" 2>&1 ||
    ! cluster_runs || fail "the private Postgres does not stop, see $state/postgres.log"
}

superuser_sql() {
  PGPASSWORD=$password PGCONNECT_TIMEOUT=10 "$programs/psql" -X -q -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$port" -U postgres -d postgres
}

# The service's role is no superuser, as in production; tests need it to create databases.
prepare_database() {
  local left=300
  # Somebody who was interrupted may have left it starting up.
  until "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" || [ "$left" -eq 0 ]; do sleep 0.1; left=$((left - 1)); done
  superuser_sql <<SQL
select 'create role unified_ats login createdb password ''$password'''
  where not exists (select from pg_roles where rolname = 'unified_ats') \gexec
select 'create database unified_ats owner unified_ats'
  where not exists (select from pg_database where datname = 'unified_ats') \gexec
SQL
}

# Sets DATABASE_URL; whoever leaves the private cluster last stops it.
enter_cluster() {
  local name
  [ -z "${DATABASE_URL:-}" ] || return 0
  # Settings for another server would be mixed in by every Postgres client.
  for name in "${!PG@}"; do unset "$name"; done
  require postgres
  lock
  record "$1" $$
  entered=$users/$1-$$
  start_cluster
  prepare_database || fail "the private Postgres does not answer, see above; ./dev reset makes a new one"
  unlock
  export DATABASE_URL="postgres://unified_ats:$password@127.0.0.1:$port/unified_ats"
}

leave_cluster() {
  [ -n "$locked" ] || lock
  rm -f "$entered"
  anyone '*' || stop_cluster
}
