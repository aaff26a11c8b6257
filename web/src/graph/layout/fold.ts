/**
 * A graph of thousands of jobs as a graph of at most some hundred nodes: what is folded together, and the lines that
 * remain. Pure.
 */
import type { JobColumns } from "../../stream/columns";
import { ranksOf } from "./layered";
import type { Branch } from "./tree";

/** Lines of a hidden node that are drawn from end to end; of one with more, the node is drawn. */
const THROUGH_MAX = 4;

export interface FoldNode {
  /** Stable across layouts: by it a node keeps its place. */
  readonly id: string;
  readonly branch: Branch | undefined;
  readonly rows: readonly number[];
  /** The job, if it is one alone. */
  readonly row: number | undefined;
  /** A set of which some are needed, or a smoketest's gate. */
  readonly hidden: boolean;
}

export interface Folded {
  readonly nodes: readonly FoldNode[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 for lines that only say an order (`after`, barriers). */
  readonly soft: Uint8Array;
  /** Node of each row; -1 for a job that is not wanted. */
  readonly nodeOf: Int32Array;
}

/** The lines between jobs and hidden nodes; jobs are their rows, hidden nodes follow. */
export interface Lines {
  readonly total: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly soft: Uint8Array;
}

export function linesOf(columns: JobColumns): Lines {
  const hidden = new Map<number, number>();
  const index = (job: number) => {
    const row = columns.rowOf(job);
    if (row !== undefined) return row;
    let known = hidden.get(job);
    if (known === undefined) hidden.set(job, (known = columns.length + hidden.size));
    return known;
  };
  const n = columns.from.length;
  const from = new Int32Array(n);
  const to = new Int32Array(n);
  const soft = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    from[i] = index(columns.from[i] as number);
    to[i] = index(columns.to[i] as number);
    soft[i] = columns.kinds[i] === "needs" ? 0 : 1;
  }
  return { total: columns.length + hidden.size, from, to, soft };
}

/**
 * `seen`: the branches that are shown. Where folding makes a cycle, its branches are cut by rank, so that lines always
 * go forward.
 */
export function folded(jobs: number, lines: Lines, seen: readonly Branch[]): Folded {
  const nodeOf = new Int32Array(lines.total).fill(-1);
  let nodes: FoldNode[] = seen.map((branch) => ({ id: branch.path, branch, rows: branch.rows, row: branch.row, hidden: false }));
  nodes.forEach((node, i) => node.rows.forEach((row) => (nodeOf[row] = i)));
  for (let h = jobs; h < lines.total; h++) {
    nodeOf[h] = nodes.length;
    nodes.push({ id: `#${h - jobs}`, branch: undefined, rows: [], row: undefined, hidden: true });
  }
  let edges = joined(lines, nodeOf, nodes.length);
  const cyclic = cycles(nodes.length, edges.from, edges.to);
  if (cyclic.some((each) => each === 1)) {
    const rank = ranksOf(lines.total, lines.from, lines.to);
    const cut: FoldNode[] = [];
    nodes.forEach((node, i) => {
      if (cyclic[i] === 0 || node.rows.length < 2) {
        cut.push(node);
        return;
      }
      const parts = new Map<number, number[]>();
      for (const row of node.rows) {
        const r = rank[row] as number;
        const part = parts.get(r);
        if (part === undefined) parts.set(r, [row]);
        else part.push(row);
      }
      for (const [r, rows] of [...parts].sort(([a], [b]) => a - b)) {
        cut.push({ id: `${node.id}@${r}`, branch: node.branch, rows, row: rows.length === 1 ? rows[0] : undefined, hidden: false });
      }
    });
    nodes = cut;
    let h = jobs;
    nodes.forEach((node, i) => {
      if (node.hidden) nodeOf[h++] = i;
      else node.rows.forEach((row) => (nodeOf[row] = i));
    });
    edges = joined(lines, nodeOf, nodes.length);
  }
  return through({ nodes, ...edges, nodeOf: nodeOf.slice(0, jobs) });
}

