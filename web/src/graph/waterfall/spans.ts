/** When jobs ran and are expected to run, as rows of a waterfall, and the path that the time went along. Pure. */
import type { JobColumns } from "../../stream/columns";
import type { Ways } from "../filter";

/** What the farm expects of the unfinished jobs; the lists go by `jobs`, -1 where a job never starts as things are. */
export interface Forecast {
  at: string;
  criticalPath: number[];
  jobs: number[];
  startP50Ms: number[];
  endP50Ms: number[];
  endP90Ms: number[];
  slackMs: number[];
}

export interface Span {
  readonly row: number;
  /** Milliseconds since 1970. `end` of a running job is when it is expected to end, at least now. */
  readonly start: number;
  readonly end: number;
  /** From here on it is expected, not known; undefined for what is over. */
  readonly expectedFrom: number | undefined;
  readonly slack: number | undefined;
}

/** One span for each wanted job that ran, runs or is expected to run, in the order of their starts. */
export function spansOf(columns: JobColumns, wanted: Uint8Array | undefined, forecast: Forecast | undefined, now: number): Span[] {
  const expected = new Map<number, number>();
  forecast?.jobs.forEach((job, i) => expected.set(job, i));
  const base = forecast === undefined ? 0 : Date.parse(forecast.at);
  const spans: Span[] = [];
  for (let row = 0; row < columns.length; row++) {
    if ((wanted?.[row] ?? 1) === 0) continue;
    const claimed = columns.claimedAt[row] as number;
    const ended = columns.endedAt[row] as number;
    const i = expected.get(columns.jobs[row] as number);
    const startIn = i === undefined ? -1 : (forecast?.startP50Ms[i] ?? -1);
    const endIn = i === undefined ? -1 : (forecast?.endP50Ms[i] ?? -1);
    const slack = i === undefined || endIn < 0 ? undefined : forecast?.slackMs[i];
    if (claimed > 0 && ended === 0) {
      spans.push({ row, start: claimed, end: Math.max(now, endIn < 0 ? now : base + endIn), expectedFrom: now, slack });
    } else if (startIn >= 0 && endIn >= 0) {
      // It runs again, or for the first time: what is to come matters more than what was.
      const start = Math.max(now, base + startIn);
      spans.push({ row, start, end: Math.max(start, base + endIn), expectedFrom: start, slack });
    } else if (claimed > 0) {
      spans.push({ row, start: claimed, end: ended, expectedFrom: undefined, slack: undefined });
    }
  }
  return spans.sort((a, b) => a.start - b.start || a.end - b.end || a.row - b.row);
}

/**
 * The path that decides when the graph ends: from what ends last, over and over to what of that ended last before it.
 * With a forecast it begins with the forecast's own path.
 */
export function criticalPath(columns: JobColumns, ways: Ways, spans: readonly Span[], forecast: Forecast | undefined): number[] {
  const ends = new Map(spans.map((span) => [span.row, span.end]));
  const path = (forecast?.criticalPath ?? []).flatMap((job) => columns.rowOf(job) ?? []).filter((row) => ends.has(row));
  let at = path[0];
  if (at === undefined) {
    let last = -1;
    for (const span of spans) {
      if (span.end > last) {
        last = span.end;
        at = span.row;
      }
    }
    if (at === undefined) return [];
    path.push(at);
  }
  const seen = new Set(path);
  for (;;) {
    const next = latest(ways, at, columns.length, ends);
    if (next === undefined || seen.has(next)) return path;
    seen.add(next);
    path.unshift(next);
    at = next;
  }
}

/** Of what a job waits for, also through hidden nodes, the one that ended last. */
function latest(ways: Ways, row: number, jobs: number, ends: ReadonlyMap<number, number>): number | undefined {
  const stack = [row];
  const seen = new Set(stack);
  let best: number | undefined;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let i = ways.before.start[node] as number; i < (ways.before.start[node + 1] as number); i++) {
      const from = ways.before.list[i] as number;
      if (seen.has(from)) continue;
      seen.add(from);
      if (from >= jobs) stack.push(from);
      else if (ends.has(from) && (best === undefined || (ends.get(from) as number) > (ends.get(best) as number))) best = from;
    }
  }
  return best;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800].map((seconds) => seconds * 1_000);

/** Marks of a time axis: few enough to be read. */
export function ticks(from: number, to: number, most: number): { step: number; at: number[] } {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most);
  const at: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) at.push(t);
  return { step, at };
}
