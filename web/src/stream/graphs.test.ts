import fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphView } from "../api/types";
import { merge } from "./graphs";

const view = fc.record({ graph: fc.integer({ min: 1, max: 8 }), seq: fc.nat(5) }).map((each) => each as GraphView);

test("lists in any order give each graph once, newest first, with its latest event", () => {
  fc.assert(
    fc.property(fc.array(fc.array(view)), (lists) => {
      const all = lists.reduce<readonly GraphView[]>((old, fresh) => merge(old, fresh), []);
      const ids = all.map((each) => each.graph);
      expect(ids).toEqual([...new Set(lists.flat().map((each) => each.graph))].sort((a, b) => b - a));
      for (const each of all) {
        const latest = Math.max(...lists.flat().filter((other) => other.graph === each.graph).map((other) => other.seq));
        expect(each.seq).toBe(latest);
      }
    }),
  );
});
