/** Editing a graph: wishes are gathered, tried on the server without effect, and sent as one revision. */
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { farm } from "../../api/farm";
import { explained, Refusal } from "../../api/http";
import type { EditView, JobState, Operation } from "../../api/types";
import { place, setQuery } from "../../shell/router";
import type { GraphStore } from "../../stream/graph";
import { Mark } from "../../stream/columns";
import { STATES } from "../../stream/states";
import { plural } from "../../ui/text";
import { say } from "../../ui/toast";
import type { Ways } from "../filter";
import { command, EMPTY, operationsOf, perform, redo, slotOf, undo, type History, type Wish } from "./draft";
import { changedRows, edgesOf, hasStarted, illegalTargets, toggleOf } from "./legal";

/** The server is asked what would follow when the wishes rest for this long. */
const TRY_MS = 250;

export type Change = "toggle" | "hold" | "remove" | "rerun" | "cancel";

export interface Editing {
  readonly on: Accessor<boolean>;
  readonly start: () => void;
  /** Leaves; what was not sent is dropped. */
  readonly leave: () => void;
  readonly history: Accessor<History>;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Wants something for all of these that allow it, or takes it back. */
  readonly change: (what: Change, keys: readonly string[]) => void;
  /** Those of these for which that can be wanted. */
  readonly allowed: (what: Change, keys: readonly string[]) => readonly string[];
  readonly priority: (keys: readonly string[], priority: number) => void;
  readonly put: (key: string, job: Record<string, unknown>) => void;
  readonly link: (from: readonly string[], to: readonly string[], kind: "needs" | "after") => void;
  readonly unlink: (from: readonly string[], to: readonly string[]) => void;
  /** By row, 1 for each that may not wait for these. */
  readonly illegal: (from: Iterable<number>) => Uint8Array;
  readonly changed: Accessor<Int8Array | undefined>;
  /** What would follow; kept while a newer answer is on its way. */
  readonly preview: Accessor<EditView | undefined>;
  readonly problem: Accessor<Trouble | undefined>;
  readonly busy: Accessor<boolean>;
  readonly send: (reason: string) => Promise<void>;
  /** A key pressed on a selection; true if it meant something. */
  readonly key: (event: KeyboardEvent, keys: readonly string[]) => boolean;
}

/** Why an edit cannot be done, for a person. */
export interface Trouble {
  text: string;
  places: readonly { where: string; message: string }[];
  /** Somebody else changed the same jobs. */
  conflict: boolean;
}

