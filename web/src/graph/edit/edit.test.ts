import fc from "fast-check";
import { expect, test } from "vitest";
import type { JobState } from "../../api/types";
import { waysOf } from "../filter";
import type { Lines } from "../layout/fold";
import { ranksOf } from "../layout/layered";
import { command, EMPTY, operationsOf, perform, redo, slotOf, undo, type Draft, type History, type Wish } from "./draft";
import { ancestors, edgesOf, illegalTargets } from "./legal";

const key = fc.constantFrom("a", "b", "c", "d");
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ op: fc.constantFrom("activate", "deactivate", "hold", "release", "remove", "cancel", "waive"), key }) as fc.Arbitrary<Wish>,
  fc.record({ op: fc.constant("setPriority"), key, priority: fc.integer({ min: -3, max: 3 }) }) as fc.Arbitrary<Wish>,
  fc.record({ op: fc.constant("link"), from: key, to: key, kind: fc.constantFrom("needs", "after") }) as fc.Arbitrary<Wish>,
  fc.record({ op: fc.constant("unlink"), from: key, to: key }) as fc.Arbitrary<Wish>,
);
const step = fc.array(fc.tuple(wish, fc.boolean()), { minLength: 1, maxLength: 4 });

function performed(steps: readonly (readonly (readonly [Wish, boolean])[])[]): { history: History; drafts: Draft[] } {
  let history = EMPTY;
  const drafts: Draft[] = [history.draft];
  for (const wishes of steps) {
    const next = perform(history, command(history.draft, "step", wishes.map(([each, back]) => [slotOf(each), back ? undefined : each] as const)));
    if (next !== history) drafts.push(next.draft);
    history = next;
  }
  return { history, drafts };
}

test("undo goes back through every draft there was, and redo forth", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const done = performed(steps);
      let history = done.history;
      for (const draft of [...done.drafts].reverse()) {
        expect(new Map(history.draft)).toEqual(new Map(draft));
        history = undo(history);
      }
      expect(history.draft.size).toBe(0);
      for (const draft of done.drafts.slice(1)) {
        history = redo(history);
        expect(new Map(history.draft)).toEqual(new Map(draft));
      }
    }),
  );
});

test("what is done after an undo takes away what was undone", () => {
  const a: Wish = { op: "hold", key: "a" };
  let history = perform(EMPTY, command(EMPTY.draft, "hold", [[slotOf(a), a]]));
  history = undo(history);
  history = perform(history, command(history.draft, "remove", [["job b", { op: "remove", key: "b" }]]));
  expect(redo(history)).toBe(history);
});

test("the opposite of a wish takes its place, and jobs share an operation", () => {
  let draft: Draft = new Map();
  for (const each of [{ op: "hold", key: "a" }, { op: "release", key: "a" }, { op: "release", key: "b" }] as const) {
    draft = perform({ ...EMPTY, draft }, command(draft, "", [[slotOf(each), each]])).draft;
  }
  expect(operationsOf(draft)).toEqual([{ op: "release", jobs: ["a", "b"] }]);
});

test("a link that is legal closes no cycle, and one that is not would", () => {
  const pairs = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 });
  fc.assert(
    fc.property(pairs, fc.nat(11), fc.nat(11), (given, from, to) => {
      const edges = given.filter(([a, b]) => a < b);
      const lines: Lines = { total: 12, from: Int32Array.from(edges, ([a]) => a), to: Int32Array.from(edges, ([, b]) => b), soft: new Uint8Array(edges.length) };
      const states: JobState[] = Array.from({ length: 12 }, () => "blocked");
      const between = edgesOf(waysOf(lines), new Map(), () => undefined);
      const illegal = illegalTargets(between, [from], 12, states)[to] === 1;
      const all = [...edges, [from, to] as const];
      const rank = ranksOf(12, Int32Array.from(all, ([a]) => a), Int32Array.from(all, ([, b]) => b));
      const acyclic = all.every(([a, b]) => (rank[a] as number) < (rank[b] as number));
      expect(illegal).toBe(!acyclic);
    }),
  );
});

test("the draft's own links and unlinks count when cycles are looked for", () => {
  const lines: Lines = { total: 3, from: Int32Array.of(0), to: Int32Array.of(1), soft: new Uint8Array(1) };
  const rows: Record<string, number> = { a: 0, b: 1, c: 2 };
  const draft: Draft = new Map<string, Wish>([
    ["edge b c", { op: "link", from: "b", to: "c", kind: "needs" }],
    ["edge a b", { op: "unlink", from: "a", to: "b" }],
  ]);
  const marks = ancestors(edgesOf(waysOf(lines), draft, (name) => rows[name]), [2], 3);
  expect([...marks]).toEqual([0, 1, 1]);
});
