# The benchmark: what it needs, and the call of its program. Sourced by ./dev, whose variables it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # those variables

has_wrk() { have wrk; }
has_perf() { have perf; }
has_time() { [ -n "$(gnu_time)" ]; }
has_pgbench() { local folder; folder=$(postgres_programs '*'); [ -n "$folder" ] && [ -x "$folder/pgbench" ]; }

# Where GNU time is; the shell's own tells no memory.
gnu_time() {
  local program
  for program in /usr/bin/time "$(command -v gtime || true)"; do
    if "$program" --version 2>&1 | grep -q GNU; then printf '%s' "$program"; return 0; fi
  done
}

build_released() {
  attached within "$root" cargo build --locked --release --bins --message-format=json-render-diagnostics >"$scratch/build"
  programs=$(sed -n 's/.*"executable":"\([^"]*\)\/unified-ats".*/\1/p' "$scratch/build")
}

# With BIN set, the programs there are measured; otherwise they are built.
run_bench() {
  local status=0 name programs=${BIN:-} folder=$root/tests/bench
  require python
  # Wrong arguments are refused before anything is installed or built.
  python3 -B "$folder/arguments.py" "$@"
  case " $* " in
    *" --help "* | *" -h "*) return ;;
    *" --profile "*) require perf ;;
  esac
  require node postgres pgbench time wrk
  prepare_state
  [ -n "$programs" ] || { require cc curl rust; build_released; }
  # Settings for another server would be mixed in by every Postgres client.
  for name in "${!PG@}"; do unset "$name"; done
  # The programs of one would take the time from the other.
  if anyone bench; then fail "a benchmark runs here already; ./dev stop ends it"; fi
  record run $$
  record bench $$
  launch python3 "$folder/run.py" --programs "$programs" --postgres "$(postgres_programs '*')" \
    --time "$(gnu_time)" --state "$state/bench" ${BIN:+--given} "$@"
  outcome "$launched" 300 || status=$?
  rm -f "$users/run-$$" "$users/bench-$$"
  return "$status"
}

# Removes a cluster that a killed benchmark left outside this folder, and what npm installed.
forget_bench() {
  local home
  home=$(cat "$state/bench/cluster.path" 2>/dev/null || true)
  case $home in /var/lib/unified-ats-bench.*) rm -rf "$home" ;; esac
  rm -rf "$root/tests/bench/fastify/node_modules"
}

# The parts of the benchmark that measure nothing, and whether docs/performance.md follows from its numbers.
test_bench() {
  attached within "$root/tests/bench" python3 -B -m unittest -q &&
    attached python3 -B "$root/tests/bench/report.py" --check
}
