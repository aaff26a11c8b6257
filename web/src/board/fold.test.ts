import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobState } from "../api/types";
import { JobColumns } from "../stream/columns";
import { snapshot } from "../stream/columns.test-data";
import { STATES } from "../stream/states";
import { fold, foldName, inOrder, isUnresolved, SHOWN_MAX, type Wanted } from "./fold";

const ALL: Wanted = { unresolved: false, inactive: true, words: [], open: new Set() };

const graph = fc
  .array(
    fc.record({
      state: fc.constantFrom<JobState>(...STATES),
      platform: fc.constantFrom("linux", "mac", ""),
      group: fc.constantFrom("test", "build"),
      marks: fc.constantFrom(0, 1, 2),
    }),
    { maxLength: 60 },
  )
  .map((jobs) => {
    const data = snapshot(jobs.map((job) => job.state));
    return new JobColumns({
      ...data,
      platforms: jobs.map((job) => job.platform),
      groups: jobs.map((job) => job.group),
      marks: jobs.map((job) => job.marks),
    });
  });

const rowsOf = (columns: JobColumns) => Array.from({ length: columns.length }, (_, row) => row);

test("every job is on the board exactly once, alone or in a fold", () => {
  fc.assert(
    fc.property(graph, (columns) => {
      expect(inOrder(fold(columns, ALL), () => true).sort((a, b) => a - b)).toEqual(rowsOf(columns));
    }),
  );
});

test("failures and what is held are never folded, folds have one state and more jobs than would be shown", () => {
  fc.assert(
    fc.property(graph, (columns) => {
      for (const group of fold(columns, ALL).flatMap((lane) => lane.groups)) {
        for (const chip of group.chips) {
          if (chip.kind === "job") continue;
          expect(chip.rows.length).toBeGreaterThan(SHOWN_MAX);
          expect(["failed", "held"]).not.toContain(chip.state);
          for (const row of chip.rows) expect(STATES[columns.states[row] as number]).toBe(chip.state);
        }
      }
    }),
  );
});

test("an opened fold shows each of its jobs", () => {
  fc.assert(
    fc.property(graph, (columns) => {
      const open = new Set<string>();
      for (const lane of fold(columns, ALL)) {
        for (const group of lane.groups) {
          for (const chip of group.chips) {
            if (chip.kind === "fold") open.add(foldName(lane.platform, group.name, chip.state));
          }
        }
      }
      const chips = fold(columns, { ...ALL, open }).flatMap((lane) => lane.groups.flatMap((group) => group.chips));
      expect(chips.every((chip) => chip.kind === "job")).toBe(true);
    }),
  );
});

test("unresolved are the failures that count and what is held, and nothing else", () => {
  fc.assert(
    fc.property(graph, (columns) => {
      const shown = inOrder(fold(columns, { ...ALL, unresolved: true }), () => true);
      expect(shown.sort((a, b) => a - b)).toEqual(rowsOf(columns).filter((row) => isUnresolved(columns, row)));
      for (const row of shown) expect(columns.marks[row] === 0 || STATES[columns.states[row] as number] === "held").toBe(true);
    }),
  );
});

test("words are looked for in key, title and face", () => {
  const columns = new JobColumns(snapshot(["ready", "ready", "failed"]));
  expect(inOrder(fold(columns, { ...ALL, words: ["job/2"] }), () => true)).toEqual([2]);
});

test("a job that is shown alone is in no fold, and no other job goes missing for it", () => {
  fc.assert(
    fc.property(graph, fc.array(fc.nat({ max: 59 })), (columns, wanted) => {
      const alone = new Map(rowsOf(columns).filter((row) => wanted.includes(row)).map((row) => [columns.jobs[row] as number, true]));
      const lanes = fold(columns, ALL, alone);
      expect(inOrder(lanes, () => true).sort((a, b) => a - b)).toEqual(rowsOf(columns));
      const folded = lanes.flatMap((lane) => lane.groups).flatMap((group) => group.chips).flatMap((chip) => (chip.kind === "fold" ? chip.rows : []));
      expect(folded.filter((row) => alone.has(columns.jobs[row] as number))).toEqual([]);
    }),
  );
});
