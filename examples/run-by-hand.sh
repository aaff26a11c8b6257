#!/usr/bin/env bash
# usage: run-by-hand.sh [FOLDER]
#
# Runs the jobs of examples/commons-codec one after the other, without a farm: each in a folder of its
# own, with the environment and the inputs that a worker would give it. For trying a change to a script,
# and the proof that a job needs nothing from the farm but files, exit code and variables.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)/commons-codec
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
echo "work folders: $work"

# The outputs of FROM that match, at the same place below KEY (or below KEY/TO).
inputs() { # KEY FROM TO PATTERN…
  local into=$work/$1/$3 from=$work/$2
  shift 3
  mkdir -p "$into"
  # shellcheck disable=SC2068  # the patterns are to be expanded here, beside the files
  (cd "$from" && cp --parents $@ "$into/")
}

# A folder per job; the example's files in it; no environment but this.
job() { # KEY SCRIPT VARIABLE=VALUE…
  local key=$1 script=$2 started=$SECONDS
  shift 2
  mkdir -p "$work/$key" "$work/$key.tmp"
  cp "$here"/*.sh "$here"/*.java "$here"/*.xml "$work/$key/"
  if ! (cd "$work/$key" && env -i PATH="$PATH" HOME="$work/$key" TMPDIR="$work/$key.tmp" LANG=C.UTF-8 \
    "$@" sh -c "$script") >"$work/$key.log" 2>&1; then
    echo "$key FAILED; the end of $work/$key.log:"
    tail -n 20 "$work/$key.log"
    return 1
  fi
  printf '%-16s %3d s\n' "$key" $((SECONDS - started))
}

job fetch ./fetch.sh VERSION=1.17.1
for jdk in 17 25; do
  if ! sh "$here/jdk.sh" $jdk >/dev/null 2>&1; then
    echo "no JDK $jdk here: its jobs are left out"
    continue
  fi
  inputs compile/$jdk fetch . 'sources.jar' 'test-sources.jar' 'deps/*.jar'
  job compile/$jdk ./compile.sh JDK=$jdk
  for chunk in binary digest bm rest; do
    inputs test/$jdk/$chunk fetch . 'sources.jar' 'test-sources.jar' 'deps/*.jar'
    inputs test/$jdk/$chunk compile/$jdk . 'main.jar' 'tests.jar'
    job test/$jdk/$chunk ./test.sh JDK=$jdk CHUNK=$chunk
    inputs merge test/$jdk/$chunk reports/test/$jdk/$chunk 'rep/*.xml'
  done
done
job merge ./merge.sh TESTS=1718
cat "$work/merge.log"
inputs report merge . 'merged/*.xml'
job report ./report.sh VERSION=1.17.1
echo "page: $work/report/report.html"
