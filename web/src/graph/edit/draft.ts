/**
 * An edit that is not sent yet. It has a slot for everything that can be wanted of a job or an edge, so that wanting the
 * opposite takes the first wish away instead of adding to it. A command says what slots held before and hold after.
 * Pure and immutable.
 */
import type { Operation } from "../../api/types";

export type Wish =
  | { op: "activate" | "deactivate" | "hold" | "release" | "remove" | "cancel" | "waive" | "unwaive"; key: string }
  | { op: "rerun"; key: string; downstream: boolean }
  | { op: "setPriority"; key: string; priority: number }
  | { op: "add" | "replace"; key: string; job: Record<string, unknown> }
  | { op: "link"; from: string; to: string; kind: "needs" | "after" }
  | { op: "unlink"; from: string; to: string };

/** Where a wish goes; one that goes to the same place takes the other's. */
export function slotOf(wish: Wish): string {
  switch (wish.op) {
    case "activate":
    case "deactivate":
      return `active ${wish.key}`;
    case "hold":
    case "release":
      return `hold ${wish.key}`;
    case "remove":
    case "add":
    case "replace":
      return `job ${wish.key}`;
    case "cancel":
    case "rerun":
      return `run ${wish.key}`;
    case "waive":
    case "unwaive":
      return `waive ${wish.key}`;
    case "setPriority":
      return `priority ${wish.key}`;
    case "link":
    case "unlink":
      return `edge ${wish.from} ${wish.to}`;
  }
}

export type Draft = ReadonlyMap<string, Wish>;

interface Change {
  slot: string;
  before: Wish | undefined;
  after: Wish | undefined;
}

export interface Command {
  label: string;
  changes: readonly Change[];
}

/** What was done, and what was undone and can be done again. */
export interface History {
  readonly draft: Draft;
  readonly done: readonly Command[];
  readonly undone: readonly Command[];
}

export const EMPTY: History = { draft: new Map(), done: [], undone: [] };

/** Wishes for slots; undefined takes back what a slot holds. */
export function command(draft: Draft, label: string, wishes: readonly (readonly [slot: string, wish: Wish | undefined])[]): Command {
  // A slot that is named twice holds what came last.
  const last = new Map(wishes);
  const changes = [...last].map(([slot, after]) => ({ slot, before: draft.get(slot), after }));
  return { label, changes: changes.filter(({ before, after }) => before !== after) };
}

function set(draft: Draft, changes: readonly Change[], side: "before" | "after"): Draft {
  const next = new Map(draft);
  for (const change of changes) {
    const wish = change[side];
    if (wish === undefined) next.delete(change.slot);
    else next.set(change.slot, wish);
  }
  return next;
}

export function perform(history: History, next: Command): History {
  if (next.changes.length === 0) return history;
  return { draft: set(history.draft, next.changes, "after"), done: [...history.done, next], undone: [] };
}

export function undo(history: History): History {
  const last = history.done.at(-1);
  if (last === undefined) return history;
  return { draft: set(history.draft, last.changes, "before"), done: history.done.slice(0, -1), undone: [...history.undone, last] };
}

export function redo(history: History): History {
  const next = history.undone.at(-1);
  if (next === undefined) return history;
  return { draft: set(history.draft, next.changes, "after"), done: [...history.done, next], undone: history.undone.slice(0, -1) };
}

/** What is sent. Jobs of which the same is wanted share an operation. */
export function operationsOf(draft: Draft): Operation[] {
  const shared = new Map<string, Operation & { jobs: string[] }>();
  const single: Operation[] = [];
  const share = (id: string, operation: Operation, key: string) => {
    const known = shared.get(id);
    if (known === undefined) shared.set(id, { ...operation, jobs: [key] });
    else known.jobs.push(key);
  };
  for (const wish of draft.values()) {
    switch (wish.op) {
      case "add":
      case "replace":
        single.push({ op: wish.op, key: wish.key, job: wish.job });
        break;
      case "link":
        single.push({ op: "link", from: wish.from, to: wish.to, kind: wish.kind });
        break;
      case "unlink":
        single.push({ op: "unlink", from: wish.from, to: wish.to });
        break;
      case "setPriority":
        share(`priority ${wish.priority}`, { op: "setPriority", priority: wish.priority }, wish.key);
        break;
      case "rerun":
        share(`rerun ${wish.downstream}`, { op: "rerun", downstream: wish.downstream }, wish.key);
        break;
      case "activate":
      case "deactivate":
      case "hold":
      case "release":
      case "remove":
      case "cancel":
      case "waive":
      case "unwaive":
        share(wish.op, { op: wish.op }, wish.key);
        break;
    }
  }
  return [...single, ...shared.values()];
}

/** A wish as a person says it. */
export function wishText(wish: Wish): string {
  switch (wish.op) {
    case "activate":
      return `switch on ${wish.key}`;
    case "deactivate":
      return `switch off ${wish.key}`;
    case "setPriority":
      return `priority ${wish.priority} for ${wish.key}`;
    case "link":
      return wish.kind === "needs" ? `${wish.to} needs ${wish.from}` : `${wish.to} after ${wish.from}`;
    case "unlink":
      return `${wish.to} no longer waits for ${wish.from}`;
    case "rerun":
      return `run ${wish.key} again${wish.downstream ? " with all that follows" : ""}`;
    case "hold":
    case "release":
    case "remove":
    case "cancel":
    case "waive":
    case "unwaive":
    case "add":
    case "replace":
      return `${wish.op} ${wish.key}`;
  }
}
