/**
 * Layered layout of a directed graph on typed arrays: longest-path ranks, one shared chain of dummies per source,
 * barycentre sweeps, and positions across the ranks by isotonic regression. Pure and deterministic: its budget is
 * counted in edges that are looked at, not in time. Ranks run along x (from left to right), nodes of one rank along y.
 */
import { assigned } from "./positions";
import { ordered } from "./order";

/** Edges looked at while sweeping; about 0.1 s on a slow core. */
const SWEEP_EDGES = 3_000_000;
const SWEEPS_MAX = 12;

export interface LayoutInput {
  readonly nodes: number;
  /** Edge i goes from node `from[i]` to node `to[i]`. Loops and edges that close a cycle are drawn, but rank nothing. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Height of each node, along its rank. */
  readonly height: Float32Array;
  /** Ties are broken by it: what a person would call the natural order. */
  readonly order: Int32Array;
  /** Where a node was along its rank before; NaN for a new one. Those that were there keep their order. */
  readonly prior?: Float32Array;
  /** Between two nodes of a rank. */
  readonly gap: number;
}

export interface LayoutResult {
  readonly rank: Int32Array;
  readonly ranks: number;
  /** Middle of each node along its rank. */
  readonly y: Float32Array;
  /**
   * The chain of node u: its entries `chainStart[u]` to `chainStart[u + 1]` are where its lines run in the ranks that
   * follow its own, one after the other.
   */
  readonly chainStart: Int32Array;
  readonly chainY: Float32Array;
}

/** Edges by node, as offsets into one list. */
export interface Adjacency {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

export function adjacency(nodes: number, at: Int32Array, other: Int32Array): Adjacency {
  const start = new Int32Array(nodes + 1);
  for (let i = 0; i < at.length; i++) start[(at[i] as number) + 1]!++;
  for (let n = 0; n < nodes; n++) start[n + 1]! += start[n] as number;
  const fill = start.slice(0, nodes);
  const list = new Int32Array(at.length);
  for (let i = 0; i < at.length; i++) list[fill[at[i] as number]!++] = other[i] as number;
  return { start, list };
}

/** Longest-path ranks. Nodes on a cycle are taken in the order of their number, and the edges that remain go back. */
export function ranksOf(nodes: number, from: Int32Array, to: Int32Array): Int32Array {
  const out = adjacency(nodes, from, to);
  const degree = new Int32Array(nodes);
  for (let i = 0; i < to.length; i++) if (from[i] !== to[i]) degree[to[i] as number]!++;
  const rank = new Int32Array(nodes);
  const done = new Uint8Array(nodes);
  const queue = new Int32Array(nodes);
  let tail = 0;
  const take = (node: number) => {
    done[node] = 1;
    queue[tail++] = node;
  };
  for (let n = 0; n < nodes; n++) if (degree[n] === 0) take(n);
  let stuck = 0;
  for (let head = 0; head < nodes; head++) {
    if (head === tail) {
      while (done[stuck] === 1) stuck++;
      take(stuck);
    }
    const u = queue[head] as number;
    for (let i = out.start[u] as number; i < (out.start[u + 1] as number); i++) {
      const v = out.list[i] as number;
      if (v === u || done[v] === 1) continue;
      if ((rank[v] as number) <= (rank[u] as number)) rank[v] = (rank[u] as number) + 1;
      if (--degree[v]! === 0) take(v);
    }
  }
  return rank;
}

/**
 * The graph with a dummy for each rank that a source's lines cross: nodes 0..nodes-1 are real, the others dummies.
 * Every edge of it goes from one rank to the next.
 */
export interface Proper {
  readonly nodes: number;
  readonly total: number;
  readonly rank: Int32Array;
  readonly ranks: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly chainStart: Int32Array;
}

function proper(nodes: number, from: Int32Array, to: Int32Array, rank: Int32Array): Proper {
  const last = rank.slice();
  let kept = 0;
  let ranks = nodes === 0 ? 0 : 1;
  for (let n = 0; n < nodes; n++) ranks = Math.max(ranks, (rank[n] as number) + 1);
  for (let i = 0; i < from.length; i++) {
    const u = from[i] as number;
    const r = rank[to[i] as number] as number;
    if (r <= (rank[u] as number)) continue;
    kept++;
    if (r - 1 > (last[u] as number)) last[u] = r - 1;
  }
  const chainStart = new Int32Array(nodes + 1);
  for (let n = 0; n < nodes; n++) chainStart[n + 1] = (chainStart[n] as number) + (last[n] as number) - (rank[n] as number);
  const dummies = chainStart[nodes] as number;
  const total = nodes + dummies;
  const ranked = new Int32Array(total);
  ranked.set(rank);
  const properFrom = new Int32Array(kept + dummies);
  const properTo = new Int32Array(kept + dummies);
  let e = 0;
  for (let u = 0; u < nodes; u++) {
    let before = u;
    for (let d = chainStart[u] as number; d < (chainStart[u + 1] as number); d++) {
      ranked[nodes + d] = (ranked[before] as number) + 1;
      properFrom[e] = before;
      properTo[e++] = nodes + d;
      before = nodes + d;
    }
  }
  for (let i = 0; i < from.length; i++) {
    const u = from[i] as number;
    const v = to[i] as number;
    const span = (rank[v] as number) - (rank[u] as number);
    if (span <= 0) continue;
    properFrom[e] = span === 1 ? u : nodes + (chainStart[u] as number) + span - 2;
    properTo[e++] = v;
  }
  return { nodes, total, rank: ranked, ranks, from: properFrom, to: properTo, chainStart };
}

export function layered(input: LayoutInput): LayoutResult {
  const { nodes, from, to } = input;
  const rank = ranksOf(nodes, from, to);
  const graph = proper(nodes, from, to, rank);
  const before = adjacency(graph.total, graph.to, graph.from);
  const after = adjacency(graph.total, graph.from, graph.to);
  const sweeps = Math.min(SWEEPS_MAX, Math.floor(SWEEP_EDGES / Math.max(1, graph.from.length)));
  const layers = ordered(graph, before, after, input, Math.max(2, sweeps));
  const y = assigned(graph, before, after, layers, input);
  return { rank, ranks: graph.ranks, y: y.slice(0, nodes), chainStart: graph.chainStart, chainY: y.slice(nodes) };
}
