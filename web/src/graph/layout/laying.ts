/**
 * What the worker does: from a graph's keys and lines to a picture of its folded nodes, in pixels. It remembers where
 * nodes were, so that what is laid out anew keeps its order. Pure but for that memory.
 */
import { folded, type FoldNode, type Lines } from "./fold";
import { layered } from "./layered";
import { branchName, openAtFirst, tree, visible, type Branch } from "./tree";

/** What a node is. */
export const Kind = { job: 0, group: 1, hidden: 2 } as const;

export const JOB_HEIGHT = 26;
export const GROUP_HEIGHT = 42;
const HIDDEN_SIZE = 10;
const GAP = 8;
const WIDTH_MIN = 92;
const WIDTH_MAX = 250;
/** Of a name's character, in the font that the canvas uses, and what an icon and a count need beside it. */
const CHARACTER = 7;
const BESIDE_NAME = 44;
/** Between two ranks; more where many lines pass. */
const RANK_GAP = 54;
const RANK_GAP_MAX = 150;

export interface LayRequest {
  readonly open: readonly string[];
  readonly shut: readonly string[];
  /** By row, 1 for each job that is to be seen; absent for all. */
  readonly wanted?: Uint8Array | undefined;
}

/** The picture. Nodes are numbers; `rows` from `rowsStart[n]` to `rowsStart[n + 1]` are the jobs in node n. */
export interface Laid {
  readonly nodes: number;
  readonly ids: readonly string[];
  readonly paths: readonly string[];
  readonly names: readonly string[];
  readonly kind: Uint8Array;
  readonly rowsStart: Int32Array;
  readonly rows: Int32Array;
  readonly nodeOf: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly soft: Uint8Array;
  readonly rank: Int32Array;
  /** Left edge and middle, width and height. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly w: Float32Array;
  readonly h: Float32Array;
  readonly chainStart: Int32Array;
  readonly chainY: Float32Array;
  readonly rankLeft: Float32Array;
  readonly rankRight: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly ms: number;
}

/** The tree for the table: branches before their children, as ranges of `order`. */
export interface Outline {
  /** Rows as their keys are sorted. */
  readonly order: Int32Array;
  readonly paths: readonly string[];
  readonly names: readonly string[];
  readonly level: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

export class Laying {
  private readonly root: Branch;
  private readonly byItself: ReadonlySet<string>;

  constructor(
    private readonly keys: readonly string[],
    private readonly lines: Lines,
    /** Where nodes were before, also those of an earlier revision. */
    private readonly places: Map<string, number> = new Map(),
  ) {
    this.root = tree(keys);
    this.byItself = openAtFirst(this.root);
  }

  outline(): Outline {
    const order: number[] = [];
    const branches: { branch: Branch; level: number; start: number; end: number }[] = [];
    const walk = (branch: Branch, level: number) => {
      if (branch.row !== undefined) {
        order.push(branch.row);
        return;
      }
      const it = { branch, level, start: order.length, end: 0 };
      if (branch !== this.root) branches.push(it);
      for (const each of branch.children) walk(each, level + 1);
      it.end = order.length;
    };
    walk(this.root, -1);
    return {
      order: Int32Array.from(order),
      paths: branches.map(({ branch }) => branch.path),
      names: branches.map(({ branch }) => branchName(branch)),
      level: Uint8Array.from(branches, ({ level }) => level),
      start: Int32Array.from(branches, ({ start }) => start),
      end: Int32Array.from(branches, ({ end }) => end),
    };
  }

