import fc from "fast-check";
import { expect, test } from "vitest";
import { activate, applied, deactivate, overridesOf } from "./choice";
import { forecast } from "./forecast";
import { glob, matcher } from "./glob";
import { PlannedGraph } from "./planned";
import { after, graphs, job, needs, some } from "./planned.test-data";
import { cellName, gridOf, treeOf, visible } from "./tree";

const keysOf = (graph: PlannedGraph, active: Uint8Array) => graph.keys.filter((_, row) => active[row] === 1).join(" ");

/** Every active job has what it needs. */
function whole(graph: PlannedGraph, active: Uint8Array): boolean {
  return graph.keys.every(
    (_, row) =>
      active[row] === 0 ||
      (graph.needs[row] ?? []).every((need) => need.of.filter((other) => active[other] === 1).length >= need.atLeast),
  );
}

test("what is chosen always has what it needs, whatever is switched on and off", () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.tuple(fc.boolean(), fc.nat(29)), { maxLength: 20 }), (graph, clicks) => {
      let active: Uint8Array = graph.asFiled.slice();
      for (const [on, n] of clicks) {
        const row = n % graph.keys.length;
        const next = on ? activate(graph, active, [row]) : deactivate(graph, active, [row]);
        expect(whole(graph, next)).toBe(true);
        expect(next[row]).toBe(on ? 1 : 0);
        next.forEach((each, i) => expect(on ? each >= (active[i] ?? 0) : each <= (active[i] ?? 0)).toBe(true));
        active = next;
      }
      // What was changed comes back on the same graph.
      expect([...applied(graph, overridesOf(graph, active))]).toEqual([...active]);
    }),
  );
});

test("switching off takes along as little as it can: the greatest choice without it that has what it needs", () => {
  fc.assert(
    fc.property(graphs, fc.nat(29), (graph, n) => {
      const off = n % graph.keys.length;
      const slow = graph.asFiled.slice();
      slow[off] = 0;
      for (let changed = true; changed; ) {
        changed = false;
        graph.keys.forEach((_, row) => {
          if (slow[row] === 1 && (graph.needs[row] ?? []).some((need) => need.of.filter((o) => slow[o] === 1).length < need.atLeast)) {
            slow[row] = 0;
            changed = true;
          }
        });
      }
      expect([...deactivate(graph, graph.asFiled, [off])]).toEqual([...slow]);
    }),
  );
});

test("any of two is satisfied by the other one; after is no need", () => {
  const graph = new PlannedGraph({ jobs: [job("a"), job("b"), job("c", [some(1, ["a", "b"])]), job("d", [after("a")]), job("e", [needs("a")])] });
  const without = deactivate(graph, graph.asFiled, [0]);
  expect(keysOf(graph, without)).toBe("b c d");
  expect(keysOf(graph, deactivate(graph, without, [1]))).toBe("d");
});

test("a forecast ends no earlier than its longest chain and than its work allows, and no later than one by one", () => {
  const ms = fc.array(fc.nat(1_000), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(graphs, ms, fc.integer({ min: 1, max: 5 }), (graph, times, slots) => {
      const found = forecast(graph, graph.asFiled, (row) => times[row], new Map([["default", slots]]));
      expect(found.endMs).toBeGreaterThanOrEqual(found.chainMs);
      expect(found.endMs).toBeGreaterThanOrEqual(Math.floor(found.workMs / slots));
      expect(found.endMs).toBeLessThanOrEqual(found.workMs);
      expect(found.chain.reduce((sum, row) => sum + (times[row] ?? 0), 0)).toBe(found.chainMs);
      found.chain.forEach((row, i) => {
        if (i > 0) expect(graph.waits[row]).toContain(found.chain[i - 1]);
      });
    }),
  );
});

test("a finalizer comes last, and a pool without workers is named", () => {
  const graph = new PlannedGraph({
    jobs: [job("a"), job("b", [needs("a")], { pool: "gpu" }), job("end", [], { finalizer: true })],
  });
  const found = forecast(graph, graph.asFiled, () => 10, new Map([["default", 2]]));
  expect(found.chain).toEqual([0, 1, 2]);
  expect(found.levels).toBe(3);
  expect(found.withoutSlots).toEqual(["gpu"]);
  expect(found.endMs).toBeUndefined();
  expect(forecast(graph, graph.asFiled, () => 10, new Map([["default", 1], ["gpu", 1]])).endMs).toBe(30);
});

test("a forecast of 10,000 jobs is soon there", () => {
  const jobs = Array.from({ length: 10_000 }, (_, i) =>
    job(`j${i}`, i < 100 ? [] : [needs(`j${i - 100}`), needs(`j${i - 1 - (i % 50)}`)]),
  );
  const graph = new PlannedGraph({ jobs });
  // The least of some runs, by the time of the processor: what else the machine does is no matter.
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    forecast(graph, graph.asFiled, (row) => 1_000 + (row % 7) * 300, new Map([["default", 64]]));
    const used = process.cpuUsage(before);
    least = Math.min(least, (used.user + used.system) / 1_000);
  }
  expect(least).toBeLessThan(250);
});

test("globs: a star stays in its segment, two go on; other characters are themselves", () => {
  expect(glob("test/*")("test/a")).toBe(true);
  expect(glob("test/*")("test/a/b")).toBe(false);
  expect(glob("test/**")("test/a/b")).toBe(true);
  expect(glob("a.b*")("axbc")).toBe(false);
  expect(matcher("LINUX")("test/linux/3")).toBe(true);
  fc.assert(fc.property(fc.string(), (key) => glob("**")(key) && matcher("")(key)));
});

test("a tree has each job once, and draws lone branches together", () => {
  const graph = new PlannedGraph({ jobs: ["a", "t/linux/x/1", "t/linux/x/2", "t/mac/1", "t"].map((key) => job(key)) });
  const tree = treeOf(graph, [0, 1, 2, 3, 4]);
  const open = visible(tree, () => true);
  expect(open.map((branch) => `${" ".repeat(branch.depth)}${branch.label}`)).toEqual(["a", "t", " linux/x", "  1", "  2", " mac/1"]);
  expect(open.filter((branch) => branch.row !== undefined).map((branch) => branch.row).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(visible(tree, () => false).map((branch) => branch.label)).toEqual(["a", "t"]);
});

test("a grid has each job in one cell, and keeps groups together", () => {
  const face = (platform: string, group: string, symbol: string) => ({ face: { tier: 1, platform, group, symbol } });
  const graph = new PlannedGraph({
    jobs: [job("a", [], face("linux", "b", "B")), job("b", [], face("linux", "t", "1")), job("c", [], face("mac", "b", "S")), job("d", [], face("mac", "t", "1"))],
  });
  const grid = gridOf(graph, [0, 1, 2, 3]);
  expect(grid.platforms).toEqual(["linux", "mac"]);
  expect(grid.columns.map((column) => column.group + column.symbol)).toEqual(["bB", "bS", "t1"]);
  expect(grid.cells.get(cellName(1, 2))).toEqual([3]);
  expect([...grid.cells.values()].flat().sort()).toEqual([0, 1, 2, 3]);
});