/** Lines between nodes, each once; one that is needed is no soft one. */
function joined(lines: Lines, nodeOf: Int32Array, nodes: number): { from: Int32Array; to: Int32Array; soft: Uint8Array } {
  const known = new Map<number, number>();
  for (let i = 0; i < lines.from.length; i++) {
    const a = nodeOf[lines.from[i] as number] as number;
    const b = nodeOf[lines.to[i] as number] as number;
    if (a < 0 || b < 0 || a === b) continue;
    const id = a * nodes + b;
    known.set(id, (known.get(id) ?? 1) & (lines.soft[i] as number));
  }
  const from = new Int32Array(known.size);
  const to = new Int32Array(known.size);
  const soft = new Uint8Array(known.size);
  let e = 0;
  for (const [id, isSoft] of known) {
    from[e] = Math.floor(id / nodes);
    to[e] = id % nodes;
    soft[e++] = isSoft;
  }
  return { from, to, soft };
}

/** Which nodes are on a cycle: those that remain when sources and then sinks are taken away, over and over. */
function cycles(nodes: number, from: Int32Array, to: Int32Array): Uint8Array {
  const left = new Uint8Array(nodes).fill(1);
  for (const [tails, heads] of [[from, to], [to, from]] as const) {
    const degree = new Int32Array(nodes);
    const out: number[][] = Array.from({ length: nodes }, () => []);
    for (let i = 0; i < heads.length; i++) {
      const a = tails[i] as number;
      const b = heads[i] as number;
      if (left[a] === 0 || left[b] === 0) continue;
      degree[b]!++;
      out[a]?.push(b);
    }
    const queue: number[] = [];
    for (let n = 0; n < nodes; n++) if (left[n] === 1 && degree[n] === 0) queue.push(n);
    for (let n = queue.pop(); n !== undefined; n = queue.pop()) {
      left[n] = 0;
      for (const b of out[n] ?? []) if (--degree[b]! === 0) queue.push(b);
    }
  }
  return left;
}

/** Hidden nodes with few lines on one side are not drawn, their lines go through. */
function through(graph: Folded): Folded {
  const ins = new Map<number, number[]>();
  const outs = new Map<number, number[]>();
  const put = (map: Map<number, number[]>, at: number, other: number) => {
    const list = map.get(at);
    if (list === undefined) map.set(at, [other]);
    else list.push(other);
  };
  for (let i = 0; i < graph.from.length; i++) {
    const a = graph.from[i] as number;
    const b = graph.to[i] as number;
    if (graph.nodes[b]?.hidden === true) put(ins, b, a);
    if (graph.nodes[a]?.hidden === true) put(outs, a, b);
  }
  const gone = new Set<number>();
  graph.nodes.forEach((node, i) => {
    if (!node.hidden) return;
    const before = ins.get(i) ?? [];
    const after = outs.get(i) ?? [];
    const chained = [...before, ...after].some((each) => graph.nodes[each]?.hidden === true);
    if (!chained && Math.min(before.length, after.length) <= 1 && before.length * after.length <= Math.max(THROUGH_MAX, before.length, after.length)) gone.add(i);
  });
  if (gone.size === 0) return graph;
  const pairs = new Map<string, readonly [number, number, number]>();
  const line = (a: number, b: number, soft: number) => {
    if (a === b) return;
    const id = `${a} ${b}`;
    const known = pairs.get(id);
    pairs.set(id, [a, b, known === undefined ? soft : known[2] & soft]);
  };
  for (let i = 0; i < graph.from.length; i++) {
    const a = graph.from[i] as number;
    const b = graph.to[i] as number;
    if (!gone.has(a) && !gone.has(b)) line(a, b, graph.soft[i] as number);
  }
  for (const h of gone) for (const a of ins.get(h) ?? []) for (const b of outs.get(h) ?? []) line(a, b, 1);
  const number = new Int32Array(graph.nodes.length).fill(-1);
  const nodes = graph.nodes.filter((_, i) => !gone.has(i));
  let next = 0;
  graph.nodes.forEach((_, i) => {
    if (!gone.has(i)) number[i] = next++;
  });
  const all = [...pairs.values()];
  return {
    nodes,
    from: Int32Array.from(all, ([a]) => number[a] as number),
    to: Int32Array.from(all, ([, b]) => number[b] as number),
    soft: Uint8Array.from(all, ([, , soft]) => soft),
    nodeOf: graph.nodeOf.map((node) => (node < 0 ? -1 : (number[node] as number))),
  };
}
