# The programs a machine needs, and installing those it lacks. Sourced by ./dev, whose variables it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # those variables

has_cc() { have cc; }
has_curl() { have cargo || have curl; }
has_rust() {
  have rustup || { have cargo && [ "$(rustc --version | sed 's/^rustc 1\.\([0-9]*\).*/\1/')" -ge "$oldest_rust" ] 2>/dev/null; }
}
has_postgres() { [ -n "$(postgres_programs '*')" ]; }
has_node() { have npm && have node && node -e "process.exit((parseInt(process.versions.node) < $oldest_node) ? 1 : 0)"; }
has_python() { have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }

has_chromium() { [ -n "$(chromium_program)" ]; }

# Whatever speaks Chromium's protocol.
chromium_program() {
  local program
  for program in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$program"; then return 0; fi
  done
  for program in /Applications/Chromium.app/Contents/MacOS/Chromium \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -x "$program" ]; then printf '%s' "$program"; return 0; fi
  done
}

package() {
  case $1-$2 in
    cc-apt) echo "gcc libc6-dev" ;;
    curl-apt) echo "curl ca-certificates" ;;
    postgres-apt) echo postgresql ;;
    perf-apt) echo linux-perf ;;
    pgbench-apt) echo postgresql-contrib ;;
    chromium-apt | time-apt | wrk-apt) echo "$1" ;;
    node-apt) echo "nodejs npm" ;;
    python-apt) echo "python3 python3-venv" ;;
    postgres-brew) echo postgresql@17 ;;
    time-brew) echo gnu-time ;;
    chromium-brew | curl-brew | node-brew | python-brew | wrk-brew) echo "$1" ;;
  esac
}

remedy() {
  case $1 in
    cc) echo "a C compiler named cc (macOS: xcode-select --install)" ;;
    curl) echo "curl" ;;
    rust) echo "Rust 1.$oldest_rust or later with cargo, clippy and rustfmt, best through https://rustup.rs" ;;
    postgres) echo "PostgreSQL $oldest_postgres or later, its server programs (https://www.postgresql.org/download/), or set DATABASE_URL" ;;
    node) echo "Node.js $oldest_node or later with npm (https://nodejs.org)" ;;
    chromium) echo "Chromium or Google Chrome" ;;
    perf) echo "perf, of the Linux kernel's tools (Debian: linux-perf; Ubuntu: linux-tools-generic)" ;;
    pgbench) echo "pgbench, which comes with PostgreSQL's contributed programs" ;;
    time) echo "GNU time as /usr/bin/time or gtime" ;;
    wrk) echo "wrk (https://github.com/wg/wrk)" ;;
    python) echo "Python 3 with its venv module (https://www.python.org)" ;;
  esac
}

# Makes sure of the named programs; silent when everything is there.
require() {
  local name packages lacking=()
  for name in "$@"; do "has_$name" || lacking+=("$name"); done
  [ ${#lacking[@]} -gt 0 ] || return 0
  say "missing here: ${lacking[*]}"
  if have apt-get; then packages=$(for name in "${lacking[@]}"; do package "$name" apt; done | xargs)
    [ -z "$packages" ] || apt_install "$packages"
  elif have brew; then packages=$(for name in "${lacking[@]}"; do package "$name" brew; done | xargs)
    # shellcheck disable=SC2086 # a list of words
    [ -z "$packages" ] || { say "running: brew install $packages"; brew install $packages >&2; }
  fi
  hash -r
  if ! has_rust && [[ " ${lacking[*]} " == *" rust "* ]]; then install_rust; fi
  for name in "${lacking[@]}"; do
    "has_$name" || fail "$name is missing and could not be installed here; install $(remedy "$name")"
  done
}

apt_install() {
  local drop_in=/etc/postgresql-common/createcluster.d/unified-ats-dev.conf sudo=
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || fail "install these as root, then try again: apt-get install $1"
    sudo=sudo
  fi
  say "running: $sudo apt-get install $1"
  # Debian's package makes and starts a cluster of its own on port 5432. This drop-in, there only while apt-get
  # runs, is the documented way to have the programs alone; clusters that exist are not touched.
  # shellcheck disable=SC2016 # expanded by the inner shell, which may be root's
  $sudo sh -c '
    export DEBIAN_FRONTEND=noninteractive
    drop_in=$1; shift
    mkdir -p "${drop_in%/*}" && echo "create_main_cluster = false" >"$drop_in"
    trap "rm -f $drop_in" EXIT
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $1' sh "$drop_in" "$1" >&2 </dev/null ||
    fail "apt-get could not install: $1 (see above); install them and try again"
}

install_rust() {
  say "installing Rust through https://sh.rustup.rs into ~/.cargo and ~/.rustup; your shell profile stays as it is"
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
    sh -s -- -y --quiet --profile minimal --default-toolchain none --no-modify-path >&2 ||
    fail "https://sh.rustup.rs could not be used; install $(remedy rust)"
}