export function createEditing(store: GraphStore, ways: Accessor<Ways | undefined>, selected: Accessor<ReadonlySet<string>>): Editing {
  const isOn = createMemo(() => place().query.get("edit") !== null);
  const [history, setHistory] = createSignal<History>(EMPTY);
  const [base, setBase] = createSignal<number>();
  const [preview, setPreview] = createSignal<EditView>();
  const [problem, setProblem] = createSignal<Trouble>();
  const [busy, setBusy] = createSignal(false);
  const stateOf = (key: string): JobState | undefined => {
    const columns = store.columns();
    const row = columns?.rowOfKey(key);
    return columns === undefined || row === undefined ? undefined : STATES[columns.states[row] as number];
  };
  const want = (label: string, wishes: readonly (readonly [string, Wish | undefined])[], refused: readonly string[] = []) => {
    if (refused.length > 0) say(`${plural(refused.length, "job")} left as ${refused.length === 1 ? "it is" : "they are"}: ${refused.slice(0, 3).join(", ")}${refused.length > 3 ? " …" : ""} already ran, or cannot be changed so`);
    if (wishes.length === 0) return;
    // Meant for what the person saw when the first wish was made.
    if (history().draft.size === 0) setBase(store.view()?.revision);
    setHistory((before) => perform(before, command(before.draft, label, wishes)));
  };
  const wishOf = (what: Change, key: string): Wish | undefined => {
    const state = stateOf(key);
    if (state === undefined) return undefined;
    const columns = store.columns();
    const held = columns?.has(columns.rowOfKey(key) as number, Mark.hold) === true;
    switch (what) {
      case "toggle": {
        const op = toggleOf(state);
        return op === undefined ? undefined : { op, key };
      }
      case "hold":
        return hasStarted(state) || state === "cancelled" ? undefined : { op: held ? "release" : "hold", key };
      case "remove":
        return hasStarted(state) ? undefined : { op: "remove", key };
      case "cancel":
        return state === "succeeded" || state === "failed" || state === "cancelled" || state === "skipped" || state === "inactive" ? undefined : { op: "cancel", key };
      case "rerun":
        return state === "succeeded" || state === "failed" || state === "cancelled" || state === "skipped" ? { op: "rerun", key, downstream: false } : undefined;
    }
  };

  let tried = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const operations = createMemo<Operation[]>(() => operationsOf(history().draft));
  const troubleOf = (error: unknown): Trouble => ({
    text: explained(error),
    places: error instanceof Refusal ? (error.problem.places ?? []) : [],
    conflict: error instanceof Refusal && error.is("edit-conflict"),
  });
  const options = () => {
    const revision = base();
    return revision === undefined || revision < 1 ? {} : { revision };
  };
  createEffect(
    on(operations, (wanted) => {
      clearTimeout(timer);
      const mine = ++tried;
      setProblem(undefined);
      if (wanted.length === 0) {
        setPreview(undefined);
        return;
      }
      timer = setTimeout(() => {
        farm.edit(store.graph, wanted, { ...options(), dryRun: true }).then(
          (answer) => mine === tried && setPreview(answer),
          (error: unknown) => mine === tried && setProblem(troubleOf(error)),
        );
      }, TRY_MS);
    }),
  );

  const changed = createMemo(() => {
    const draft = history().draft;
    const columns = draft.size === 0 ? undefined : store.columns();
    return columns === undefined ? undefined : changedRows(draft, columns.length, (key) => columns.rowOfKey(key));
  });

  const self: Editing = {
    on: isOn,
    start: () => setQuery({ edit: "1" }, { replace: true }),
    leave: () => {
      setHistory(EMPTY);
      setQuery({ edit: undefined }, { replace: true });
    },
    history,
    // What is on its way to the farm can be taken back only once it has answered.
    undo: () => busy() || setHistory(undo),
    redo: () => busy() || setHistory(redo),
    change: (what, keys) => {
      const wishes = keys.map((key) => [key, wishOf(what, key)] as const);
      const possible = wishes.flatMap(([, wish]) => (wish === undefined ? [] : [wish]));
      const refused = wishes.filter(([, wish]) => wish === undefined).map(([key]) => key);
      // All wanted already: then it is taken back.
      const back = possible.every((wish) => history().draft.get(slotOf(wish))?.op === wish.op);
      want(`${what} ${plural(possible.length, "job")}`, possible.map((wish) => [slotOf(wish), back ? undefined : wish] as const), refused);
    },
    allowed: (what, keys) => keys.filter((key) => wishOf(what, key) !== undefined),
    priority: (keys, priority) => want(`priority ${priority}`, keys.map((key) => [`priority ${key}`, { op: "setPriority", key, priority }] as const)),
    put: (key, job) => {
      const op = stateOf(key) === undefined ? "add" : "replace";
      want(`${op} ${key}`, [[`job ${key}`, { op, key, job }]]);
    },
    link: (from, to, kind) => {
      const pairs = to.flatMap((b) => from.map((a) => ({ op: "link", from: a, to: b, kind }) as const));
      want(`link ${plural(pairs.length, "edge")}`, pairs.map((wish) => [slotOf(wish), wish] as const));
    },
    unlink: (from, to) => {
      const pairs = to.flatMap((b) => from.map((a) => ({ op: "unlink", from: a, to: b }) as const));
      want(
        `unlink ${plural(pairs.length, "edge")}`,
        pairs.map((wish) => [slotOf(wish), history().draft.get(slotOf(wish))?.op === "link" ? undefined : wish] as const),
      );
    },
    illegal: (from) => {
      const columns = store.columns();
      const known = ways();
      if (columns === undefined || known === undefined) return new Uint8Array(0);
      const edges = edgesOf(known, history().draft, (key) => columns.rowOfKey(key));
      return illegalTargets(edges, [...from], known.total, Array.from(columns.states, (state) => STATES[state] as JobState));
    },
    changed,
    preview,
    problem,
    busy,
    send: async (reason) => {
      setBusy(true);
      try {
        const done = await farm.edit(store.graph, operations(), { ...options(), ...(reason === "" ? {} : { reason }) });
        setHistory(EMPTY);
        store.refresh();
        say(`Revision ${done.revision}: ${plural(done.difference.movedCount, "job")} in another state`, {
          title: "Undo",
          run: () => void farm.undo(store.graph, done.revision).then(() => store.refresh(), (error: unknown) => setProblem(troubleOf(error))),
        });
      } catch (error) {
        // What was wanted stays: the person decides.
        setProblem(troubleOf(error));
      } finally {
        setBusy(false);
      }
    },
    key: (event, keys) => {
      const what = ({ " ": "toggle", h: "hold", Delete: "remove", r: "rerun" } as const)[event.key as " "];
      if (!isOn() || what === undefined) return false;
      // The selection, or what the keyboard is at.
      const some = selected().size > 0 ? [...selected()] : keys;
      if (some.length > 0) self.change(what, some);
      return true;
    },
  };
  return self;
}
