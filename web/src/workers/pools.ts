/** Workers and what waits for them, pool by pool. */
import type { StandingView, WorkerView } from "../api/types";
import type { PoolView } from "../../generated/schema";

export interface Pool {
  name: string;
  slots: number;
  running: number;
  /** Jobs that are ready and need this pool. */
  ready: number;
  /** Why they do not run yet, the most frequent first. */
  causes: readonly { cause: string; jobs: number }[];
  workers: WorkerView[];
  live: number;
}

const RANK: Readonly<Record<WorkerView["state"], number>> = { lost: 0, live: 1, gone: 2 };

/** By name; in a pool the lost workers first, since someone has to look after them, and those that signed off last. */
export function poolsOf(workers: readonly WorkerView[], views: readonly PoolView[]): Pool[] {
  const pools = new Map<string, Pool>();
  const pool = (name: string): Pool => {
    let known = pools.get(name);
    if (known === undefined) {
      known = { name, slots: 0, running: 0, ready: 0, causes: [], workers: [], live: 0 };
      pools.set(name, known);
    }
    return known;
  };
  for (const worker of workers) {
    const its = pool(worker.pool);
    its.workers.push(worker);
    if (worker.state !== "live") continue;
    its.live++;
    if (worker.standing === undefined) its.slots += worker.slots;
    its.running += worker.running;
  }
  for (const view of views) {
    const its = pool(view.pool);
    its.ready = view.ready;
    its.causes = view.causes;
    // The farm counts both at one moment; the list of workers may be cut off.
    its.slots = view.slots;
    its.running = view.running;
  }
  for (const each of pools.values()) {
    each.workers.sort((a, b) => RANK[a.state] - RANK[b.state] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
  return [...pools.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Those that are kept from work and that no line of the list shows. */
export function absent(standings: readonly StandingView[], workers: readonly WorkerView[]): StandingView[] {
  const shown = new Set(workers.filter((each) => each.state !== "gone").map((each) => each.name));
  return standings.filter((each) => !shown.has(each.worker));
}

/** Whether all words occur in what a worker says of itself. */
export function fits(worker: WorkerView, typed: string): boolean {
  const text = `${worker.name} ${worker.pool} ${worker.state} ${worker.isolation} ${worker.version} ${worker.labels.join(" ")} ${worker.standing?.standing ?? ""} ${worker.standing?.reason ?? ""}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
