/** The words for states, and their numbers in columns. */
import type { Counts, GraphState, JobState } from "../api/types";

/** By number; the order is the order in bars and legends: what is wrong first, what is quiet last. */
export const STATES = [
  "failed",
  "running",
  "held",
  "ready",
  "blocked",
  "succeeded",
  "cancelled",
  "skipped",
  "inactive",
] as const satisfies readonly JobState[];

const NUMBERS = new Map<JobState, number>(STATES.map((state, number) => [state, number]));

export function stateNumber(state: JobState): number {
  return NUMBERS.get(state) ?? STATES.length - 1;
}

export const FAILED = stateNumber("failed");
export const RUNNING = stateNumber("running");
export const SUCCEEDED = stateNumber("succeeded");
export const INACTIVE = stateNumber("inactive");

/** No attempt will change these by itself. */
export function isFinal(state: JobState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled" || state === "skipped";
}

export function isOver(state: GraphState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** How many jobs are over, of those that are to run. */
export function progress(counts: Counts): { done: number; of: number } {
  let done = 0;
  let of = 0;
  for (const state of STATES) {
    const n = counts[state] ?? 0;
    if (state === "inactive") continue;
    of += n;
    if (isFinal(state)) done += n;
  }
  return { done, of };
}
