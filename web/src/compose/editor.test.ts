import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mediaOf } from "./draft";
import { faultsOf, spanOf } from "./places";
import { about, keysAt, valuesAt, type Schema } from "./schema";
import { spotAt } from "./yamlPath";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../../protocol/src/main/resources/croft/graph.schema.json", import.meta.url), "utf8"),
) as Schema;

/** The spot at the bar. */
function at(text: string) {
  const offset = text.indexOf("|");
  return spotAt(text.slice(0, offset) + text.slice(offset + 1), offset);
}

const TABLE: [string, string, boolean][] = [
  ["cro|", "", false],
  ["croft: 1\njobs:\n  |", "jobs", false],
  ["jobs:\n  build:\n    scr|", "jobs/build", false],
  ["jobs:\n  build:\n    script: make\n    ret|\n    pool: x", "jobs/build", false],
  ["jobs:\n  build: {script: make, ne|}", "jobs/build", false],
  ["jobs:\n  build: {retry: {on: [lo|", "jobs/build/retry/on/[]", true],
  ["jobs:\n  build:\n    needs:\n      - jo|", "jobs/build/needs/[]", false],
  ["jobs:\n  build:\n    needs:\n    - job: a\n      on: fa|", "jobs/build/needs/[]/on", true],
  ["parameters:\n  x: {type: |", "parameters/x/type", true],
  ["jobs:\n  a:\n    script: make\n  b:\n    active: |", "jobs/b/active", true],
  ["defaults:\n  timeout: 3m\n\n# a comment\njobs:\n  a:\n    |", "jobs/a", false],
];

test.each(TABLE)("the place of %j is %s", (text, path, value) => {
  const spot = at(text);
  expect(spot?.path.join("/")).toBe(path);
  expect(spot?.value).toBe(value);
});

test("nothing is completed inside a script or a comment", () => {
  expect(at("jobs:\n  a:\n    script: |+\n      make |".replace("|+", ">"))).toBeUndefined();
  expect(at("jobs: # wh|")).toBeUndefined();
});

test("any text has a spot or none, and never an error", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("jobs:", "  a:", "\n", " ", "- ", "{", "}", "[", ":", "x", ",", "'", "#")), fc.nat(), (parts, n) => {
      const text = parts.join("");
      const offset = text.length === 0 ? 0 : n % (text.length + 1);
      const spot = spotAt(text, offset);
      if (spot !== undefined) expect(spot.from).toBeLessThanOrEqual(offset + 2);
    }),
  );
});

test("the schema knows keys and values, and leaves out what is there", () => {
  expect(keysAt(SCHEMA, [], ["croft"]).map((each) => each.label)).toContain("jobs");
  expect(keysAt(SCHEMA, [], ["croft"]).map((each) => each.label)).not.toContain("croft");
  const job = keysAt(SCHEMA, ["jobs", "build"], []);
  expect(job.find((each) => each.label === "needs")?.info).not.toBe("");
  expect(job.find((each) => each.label === "matrix")?.shape).toBe("map");
  expect(valuesAt(SCHEMA, ["parameters", "x", "type"]).map((each) => each.label)).toContain("choice");
  expect(valuesAt(SCHEMA, ["jobs", "build", "retry", "on", "[]"]).map((each) => each.label)).toContain("lost");
  expect(about(SCHEMA, ["jobs", "b", "needs"])?.text).toBeTruthy();
});

test("a fault is marked where the farm says", () => {
  const [first, second] = faultsOf({
    places: [
      { where: "2:10 jobs.build.needs[0]", message: "no such job" },
      { where: "parameters.depth", message: "must be a number" },
    ],
  });
  expect(first).toMatchObject({ line: 2, column: 10, where: "jobs.build.needs[0]" });
  expect(second).toMatchObject({ line: undefined, parameter: "depth" });
  const text = "a: 1\n  needs: [fetsch, b]\n";
  expect(text.slice(spanOf(text, first!)!.from, spanOf(text, first!)!.to)).toBe("[");
  expect(spanOf(text, { ...first!, column: 11 })).toEqual({ from: 15, to: 21 });
});

test("a span lies in the text, wherever the farm points", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "\n", " ", ":") }), fc.nat(20), fc.nat(20), (text, line, column) => {
      const span = spanOf(text, { message: "", where: "", line, column, parameter: undefined });
      expect(span!.from).toBeLessThanOrEqual(span!.to);
      expect(span!.to).toBeLessThanOrEqual(text.length);
    }),
  );
});

test("a text says how it is written", () => {
  expect(mediaOf("croft: 1")).toBe("application/yaml");
  expect(mediaOf('{"croft": 1,\n "jobs": {}}')).toBe("application/json");
  expect(mediaOf('{"croft":1,"name":"x"}\n{"key":"a"}')).toBe("application/x-ndjson");
});
