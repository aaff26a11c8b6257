import { expect, test } from "vitest";
import { JobColumns } from "../../stream/columns";
import { snapshot } from "../../stream/columns.test-data";
import { waysOf } from "../filter";
import { linesOf } from "../layout/fold";
import { criticalPath, spansOf, ticks, type Forecast } from "./spans";

/** fetch -> a, b -> test; numbers are even, rows are not. */
function graph(): JobColumns {
  return new JobColumns({
    ...snapshot(["succeeded", "succeeded", "running", "blocked"]),
    claimedAtMs: [100, 200, 210, 0],
    endedAtMs: [200, 300, 0, 0],
    from: [0, 0, 2, 4],
    to: [2, 4, 6, 6],
    kinds: ["needs", "needs", "needs", "needs"],
    ons: ["succeeded", "succeeded", "succeeded", "succeeded"],
  });
}

const FORECAST: Forecast = { at: new Date(400).toISOString(), criticalPath: [4, 6], jobs: [4, 6], startP50Ms: [0, 100], endP50Ms: [100, 300], endP90Ms: [200, 500], slackMs: [0, 0] };

test("what ran has its times, what runs ends when it is expected to, what waits is expected", () => {
  expect(spansOf(graph(), undefined, FORECAST, 400)).toEqual([
    { row: 0, start: 100, end: 200, expectedFrom: undefined, slack: undefined },
    { row: 1, start: 200, end: 300, expectedFrom: undefined, slack: undefined },
    { row: 2, start: 210, end: 500, expectedFrom: 400, slack: 0 },
    { row: 3, start: 500, end: 700, expectedFrom: 500, slack: 0 },
  ]);
});

test("without a forecast what runs goes until now, and what waits is not there", () => {
  const spans = spansOf(graph(), undefined, undefined, 400);
  expect(spans.map((span) => span.end)).toEqual([200, 300, 400]);
});

test("the critical path goes back from the forecast's through what ended last", () => {
  const columns = graph();
  const ways = waysOf(linesOf(columns));
  expect(criticalPath(columns, ways, spansOf(columns, undefined, FORECAST, 400), FORECAST)).toEqual([0, 2, 3]);
  expect(criticalPath(columns, ways, spansOf(columns, undefined, undefined, 400), undefined)).toEqual([0, 2]);
});

test("an axis has few marks, at round times", () => {
  expect(ticks(0, 60_000, 8)).toEqual({ step: 10_000, at: [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000] });
  for (const span of [1, 999, 60_000, 3_600_000, 86_400_000 * 400]) expect(ticks(0, span, 10).at.length).toBeLessThanOrEqual(12);
});
