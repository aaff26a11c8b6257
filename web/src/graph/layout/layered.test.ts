import fc from "fast-check";
import { expect, test } from "vitest";
import { layered, type LayoutInput, type LayoutResult } from "./layered";

const GAP = 8;

interface Drawn {
  nodes: number;
  edges: (readonly [number, number])[];
}

/** Any graph without cycles: edges go from a lower number to a higher one. */
const acyclic = fc.integer({ min: 1, max: 40 }).chain((nodes) =>
  fc
    .array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: 120 })
    .map((pairs): Drawn => ({ nodes, edges: pairs.filter(([a, b]) => a !== b).map(([a, b]) => (a < b ? [a, b] : [b, a])) })),
);

function input(graph: Drawn, prior?: Float32Array): LayoutInput {
  return {
    nodes: graph.nodes,
    from: Int32Array.from(graph.edges, ([a]) => a),
    to: Int32Array.from(graph.edges, ([, b]) => b),
    height: Float32Array.from({ length: graph.nodes }, (_, i) => 20 + (i % 3) * 6),
    order: Int32Array.from({ length: graph.nodes }, (_, i) => i),
    gap: GAP,
    ...(prior === undefined ? {} : { prior }),
  };
}

/** What stands in each rank from top to bottom: real nodes, and dummies as negative numbers. */
function columns(graph: Drawn, result: LayoutResult): { y: number; half: number; node: number }[][] {
  const all: { y: number; half: number; node: number }[][] = Array.from({ length: result.ranks }, () => []);
  const heights = input(graph).height;
  for (let n = 0; n < graph.nodes; n++) {
    all[result.rank[n] as number]?.push({ y: result.y[n] as number, half: (heights[n] as number) / 2, node: n });
    for (let d = result.chainStart[n] as number; d < (result.chainStart[n + 1] as number); d++) {
      const rank = (result.rank[n] as number) + 1 + d - (result.chainStart[n] as number);
      all[rank]?.push({ y: result.chainY[d] as number, half: 0, node: -1 });
    }
  }
  for (const column of all) column.sort((a, b) => a.y - b.y);
  return all;
}

test("every edge goes to a later rank", () => {
  fc.assert(
    fc.property(acyclic, (graph) => {
      const { rank } = layered(input(graph));
      for (const [a, b] of graph.edges) expect(rank[b]).toBeGreaterThan(rank[a] as number);
    }),
  );
});

test("no job lies on another, and no line on a job that it passes", () => {
  fc.assert(
    fc.property(acyclic, (graph) => {
      for (const column of columns(graph, layered(input(graph)))) {
        for (let i = 1; i < column.length; i++) {
          const above = column[i - 1] as { y: number; half: number; node: number };
          const below = column[i] as { y: number; half: number; node: number };
          const least = above.node >= 0 && below.node >= 0 ? GAP : above.node < 0 && below.node < 0 ? 0 : 1;
          expect(below.y - below.half - (above.y + above.half)).toBeGreaterThanOrEqual(least - 0.01);
        }
      }
    }),
  );
});

test("the same graph is laid out the same", () => {
  fc.assert(
    fc.property(acyclic, (graph) => {
      expect(layered(input(graph))).toEqual(layered(input(graph)));
    }),
  );
});

test("what stays keeps its order when jobs and dependencies come and go", () => {
  fc.assert(
    fc.property(acyclic, fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { maxLength: 20 }), fc.integer({ min: 0, max: 5 }), (graph, more, fresh) => {
      const first = layered(input(graph));
      const nodes = graph.nodes + fresh;
      const added = more.map(([a, b]) => [a % nodes, b % nodes] as const).filter(([a, b]) => a < b);
      const prior = new Float32Array(nodes).fill(NaN);
      prior.set(first.y);
      const next: Drawn = { nodes, edges: [...graph.edges.slice(1), ...added] };
      const second = layered(input(next, prior));
      for (let a = 0; a < graph.nodes; a++) {
        for (let b = 0; b < graph.nodes; b++) {
          if (second.rank[a] === second.rank[b] && (first.y[a] as number) < (first.y[b] as number) - 0.01) {
            expect(second.y[a]).toBeLessThan(second.y[b] as number);
          }
        }
      }
    }),
  );
});

test("a cycle is drawn, too, and all that is on no cycle still goes forward", () => {
  const graph: Drawn = { nodes: 5, edges: [[0, 1], [1, 2], [2, 1], [2, 3], [4, 4]] };
  const { rank, ranks } = layered(input(graph));
  expect(ranks).toBeGreaterThanOrEqual(2);
  expect(rank[1]).toBeGreaterThan(rank[0] as number);
  expect(rank[3]).toBeGreaterThan(rank[2] as number);
});

test("an empty graph has no ranks", () => {
  expect(layered(input({ nodes: 0, edges: [] })).ranks).toBe(0);
});

test("ten thousand jobs and 27,000 dependencies take less than a second on any machine that builds this", () => {
  const nodes = 10_000;
  const edges: (readonly [number, number])[] = [];
  let seed = 7;
  const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let i = 1; edges.length < 27_000; i = (i % (nodes - 1)) + 1) edges.push([random(Math.max(1, Math.min(i, 1 + Math.floor(i / 3)))), i]);
  const at = performance.now();
  const result = layered(input({ nodes, edges: edges.filter(([a, b]) => a !== b) }));
  const took = performance.now() - at;
  console.log(`layout of ${nodes} jobs, ${edges.length} dependencies, ${result.ranks} ranks, ${result.chainY.length} dummies: ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(1_000);
});
