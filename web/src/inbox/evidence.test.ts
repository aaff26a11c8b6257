import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobState } from "../api/types";
import { evidenceOf } from "./evidence";

/** `key state marks`, and edges as pairs of numbers. */
function graph(jobs: [string, JobState, number?][], edges: [number, number][]) {
  return {
    jobs: jobs.map((_, i) => i),
    keys: jobs.map((each) => each[0]),
    states: jobs.map((each) => each[1]),
    marks: jobs.map((each) => each[2] ?? 0),
    from: edges.map((each) => each[0]),
    to: edges.map((each) => each[1]),
  };
}

test("what led to a breakpoint is told, worst first; what did not lead there is not", () => {
  const columns = graph(
    [["fetch", "succeeded", 4], ["lint", "failed", 1], ["test", "failed", 2], ["slow", "inactive"], ["sign-off", "held"], ["ship", "blocked"], ["other", "failed"], ["build", "succeeded"]],
    [[0, 7], [7, 1], [7, 2], [7, 3], [1, 4], [2, 4], [3, 4], [4, 5], [0, 6]],
  );
  const found = evidenceOf(columns, 4);
  expect(found.findings.map((each) => `${each.key} ${each.why}`)).toEqual(["test waived", "lint allowed", "fetch stale"]);
  expect(found).toMatchObject({ green: 1, above: 4, below: ["ship"] });
});

test("nodes that are no jobs are gone through", () => {
  const columns = graph([["a", "failed"], ["gate", "held"], ["b", "blocked"]], [[0, 90], [90, 1], [1, 91], [91, 2]]);
  expect(evidenceOf(columns, 1)).toMatchObject({ findings: [{ key: "a", why: "failed" }], below: ["b"] });
});

test("all above is counted once, in any graph, also with edges that go round", () => {
  const state = fc.constantFrom<JobState>("succeeded", "failed", "skipped", "cancelled");
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 12 }), fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 }), (states, pairs) => {
      const n = states.length;
      const columns = graph(states.map((each, i) => [`j${i}`, each]), pairs.map(([a, b]) => [a % n, b % n]));
      const found = evidenceOf(columns, 0);
      expect(found.green + found.findings.length).toBe(found.above);
      expect(new Set(found.findings.map((each) => each.job)).size).toBe(found.findings.length);
      expect(found.above).toBeLessThan(n);
    }),
  );
});
