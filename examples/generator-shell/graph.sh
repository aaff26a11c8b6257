#!/bin/sh
# Prints a graph: one job for each word of the parameter "names", and one at the end.
#
#   croft plan --generator ./graph.sh --set "names=ann bob"
#   croft submit --generator ./graph.sh --set "names=ann bob" --watch
set -eu

printf '{"croft": 1, "name": "generated-by-shell", "jobs": {'
for name in ${CROFT_PARAM_names:-world moon}; do
  printf '"greet/%s": {"script": "echo hello, %s"}, ' "$name" "$name"
done
printf '"end": {"needs": ["greet/*"], "script": "echo everybody was greeted"}}}\n'
