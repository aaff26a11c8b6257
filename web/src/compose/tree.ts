/** Jobs as a tree by the segments of their keys, and as a grid by their faces. */
import type { PlannedGraph } from "./planned";

export interface Branch {
  /** Segments so far, joined. */
  path: string;
  /** What is shown: the last segment, or several where nothing branches off between. */
  label: string;
  depth: number;
  /** All jobs below, itself included. */
  rows: number[];
  /** The job with just this key. */
  row: number | undefined;
  children: Branch[];
}

/** The tree of these jobs. Branches without a job and with one child are drawn together with it. */
export function treeOf(graph: PlannedGraph, rows: readonly number[]): Branch[] {
  const root: Branch = { path: "", label: "", depth: -1, rows: [], row: undefined, children: [] };
  const known = new Map<string, Branch>([["", root]]);
  for (const row of rows) {
    const segments = (graph.keys[row] ?? "").split("/");
    let at = root;
    let path = "";
    segments.forEach((segment, i) => {
      path = i === 0 ? segment : `${path}/${segment}`;
      let branch = known.get(path);
      if (branch === undefined) {
        branch = { path, label: segment, depth: i, rows: [], row: undefined, children: [] };
        known.set(path, branch);
        at.children.push(branch);
      }
      branch.rows.push(row);
      at = branch;
    });
    at.row = row;
  }
  return root.children.map((branch) => joined(branch, 0));
}

function joined(branch: Branch, depth: number): Branch {
  let at = branch;
  let label = branch.label;
  while (at.row === undefined && at.children.length === 1) {
    at = at.children[0] as Branch;
    label = `${label}/${at.label}`;
  }
  return { ...at, label, depth, children: at.children.map((child) => joined(child, depth + 1)) };
}

/** The branches on the screen, top to bottom: those below closed ones are left out. */
export function visible(branches: readonly Branch[], isOpen: (branch: Branch) => boolean): Branch[] {
  const found: Branch[] = [];
  const visit = (branch: Branch) => {
    found.push(branch);
    if (branch.children.length > 0 && isOpen(branch)) branch.children.forEach(visit);
  };
  branches.forEach(visit);
  return found;
}

export interface Grid {
  platforms: string[];
  columns: { group: string; symbol: string }[];
  /** Rows of jobs by platform and column. */
  cells: Map<string, number[]>;
}

export function cellName(platform: number, column: number): string {
  return `${platform}:${column}`;
}

/** Platforms down, groups of symbols across; jobs without a platform stand on a line of their own. */
export function gridOf(graph: PlannedGraph, rows: readonly number[]): Grid {
  const platforms = new Map<string, number>();
  const columns = new Map<string, number>();
  const heads: { group: string; symbol: string }[] = [];
  const places: { row: number; platform: string; column: string }[] = [];
  for (const row of rows) {
    const job = graph.jobs[row];
    if (job === undefined) continue;
    const platform = job.face.platform ?? "";
    const group = job.face.group ?? job.key.split("/")[0] ?? "";
    const symbol = job.face.symbol ?? "";
    const column = `${group}\n${symbol}`;
    if (!platforms.has(platform)) platforms.set(platform, platforms.size);
    if (!columns.has(column)) {
      columns.set(column, columns.size);
      heads.push({ group, symbol });
    }
    places.push({ row, platform, column });
  }
  const platformNames = [...platforms.keys()];
  // Groups stay together, in the order in which they first came.
  const order = [...columns.keys()];
  const firstOf = new Map<string, number>();
  heads.forEach((head, i) => {
    if (!firstOf.has(head.group)) firstOf.set(head.group, i);
  });
  order.sort((a, b) => {
    const one = columns.get(a) ?? 0;
    const two = columns.get(b) ?? 0;
    const groups = (firstOf.get(heads[one]?.group ?? "") ?? 0) - (firstOf.get(heads[two]?.group ?? "") ?? 0);
    return groups !== 0 ? groups : one - two;
  });
  const place = new Map(order.map((column, i) => [column, i]));
  const cells = new Map<string, number[]>();
  for (const { row, platform, column } of places) {
    const name = cellName(platforms.get(platform) ?? 0, place.get(column) ?? 0);
    const cell = cells.get(name);
    if (cell === undefined) cells.set(name, [row]);
    else cell.push(row);
  }
  return { platforms: platformNames, columns: order.map((column) => heads[columns.get(column) ?? 0] ?? { group: "", symbol: "" }), cells };
}
