/**
 * Keys as a tree, by which a graph is folded: `test/17/binary` is below `test/17` below `test`; a branch with one child
 * is no branch. Pure.
 */

/** More nodes than this are not shown before a person opens something. */
export const VISIBLE_MAX = 400;

/** Below this a graph is shown whole. */
export const VISIBLE_WISH = 150;

/** Children of one branch; more are cut into ranges by name. */
const CHILDREN_MAX = 100;

export interface Branch {
  /** The beginning that its jobs' keys have in common; unique in the tree. */
  readonly path: string;
  readonly parent: Branch | undefined;
  /** All jobs below, as rows. */
  readonly rows: readonly number[];
  readonly children: readonly Branch[];
  /** The job, of a branch that is one job alone. */
  readonly row: number | undefined;
}

const SEPARATOR = /[/\-_.=]/;

export function tree(keys: readonly string[]): Branch {
  const rows = keys.map((_, row) => row);
  rows.sort((a, b) => natural(keys[a] as string, keys[b] as string));
  return grown("", undefined, rows, keys, 0);
}

/** `job/2` before `job/10`. */
export function natural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

const collator = new Intl.Collator("en", { numeric: true });

type Growing = { -readonly [name in keyof Branch]: Branch[name] };

/** `at`: how many characters all keys of these rows are known to have in common. */
function grown(path: string, parent: Branch | undefined, rows: readonly number[], keys: readonly string[], at: number): Branch {
  const branch: Growing = { path, parent, rows, children: [], row: undefined };
  let depth = at;
  for (;;) {
    const parts = split(rows, keys, depth);
    if (parts.length === 1 && rows.length > 1) {
      const [name] = parts[0] as [string, number[]];
      if (name.length === depth) break;
      depth = name.length;
      continue;
    }
    branch.children = limited(branch, parts, keys);
    break;
  }
  return branch;
}

/** Rows by the next piece of their keys; the name is the key up to and with the separator, or the whole key. */
function split(rows: readonly number[], keys: readonly string[], at: number): [string, number[]][] {
  const parts = new Map<string, number[]>();
  for (const row of rows) {
    const key = keys[row] as string;
    const next = key.slice(at).search(SEPARATOR);
    const name = next < 0 ? key : key.slice(0, at + next + 1);
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [row]);
    else part.push(row);
  }
  return [...parts];
}

function limited(parent: Branch, parts: [string, number[]][], keys: readonly string[]): Branch[] {
  if (parts.length > CHILDREN_MAX) {
    const size = Math.max(2, Math.ceil(parts.length / Math.max(2, Math.round(Math.sqrt(parts.length)))));
    const ranges: Branch[] = [];
    for (let i = 0; i < parts.length; i += size) {
      const some = parts.slice(i, i + size);
      const first = (some[0] as [string, number[]])[0];
      const last = (some.at(-1) as [string, number[]])[0];
      const range: Growing = { path: `${first}…${last}`, parent, rows: some.flatMap(([, rows]) => rows), children: [], row: undefined };
      range.children = some.map(([name, rows]) => child(name, range, rows, keys));
      ranges.push(range);
    }
    return ranges;
  }
  return parts.map(([name, rows]) => child(name, parent, rows, keys));
}

function child(name: string, parent: Branch, rows: readonly number[], keys: readonly string[]): Branch {
  const only = rows.length === 1 ? rows[0] : undefined;
  // A job's own name is told from the branch of those whose names go on.
  if (only !== undefined) return { path: keys[only] as string, parent, rows, children: [], row: only };
  return grown(name, parent, rows, keys, name.length);
}

/** What a person opened and shut, against what is open by itself. */
export interface Folds {
  readonly open: ReadonlySet<string>;
  readonly shut: ReadonlySet<string>;
}

/** Among what a person opened: every branch there is. */
export const ALL = "*";

export const NO_FOLDS: Folds = { open: new Set(), shut: new Set() };

/**
 * Branches that are open by themselves: the smallest first, as long as few enough nodes are seen. It depends on the
 * keys alone, so a job's change of state never moves anything.
 */
export function openAtFirst(root: Branch): ReadonlySet<string> {
  const open = new Set<string>([root.path]);
  let seen = root.children.length;
  const waiting = root.children.filter((each) => each.children.length > 0);
  const wish = root.rows.length <= VISIBLE_WISH ? VISIBLE_MAX : VISIBLE_WISH;
  while (waiting.length > 0) {
    let at = 0;
    for (let i = 1; i < waiting.length; i++) {
      if ((waiting[i] as Branch).rows.length < (waiting[at] as Branch).rows.length) at = i;
    }
    const [next] = waiting.splice(at, 1) as [Branch];
    // A matrix stays one node: that is what folding is for.
    if (root.rows.length > VISIBLE_WISH && next.rows.length > 4) break;
    if (seen + next.children.length - 1 > wish) break;
    open.add(next.path);
    seen += next.children.length - 1;
    waiting.push(...next.children.filter((each) => each.children.length > 0));
  }
  return open;
}

/** The branches that are seen, from top to bottom as their keys are. */
export function visible(root: Branch, open: ReadonlySet<string>, folds: Folds, wanted?: Uint8Array): Branch[] {
  const seen: Branch[] = [];
  const all = folds.open.has(ALL);
  const walk = (branch: Branch) => {
    if (wanted !== undefined && !branch.rows.some((row) => wanted[row] === 1)) return;
    const isOpen =
      branch.children.length > 0 && (branch === root || (all || open.has(branch.path) ? !folds.shut.has(branch.path) : folds.open.has(branch.path)));
    if (isOpen) for (const each of branch.children) walk(each);
    else seen.push(branch);
  };
  walk(root);
  return seen;
}

/** `test/17/` as people say it: `test/17`. */
export function branchName(branch: Branch): string {
  if (branch.row !== undefined) return branch.path;
  return branch.path.replaceAll(/[/\-_.=]+(?=$|…)/g, "");
}
