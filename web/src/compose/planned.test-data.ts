import fc from "fast-check";
import type { PlannedEdge, PlannedJob } from "../../generated/schema";
import { PlannedGraph } from "./planned";

export function job(key: string, waitsFor: PlannedEdge[] = [], more: Partial<PlannedJob> = {}): PlannedJob {
  return {
    job: 0,
    key,
    kind: "script",
    level: 1,
    active: true,
    definition: `sha256:${"0".repeat(64)}`,
    pool: "default",
    labels: [],
    face: { tier: 1 },
    tags: [],
    priority: 0,
    allowFailure: false,
    startSeconds: 0,
    waitsFor,
    barrier: false,
    finalizer: false,
    ...more,
  };
}

export const needs = (key: string): PlannedEdge => ({ kind: "needs", condition: "succeeded", job: key, of: [] });
export const after = (key: string): PlannedEdge => ({ kind: "after", condition: "finished", job: key, of: [] });
export const some = (atLeast: number, keys: string[]): PlannedEdge => ({ kind: "needs", atLeast, of: keys.map(needs) });

/** Graphs whose jobs wait only for earlier ones, some by joins, some inactive from the start with what needs them. */
export const graphs = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(30), { maxLength: 3 }),
      after: fc.array(fc.nat(30), { maxLength: 2 }),
      join: fc.option(fc.record({ of: fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 4 }), atLeast: fc.integer({ min: 1, max: 4 }) })),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((drafts) => {
    const jobs = drafts.map((draft, i) => {
      const earlier = (n: number) => (i === 0 ? undefined : `j${n % i}`);
      const known = (list: number[]) => [...new Set(list.map(earlier))].filter((key) => key !== undefined);
      const edges = [...known(draft.needs).map(needs), ...known(draft.after).map(after)];
      const members = draft.join === null ? [] : known(draft.join.of);
      if (draft.join !== null && members.length > 0) edges.push(some(Math.min(draft.join.atLeast, members.length), members));
      return job(`j${i}`, edges);
    });
    return new PlannedGraph({ jobs });
  });
