/** A picture with the jobs' states in it, and finding things in it. No drawing, no DOM. */
import { FAILED, RUNNING, STATES } from "../../stream/states";
import { Kind, type Laid } from "../layout/laying";

export const STATE_COUNT = STATES.length;

const UNKNOWN = 255;

/** Lines of one job, from which on they are an area rather than lines. */
const FAN = 60;

export class Scene {
  /** How many jobs of each state are in each node: `counts[node * STATE_COUNT + state]`. */
  readonly counts: Uint32Array;
  /** Lines' extents, for culling. */
  readonly edgeTop: Float32Array;
  readonly edgeBottom: Float32Array;
  readonly edgeLeft: Float32Array;
  readonly edgeRight: Float32Array;
  /** Lines, those of one source together. */
  readonly bySource: Int32Array;
  /** Nodes of each rank from top to bottom, for culling and for finding what is under the pointer. */
  readonly rankStart: Int32Array;
  readonly rankNodes: Int32Array;
  /** Lines by node: those that arrive and those that leave, as numbers of lines. */
  readonly arriving: readonly Int32Array[];
  readonly leaving: readonly Int32Array[];

  /** The state of each row that `counts` has. */
  private readonly known: Uint8Array;

  constructor(readonly laid: Laid) {
    const { nodes, from, to, x, y, w, chainStart, chainY, rank } = laid;
    this.counts = new Uint32Array(nodes * STATE_COUNT);
    this.known = new Uint8Array(laid.nodeOf.length).fill(UNKNOWN);
    this.edgeTop = new Float32Array(from.length);
    this.edgeBottom = new Float32Array(from.length);
    this.edgeLeft = new Float32Array(from.length);
    this.edgeRight = new Float32Array(from.length);
    this.bySource = new Int32Array(from.length);
    const ins = new Int32Array(nodes);
    const outs = new Int32Array(nodes);
    for (let e = 0; e < from.length; e++) {
      const u = from[e] as number;
      const v = to[e] as number;
      outs[u]!++;
      ins[v]!++;
      let top = Math.min(y[u] as number, y[v] as number);
      let bottom = Math.max(y[u] as number, y[v] as number);
      const last = (chainStart[u] as number) + (rank[v] as number) - (rank[u] as number) - 1;
      for (let d = chainStart[u] as number; d < last; d++) {
        top = Math.min(top, chainY[d] as number);
        bottom = Math.max(bottom, chainY[d] as number);
      }
      this.edgeTop[e] = top;
      this.edgeBottom[e] = bottom;
      const leaves = (x[u] as number) + (w[u] as number);
      const arrives = x[v] as number;
      this.edgeLeft[e] = Math.min(leaves, arrives);
      this.edgeRight[e] = Math.max(leaves, arrives);
    }
    const arriving = Array.from(ins, (n) => new Int32Array(n));
    const leaving = Array.from(outs, (n) => new Int32Array(n));
    for (let e = from.length - 1; e >= 0; e--) {
      const u = from[e] as number;
      const v = to[e] as number;
      (leaving[u] as Int32Array)[--outs[u]!] = e;
      (arriving[v] as Int32Array)[--ins[v]!] = e;
    }
    let at = 0;
    for (const some of leaving) {
      this.bySource.set(some, at);
      at += some.length;
    }
    this.arriving = arriving;
    this.leaving = leaving;
    const ranks = laid.rankLeft.length;
    this.rankStart = new Int32Array(ranks + 1);
    for (const r of rank) this.rankStart[r + 1]!++;
    for (let r = 0; r < ranks; r++) this.rankStart[r + 1]! += this.rankStart[r] as number;
    const fill = this.rankStart.slice(0, ranks);
    this.rankNodes = new Int32Array(nodes);
    for (let n = 0; n < nodes; n++) this.rankNodes[fill[rank[n] as number]!++] = n;
    for (let r = 0; r < ranks; r++) {
      this.rankNodes
        .subarray(this.rankStart[r], this.rankStart[r + 1])
        .sort((a, b) => (y[a] as number) - (y[b] as number));
    }
  }

  /** Takes the jobs' states, by row; answers the nodes of which something changed. */
  states(states: Uint8Array): Set<number> {
    const { nodeOf } = this.laid;
    const changed = new Set<number>();
    for (let row = 0; row < nodeOf.length; row++) {
      const node = nodeOf[row] as number;
      const state = states[row] as number;
      const before = this.known[row] as number;
      if (node < 0 || state === before) continue;
      if (before !== UNKNOWN) this.counts[node * STATE_COUNT + before]!--;
      this.counts[node * STATE_COUNT + state]!++;
      this.known[row] = state;
      changed.add(node);
    }
    return changed;
  }

