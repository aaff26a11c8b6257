/** Which jobs are to run: the farm's rules of activating, done here so that a click shows what follows from it. */
import type { PlannedGraph } from "./planned";

/** These, and all that they need, transitively. Gives a new set; what was active stays. */
export function activate(graph: PlannedGraph, active: Uint8Array, rows: Iterable<number>): Uint8Array {
  const next = active.slice();
  const todo = [...rows];
  for (let row = todo.pop(); row !== undefined; row = todo.pop()) {
    if (next[row] === 1) continue;
    next[row] = 1;
    for (const need of graph.needs[row] ?? []) todo.push(...need.of.filter((other) => next[other] === 0));
  }
  return next;
}

/** Without these, and without what then lacks something that it needs. */
export function deactivate(graph: PlannedGraph, active: Uint8Array, rows: Iterable<number>): Uint8Array {
  const next = active.slice();
  const todo: number[] = [];
  for (const row of rows) {
    if (next[row] === 0) continue;
    next[row] = 0;
    todo.push(row);
  }
  for (let row = todo.pop(); row !== undefined; row = todo.pop()) {
    for (const dependent of graph.neededBy[row] ?? []) {
      if (next[dependent] === 0) continue;
      const lacks = (graph.needs[dependent] ?? []).some(
        (need) => need.of.reduce((sum, other) => sum + (next[other] ?? 0), 0) < need.atLeast,
      );
      if (!lacks) continue;
      next[dependent] = 0;
      todo.push(dependent);
    }
  }
  return next;
}

/** What a person changed, by key, so that it outlives an edit of the file. */
export type Overrides = Readonly<Record<string, boolean>>;

export function overridesOf(graph: PlannedGraph, active: Uint8Array): Overrides {
  const overrides: Record<string, boolean> = {};
  graph.keys.forEach((key, row) => {
    if (active[row] !== graph.asFiled[row]) overrides[key] = active[row] === 1;
  });
  return overrides;
}

/** The file's choice with a person's changes; those of jobs that are gone are left out. */
export function applied(graph: PlannedGraph, overrides: Overrides): Uint8Array {
  const on: number[] = [];
  const off: number[] = [];
  for (const [key, wanted] of Object.entries(overrides)) {
    const row = graph.row(key);
    if (row !== undefined) (wanted ? on : off).push(row);
  }
  return deactivate(graph, activate(graph, graph.asFiled, on), off);
}

/** `all`, `none` or `some` of these are active. */
export function shareOf(active: Uint8Array, rows: readonly number[]): "all" | "none" | "some" {
  let n = 0;
  for (const row of rows) n += active[row] ?? 0;
  return n === 0 ? "none" : n === rows.length ? "all" : "some";
}
