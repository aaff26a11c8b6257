/**
 * What a board shows of a graph: platforms down, groups of symbols across, each group's jobs folded. Failures are never
 * folded away. Pure.
 */
import { type JobColumns, Mark } from "../stream/columns";
import { FAILED, INACTIVE, RUNNING, STATES, stateNumber } from "../stream/states";
import type { JobState } from "../api/types";

/** How a job is shown: its state, or a failure that does not count. */
export type Look = JobState | "allowed" | "waived";

/** One job, by its row in the columns. */
export interface Single {
  kind: "job";
  row: number;
  look: Look;
}

/** Jobs of one state, as a number; opened, they are singles. */
export interface Folded {
  kind: "fold";
  state: JobState;
  rows: readonly number[];
}

export type Chip = Single | Folded;

export interface Group {
  name: string;
  chips: readonly Chip[];
  /** Rows of all of its jobs. */
  rows: readonly number[];
}

export interface Lane {
  platform: string;
  groups: readonly Group[];
}

/** Groups with so few jobs in a state show each of them. */
export const SHOWN_MAX = 4;

export interface Wanted {
  /** Only what needs a person: failures that count, and what is held. */
  unresolved: boolean;
  /** Jobs that were not asked for. */
  inactive: boolean;
  /** Words that the key, the title or a face's part must have. */
  words: readonly string[];
  /** Groups that are opened, by `platform\ngroup\nstate`. */
  open: ReadonlySet<string>;
}

export function foldName(platform: string, group: string, state: JobState): string {
  return `${platform}\n${group}\n${state}`;
}

export function lookOf(columns: JobColumns, row: number): Look {
  const state = STATES[columns.states[row] as number] as JobState;
  if (state !== "failed") return state;
  if (columns.has(row, Mark.waived)) return "waived";
  return columns.has(row, Mark.allowFailure) ? "allowed" : "failed";
}

/** Whether it is a person's turn. */
export function isUnresolved(columns: JobColumns, row: number): boolean {
  const look = lookOf(columns, row);
  return look === "failed" || look === "held";
}

const HELD = stateNumber("held");

const NOBODY: ReadonlyMap<number, unknown> = new Map();

/** States of which each job is shown, however many there are. */
const NEVER_FOLDED = new Set([FAILED, HELD]);

/** `alone`: numbers of jobs that are shown one by one whatever their state. */
export function fold(columns: JobColumns, wanted: Wanted, alone: ReadonlyMap<number, unknown> = NOBODY): Lane[] {
  const lanes = new Map<string, Map<string, number[]>>();
  for (let row = 0; row < columns.length; row++) {
    if (!wanted.inactive && columns.states[row] === INACTIVE) continue;
    if (wanted.unresolved && !isUnresolved(columns, row)) continue;
    if (!fits(columns, row, wanted.words)) continue;
    const platform = columns.platforms[row] as string;
    const group = columns.groups[row] as string;
    let groups = lanes.get(platform);
    if (groups === undefined) lanes.set(platform, (groups = new Map<string, number[]>()));
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  }
  return [...lanes.entries()]
    .sort(([a], [b]) => order(a, b))
    .map(([platform, groups]) => ({
      platform,
      // By their first job: the file's order is the author's.
      groups: [...groups.entries()]
        .sort(([, a], [, b]) => (a[0] as number) - (b[0] as number))
        .map(([name, rows]) => ({ name, rows, chips: chips(columns, platform, name, rows, wanted.open, alone) })),
    }));
}

function chips(
  columns: JobColumns,
  platform: string,
  group: string,
  rows: readonly number[],
  open: ReadonlySet<string>,
  alone: ReadonlyMap<number, unknown>,
): Chip[] {
  const byState = new Map<number, number[]>();
  for (const row of rows) {
    const state = columns.states[row] as number;
    const same = byState.get(state);
    if (same === undefined) byState.set(state, [row]);
    else same.push(row);
  }
  const all: Chip[] = [];
  for (const [number, same] of [...byState.entries()].sort(([a], [b]) => a - b)) {
    const state = STATES[number] as JobState;
    const folds = same.length > SHOWN_MAX && !NEVER_FOLDED.has(number) && !open.has(foldName(platform, group, state));
    if (folds) {
      const together = same.filter((row) => !alone.has(columns.jobs[row] as number));
      for (const row of same) if (alone.has(columns.jobs[row] as number)) all.push({ kind: "job", row, look: lookOf(columns, row) });
      if (together.length > 0) all.push({ kind: "fold", state, rows: together });
    } else for (const row of same) all.push({ kind: "job", row, look: lookOf(columns, row) });
  }
  return all;
}

function fits(columns: JobColumns, row: number, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${columns.keys[row]}\n${columns.titles[row]}\n${columns.platforms[row]}\n${columns.symbols[row]}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

const collator = new Intl.Collator("en", { numeric: true });

function order(a: string, b: string): number {
  return collator.compare(a, b);
}

/** Rows in the order in which the board shows them, failures (or what else fits) only. */
export function inOrder(lanes: readonly Lane[], fitting: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (const lane of lanes) {
    for (const group of lane.groups) {
      for (const chip of group.chips) {
        if (chip.kind === "job") {
          if (fitting(chip.row)) rows.push(chip.row);
        } else rows.push(...chip.rows.filter(fitting));
      }
    }
  }
  return rows;
}

export function isRunning(columns: JobColumns, row: number): boolean {
  return columns.states[row] === RUNNING;
}
