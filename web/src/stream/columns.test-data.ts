import type { GraphColumns, JobState } from "../api/types";

/** A graph of jobs in these states, with even numbers, so that numbers and rows are not the same. */
export function snapshot(states: readonly JobState[], seq = 0): GraphColumns {
  const n = states.length;
  const numbers = Array.from({ length: n }, (_, i) => i);
  const zeros = numbers.map(() => 0);
  return {
    graph: { graph: 1, revision: 1, seq } as GraphColumns["graph"],
    jobs: numbers.map((i) => i * 2),
    keys: numbers.map((i) => `job/${i}`),
    states: [...states],
    attempts: zeros,
    marks: zeros,
    titles: numbers.map((i) => `Job ${i}`),
    symbols: numbers.map(String),
    groups: numbers.map(() => "job"),
    platforms: numbers.map(() => "linux"),
    tiers: numbers.map(() => 1),
    priorities: zeros,
    claimedAtMs: zeros,
    endedAtMs: zeros,
    from: [],
    to: [],
    kinds: [],
    ons: [],
  };
}
