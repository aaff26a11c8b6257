/**
 * Positions along the ranks. Each rank wants to be where its neighbours are, in its order and with its gaps: with the
 * gaps taken out that is isotonic regression, done exactly by pooling neighbours that want to pass each other.
 */
import type { Adjacency, LayoutInput, Proper } from "./layered";
import type { Layers } from "./order";

/** Room that a line takes where it passes nodes. */
const LANE = 5;

const PASSES = 6;

export function assigned(graph: Proper, before: Adjacency, after: Adjacency, layers: Layers, input: LayoutInput): Float32Array {
  const y = new Float64Array(graph.total);
  const widest = Math.max(1, ...Array.from({ length: graph.ranks }, (_, r) => (layers.start[r + 1] as number) - (layers.start[r] as number)));
  const pool = new Pool(widest);
  const half = (n: number) => (n < graph.nodes ? (input.height[n] as number) / 2 : 0);
  const room = (a: number, b: number) => {
    if (a < graph.nodes && b < graph.nodes) return half(a) + half(b) + input.gap;
    return half(a) + half(b) + LANE;
  };
  // At first one under the other, each rank around the middle.
  for (let r = 0; r < graph.ranks; r++) {
    const from = layers.start[r] as number;
    const end = layers.start[r + 1] as number;
    let at = 0;
    for (let i = from; i < end; i++) {
      if (i > from) at += room(layers.list[i - 1] as number, layers.list[i] as number);
      y[layers.list[i] as number] = at;
    }
    for (let i = from; i < end; i++) y[layers.list[i] as number]! -= at / 2;
  }
  for (let pass = 0; pass < PASSES; pass++) {
    const forward = pass % 2 === 0;
    for (let step = 0; step < graph.ranks; step++) {
      const r = forward ? step : graph.ranks - 1 - step;
      const from = layers.start[r] as number;
      const end = layers.start[r + 1] as number;
      let gaps = 0;
      pool.clear();
      for (let i = from; i < end; i++) {
        const n = layers.list[i] as number;
        if (i > from) gaps += room(layers.list[i - 1] as number, n);
        const dummy = n >= graph.nodes;
        const left = pull(before, n, y, graph.nodes);
        const right = pull(after, n, y, graph.nodes);
        // Toward the side that was just placed, but never away from the other altogether.
        const wl = left.weight * (forward ? 3 : 1);
        const wr = right.weight * (forward ? 1 : 3);
        const weight = wl + wr;
        const wish = weight === 0 ? (y[n] as number) : (left.at * wl + right.at * wr) / weight;
        pool.push(wish - gaps, weight === 0 ? 0.01 : dummy ? weight * 2 : weight);
      }
      gaps = 0;
      for (let i = from; i < end; i++) {
        const n = layers.list[i] as number;
        if (i > from) gaps += room(layers.list[i - 1] as number, n);
        y[n] = pool.at(i - from) + gaps;
      }
    }
  }
  let top = Infinity;
  for (let n = 0; n < graph.total; n++) top = Math.min(top, (y[n] as number) - half(n));
  const result = new Float32Array(graph.total);
  for (let n = 0; n < graph.total; n++) result[n] = (y[n] as number) - top;
  return result;
}

const pulled = { at: 0, weight: 0 };
const pulledOther = { at: 0, weight: 0 };
let turn = false;

/** Where the neighbours on one side are; lines pull more than jobs, so that they run straight. */
function pull(sides: Adjacency, node: number, y: Float64Array, nodes: number): { at: number; weight: number } {
  // Two results live at a time; no object is made per node.
  turn = !turn;
  const result = turn ? pulled : pulledOther;
  let sum = 0;
  let weight = 0;
  for (let i = sides.start[node] as number; i < (sides.start[node + 1] as number); i++) {
    const other = sides.list[i] as number;
    const w = node >= nodes && other >= nodes ? 8 : node >= nodes || other >= nodes ? 2 : 1;
    sum += (y[other] as number) * w;
    weight += w;
  }
  result.at = weight === 0 ? 0 : sum / weight;
  result.weight = Math.min(weight, 64);
  return result;
}

/** Pool adjacent violators: the nearest ascending numbers to those that are pushed. */
export class Pool {
  private readonly value: Float64Array;
  private readonly weight: Float64Array;
  private readonly first: Int32Array;
  private blocks = 0;
  private pushed = 0;
  private cursor = 0;

  constructor(size: number) {
    this.value = new Float64Array(size);
    this.weight = new Float64Array(size);
    this.first = new Int32Array(size);
  }

  clear(): void {
    this.blocks = 0;
    this.pushed = 0;
    this.cursor = 0;
  }

  push(value: number, weight: number): void {
    let b = this.blocks++;
    this.value[b] = value;
    this.weight[b] = weight;
    this.first[b] = this.pushed++;
    while (b > 0 && (this.value[b - 1] as number) > (this.value[b] as number)) {
      const sum = (this.weight[b - 1] as number) + (this.weight[b] as number);
      this.value[b - 1] =
        ((this.value[b - 1] as number) * (this.weight[b - 1] as number) + (this.value[b] as number) * (this.weight[b] as number)) / sum;
      this.weight[b - 1] = sum;
      b--;
    }
    this.blocks = b + 1;
  }

  /** The result for the i-th number; asked in ascending order. */
  at(i: number): number {
    while (this.cursor + 1 < this.blocks && (this.first[this.cursor + 1] as number) <= i) this.cursor++;
    return this.value[this.cursor] as number;
  }
}
