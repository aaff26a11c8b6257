#!/usr/bin/env python3
"""Prints a graph: a build for each system, tests in as many chunks as were asked for.

    croft plan --generator ./graph.py --set chunks=4
    croft submit --generator ./graph.py --set chunks=4 --watch

A generator is any program that prints a graph file as JSON. It sees PATH, HOME, LANG and its parameters,
and nothing else, so that the same call prints the same graph everywhere.
"""
import json
import os

chunks = int(os.environ.get("CROFT_PARAM_chunks", "2"))
systems = ["linux", "windows"]

jobs = {}
for system in systems:
    jobs[f"build/{system}"] = {
        "script": f"echo 'a program for {system}' >program.txt",
        "outputs": ["program.txt"],
        "estimate": "10s",
    }
    for chunk in range(1, chunks + 1):
        jobs[f"test/{system}/{chunk}"] = {
            "needs": [f"build/{system}"],
            "script": f"grep -q {system} program.txt && echo 'chunk {chunk} of {chunks} is fine'",
            "face": {"group": "test", "platform": system, "symbol": str(chunk)},
            "estimate": "5s",
        }
jobs["report"] = {"needs": ["test/**"], "inputs": [], "script": "echo 'all chunks are fine'"}

print(
    json.dumps(
        {
            "croft": 1,
            "name": "generated-by-python",
            "expect": [
                {
                    "that": "matching('build/*').filter(b, !descendants(b.key).exists(k, k.like('test/**')))",
                    "message": "every build has a test",
                }
            ],
            "jobs": jobs,
        },
        indent=1,
    )
)
