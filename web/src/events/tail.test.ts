import fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphView } from "../api/types";
import { tableOf } from "../templates/series";
import { filtered, LINES_MAX, Tail } from "./tail";

const view = (graph: number, state: GraphView["state"], more: Partial<GraphView> = {}): GraphView => ({
  graph,
  project: "default",
  name: "nightly",
  state,
  paused: false,
  revision: 1,
  endings: 0,
  jobs: 1,
  dependencies: 0,
  counts: {},
  priority: 0,
  author: "ann",
  parameters: {},
  tags: [],
  createdAt: "2026-11-24T12:00:00Z",
  seq: 1,
  ...more,
});

const change = (graph: number, states: ("running" | "succeeded" | "failed")[]) => ({
  graph,
  seq: 1,
  at: "2026-11-24T12:00:00Z",
  jobs: states.map((_, i) => i),
  states,
  attempts: states.map(() => 1),
});

test("a graph is a line when its state changes, and not when its counts do", () => {
  const tail = new Tail();
  tail.graph(view(1, "running"), 0);
  tail.graph(view(1, "running", { counts: { running: 1 } }), 0);
  tail.graph(view(1, "running", { paused: true }), 0);
  tail.graph(view(1, "running"), 0);
  tail.graph(view(1, "failed", { endings: 1 }), 0);
  expect(tail.lines().map((line) => `${line.state} ${line.text}`)).toEqual(["running submitted by ann", "paused paused", "running resumed", "failed "]);
});

test("graphs that were over before are no news", () => {
  const tail = new Tail();
  expect(tail.graph(view(1, "succeeded", { endedAt: "2026-11-24T12:00:00Z" }), 0)).toBe(false);
});

test("the tail stays bounded and in order, whatever comes", () => {
  const tail = new Tail();
  for (let i = 0; i < 200; i++) tail.jobs(change(1, Array.from({ length: 190 }, () => "running" as const)), (job) => `j${job}`);
  expect(tail.lines().length).toBeLessThanOrEqual(LINES_MAX * 1.2);
  expect(tail.lines().every((line, i, all) => i === 0 || line.id === (all[i - 1]?.id ?? 0) + 1)).toBe(true);
  const huge = new Tail();
  huge.jobs(change(1, Array.from({ length: 10_000 }, () => "succeeded" as const)), (job) => `j${job}`);
  expect(huge.lines().at(-1)?.text).toBe("and 9800 more jobs");
});

test("a filter keeps what has all its words, and nothing of those with a minus", () => {
  const tail = new Tail();
  tail.jobs(change(7, ["running", "failed", "succeeded"]), (job) => `test/${job}`);
  expect(filtered(tail.lines(), "TEST failed").map((line) => line.key)).toEqual(["test/1"]);
  expect(filtered(tail.lines(), "-failed").length).toBe(2);
  fc.assert(fc.property(fc.string(), (typed) => filtered(tail.lines(), typed).every((line) => tail.lines().includes(line))));
});

test("a series has each result at its graph, the newest first", () => {
  const result = (graph: number, state: "failed" | "succeeded") => ({ graph, attempt: 1, state });
  const table = tableOf([{ key: "a", results: [result(3, "failed"), result(1, "succeeded")] }, { key: "b", results: [result(2, "succeeded")] }], 10);
  expect(table.graphs).toEqual([3, 2, 1]);
  expect(table.lines[0]).toMatchObject({ key: "a", failed: 1, ended: 2 });
  expect(table.lines[0]?.cells.map((cell) => cell?.state)).toEqual(["failed", undefined, "succeeded"]);
  expect(tableOf([{ key: "a", results: [result(3, "failed"), result(1, "succeeded")] }], 1).graphs).toEqual([3]);
});
