/** What a decision rests on: the state of all that led to a breakpoint, and what its verdict lets go on. */
import type { GraphColumns, JobState } from "../api/types";

/** Bits of `marks`, as the API says. */
const ALLOWED = 1;
const WAIVED = 2;
const STALE = 4;

export type Why = "failed" | "waived" | "allowed" | "stale" | "skipped" | "cancelled";

export interface Finding {
  job: number;
  key: string;
  state: JobState;
  why: Why;
}

export interface Evidence {
  /** What is not plainly green among the jobs that led here: what fails first. */
  findings: Finding[];
  /** Jobs that led here and succeeded. */
  green: number;
  /** Jobs that led here, inactive ones not counted. */
  above: number;
  /** Unfinished jobs that follow, and wait for this. */
  below: string[];
}

const ORDER: readonly Why[] = ["failed", "waived", "allowed", "stale", "skipped", "cancelled"];

/** Looks at everything above and below a job. Nodes that are no jobs are gone through. */
export function evidenceOf(columns: Pick<GraphColumns, "jobs" | "keys" | "states" | "marks" | "from" | "to">, job: number): Evidence {
  const row = new Map(columns.jobs.map((number, i) => [number, i]));
  const up = reached(columns.to, columns.from, job);
  const down = reached(columns.from, columns.to, job);
  const findings: Finding[] = [];
  let green = 0;
  let above = 0;
  for (const number of up) {
    const i = row.get(number);
    if (i === undefined) continue;
    const state = columns.states[i] as JobState;
    if (state === "inactive") continue;
    above++;
    const why = whyOf(state, columns.marks[i] ?? 0);
    if (why === undefined) {
      if (state === "succeeded") green++;
    } else findings.push({ job: number, key: columns.keys[i] ?? "", state, why });
  }
  findings.sort((a, b) => ORDER.indexOf(a.why) - ORDER.indexOf(b.why) || (row.get(a.job) ?? 0) - (row.get(b.job) ?? 0));
  const below: string[] = [];
  for (const number of [...down].sort((a, b) => a - b)) {
    const i = row.get(number);
    if (i !== undefined && (columns.states[i] === "blocked" || columns.states[i] === "held")) below.push(columns.keys[i] ?? "");
  }
  return { findings, green, above, below };
}

function whyOf(state: JobState, marks: number): Why | undefined {
  if (state === "failed") return (marks & WAIVED) !== 0 ? "waived" : (marks & ALLOWED) !== 0 ? "allowed" : "failed";
  if (state === "skipped" || state === "cancelled") return state;
  return (marks & STALE) !== 0 ? "stale" : undefined;
}

/** Everything that can be reached from a node along edges, itself left out. */
function reached(from: readonly number[], to: readonly number[], start: number): Set<number> {
  const next = new Map<number, number[]>();
  from.forEach((node, i) => {
    const other = to[i] as number;
    const list = next.get(node);
    if (list === undefined) next.set(node, [other]);
    else list.push(other);
  });
  const seen = new Set<number>();
  const todo = [start];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    for (const other of next.get(node) ?? []) {
      if (seen.has(other) || other === start) continue;
      seen.add(other);
      todo.push(other);
    }
  }
  return seen;
}
