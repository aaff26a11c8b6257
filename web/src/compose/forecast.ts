/** What the chosen jobs make: how many steps, the longest chain, and when it would be over on the slots that there are. */
import type { PlannedGraph } from "./planned";

export interface Forecast {
  jobs: number;
  dependencies: number;
  /** Steps when each job starts as soon as it can. */
  levels: number;
  /** Rows of the chain that decides when it ends, the first first. */
  chain: number[];
  chainMs: number;
  /** When it would end on the slots; undefined when some pool has none, or nothing is known of how long jobs take. */
  endMs: number | undefined;
  /** Pools that active jobs ask for and that no live worker is in. */
  withoutSlots: string[];
  /** All jobs' durations together. */
  workMs: number;
  /** Of so many jobs it is known, or guessed by their author, how long they take. */
  known: number;
}

/** Milliseconds that a job takes; undefined for unknown, which counts as none. */
export type DurationOf = (row: number) => number | undefined;

export function forecast(
  graph: PlannedGraph,
  active: Uint8Array,
  durationOf: DurationOf,
  slots: ReadonlyMap<string, number>,
): Forecast {
  const size = graph.keys.length;
  const ms = new Float64Array(size);
  let known = 0;
  let jobs = 0;
  let workMs = 0;
  let dependencies = 0;
  for (let row = 0; row < size; row++) {
    if (active[row] === 0) continue;
    jobs++;
    const duration = durationOf(row);
    if (duration !== undefined) known++;
    ms[row] = duration ?? 0;
    workMs += ms[row] ?? 0;
  }
  // Jobs of a plan stand after what they wait for, finalizers last.
  const level = new Int32Array(size);
  const ends = new Float64Array(size);
  const via = new Int32Array(size).fill(-1);
  let levels = 0;
  let last = -1;
  let others = -1;
  for (let row = 0; row < size; row++) {
    if (active[row] === 0) continue;
    const finalizer = graph.jobs[row]?.finalizer === true;
    let start = 0;
    let at = 0;
    const waits = finalizer && others >= 0 ? [...(graph.waits[row] ?? []), others] : (graph.waits[row] ?? []);
    for (const other of waits) {
      if (active[other] === 0) continue;
      if (other !== others || !finalizer) dependencies++;
      at = Math.max(at, level[other] ?? 0);
      if (via[row] === -1 || (ends[other] ?? 0) > start) via[row] = other;
      start = Math.max(start, ends[other] ?? 0);
    }
    if (finalizer) at = Math.max(at, levels);
    level[row] = at + 1;
    ends[row] = start + (ms[row] ?? 0);
    levels = Math.max(levels, at + 1);
    if (last < 0 || (ends[row] ?? 0) > (ends[last] ?? 0) || (ends[row] === ends[last] && (level[row] ?? 0) > (level[last] ?? 0))) last = row;
    if (!finalizer) others = last;
  }
  const chain: number[] = [];
  for (let row = last; row >= 0; row = via[row] ?? -1) chain.push(row);
  chain.reverse();
  const withoutSlots = [...new Set(poolsOf(graph, active))].filter((pool) => (slots.get(pool) ?? 0) === 0).sort();
  return {
    jobs,
    dependencies,
    levels,
    chain,
    chainMs: last < 0 ? 0 : (ends[last] ?? 0),
    endMs: withoutSlots.length > 0 || known === 0 ? undefined : schedule(graph, active, ms, slots),
    withoutSlots,
    workMs,
    known,
  };
}

function poolsOf(graph: PlannedGraph, active: Uint8Array): string[] {
  return graph.jobs.filter((job, row) => active[row] === 1 && job.kind === "script").map((job) => job.pool);
}

/** List scheduling: whoever is ready starts on a free slot of its pool, the longest way to the end first. */
function schedule(graph: PlannedGraph, active: Uint8Array, ms: Float64Array, slots: ReadonlyMap<string, number>): number {
  const size = graph.keys.length;
  const followers: number[][] = Array.from({ length: size }, () => []);
  const open = new Int32Array(size);
  let unfinished = 0;
  const finalizers: number[] = [];
  for (let row = 0; row < size; row++) {
    if (active[row] === 0) continue;
    if (graph.jobs[row]?.finalizer === true) finalizers.push(row);
    else unfinished++;
    for (const other of graph.waits[row] ?? []) {
      if (active[other] === 0) continue;
      followers[other]?.push(row);
      open[row] = (open[row] ?? 0) + 1;
    }
  }
  const tail = new Float64Array(size);
  for (let row = size - 1; row >= 0; row--) {
    for (const next of followers[row] ?? []) tail[row] = Math.max(tail[row] ?? 0, tail[next] ?? 0);
    tail[row] = (tail[row] ?? 0) + (ms[row] ?? 0);
  }
  const ready = new Map<string, Heap>();
  const free = new Map(slots);
  // By end; those that end first, first.
  const running = new Heap((row) => -(ends[row] ?? 0));
  const ends = new Float64Array(size);
  let now = 0;
  const offer = (row: number) => {
    const job = graph.jobs[row];
    const pool = job?.kind === "script" ? job.pool : "";
    let heap = ready.get(pool);
    if (heap === undefined) ready.set(pool, (heap = new Heap((each) => tail[each] ?? 0)));
    heap.push(row);
  };
  const waitsForAll = (row: number) => graph.jobs[row]?.finalizer === true && unfinished > 0;
  for (let row = 0; row < size; row++) if (active[row] === 1 && open[row] === 0 && !waitsForAll(row)) offer(row);
  for (;;) {
    for (const [pool, heap] of ready) {
      while (heap.size > 0 && (pool === "" || (free.get(pool) ?? 0) > 0)) {
        const row = heap.pop();
        if (pool !== "") free.set(pool, (free.get(pool) ?? 0) - 1);
        ends[row] = now + (ms[row] ?? 0);
        running.push(row);
      }
    }
    if (running.size === 0) return now;
    const row = running.pop();
    now = ends[row] ?? now;
    const job = graph.jobs[row];
    if (job?.kind === "script") free.set(job.pool, (free.get(job.pool) ?? 0) + 1);
    if (job?.finalizer !== true && --unfinished === 0) finalizers.filter((each) => open[each] === 0).forEach(offer);
    for (const next of followers[row] ?? []) {
      open[next] = (open[next] ?? 0) - 1;
      if (open[next] === 0 && !waitsForAll(next)) offer(next);
    }
  }
}

/** A heap of rows; the greatest comes out first. */
class Heap {
  private readonly rows: number[] = [];
  constructor(private readonly rank: (row: number) => number) {}

  get size(): number {
    return this.rows.length;
  }

  push(row: number): void {
    this.rows.push(row);
    let at = this.rows.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.rankAt(up) >= this.rankAt(at)) break;
      this.swap(at, up);
      at = up;
    }
  }

  pop(): number {
    const top = this.rows[0] as number;
    const lastRow = this.rows.pop() as number;
    if (this.rows.length > 0) {
      this.rows[0] = lastRow;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        if (left >= this.rows.length) break;
        const child = left + 1 < this.rows.length && this.rankAt(left + 1) > this.rankAt(left) ? left + 1 : left;
        if (this.rankAt(at) >= this.rankAt(child)) break;
        this.swap(at, child);
        at = child;
      }
    }
    return top;
  }

  private rankAt(at: number): number {
    return this.rank(this.rows[at] as number);
  }

  private swap(a: number, b: number): void {
    const row = this.rows[a] as number;
    this.rows[a] = this.rows[b] as number;
    this.rows[b] = row;
  }
}
