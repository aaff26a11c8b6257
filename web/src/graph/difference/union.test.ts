import fc from "fast-check";
import { expect, test } from "vitest";
import { namesIn, union, type RevisionFile } from "./union";

test("jobs and edges of both revisions are there, with what became of them", () => {
  const it = union(
    { jobs: { fetch: { script: "a" }, old: { script: "x", needs: ["fetch"] }, test: { script: "t", needs: ["fetch"] } } },
    { jobs: { fetch: { script: "b", timeout: "5m" }, test: { script: "t", needs: [{ any: ["fetch", "new"] }] }, new: { script: "n" } } },
  );
  expect(Object.fromEntries(it.keys.map((key, i) => [key, it.jobs[i]]))).toEqual({ fetch: 2, old: -1, test: 0, new: 1 });
  const lines = Array.from(it.lines.from, (from, i) => `${it.keys[from]}->${it.keys[it.lines.to[i] as number]} ${it.edges[i]}`);
  expect(lines.sort()).toEqual(["fetch->old -1", "fetch->test 0", "new->test 1"]);
  expect(it.fields.get("fetch")).toEqual([
    { field: "script", before: "a", after: "b" },
    { field: "timeout", before: undefined, after: "5m" },
  ]);
});

test("a revision does not differ from itself, and the other way round what was added was removed", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  const file: fc.Arbitrary<RevisionFile> = fc.dictionary(key, fc.record({ script: fc.constantFrom("x", "y"), needs: fc.array(key) })).map((jobs) => ({ jobs }));
  fc.assert(
    fc.property(file, file, (a, b) => {
      expect([...union(a, a).jobs, ...union(a, a).edges].every((each) => each === 0)).toBe(true);
      const there = union(a, b);
      const back = union(b, a);
      const of = (it: typeof there) => Object.fromEntries(it.keys.map((name, i) => [name, it.jobs[i] === 2 ? 2 : Math.abs(it.jobs[i] as number)]));
      expect(of(back)).toEqual(of(there));
    }),
  );
});

test("names are found in every form of an entry", () => {
  expect(namesIn(["a", { job: "b", on: "failed" }, { atLeast: 2, of: ["c", { job: "d" }] }, { any: "e" }, 7, null])).toEqual(["a", "b", "c", "d", "e"]);
});
