import fc from "fast-check";
import { expect, test } from "vitest";
import { Laying } from "../layout/laying";
import { branchOf, isBranch, treeRows } from "./rows";

function outlineOf(keys: readonly string[]) {
  return new Laying(keys, { total: keys.length, from: new Int32Array(), to: new Int32Array(), soft: new Uint8Array() }).outline();
}

test("jobs stand below their branch, and a shut branch stands for its jobs", () => {
  const keys = ["test/a", "test/b", "fetch", "build/x/1", "build/x/2", "build/y"];
  const outline = outlineOf(keys);
  const shown = (open: boolean, wanted?: Uint8Array) =>
    treeRows(outline, wanted, () => open).map((entry) => (isBranch(entry) ? `[${outline.names[branchOf(entry)]}]` : keys[entry]));
  expect(shown(false)).toEqual(["[build]", "fetch", "[test]"]);
  expect(shown(true)).toEqual(["[build]", "[build/x]", "build/x/1", "build/x/2", "build/y", "fetch", "[test]", "test/a", "test/b"]);
  expect(shown(true, Uint8Array.of(1, 0, 0, 1, 1, 0))).toEqual(["[build]", "[build/x]", "build/x/1", "build/x/2", "test/a"]);
});

test("with all open, each wanted job is there once", () => {
  const key = fc.array(fc.constantFrom("a", "b", "c", "1", "2"), { minLength: 1, maxLength: 4 }).map((words) => words.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(1), { minLength: 60, maxLength: 60 }), (keys, flags) => {
      const wanted = Uint8Array.from(keys, (_, i) => flags[i] as number);
      const rows = treeRows(outlineOf(keys), wanted, () => true).filter((entry) => !isBranch(entry));
      expect([...rows].sort((a, b) => a - b)).toEqual(keys.map((_, i) => i).filter((i) => wanted[i] === 1));
    }),
  );
});
