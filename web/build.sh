#!/usr/bin/env bash
# Builds the web app into target/classes, or checks it; run by Maven, and by hand. Does nothing when nothing has
# changed since the last time that it went well.
# usage: build.sh app | check
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() {
  printf 'web app: %s\n' "$*" >&2
  exit 1
}

node_min=20

command -v node >/dev/null || fail "no node on the PATH: install Node.js $node_min or newer (Debian: nodejs npm)"
command -v npm >/dev/null || fail "no npm on the PATH: install npm 10 or newer (Debian: npm)"
version=$(node --version)
major=${version#v}
major=${major%%.*}
[ "$major" -ge "$node_min" ] || fail "node is $version; this needs $node_min or newer"

digest() { sha256sum "$@" | sha256sum; }

# By content: a fresh checkout of what is built already is not built again.
inputs() {
  find src public index.html build.sh package.json package-lock.json .npmrc tsconfig.json vite.config.ts eslint.config.js \
    ../protocol/src/main/resources/croft/openapi.yaml ../protocol/src/main/resources/croft/graph.schema.json -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

packages() {
  local wanted stamp=node_modules/.croft-stamp
  wanted=$(echo "$version"; digest package.json package-lock.json .npmrc)
  if [ ! -r $stamp ] || [ "$(<$stamp)" != "$wanted" ]; then
    echo "web app: fetching packages"
    npm ci --no-fund --no-audit --loglevel=error
    echo "$wanted" >$stamp
  fi
}

mkdir -p target
now=$(inputs)
case ${1:-app} in
  app)
    stamp=target/app.stamp
    if [ -r $stamp ] && [ -r target/classes/croft/web/files.txt ] && [ "$(<$stamp)" = "$now" ]; then
      echo "web app: unchanged"
      exit 0
    fi
    rm -f $stamp
    packages
    npm run --silent build -- --logLevel warn
    echo "$now" >$stamp
    ;;
  check)
    stamp=target/check.stamp
    if [ -r $stamp ] && [ "$(<$stamp)" = "$now" ]; then
      echo "web app: unchanged since its checks went well"
      exit 0
    fi
    rm -f $stamp
    packages
    npm run --silent types
    npm run --silent check
    echo "$now" >$stamp
    ;;
  *) fail "usage: build.sh app | check" ;;
esac