  lay(request: LayRequest): Laid {
    const began = performance.now();
    let seen = visible(this.root, this.byItself, { open: new Set(request.open), shut: new Set(request.shut) }, request.wanted);
    const wanted = request.wanted;
    if (wanted !== undefined) seen = seen.map((branch) => narrowed(branch, wanted, this.keys));
    const graph = folded(this.keys.length, this.lines, seen);
    const n = graph.nodes.length;
    const kind = Uint8Array.from(graph.nodes, kindOf);
    const names = graph.nodes.map((node) => nameOf(node, this.keys));
    const h = Float32Array.from(kind, (each) => (each === Kind.job ? JOB_HEIGHT : each === Kind.group ? GROUP_HEIGHT : HIDDEN_SIZE));
    const prior = Float32Array.from(graph.nodes, (node) => this.placeOf(node));
    const result = layered({
      nodes: n,
      from: graph.from,
      to: graph.to,
      height: h,
      order: Int32Array.from(graph.nodes, (_, i) => i),
      gap: GAP,
      // Of a picture that shows other jobs nothing is to be kept.
      ...(prior.some((y) => !Number.isNaN(y)) ? { prior } : {}),
    });
    // Nodes that are not seen now keep their place for when they come back; only a full picture forgets.
    graph.nodes.forEach((node, i) => this.places.set(node.id, result.y[i] as number));

    const { rankLeft, rankRight, w, x } = across(graph.nodes.length, kind, names, graph.nodes, result.rank, result.ranks, graph.from);
    let height = 0;
    for (let i = 0; i < n; i++) height = Math.max(height, (result.y[i] as number) + (h[i] as number) / 2);
    for (const each of result.chainY) height = Math.max(height, each);
    const rowsStart = new Int32Array(n + 1);
    for (let i = 0; i < n; i++) rowsStart[i + 1] = (rowsStart[i] as number) + (graph.nodes[i] as FoldNode).rows.length;
    const rows = new Int32Array(rowsStart[n] as number);
    graph.nodes.forEach((node, i) => rows.set(node.rows, rowsStart[i]));
    return {
      nodes: n,
      ids: graph.nodes.map((node) => node.id),
      paths: graph.nodes.map((node) => node.branch?.path ?? ""),
      names,
      kind,
      rowsStart,
      rows,
      nodeOf: graph.nodeOf,
      from: graph.from,
      to: graph.to,
      soft: graph.soft,
      rank: result.rank,
      x,
      y: result.y,
      w,
      h,
      chainStart: result.chainStart,
      chainY: result.chainY,
      rankLeft,
      rankRight,
      width: result.ranks === 0 ? 0 : (rankRight[result.ranks - 1] as number),
      height,
      ms: performance.now() - began,
    };
  }

  /** Where it was; else where the branch was that it comes out of, or those that went into it. */
  private placeOf(node: FoldNode): number {
    const own = this.places.get(node.id);
    if (own !== undefined) return own;
    for (let branch = node.branch?.parent; branch !== undefined; branch = branch.parent) {
      const known = this.places.get(branch.path);
      if (known !== undefined) return known;
    }
    const first = node.rows[0];
    return first === undefined ? NaN : (this.places.get(this.keys[first] as string) ?? NaN);
  }
}

function narrowed(branch: Branch, wanted: Uint8Array, keys: readonly string[]): Branch {
  const rows = branch.rows.filter((row) => wanted[row] === 1);
  if (rows.length === branch.rows.length) return branch;
  if (rows.length > 1) return { ...branch, rows };
  const row = rows[0] as number;
  return { path: keys[row] as string, parent: branch, rows, children: [], row };
}

function kindOf(node: FoldNode): number {
  return node.hidden ? Kind.hidden : node.row === undefined ? Kind.group : Kind.job;
}

function nameOf(node: FoldNode, keys: readonly string[]): string {
  if (node.row !== undefined) return keys[node.row] as string;
  return node.branch === undefined ? "" : branchName(node.branch) || "all";
}

function across(n: number, kind: Uint8Array, names: readonly string[], nodes: readonly FoldNode[], rank: Int32Array, ranks: number, from: Int32Array) {
  const widest = new Float32Array(ranks).fill(HIDDEN_SIZE);
  const leaving = new Int32Array(ranks);
  for (const a of from) leaving[rank[a] as number]!++;
  for (let i = 0; i < n; i++) {
    if (kind[i] === Kind.hidden) continue;
    const more = kind[i] === Kind.group ? 10 + String((nodes[i] as FoldNode).rows.length).length : 0;
    const wide = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, ((names[i] as string).length + more) * CHARACTER + BESIDE_NAME));
    widest[rank[i] as number] = Math.max(widest[rank[i] as number] as number, wide);
  }
  const rankLeft = new Float32Array(ranks);
  const rankRight = new Float32Array(ranks);
  let at = 0;
  for (let r = 0; r < ranks; r++) {
    rankLeft[r] = at;
    rankRight[r] = at + (widest[r] as number);
    at = (rankRight[r] as number) + Math.min(RANK_GAP_MAX, RANK_GAP + (leaving[r] as number) / 2);
  }
  const x = new Float32Array(n);
  const w = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const r = rank[i] as number;
    w[i] = kind[i] === Kind.hidden ? HIDDEN_SIZE : (widest[r] as number);
    x[i] = (rankLeft[r] as number) + (kind[i] === Kind.hidden ? ((widest[r] as number) - HIDDEN_SIZE) / 2 : 0);
  }
  return { rankLeft, rankRight, w, x };
}
