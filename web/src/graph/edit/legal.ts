/** What an edit may not do, known before it is sent. Pure; the server has the last word. */
import type { JobState } from "../../api/types";
import type { Ways } from "../filter";
import type { Draft, Wish } from "./draft";

/** Jobs that started keep their definition and edges. */
export function hasStarted(state: JobState): boolean {
  return state === "running" || state === "succeeded" || state === "failed";
}

/** What switching a job on or off means in its state; undefined where neither is possible. */
export function toggleOf(state: JobState): "activate" | "deactivate" | undefined {
  if (state === "inactive") return "activate";
  return hasStarted(state) || state === "cancelled" ? undefined : "deactivate";
}

/** Edges as they would be: rows and hidden nodes of the graph, with the draft's links and without its unlinks. */
export interface Edges {
  before(node: number): Iterable<number>;
}

export function edgesOf(ways: Ways, draft: Draft, rowOf: (key: string) => number | undefined): Edges {
  const more = new Map<number, number[]>();
  const gone = new Set<string>();
  for (const wish of draft.values()) {
    if (wish.op !== "link" && wish.op !== "unlink") continue;
    const from = rowOf(wish.from);
    const to = rowOf(wish.to);
    if (from === undefined || to === undefined) continue;
    if (wish.op === "unlink") gone.add(`${from} ${to}`);
    else more.set(to, [...(more.get(to) ?? []), from]);
  }
  return {
    *before(node: number) {
      for (let i = ways.before.start[node] as number; i < (ways.before.start[node + 1] as number); i++) {
        const from = ways.before.list[i] as number;
        if (gone.size === 0 || !gone.has(`${from} ${node}`)) yield from;
      }
      yield* more.get(node) ?? [];
    },
  };
}

/** All that a node waits for, itself among it: an edge from it to any of these would be a cycle. */
export function ancestors(edges: Edges, nodes: readonly number[], total: number): Uint8Array {
  const marks = new Uint8Array(total);
  const stack = [...nodes];
  for (const node of nodes) marks[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const from of edges.before(node)) {
      if (marks[from] === 1) continue;
      marks[from] = 1;
      stack.push(from);
    }
  }
  return marks;
}

/** By row, 1 for each job that may not wait for these: it would close a cycle, or has started. */
export function illegalTargets(edges: Edges, from: readonly number[], total: number, states: readonly JobState[]): Uint8Array {
  const marks = ancestors(edges, from, total).slice(0, states.length);
  states.forEach((state, row) => {
    if (hasStarted(state)) marks[row] = 1;
  });
  return marks;
}

/** What a draft does to jobs, by row: 1 added, -1 removed, 2 changed. */
export function changedRows(draft: Draft, length: number, rowOf: (key: string) => number | undefined): Int8Array | undefined {
  if (draft.size === 0) return undefined;
  const changed = new Int8Array(length);
  const mark = (key: string, how: number) => {
    const row = rowOf(key);
    if (row !== undefined && changed[row] !== -1) changed[row] = how;
  };
  for (const wish of draft.values()) mark(touched(wish), wish.op === "remove" || wish.op === "deactivate" ? -1 : wish.op === "activate" ? 1 : 2);
  return changed;
}

function touched(wish: Wish): string {
  return wish.op === "link" || wish.op === "unlink" ? wish.to : wish.key;
}
