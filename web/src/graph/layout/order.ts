/** The order of the nodes within each rank: barycentre sweeps, the best order that was seen wins. */
import type { Adjacency, LayoutInput, Proper } from "./layered";

/** Nodes (dummies among them) rank by rank, in their order. */
export interface Layers {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

export function ordered(graph: Proper, before: Adjacency, after: Adjacency, input: LayoutInput, sweeps: number): Layers {
  const start = new Int32Array(graph.ranks + 1);
  for (let n = 0; n < graph.total; n++) start[(graph.rank[n] as number) + 1]!++;
  for (let r = 0; r < graph.ranks; r++) start[r + 1]! += start[r] as number;
  const list = new Int32Array(graph.total);
  const key = new Float64Array(graph.total);
  const tie = ties(graph, input);
  const fill = start.slice(0, graph.ranks);
  for (let n = 0; n < graph.total; n++) list[fill[graph.rank[n] as number]!++] = n;

  const prior = input.prior;
  if (prior !== undefined && prior.some((y) => !Number.isNaN(y))) {
    kept(graph, before, after, start, list, key, tie, prior);
    return { start, list };
  }

  for (let n = 0; n < graph.total; n++) key[n] = tie[n] as number;
  for (let r = 0; r < graph.ranks; r++) sort(list, start[r] as number, start[r + 1] as number, key, tie);
  const place = new Float64Array(graph.total);
  const number = (r: number) => {
    for (let i = start[r] as number; i < (start[r + 1] as number); i++) place[list[i] as number] = i - (start[r] as number);
  };
  for (let r = 0; r < graph.ranks; r++) number(r);

  let best = list.slice();
  let fewest = crossings(graph, after, { start, list }, place);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const sides = down ? before : after;
    for (let step = 1; step < graph.ranks; step++) {
      const r = down ? step : graph.ranks - 1 - step;
      for (let i = start[r] as number; i < (start[r + 1] as number); i++) {
        const n = list[i] as number;
        key[n] = mean(sides, n, place, place[n] as number);
      }
      sort(list, start[r] as number, start[r + 1] as number, key, place);
      number(r);
    }
    const count = crossings(graph, after, { start, list }, place);
    if (count < fewest) {
      fewest = count;
      best = list.slice();
    } else if (sweep >= 3 && count > fewest * 1.05) {
      break;
    }
  }
  return { start, list: best };
}

/** Dummies go with their source. */
function ties(graph: Proper, input: LayoutInput): Float64Array {
  const tie = new Float64Array(graph.total);
  for (let u = 0; u < graph.nodes; u++) {
    tie[u] = input.order[u] as number;
    for (let d = graph.chainStart[u] as number; d < (graph.chainStart[u + 1] as number); d++) tie[graph.nodes + d] = (tie[u] as number) + 0.5;
  }
  return tie;
}

/** Who was there keeps its order; who is new goes where its neighbours are. */
function kept(
  graph: Proper,
  before: Adjacency,
  after: Adjacency,
  start: Int32Array,
  list: Int32Array,
  key: Float64Array,
  tie: Float64Array,
  prior: Float32Array,
): void {
  key.fill(NaN);
  for (let n = 0; n < graph.nodes; n++) key[n] = prior[n] as number;
  // The first pass gives places from the left, the second to those that have nobody there.
  for (const [sides, forward] of [[before, true], [after, false]] as const) {
    for (let step = 0; step < graph.ranks; step++) {
      const r = forward ? step : graph.ranks - 1 - step;
      for (let i = start[r] as number; i < (start[r + 1] as number); i++) {
        const n = list[i] as number;
        if (Number.isNaN(key[n])) key[n] = mean(sides, n, key, NaN);
      }
    }
  }
  for (let n = 0; n < graph.total; n++) if (Number.isNaN(key[n])) key[n] = Number.MAX_SAFE_INTEGER;
  for (let r = 0; r < graph.ranks; r++) sort(list, start[r] as number, start[r + 1] as number, key, tie);
}

/** Mean of the neighbours' places; neighbours without one do not count. */
function mean(sides: Adjacency, node: number, place: Float64Array, otherwise: number): number {
  let sum = 0;
  let count = 0;
  for (let i = sides.start[node] as number; i < (sides.start[node + 1] as number); i++) {
    const at = place[sides.list[i] as number] as number;
    if (Number.isNaN(at)) continue;
    sum += at;
    count++;
  }
  return count === 0 ? otherwise : sum / count;
}

function sort(list: Int32Array, from: number, end: number, key: Float64Array, tie: Float64Array): void {
  if (end - from < 2) return;
  list
    .subarray(from, end)
    .sort((a, b) => (key[a] as number) - (key[b] as number) || (tie[a] as number) - (tie[b] as number) || a - b);
}

/** Pairs of edges that cross, by counting inversions in a Fenwick tree. */
export function crossings(graph: Proper, after: Adjacency, layers: Layers, place: Float64Array): number {
  let sum = 0;
  let widest = 0;
  for (let r = 0; r < graph.ranks; r++) widest = Math.max(widest, (layers.start[r + 1] as number) - (layers.start[r] as number));
  const tree = new Int32Array(widest + 1);
  for (let r = 0; r + 1 < graph.ranks; r++) {
    tree.fill(0);
    let inserted = 0;
    for (let i = layers.start[r] as number; i < (layers.start[r + 1] as number); i++) {
      const u = layers.list[i] as number;
      const first = after.start[u] as number;
      const end = after.start[u + 1] as number;
      // Those of one node do not cross each other: all are asked before any is put in.
      for (let e = first; e < end; e++) {
        let below = 0;
        for (let at = (place[after.list[e] as number] as number) + 1; at > 0; at -= at & -at) below += tree[at] as number;
        sum += inserted - below;
      }
      for (let e = first; e < end; e++) {
        for (let at = (place[after.list[e] as number] as number) + 1; at <= widest; at += at & -at) tree[at]!++;
      }
      inserted += end - first;
    }
  }
  return sum;
}