  /** The state that a node is told by first: the most urgent one in it. */
  state(node: number): number {
    for (let state = 0; state < STATE_COUNT; state++) {
      if ((this.counts[node * STATE_COUNT + state] as number) > 0) return state;
    }
    return -1;
  }

  /** Whether a line is one of so many of its ends that they cannot be told apart. */
  isFan(e: number): boolean {
    const { from, to } = this.laid;
    return (this.leaving[from[e] as number] as Int32Array).length > FAN || (this.arriving[to[e] as number] as Int32Array).length > FAN;
  }

  /** The node that one wants to see first: what failed, else what runs, the earliest of these; else where it begins. -1 for none. */
  matters(): number {
    for (const state of [FAILED, RUNNING]) {
      for (const node of this.rankNodes) if ((this.counts[node * STATE_COUNT + state] as number) > 0) return node;
    }
    return this.rankNodes[0] ?? -1;
  }

  /** `20 succeeded, 2 failed`. */
  countsText(node: number): string {
    const parts: string[] = [];
    for (let state = 0; state < STATE_COUNT; state++) {
      const n = this.counts[node * STATE_COUNT + state] as number;
      if (n > 0) parts.push(`${n} ${STATES[state]}`);
    }
    return parts.join(", ");
  }

  size(node: number): number {
    return (this.laid.rowsStart[node + 1] as number) - (this.laid.rowsStart[node] as number);
  }

  rowsOf(node: number): Int32Array {
    return this.laid.rows.subarray(this.laid.rowsStart[node], this.laid.rowsStart[node + 1]);
  }

  /** First place in a rank whose node reaches below y. */
  first(rank: number, y: number): number {
    let low = this.rankStart[rank] as number;
    let high = this.rankStart[rank + 1] as number;
    while (low < high) {
      const middle = (low + high) >> 1;
      const node = this.rankNodes[middle] as number;
      if ((this.laid.y[node] as number) + (this.laid.h[node] as number) / 2 < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The node at a point of the picture, -1 for none. */
  at(x: number, y: number): number {
    const { rankLeft, rankRight, y: middle, h, x: left, w } = this.laid;
    for (let r = 0; r < rankLeft.length; r++) {
      if (x < (rankLeft[r] as number) || x > (rankRight[r] as number)) continue;
      const place = this.first(r, y);
      if (place >= (this.rankStart[r + 1] as number)) return -1;
      const node = this.rankNodes[place] as number;
      const hit = y >= (middle[node] as number) - (h[node] as number) / 2 && x >= (left[node] as number) && x <= (left[node] as number) + (w[node] as number);
      return hit ? node : -1;
    }
    return -1;
  }

  /** Nodes that touch a part of the picture. */
  within(x0: number, y0: number, x1: number, y1: number): number[] {
    const found: number[] = [];
    const { rankLeft, rankRight, y, h } = this.laid;
    for (let r = 0; r < rankLeft.length; r++) {
      if ((rankRight[r] as number) < x0 || (rankLeft[r] as number) > x1) continue;
      for (let i = this.first(r, y0); i < (this.rankStart[r + 1] as number); i++) {
        const node = this.rankNodes[i] as number;
        if ((y[node] as number) - (h[node] as number) / 2 > y1) break;
        found.push(node);
      }
    }
    return found;
  }

  /** The nearest node from another one in a direction; along lines when there is one. */
  step(node: number, direction: "left" | "right" | "up" | "down"): number {
    const { y, from, to, rank } = this.laid;
    if (direction === "up" || direction === "down") {
      const r = rank[node] as number;
      const place = this.rankNodes.indexOf(node, this.rankStart[r]);
      const next = place + (direction === "down" ? 1 : -1);
      return next < (this.rankStart[r] as number) || next >= (this.rankStart[r + 1] as number) ? node : (this.rankNodes[next] as number);
    }
    const edges = (direction === "left" ? this.arriving : this.leaving)[node] as Int32Array;
    let best = node;
    let least = Infinity;
    for (const e of edges) {
      const other = (direction === "left" ? from[e] : to[e]) as number;
      const far = Math.abs((y[other] as number) - (y[node] as number)) + 1_000 * Math.abs((rank[other] as number) - (rank[node] as number));
      if (far < least) {
        least = far;
        best = other;
      }
    }
    return best;
  }

  isGroup(node: number): boolean {
    return this.laid.kind[node] === Kind.group;
  }

  isHidden(node: number): boolean {
    return this.laid.kind[node] === Kind.hidden;
  }
}
