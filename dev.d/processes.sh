# Processes: starting, signalling, recording and locking them. Sourced by ./dev, whose variables it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # those variables

# When process $1 started; with its pid this names one process for good. Nothing for one that has ended.
born() {
  if [ -d /proc/self ]; then
    { sed 's/.*) //' "/proc/$1/stat" | awk '$1 != "Z" { print $20 }'; } 2>/dev/null || true
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' '_' || true
  fi
}

arguments() {
  if [ -d /proc/self ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -ww -o args= -p "$1"; fi 2>/dev/null
}

identity() { printf '%s:%s' "$1" "$(born "$1")"; }
lives() { [ -n "$(born "${1%%:*}")" ] && [ "$(identity "${1%%:*}")" = "$1" ]; }

forward() {
  local group
  asked=1
  [ -n "$groups" ] || exit 130
  for group in $groups; do kill "-$1" -- "-$group" 2>/dev/null || true; done
}

# Starts a command in a process group of its own: whether a signal comes from the terminal or from `kill`,
# `forward` then passes it on exactly once, to the command and all it started.
launch() {
  set -m
  "$@" </dev/null &
  launched=$!
  set +m
  groups="$groups $launched"
}

# Waits for process group $1, no longer than $2 tenths of a second once it is to end, and returns its status.
outcome() {
  local status=0 left=$2
  [ -n "$asked" ] || wait "$1" || status=$?
  if [ -n "$asked" ]; then
    while kill -0 "$1" 2>/dev/null && [ "$left" -gt 0 ]; do sleep 0.1 || true; left=$((left - 1)); done
    kill -KILL -- "-$1" 2>/dev/null && say "process group $1 was still there and has been killed"
    status=0
    wait "$1" 2>/dev/null || status=$?
  fi
  groups=${groups/ $1/}
  return "$status"
}

attached() {
  local status=0
  launch "$@"
  outcome "$launched" 100 || status=$?
  [ -z "$asked" ] || exit 130
  return "$status"
}

within() { cd "$1" && shift && "$@"; }

# A symbolic link is made in one step with its holder inside, on Linux and macOS alike (flock is Linux only).
lock() {
  local holder left=1200
  until ln -s "$(identity $$)" "$state/lock" 2>/dev/null; do
    holder=$(readlink "$state/lock" || true)
    if [ -n "$holder" ] && ! lives "$holder" && [ "$(readlink "$state/lock")" = "$holder" ]; then
      rm -f "$state/lock"
    fi
    [ "$left" -gt 0 ] || fail "process ${holder%%:*} has held $state/lock for two minutes; end it and try again"
    sleep 0.1
    left=$((left - 1))
  done
  locked=1
}

unlock() { rm -f "$state/lock"; locked=; }

record() { identity "$2" >"$users/$1-$2"; }

# Whether a recorded process of kind $1 (a pattern) is alive; forgets those that are not.
anyone() {
  local file
  for file in "$users"/*; do
    case ${file##*/} in $1-*) ;; *) continue ;; esac
    if lives "$(cat "$file")"; then return 0; fi
    rm -f "$file"
  done
  return 1
}

signal_recorded() {
  local file
  for file in "$users/$2"-*; do
    if [ -f "$file" ] && lives "$(cat "$file")"; then kill "-$1" "${file##*-}" 2>/dev/null || true; fi
  done
}

# Ends the recorded processes of kind $1; those still there after $2 tenths of a second are killed.
end_recorded() {
  local left=$2
  signal_recorded TERM "$1"
  while anyone "$1" && [ "$left" -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
  signal_recorded KILL "$1"
}

prepare_state() {
  if ! mkdir -p "$users" 2>/dev/null || [ ! -w "$users" ]; then
    fail "cannot write to $state as $(id -un): use a clone of your own, or remove that folder"
  fi
  scratch=$(mktemp -d "$state/run.XXXXXX")
}

cleanup() {
  local status=$? group
  trap '' INT TERM HUP
  if [ -n "$groups" ]; then
    asked=1
    for group in $groups; do kill -TERM -- "-$group" 2>/dev/null || true; done
    for group in $groups; do outcome "$group" 100 || true; done
  fi
  [ -z "$scratch_database" ] || superuser_sql <<<"drop database if exists $scratch_database with (force)" || true
  [ -z "$entered" ] || leave_cluster || true
  [ -z "$locked" ] || unlock
  [ -z "$scratch" ] || rm -rf "$scratch"
  exit "$status"
}
