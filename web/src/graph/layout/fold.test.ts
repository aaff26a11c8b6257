import fc from "fast-check";
import { expect, test } from "vitest";
import { folded, type Lines } from "./fold";
import { ranksOf } from "./layered";
import { ALL, branchName, NO_FOLDS, openAtFirst, tree, visible, VISIBLE_MAX, type Branch } from "./tree";

const word = fc.constantFrom("a", "b", "c", "test", "build", "x", "1", "2", "10");
const key = fc.array(word, { minLength: 1, maxLength: 4 }).chain((words) => fc.constantFrom(words.join("/"), words.join("-")));
const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 120 });

function lines(n: number, pairs: readonly (readonly [number, number])[]): Lines {
  const edges = pairs.map(([a, b]) => [a % n, b % n] as const).filter(([a, b]) => a < b);
  return { total: n, from: Int32Array.from(edges, ([a]) => a), to: Int32Array.from(edges, ([, b]) => b), soft: new Uint8Array(edges.length) };
}

function names(branches: readonly Branch[]): string[] {
  return branches.map((branch) => (branch.row === undefined ? `${branchName(branch)} ×${branch.rows.length}` : branch.path));
}

test("a matrix of a large graph is one node, and a small graph is shown whole", () => {
  const matrix = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => `test/${letter}`);
  const small = tree(["fetch", ...matrix]);
  expect(visible(small, openAtFirst(small), NO_FOLDS)).toHaveLength(27);
  const large = tree(["fetch", ...matrix, ...Array.from({ length: 200 }, (_, i) => `fuzz/${i}`)]);
  expect(names(visible(large, openAtFirst(large), NO_FOLDS))).toEqual(["fetch", "fuzz ×200", "test ×26"]);
});

test("each job is seen once, whatever is open", () => {
  fc.assert(
    fc.property(keys, fc.array(fc.nat(500)), fc.array(fc.nat(500)), (all, opened, shut) => {
      const root = tree(all);
      const paths: string[] = [];
      const walk = (branch: Branch) => {
        paths.push(branch.path);
        branch.children.forEach(walk);
      };
      walk(root);
      const pick = (numbers: number[]) => new Set(numbers.map((n) => paths[n % paths.length] as string));
      const seen = visible(root, openAtFirst(root), { open: pick(opened), shut: pick(shut) });
      const rows = seen.flatMap((branch) => branch.rows).sort((a, b) => a - b);
      expect(rows).toEqual(all.map((_, row) => row));
      expect(new Set(paths).size).toBe(paths.length);
    }),
  );
});

test("all that is open is open, but for what a person shut", () => {
  const keys = Array.from({ length: 1_000 }, (_, i) => `${i % 2 === 0 ? "build" : "test"}/${i}`);
  const root = tree(keys);
  expect(visible(root, openAtFirst(root), { open: new Set([ALL]), shut: new Set() })).toHaveLength(1_000);
  const some = visible(root, openAtFirst(root), { open: new Set([ALL]), shut: new Set(["test/"]) });
  expect(names(some).filter((name) => name.includes("×"))).toEqual(["test ×500"]);
});

test("at first no more than 400 nodes are seen, however the jobs are called", () => {
  for (const name of [(i: number) => `job-${i}`, (i: number) => (i * 7919).toString(36), (i: number) => `t${i}/linux`, (i: number) => `${"abc"[i % 3]}/${i % 700}/${i}`]) {
    const root = tree(Array.from({ length: 30_000 }, (_, i) => name(i)));
    expect(visible(root, openAtFirst(root), NO_FOLDS).length).toBeLessThanOrEqual(VISIBLE_MAX);
  }
});

test("folding never makes a cycle, and joins what was joined", () => {
  fc.assert(
    fc.property(keys, fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { maxLength: 150 }), (all, pairs) => {
      const root = tree(all);
      const between = lines(all.length, pairs);
      const graph = folded(all.length, between, root.children.length === 0 ? [root] : root.children);
      const rank = ranksOf(graph.nodes.length, graph.from, graph.to);
      for (let i = 0; i < graph.from.length; i++) {
        expect(rank[graph.to[i] as number]).toBeGreaterThan(rank[graph.from[i] as number] as number);
      }
      const drawn = new Set(Array.from(graph.from, (a, i) => `${a} ${graph.to[i]}`));
      for (let i = 0; i < between.from.length; i++) {
        const a = graph.nodeOf[between.from[i] as number];
        const b = graph.nodeOf[between.to[i] as number];
        if (a !== b) expect(drawn).toContain(`${a} ${b}`);
      }
    }),
  );
});

test("a hidden node goes when its lines can go through it, and stays when that would be many", () => {
  const root = tree(["a", "b", "c", "d", "e", "f"]);
  const any: Lines = { total: 7, from: Int32Array.of(0, 1, 6), to: Int32Array.of(6, 6, 2), soft: new Uint8Array(3) };
  const through = folded(6, any, root.children);
  expect(through.nodes).toHaveLength(6);
  expect(through.from.length).toBe(2);
  const gate: Lines = { total: 7, from: Int32Array.of(0, 1, 2, 6, 6, 6), to: Int32Array.of(6, 6, 6, 3, 4, 5), soft: new Uint8Array(6) };
  expect(folded(6, gate, root.children).nodes.filter((node) => node.hidden)).toHaveLength(1);
});
