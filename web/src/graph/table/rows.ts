/** The table's rows: branches and jobs of the tree that are open and wanted, or, when sorted, the jobs alone. Pure. */
import type { JobColumns } from "../../stream/columns";
import type { Outline } from "../layout/laying";

export type SortBy = "key" | "state" | "attempt" | "started" | "took" | "priority";

/** A job is its row; a branch is -1 minus its number. */
export type Entry = number;

export const isBranch = (entry: Entry): boolean => entry < 0;
export const branchOf = (entry: Entry): number => -1 - entry;

/** Below this all branches are open at first. */
export const OPEN_MAX = 200;

/** `isOpen` by branch; branches with one wanted job are that job. */
export function treeRows(outline: Outline, wanted: Uint8Array | undefined, isOpen: (branch: number) => boolean): Entry[] {
  const sums = new Int32Array(outline.order.length + 1);
  for (let i = 0; i < outline.order.length; i++) sums[i + 1] = (sums[i] as number) + (wanted?.[outline.order[i] as number] ?? 1);
  const entries: Entry[] = [];
  let at = 0;
  const jobs = (end: number) => {
    for (; at < end; at++) {
      const row = outline.order[at] as number;
      if ((wanted?.[row] ?? 1) === 1) entries.push(row);
    }
  };
  for (let b = 0; b < outline.paths.length; b++) {
    const start = outline.start[b] as number;
    // Inside of one that is shut.
    if (start < at) continue;
    jobs(start);
    const end = outline.end[b] as number;
    const count = (sums[end] as number) - (sums[start] as number);
    if (count === 0) {
      at = end;
    } else if (count > 1) {
      entries.push(-1 - b);
      if (!isOpen(b)) at = end;
    }
  }
  jobs(outline.order.length);
  return entries;
}

/** Jobs alone, by a column; equal ones as their keys are. */
export function sortedRows(columns: JobColumns, outline: Outline, wanted: Uint8Array | undefined, by: SortBy, down: boolean, now: number): Entry[] {
  const rows = Array.from(outline.order).filter((row) => (wanted?.[row] ?? 1) === 1);
  if (by !== "key") {
    const value = Float64Array.from({ length: columns.length }, (_, row) => valueOf(columns, row, by, now));
    rows.sort((a, b) => (value[a] as number) - (value[b] as number));
  }
  return down ? rows.reverse() : rows;
}

function valueOf(columns: JobColumns, row: number, by: SortBy, now: number): number {
  switch (by) {
    case "key":
      return 0;
    case "state":
      return columns.states[row] as number;
    case "attempt":
      return columns.attempts[row] as number;
    case "started":
      return (columns.claimedAt[row] as number) || Infinity;
    case "took":
      return tookMs(columns, row, now) ?? -1;
    case "priority":
      return columns.priorities[row] as number;
  }
}

/** How long the newest attempt took, or takes so far; undefined before the first. */
export function tookMs(columns: JobColumns, row: number, now: number): number | undefined {
  const from = columns.claimedAt[row] as number;
  if (from === 0) return undefined;
  return ((columns.endedAt[row] as number) || now) - from;
}
