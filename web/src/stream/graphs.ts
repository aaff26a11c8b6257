/** The project's graphs, newest first, kept up to date by the tab's stream. */
import { createSignal, onCleanup } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { GraphView } from "../api/types";
import { follow } from "./live";

const PAGE = 100;

const [views, setViews] = createSignal<readonly GraphView[]>([]);
/** Whether the farm was asked and answered at least once. */
const [known, setKnown] = createSignal(false);
const [error, setError] = createSignal<string | undefined>(undefined);
const [next, setNext] = createSignal<string | undefined>(undefined);

export const graphs = { views, known, error, next, more, useGraphs };

let users = 0;
let unfollow: (() => void) | undefined;
let pending = new Map<number, GraphView>();
let frame = false;

/** Follows the list for as long as the component that asks is there. */
function useGraphs(): typeof graphs {
  if (users++ === 0) {
    unfollow = follow({ kind: "project" }, { graph: changed, reset: () => void read() });
    void read();
  }
  onCleanup(() => {
    if (--users === 0) unfollow?.();
  });
  return graphs;
}

async function read(): Promise<void> {
  try {
    const page = await farm.graphs({ limit: PAGE });
    setNext((old) => (views().length > page.items.length ? old : page.next));
    setViews((old) => merge(old, page.items));
    setKnown(true);
    setError(undefined);
  } catch (failure) {
    setError(explained(failure));
  }
}

/** Reads the following page. */
async function more(): Promise<void> {
  const after = next();
  if (after === undefined) return;
  try {
    const page = await farm.graphs({ limit: PAGE, after });
    setNext(page.next);
    setViews((old) => merge(old, page.items));
  } catch (failure) {
    setError(explained(failure));
  }
}

function changed(view: GraphView): void {
  pending.set(view.graph, view);
  if (frame) return;
  frame = true;
  const now = () => {
    frame = false;
    const fresh = [...pending.values()];
    pending = new Map();
    setViews((old) => merge(old, fresh));
  };
  if (document.visibilityState === "visible") requestAnimationFrame(now);
  else setTimeout(now, 250);
}

/** Newest first; of two views of a graph the one with the later event wins. Views that did not change stay the same objects. */
export function merge(old: readonly GraphView[], fresh: readonly GraphView[]): readonly GraphView[] {
  const all = new Map(old.map((view) => [view.graph, view]));
  for (const view of fresh) {
    const before = all.get(view.graph);
    if (before === undefined || view.seq >= before.seq) all.set(view.graph, view);
  }
  return [...all.values()].sort((a, b) => b.graph - a.graph);
}
