/** Two revisions of a graph as one: all jobs and edges of both, and what became of them. Pure. */
import type { Lines } from "../layout/fold";

/** A graph file as the farm gives it for a revision: matrices and globs worked out. */
export interface RevisionFile {
  jobs?: Record<string, Record<string, unknown>>;
}

export interface FieldChange {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Union {
  readonly keys: readonly string[];
  readonly lines: Lines;
  /** By job: 1 added, -1 removed, 2 changed, 0 the same. */
  readonly jobs: Int8Array;
  /** By line: 1 added, -1 removed, 0 the same. */
  readonly edges: Int8Array;
  /** Of changed jobs, field by field; dependencies are shown as lines. */
  readonly fields: ReadonlyMap<string, readonly FieldChange[]>;
}

const EDGES = new Set(["needs", "after"]);

export function union(before: RevisionFile, after: RevisionFile): Union {
  const old = before.jobs ?? {};
  const now = after.jobs ?? {};
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const row = new Map(keys.map((key, i) => [key, i]));
  const fields = new Map<string, FieldChange[]>();
  const jobs = Int8Array.from(keys, (key) => {
    const a = old[key];
    const b = now[key];
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    const changes = changesOf(a, b);
    if (changes.length === 0) return 0;
    fields.set(key, changes);
    return 2;
  });
  const lines = new Map<string, { from: number; to: number; soft: number; how: number }>();
  const add = (file: Record<string, Record<string, unknown>>, how: (id: string) => number) => {
    for (const [key, job] of Object.entries(file)) {
      for (const kind of EDGES) {
        for (const name of namesIn(job[kind])) {
          const from = row.get(name);
          const to = row.get(key);
          if (from === undefined || to === undefined) continue;
          const id = `${from} ${to}`;
          lines.set(id, { from, to, soft: kind === "after" ? 1 : 0, how: how(id) });
        }
      }
    }
  };
  add(old, () => -1);
  const known = new Set(lines.keys());
  add(now, (id) => (known.has(id) ? 0 : 1));
  const all = [...lines.values()];
  return {
    keys,
    lines: {
      total: keys.length,
      from: Int32Array.from(all, (line) => line.from),
      to: Int32Array.from(all, (line) => line.to),
      soft: Uint8Array.from(all, (line) => line.soft),
    },
    jobs,
    edges: Int8Array.from(all, (line) => line.how),
    fields,
  };
}

/** Keys in an entry of `needs`: a key, `{job}`, or a set of entries (`any`, `of`). */
export function namesIn(entry: unknown): string[] {
  if (typeof entry === "string") return [entry];
  if (Array.isArray(entry)) return entry.flatMap(namesIn);
  if (typeof entry !== "object" || entry === null) return [];
  const it = entry as Record<string, unknown>;
  return [...namesIn(it["job"]), ...namesIn(it["any"]), ...namesIn(it["of"])];
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !EDGES.has(name)).sort();
  return names.flatMap((field) => {
    const a = textOf(before[field]);
    const b = textOf(after[field]);
    return a === b ? [] : [{ field, before: a, after: b }];
  });
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
