#!/bin/sh
# A whole worker in POSIX sh and curl: signs on, claims one job at a time, runs it, sends its log while it is
# written, keeps its lease, reports. It takes the jobs of the pool `shell`:
#
#     CROFT_URL=http://127.0.0.1:8080 CROFT_TOKEN=… ./worker.sh
#
# It handles no files (inputs, outputs, artifacts, reports): it refuses jobs that have any. It isolates nothing, so
# give it only scripts that you trust. Beside POSIX it needs curl 7.82, and of Linux setsid and /proc.
set -u
url=${CROFT_URL:-http://127.0.0.1:8080}/api/v1
: "${CROFT_TOKEN:?the token of the farm; the server says where it keeps it}"
pool=${POOL:-shell}
dir=$(mktemp -d)
session='' beat_pid=''

say() { printf '%s worker.sh: %s\n' "$(date -u +%H:%M:%SZ)" "$*" >&2; }

# call METHOD PATH [curl's further options]: the answer on standard output; fails when the farm says no.
# The token goes in a file, because every user of the machine can read a command line.
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$CROFT_TOKEN" >"$dir/token")
unset CROFT_TOKEN
call() {
  method=$1 path=$2 && shift 2
  curl -sS --fail-with-body -K "$dir/token" -X "$method" "$@" "$url$path"
}

# json PATH <TEXT: the value at PATH (.a.0.b); with PATH.* the names in that object or numbers in that list.
json() {
  awk -v want="$1" '
    { s = s $0 "\n" }
    function next_char() { while (substr(s, p, 1) ~ /[ \t\n\r]/) p++; return substr(s, p, 1) }
    function hex(at) { return index("123456789abcdef", tolower(substr(s, p + at, 1))) }
    function text(  out, c) {
      for (p++; (c = substr(s, p, 1)) != "\"" && c != ""; p++) {
        if (c == "\\") {
          c = substr(s, ++p, 1)
          # Only control characters come as numbers: the farm writes all others as they are.
          if (c == "u") { c = sprintf("%c", hex(3) * 16 + hex(4)); p += 4 }
          else if (i = index("ntrbf", c)) c = substr("\n\t\r\b\f", i, 1)
        }
        out = out c
      }
      p++
      return out
    }
    function value(path,  open, name, n, out) {
      open = next_char()
      if (open == "\"") { out = text(); if (path == want) printf "%s", out; return }
      if (open != "{" && open != "[") {
        for (; substr(s, p, 1) ~ /[-+.a-zA-Z0-9]/; p++) out = out substr(s, p, 1)
        if (path == want && out != "null") printf "%s", out
        return
      }
      for (p++; next_char() !~ /[]}]/ && p <= length(s); ) {
        if (next_char() == ",") { p++; next_char() }
        if (open == "{") { name = text(); next_char(); p++ } else name = n++ ""
        if (path ".*" == want) print name
        value(path "." name)
      }
      p++
    }
    END { p = 1; value("") }'
}
of() { json ".attempts.0.$1" <"$dir/claim"; } # a member of the assignment
seconds() { sed -E 's/^PT([0-9]+)(\.[0-9]+)?S$/\1/; s/^0$|[^0-9].*/1/'; } # the farm says PT2S to PT10S
uuid() { cat /proc/sys/kernel/random/uuid; }
kill_job() { if [ -s "$dir/pid" ]; then kill -KILL "-$(cat "$dir/pid")" 2>/dev/null; fi; }

# Keeps the session while the rest works or waits. Whatever ends the lease ends the job: it may run elsewhere by
# then. 15 s without an answer is well before the farm's 30.
heartbeats() {
  last=$(date +%s)
  while sleep "$pace"; do
    held=$(cat "$dir/held")
    if answer=$(call POST /heartbeats --max-time 4 --json "{\"session\":\"$session\",\"attempts\":[$held]}"); then
      last=$(date +%s)
      pace=$(printf %s "$answer" | json .heartbeat | seconds)
      stop=$(printf %s "$answer" | json '.cancel.*')$(printf %s "$answer" | json '.lost.*')
      if [ -n "$stop" ] && [ -n "$held" ]; then echo cancelled >"$dir/stopped" && kill_job; fi
    elif [ "$(printf %s "$answer" | json .status)" = 409 ] || [ $(($(date +%s) - last)) -ge 15 ]; then
      echo lost >"$dir/stopped" && kill_job
      : >"$dir/over"
      return
    fi
  done
}

