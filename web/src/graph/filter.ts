/** Which jobs are to be seen. Pure: from words, states, a focus and its hops to a flag per job. */
import { Mark, type JobColumns } from "../stream/columns";
import { FAILED, STATES } from "../stream/states";
import type { JobState } from "../api/types";
import { adjacency, type Adjacency } from "./layout/layered";
import type { Lines } from "./layout/fold";

export interface Filter {
  /** Each must be in the key: as a glob if it has a `*` or `?`, else as a part. */
  readonly words: readonly string[];
  readonly states: ReadonlySet<JobState>;
  /** A job and those around it. */
  readonly focus: string | undefined;
  readonly hops: number;
  /** Failed jobs and what led there. */
  readonly led: boolean;
}

export const HOPS_MAX = 9;

/** Who waits for whom, over jobs (as rows) and hidden nodes (after them). */
export interface Ways {
  readonly before: Adjacency;
  readonly after: Adjacency;
  readonly total: number;
}

export function waysOf(lines: Lines): Ways {
  return {
    before: adjacency(lines.total, lines.to, lines.from),
    after: adjacency(lines.total, lines.from, lines.to),
    total: lines.total,
  };
}

export function filterOf(query: URLSearchParams): Filter {
  const states = (query.get("state") ?? "").split(",");
  return {
    words: (query.get("find") ?? "").toLowerCase().split(/\s+/).filter((word) => word !== ""),
    states: new Set(STATES.filter((state) => states.includes(state))),
    focus: query.get("focus") ?? undefined,
    hops: Math.min(HOPS_MAX, Math.max(1, Math.floor(Number(query.get("hops") ?? 2)) || 2)),
    led: query.get("led") !== null,
  };
}

export function isAll(filter: Filter): boolean {
  return filter.words.length === 0 && filter.states.size === 0 && filter.focus === undefined && !filter.led;
}

/** Any run of characters for `*`, any one for `?`. */
export function glob(pattern: string): RegExp {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll(/\*+/g, ".*").replaceAll("?", ".");
  return new RegExp(`^${text}$`, "i");
}

/** A flag per row; undefined if all are wanted. */
export function wanted(columns: JobColumns, ways: Ways, filter: Filter): Uint8Array | undefined {
  if (isAll(filter)) return undefined;
  const flags = new Uint8Array(columns.length).fill(1);
  const only = (other: Uint8Array) => {
    for (let row = 0; row < flags.length; row++) flags[row]! &= other[row] as number;
  };
  if (filter.focus !== undefined) {
    const row = columns.rowOfKey(filter.focus);
    const around = new Uint8Array(ways.total);
    if (row !== undefined) {
      reach(ways.before, [row], filter.hops, around, columns.length);
      reach(ways.after, [row], filter.hops, around, columns.length);
    }
    only(around);
  }
  if (filter.led) {
    const failed: number[] = [];
    for (let row = 0; row < columns.length; row++) {
      if (columns.states[row] === FAILED && !columns.has(row, Mark.waived)) failed.push(row);
    }
    const led = new Uint8Array(ways.total);
    reach(ways.before, failed, Infinity, led, columns.length);
    only(led);
  }
  if (filter.states.size > 0) {
    for (let row = 0; row < flags.length; row++) {
      if (!filter.states.has(STATES[columns.states[row] as number] as JobState)) flags[row] = 0;
    }
  }
  for (const word of filter.words) {
    const pattern = /[*?]/.test(word) ? glob(word) : undefined;
    for (let row = 0; row < flags.length; row++) {
      if (flags[row] === 0) continue;
      const key = columns.keys[row] as string;
      if (pattern === undefined ? !key.toLowerCase().includes(word) : !pattern.test(key)) flags[row] = 0;
    }
  }
  return flags;
}

/** Marks all that can be reached in so many steps; a hidden node (from `jobs` on) is no step. */
export function reach(ways: Adjacency, from: readonly number[], steps: number, marks: Uint8Array, jobs: number): void {
  const far = new Int32Array(marks.length).fill(-1);
  let now: number[] = [];
  for (const node of from) {
    far[node] = 0;
    marks[node] = 1;
    now.push(node);
  }
  for (let step = 1; now.length > 0; step++) {
    const next: number[] = [];
    for (let node = now.pop(); node !== undefined; node = now.pop()) {
      for (let i = ways.start[node] as number; i < (ways.start[node + 1] as number); i++) {
        const other = ways.list[i] as number;
        if (far[other] !== -1) continue;
        if (other >= jobs) {
          far[other] = step - 1;
          now.push(other);
        } else if (step <= steps) {
          far[other] = step;
          marks[other] = 1;
          next.push(other);
        }
      }
    }
    now = next;
  }
}
