#!/bin/sh
# Prints a graph that needs the job "bundle" of another graph, with its file.
cat <<END
{
  "croft": 1,
  "name": "promote",
  "jobs": {
    "push": {
      "needs": [{"graph": $CROFT_PARAM_graph, "job": "bundle"}],
      "script": "grep 'version 1' app.txt && echo pushed"
    },
    "undo": {
      "active": false,
      "needs": ["push"],
      "script": "echo taken back"
    }
  }
}
END