sign_on() {
  rm -f "$dir/over" "$dir/stopped" "$dir/pid"
  : >"$dir/held"
  until answer=$(call POST /workers --json "{\"name\":\"shell-$$\",\"pool\":\"$pool\",\"labels\":[\"os=linux\"],
      \"slots\":1,\"resources\":{\"cpus\":1,\"memoryBytes\":1073741824,\"gpus\":0},\"isolation\":\"none\",
      \"protocol\":1,\"version\":\"shell\"}"); do
    say "not let in: $answer" && sleep 3
  done
  session=$(printf %s "$answer" | json .session) pace=$(printf %s "$answer" | json .heartbeat | seconds)
  say "signed on to $url, pool $pool"
  heartbeats &
  beat_pid=$!
}

# Sends what the log has more than the farm; the farm says how much it has, so a repeat is harmless.
send_log() {
  while [ "$(wc -c <"$dir/log")" -gt "$sent" ]; do
    answer=$(tail -c "+$((sent + 1))" "$dir/log" | head -c 1000000 | call POST "/attempts/$attempt/log?offset=$sent" \
      -H "Croft-Nonce: $nonce" -H 'Content-Type: application/octet-stream' --max-time 20 --data-binary @-) || return
    sent=$(printf %s "$answer" | json .size)
    [ "$(printf %s "$answer" | json .full)" != true ] || return 0
  done
}

prepare() { # puts the script and its variables into place; says why it cannot
  for files in inputs definition.outputs definition.artifacts definition.reports.junit; do
    [ -z "$(of "$files.*")" ] || { echo "This worker has no $files." && return 1; }
  done
  [ -z "$(of definition.files)" ] || { echo "This worker unpacks no files." && return 1; }
  of definition.script >"$dir/script"
  for name in $(of 'parameters.*'); do
    printf 'export %s=%s\n' "$(echo "$name" | tr a-z- A-Z_)" "$(of "parameters.$name" | quoted)"
  done >"$dir/env"
  for name in $(of 'definition.env.*'); do
    printf 'export %s=%s\n' "$name" "$(of "definition.env.$name" | quoted)"
  done >>"$dir/env"
  echo "export CROFT_GRAPH=$(of graph) CROFT_ATTEMPT=$(of attempt) CROFT_JOB=$(of key | quoted)" >>"$dir/env"
}
quoted() { sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }

report() { # OUTCOME [EXIT_CODE] [REASON]
  body="{\"session\":\"$session\",\"completions\":[{${held%?},\"nonce\":\"$nonce\",\"outcome\":\"$1\""
  body="$body${2:+,\"exitCode\":$2}${3:+,\"reason\":\"$3\"}}]}"
  until call POST /completions --json "$body" >/dev/null || [ -e "$dir/over" ]; do sleep 2; done
  say "$attempt $1 ${3:-}"
}

run() {
  attempt=$(of graph)/$(of job)/$(of attempt) nonce=$(of nonce) sent=0
  held="\"graph\":$(of graph),\"job\":$(of job),\"attempt\":$(of attempt)}"
  rm -rf "$dir/work" "$dir/stopped" && mkdir "$dir/work" && : >"$dir/log"
  echo "{$held" >"$dir/held"
  if ! reason=$(prepare); then report refused '' "$reason" && return; fi
  limit=$(($(date +%s) + $(of definition.timeoutSeconds)))
  (cd "$dir/work" && . "$dir/env" && exec setsid sh -e "$dir/script") >"$dir/log" 2>&1 </dev/null &
  job_pid=$!
  echo $job_pid >"$dir/pid"
  while kill -0 $job_pid 2>/dev/null; do
    [ "$(date +%s)" -lt $limit ] || { echo timedOut >"$dir/stopped" && kill_job; }
    send_log
    sleep 1
  done
  wait $job_pid
  code=$?
  kill_job # what it left in the background
  rm -f "$dir/pid"
  send_log
  case $(cat "$dir/stopped" 2>/dev/null),$code in
    lost,*) say "$attempt is not ours any more" ;;
    ,0) report succeeded 0 ;;
    ,*) report failed $code ;;
    *) report "$(cat "$dir/stopped")" $code ;;
  esac
}

leave() {
  trap '' INT TERM
  kill_job
  [ -s "$dir/held" ] && report workerStopped
  call DELETE "/workers/$session"
  kill "$beat_pid"
  rm -rf "$dir"
  exit 0
}
trap leave INT TERM

while sign_on; do
  while [ ! -e "$dir/over" ]; do
    # The same request until there is an answer: if that was lost on the way, the farm gives the same job again.
    request=$(uuid)
    # In the background, as a signal would wait for the end of what is not.
    until call POST /claims --max-time 30 -o "$dir/claim" \
      --json "{\"session\":\"$session\",\"request\":\"$request\",\"slots\":1,\"waitMs\":20000}" &
      wait $! || [ -e "$dir/over" ]; do
      sleep 2
    done
    if [ -e "$dir/over" ] || [ -z "$(json '.attempts.*' <"$dir/claim")" ]; then continue; fi
    run
    : >"$dir/held"
  done
done
