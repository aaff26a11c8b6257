#!/bin/sh
# usage: jdk.sh 17|25|any     prints the home of a JDK of that major version on this machine
#
# A worker names the JDKs that it found: CROFT_JDK_17=/path. Elsewhere (by hand, or on a worker that
# names none) we look where Linux machines keep them.
set -eu
want=$1

major_of() { # HOME -> 17, from the file every JDK since 9 carries; nothing for a run-time without javac
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

candidates() {
  env | sed -n -e 's/^CROFT_JDK_[0-9]*=//p' -e 's/^JAVA_HOME[0-9A-Z_]*=//p'
  for home in /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    echo "$home"
  done
}

found=$(candidates | while read -r home; do
  major=$(major_of "$home") || continue
  if [ "$want" = "$major" ] || { [ "$want" = any ] && [ "${major:-0}" -ge 17 ]; }; then
    echo "$home"
    break
  fi
done)

[ -n "$found" ] || {
  echo "no JDK $want on this machine: install one (Debian: openjdk-17-jdk), or set CROFT_JDK_$want to its home" >&2
  exit 1
}
echo "$found"
