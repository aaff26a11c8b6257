import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobState, StreamJobs } from "../api/types";
import { JobColumns, Mark } from "./columns";
import { snapshot } from "./columns.test-data";
import { isFinal, STATES } from "./states";

const N = 6;
const AT = "2026-11-24T10:00:00Z";

const state = fc.constantFrom<JobState>(...STATES);
const change = fc.array(fc.tuple(fc.nat(N - 1), state, fc.nat(3)), { maxLength: 5 });

/** The plainest thing that could be right: the last word on each job. */
function model(changes: readonly StreamJobs[], from: number): Map<number, string> {
  const last = new Map<number, string>();
  for (const each of changes) {
    if (each.seq <= from) continue;
    each.jobs.forEach((job, i) => last.set(job, `${each.states[i] ?? ""} ${each.attempts[i] ?? ""}`));
  }
  return last;
}

test("a snapshot and all changes after it say what the changes alone say, repeated or not", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), fc.nat(20), fc.nat(20), (lists, from, again) => {
      const changes: StreamJobs[] = lists.map((list, i) => ({
        graph: 1,
        seq: i + 1,
        at: AT,
        jobs: list.map(([job]) => job * 2),
        states: list.map(([, each]) => each),
        attempts: list.map(([, , attempt]) => attempt),
      }));
      const columns = new JobColumns(snapshot(Array.from({ length: N }, () => "blocked"), from));
      for (const each of [...changes, ...changes.slice(again)]) expect(columns.apply(each)).toBe(true);
      for (const [job, said] of model(changes, from)) {
        const row = columns.rowOf(job) as number;
        expect(`${STATES[columns.states[row] as number]} ${columns.attempts[row]}`).toBe(said);
      }
    }),
  );
});

test("a job that is not here makes the change unknown, and the others of it still count", () => {
  const columns = new JobColumns(snapshot(["ready", "ready"]));
  expect(
    columns.apply({ graph: 1, seq: 1, at: AT, jobs: [0, 99], states: ["running", "ready"], attempts: [1, 0] }),
  ).toBe(false);
  expect(STATES[columns.states[0] as number]).toBe("running");
});

test("a new attempt starts its clock anew and takes the waiver away", () => {
  const columns = new JobColumns({ ...snapshot(["failed"]), attempts: [1], marks: [Mark.waived | Mark.finally], endedAtMs: [5] });
  columns.apply({ graph: 1, seq: 1, at: AT, jobs: [0], states: ["running"], attempts: [2] });
  expect(columns.claimedAt[0]).toBe(Date.parse(AT));
  expect(columns.endedAt[0]).toBe(0);
  expect(columns.marks[0]).toBe(Mark.finally);
});

test("final are the four that the model names", () => {
  expect(STATES.filter(isFinal).sort()).toEqual(["cancelled", "failed", "skipped", "succeeded"]);
});
