import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzzy } from "./commands";
import { match, to } from "./routes";

const VIEWS = [
  ["/graphs", "list"],
  ["/graphs/:graph", "graph"],
  ["/graphs/:graph/jobs/:job", "job"],
] as const;

test("a job's address comes back as its key, whatever is in it", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string({ minLength: 1, unit: "grapheme" }), (graph, key) => {
      const found = match(to.job(graph, key), VIEWS);
      expect(found).toEqual({ page: "job", parameters: { graph: String(graph), job: key } });
    }),
  );
});

test("what is not percent-encoded text is no address", () => {
  expect(match("/graphs/1/jobs/%ff", VIEWS)).toBeUndefined();
});

test("letters must occur in order, and words count more than scattered letters", () => {
  expect(fuzzy("gb", "Go to Board")).toBeGreaterThan(0);
  expect(fuzzy("bg", "Go to Board")).toBe(-1);
  expect(fuzzy("work", "Workers")).toBeGreaterThan(fuzzy("work", "Write or keep"));
});
