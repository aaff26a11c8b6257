/**
 * What the graph page's tabs have in common: the selection, the filter, what is folded, the picture. It outlives a
 * change of tabs, and ends when another graph is opened.
 */
import { createEffect, createMemo, createRoot, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { place, setQuery } from "../shell/router";
import type { JobColumns } from "../stream/columns";
import type { GraphStore } from "../stream/graph";
import { filterOf, isAll, wanted, waysOf, type Filter, type Ways } from "./filter";
import { LayoutThread } from "./layout/client";
import { linesOf, type Lines } from "./layout/fold";
import type { Laid, Outline } from "./layout/laying";
import { ALL } from "./layout/tree";
import { createEditing, type Editing } from "./edit/editing";
import { createSelection, type Selection } from "./selection";

export interface Stage {
  readonly store: GraphStore;
  readonly selection: Selection;
  readonly editing: Editing;
  readonly filter: Accessor<Filter>;
  /** A flag per row; undefined if all are wanted. */
  readonly wanted: Accessor<Uint8Array | undefined>;
  readonly shownCount: Accessor<number>;
  readonly lines: Accessor<Lines | undefined>;
  readonly ways: Accessor<Ways | undefined>;
  readonly laid: Accessor<Laid | undefined>;
  readonly outline: Accessor<Outline | undefined>;
  readonly problem: Accessor<string | undefined>;
  /** Opens or shuts branches of the tree. */
  fold(paths: readonly string[], open: boolean): void;
  /** Every job by itself, or what a person opened forgotten. */
  readonly foldAll: () => void;
  readonly allOpen: Accessor<boolean>;
  readonly folds: Accessor<{ open: readonly string[]; shut: readonly string[] }>;
}

/** Opened and shut branches in the address. */
const FOLDS_MAX = 80;

function list(query: URLSearchParams, name: string): readonly string[] {
  return (query.get(name) ?? "").split(",").filter((each) => each !== "");
}

function createStage(store: GraphStore): Stage {
  const [problem, setProblem] = createSignal<string>();
  const [laid, setLaid] = createSignal<Laid>();
  const [outline, setOutline] = createSignal<Outline>();
  const thread = new LayoutThread(setProblem);
  onCleanup(() => thread.end());

  // Jobs and lines are the same until the graph is read anew; their states are not.
  const shape = createMemo<JobColumns | undefined>(() => store.columns(), undefined, {
    equals: (a, b) => a === b || (a?.revision === b?.revision && a?.length === b?.length && a?.from.length === b?.from.length),
  });
  const lines = createMemo(() => {
    const columns = shape();
    return columns === undefined ? undefined : linesOf(columns);
  });
  const ways = createMemo(() => {
    const known = lines();
    return known === undefined ? undefined : waysOf(known);
  });
  const query = createMemo(() => place().query);
  const text = (names: readonly string[]) => names.map((name) => `${name}=${query().get(name) ?? "\u0000"}`).join("&");
  const filterText = createMemo(() => text(["find", "state", "focus", "hops", "led"]));
  const filter = createMemo(on(filterText, () => filterOf(query())));
  const changing = () => {
    const it = filter();
    return it.states.size > 0 || it.led;
  };
  const flags = createMemo<Uint8Array | undefined>(
    () => {
      const columns = changing() ? store.columns() : shape();
      const known = ways();
      return columns === undefined || known === undefined || isAll(filter()) ? undefined : wanted(columns, known, filter());
    },
    undefined,
    { equals: (a, b) => a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((each, i) => each === b[i])) },
  );
  const shownCount = createMemo(() => flags()?.reduce((sum, each) => sum + each, 0) ?? store.columns()?.length ?? 0);
  const foldsText = createMemo(() => text(["open", "shut"]));
  const folds = createMemo(on(foldsText, () => ({ open: list(query(), "open"), shut: list(query(), "shut") })));

  let given: Lines | undefined;
  let asked = 0;
  createEffect(() => {
    const columns = shape();
    const between = lines();
    const request = { ...folds(), wanted: flags() };
    if (columns === undefined || between === undefined) return;
    if (given !== between) {
      given = between;
      void thread.graph(columns.keys, between).then(setOutline);
    }
    const mine = ++asked;
    void thread.lay(request).then((picture) => {
      // Of two that are on their way only the newer one is wanted.
      if (mine === asked && picture !== undefined) setLaid(picture);
    });
  });

  const selection = createSelection(store.graph);
  // eslint-disable-next-line solid/reactivity -- it reads them in memos of its own
  const editing = createEditing(store, ways, selection.keys);
  return {
    store,
    selection,
    editing,
    filter,
    wanted: flags,
    shownCount,
    lines,
    ways,
    laid,
    outline,
    problem,
    folds,
    allOpen: () => folds().open.includes(ALL),
    foldAll: () => setQuery({ open: folds().open.includes(ALL) ? undefined : ALL, shut: undefined }, { replace: true }),
    fold: (paths, open) => {
      const now = { open: new Set(folds().open), shut: new Set(folds().shut) };
      for (const path of paths) {
        now[open ? "shut" : "open"].delete(path);
        now[open ? "open" : "shut"].add(path);
      }
      // What is said of all comes before what is said of some.
      const last = (all: Set<string>) => [...(all.delete(ALL) ? [ALL] : []), ...[...all].slice(-FOLDS_MAX)].join(",");
      setQuery({ open: last(now.open), shut: last(now.shut) }, { replace: true });
    },
  };
}

let current: { store: GraphStore; stage: Stage; end: () => void } | undefined;

/** The stage of a graph. */
export function useStage(store: GraphStore): Stage {
  if (current?.store !== store) {
    current?.end();
    current = createRoot((end) => ({ store, stage: createStage(store), end }));
  }
  return current.stage;
}
