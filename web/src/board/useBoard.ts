/** What boards have in common: filter, opened folds, the chosen job in the address, and the keys. */
import { createMemo, createSignal } from "solid-js";
import { useCommands } from "../shell/commands";
import { place, setQuery } from "../shell/router";
import type { GraphStore } from "../stream/graph";
import { edit } from "../job/actions";
import { plain } from "../ui/text";
import { say } from "../ui/toast";
import type { BoardState } from "./Board";
import { inOrder, isUnresolved, type Lane, type Wanted } from "./fold";

export interface Shown {
  store: GraphStore;
  lanes: () => Lane[];
}

export interface BoardControl {
  wanted: () => Wanted;
  /** The chosen job's graph and key. */
  chosen: () => { graph: number; key: string } | undefined;
  stateOf: (store: GraphStore) => BoardState;
  close: () => void;
}

/** `shown`: the graphs on the board, from top to bottom. */
export function useBoard(shown: () => readonly Shown[]): BoardControl {
  const [open, setOpen] = createSignal<ReadonlySet<string>>(new Set());
  const query = createMemo(() => place().query);
  const wanted = createMemo<Wanted>(() => ({
    unresolved: query().get("unresolved") !== null,
    inactive: query().get("inactive") !== "hide",
    words: (query().get("jobs") ?? "").toLowerCase().split(/\s+/).filter((word) => word !== ""),
    open: open(),
  }));
  const chosen = createMemo(
    () => {
      const [graph, ...key] = (query().get("job") ?? "").split(":");
      return graph === undefined || key.length === 0 ? undefined : { graph: Number(graph), key: key.join(":") };
    },
    undefined,
    { equals: (a, b) => a?.graph === b?.graph && a?.key === b?.key },
  );
  const choose = (graph: number, key: string) => setQuery({ job: `${graph}:${key}`, line: undefined }, { replace: true });
  const close = () => setQuery({ job: undefined, line: undefined }, { replace: true });
  const step = (by: number) => {
    const all: { graph: number; key: string }[] = [];
    for (const { store, lanes } of shown()) {
      const columns = store.columns();
      if (columns === undefined) continue;
      for (const row of inOrder(lanes(), (each) => isUnresolved(columns, each))) {
        all.push({ graph: store.graph, key: columns.keys[row] as string });
      }
    }
    if (all.length === 0) {
      say("Nothing here failed or waits for a person.");
      return;
    }
    const now = chosen();
    const at = all.findIndex((each) => each.graph === now?.graph && each.key === now.key);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    if (next === undefined) return;
    choose(next.graph, next.key);
    requestAnimationFrame(() =>
      document.querySelector(`[data-graph="${next.graph}"] [data-key="${CSS.escape(next.key)}"]`)?.scrollIntoView({ block: "nearest" }),
    );
  };
  useCommands([
    { id: "next-failure", title: "Next failure", section: "View", keys: "n", run: () => step(1) },
    { id: "previous-failure", title: "Previous failure", section: "View", keys: "p", run: () => step(-1) },
    {
      id: "unresolved",
      title: "Only what is unresolved",
      section: "View",
      keys: "u",
      run: () => setQuery({ unresolved: wanted().unresolved ? undefined : "1" }, { replace: true }),
    },
    {
      id: "ghosts",
      title: "Show or hide inactive jobs",
      section: "View",
      keys: "i",
      run: () => setQuery({ inactive: wanted().inactive ? "hide" : undefined }, { replace: true }),
    },
    { id: "close-job", title: "Close the job", section: "View", keys: "Escape", run: close, hidden: true },
  ]);
  const stateOf = (store: GraphStore): BoardState => ({
    wanted,
    chosen: () => (chosen()?.graph === store.graph ? chosen()?.key : undefined),
    choose: (key) => choose(store.graph, key),
    toggle: (fold) =>
      setOpen((old) => {
        const fresh = new Set(old);
        if (!fresh.delete(fold)) fresh.add(fold);
        return fresh;
      }),
    activate: (key) => void edit(store, [{ op: "activate", jobs: [key] }], `${plain(key)} is switched on`),
  });
  return { wanted, chosen, stateOf, close };
}
