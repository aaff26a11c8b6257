#!/usr/bin/env bash
# Runs what is installed of the peers on the same work, one after the other, and prints a table.
#
#   bench/peers/run.sh            everything
#   bench/peers/run.sh make ninja only these
#   bench/peers/run.sh install    as root: what Debian and npm have of them
#
# JOBS (100,000) no-op jobs in queues, PROCESSES (2,000) times /bin/true as processes, two at once. What is not installed is
# named and left out.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

export JOBS=${JOBS:-100000}
true_jobs=${PROCESSES:-2000}
export PROCESSES=2 # workers of each queue, as many as this machine has processors
packages="make ninja-build parallel gearman-job-server gearman-tools redis-server python3-distributed postgresql nodejs npm"
work=$(mktemp -d)
missing=()
started=()

cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  if [ -f "$work/pg/postmaster.pid" ]; then as_postgres "$pg/pg_ctl" -D "$work/pg" -m fast stop >/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

has() { # PEER PROGRAM
  command -v "$2" >/dev/null 2>&1 && return
  missing+=("$1")
  return 1
}

row() { printf '| %s | %s | %s | %s |\n' "$@"; }

timed() { # NAME JOBS COMMAND…
  local name=$1 jobs=$2 begun
  shift 2
  begun=$(date +%s%N)
  "$@" >"$work/out" 2>&1 || { tail -n 5 "$work/out" >&2; echo "$name failed" >&2; return; }
  local ms=$((($(date +%s%N) - begun) / 1000000))
  row "$name" "$jobs" "$(awk "BEGIN { printf \"%.2f\", $ms / 1000 }")" "$((jobs * 1000 / (ms > 0 ? ms : 1)))"
}

from_script() { # a line NAME|JOBS|SECONDS|RATE
  local line
  line=$("$@" 2>"$work/err" | tail -n 1) && [ -n "$line" ] || { tail -n 5 "$work/err" >&2; echo "$* failed" >&2; return; }
  IFS='|' read -r name jobs seconds rate <<<"$line"
  row "$name" "$jobs" "$seconds" "$rate"
}

# The layered graph of `./croft bench process`: a hundred jobs a layer, each needs three of the layer before.
layered() { # make | ninja
  awk -v jobs="$true_jobs" -v width=100 -v kind="$1" 'BEGIN {
    if (kind == "ninja") print "rule true\n  command = /bin/true\n"
    for (job = 0; job < jobs; job++) {
      layer = int(job / width); at = job % width; first = (layer - 1) * width; needs = ""
      if (layer) needs = " j" first + at " j" first + (at * 7 + 1) % width " j" first + (at * 13 + 5) % width
      all = all " j" job
      if (kind == "ninja") print "build j" job ": true" needs
      else print "j" job ":" needs "\n\t@/bin/true"
    }
    if (kind == "ninja") print "build all: phony" all "\ndefault all"
    else print ".PHONY: all" all "\nall:" all
  }'
}

make_peer() {
  has make make || return 0
  layered make >"$work/Makefile"
  timed "make -j2, layered" "$true_jobs" make -s -j2 -f "$work/Makefile" all
}

ninja_peer() {
  has ninja ninja || return 0
  layered ninja >"$work/build.ninja"
  timed "ninja -j2, layered" "$true_jobs" ninja -C "$work" -j2 all
}

parallel_peer() {
  has parallel parallel || return 0
  mkdir -p "$work/home"
  timed "GNU parallel -j2 --joblog, flat" "$true_jobs" \
    sh -c "seq $true_jobs | HOME=$work/home parallel --will-cite -j2 --joblog $work/joblog -N0 /bin/true"
}

gearman_peer() {
  has gearman gearmand && has gearman gearman || return 0
  gearmand --port=4731 --listen=127.0.0.1 --log-file="$work/gearmand.log" &
  started+=($!)
  sleep 1
  for _ in 1 2; do
    gearman -h 127.0.0.1 -p 4731 -w -f true -- /bin/true >/dev/null 2>&1 &
    started+=($!)
  done
  # -n: a job for each line. Two clients, each of which waits for its job: two at once.
  timed "gearmand, 2 workers, flat, in memory" "$true_jobs" \
    sh -c "for c in 1 2; do seq $((true_jobs / 2)) | gearman -h 127.0.0.1 -p 4731 -n -f true & done; wait"
}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

# PostgreSQL of Debian, durable, with the settings that the farm's own has.
postgres_up() {
  [ -z "${DATABASE_URL:-}" ] || return 0
  pg=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
  [ -n "$pg" ] || return 1
  mkdir "$work/pg"
  chmod 755 "$work"
  [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
  (
    cd /
    as_postgres "$pg/initdb" -D "$work/pg" -A trust -U postgres >/dev/null
    as_postgres "$pg/pg_ctl" -D "$work/pg" -l "$work/pg/log" -w start -o "-p 54331 -k $work/pg -c listen_addresses=127.0.0.1 \
      -c shared_buffers=128MB -c max_wal_size=2GB -c jit=off -c random_page_cost=1.1" >/dev/null
  )
  export DATABASE_URL=postgresql://postgres@127.0.0.1:54331/postgres
}

node_peer() { # NAME PACKAGE
  has "$1" node || return 0
  if [ ! -d "node_modules/$2" ]; then missing+=("$1"); return 0; fi
  return 1
}

graphile_worker_peer() {
  node_peer graphile-worker graphile-worker && return 0
  postgres_up || { missing+=("graphile-worker (no PostgreSQL)"); return 0; }
  from_script node graphile-worker.mjs
}

pg_boss_peer() {
  node_peer pg-boss pg-boss && return 0
  postgres_up || { missing+=("pg-boss (no PostgreSQL)"); return 0; }
  from_script node pg-boss.mjs
}

bullmq_peer() {
  node_peer BullMQ bullmq && return 0
  has "BullMQ (no redis-server)" redis-server || return 0
  local port=6391 fsync
  for fsync in always everysec; do
    mkdir -p "$work/redis-$fsync"
    redis-server --port $port --bind 127.0.0.1 --dir "$work/redis-$fsync" --save '' --appendonly yes --appendfsync $fsync \
      >"$work/redis.log" &
    started+=($!)
    sleep 1
    REDIS_PORT=$port REDIS_FSYNC=$fsync from_script node bullmq.mjs
    port=$((port + 1))
  done
}

dask_peer() {
  if ! /usr/bin/python3 -c 'import distributed' 2>/dev/null; then missing+=(dask.distributed); return 0; fi
  JOBS=$((JOBS / 10)) DASK_TEMPORARY_DIRECTORY=$work from_script /usr/bin/python3 dask_layered.py
}

install() {
  # shellcheck disable=SC2086  # one word a package
  apt-get install -q -y --no-install-recommends $packages
  npm install --no-audit --no-fund --no-package-lock
}

all="make ninja parallel gearman graphile-worker pg-boss bullmq dask"
if [ "${1:-}" = install ]; then
  install
  exit
fi
echo "| peer | jobs | seconds | jobs/s |"
echo "|---|--:|--:|--:|"
for peer in ${*:-$all}; do
  case " $all " in *" $peer "*) "${peer//-/_}_peer" ;; *) echo "no peer $peer: $all" >&2; exit 2 ;; esac
done
[ ${#missing[@]} = 0 ] || printf '\nnot installed, left out: %s\n' "$(IFS=,; echo "${missing[*]}")"
