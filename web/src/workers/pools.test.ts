import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkerView } from "../api/types";
import { fits, poolsOf } from "./pools";

const worker = (name: string, pool: string, state: WorkerView["state"], slots: number, running: number): WorkerView => ({
  session: name,
  name,
  pool,
  labels: ["os=linux"],
  slots,
  running,
  resources: { cpus: 4, memoryBytes: 8e9, gpus: 0 },
  isolation: "bubblewrap",
  state,
  registeredAt: "2026-11-24T12:00:00Z",
  heartbeatAt: "2026-11-24T12:00:00Z",
  expiresAt: "2026-11-24T12:00:30Z",
  version: "1",
});

test("a pool counts its live workers; lost ones come first, those that signed off last", () => {
  const [pool] = poolsOf([worker("a", "p", "gone", 8, 0), worker("c", "p", "live", 2, 1), worker("b", "p", "lost", 4, 0)], []);
  expect(pool).toMatchObject({ name: "p", slots: 2, running: 1, live: 1 });
  expect(pool?.workers.map((each) => each.name)).toEqual(["b", "c", "a"]);
});

test("a pool that jobs wait for and that has no worker is shown with the reason", () => {
  const causes = [{ cause: "no live worker is in the pool gpu", jobs: 3 }];
  expect(poolsOf([], [{ pool: "gpu", slots: 0, running: 0, ready: 3, causes }])).toMatchObject([{ name: "gpu", ready: 3, causes, live: 0 }]);
});

test("every worker is in one pool", () => {
  const some = fc.array(fc.tuple(fc.string(), fc.constantFrom("p", "q", "r"), fc.constantFrom("live", "lost", "gone"), fc.nat(9)));
  fc.assert(
    fc.property(some, (list) => {
      const pools = poolsOf(list.map(([name, pool, state, slots]) => worker(name, pool, state, slots, 0)), []);
      expect(pools.reduce((sum, pool) => sum + pool.workers.length, 0)).toBe(list.length);
      for (const pool of pools) expect(pool.workers.every((each) => each.pool === pool.name)).toBe(true);
    }),
  );
});

test("workers are found by all the words", () => {
  expect(fits(worker("box-7", "gpu", "lost", 1, 0), "gpu lost")).toBe(true);
  expect(fits(worker("box-7", "gpu", "lost", 1, 0), "gpu live")).toBe(false);
});
