/**
 * What is selected in a graph: one set for the picture, the waterfall and the table, in the address so that it can be
 * linked to. The leading job is the one whose panel is open.
 */
import { createMemo, type Accessor } from "solid-js";
import { place, setQuery } from "../shell/router";

/** Keys in the address; of a larger selection the address names the first ones only. */
const LINKED_MAX = 60;

export interface Selection {
  /** Keys of all selected jobs, the leading one among them. */
  readonly keys: Accessor<ReadonlySet<string>>;
  readonly lead: Accessor<string | undefined>;
  has(key: string): boolean;
  /** This one only. */
  choose(key: string): void;
  /** These; the first leads. Nothing, to select nothing. */
  set(keys: readonly string[]): void;
  toggle(keys: readonly string[]): void;
}

/** Selections too large for an address, by what their address says. */
const large = new Map<string, ReadonlySet<string>>();

export function createSelection(graph: number): Selection {
  const lead = createMemo(() => {
    const [id, ...key] = (place().query.get("job") ?? "").split(":");
    return Number(id) === graph && key.length > 0 ? key.join(":") : undefined;
  });
  const keys = createMemo<ReadonlySet<string>>(() => {
    const text = place().query.get("sel") ?? "";
    const known = large.get(`${graph} ${text}`);
    const all = new Set(known ?? (text === "" ? [] : text.split(",")));
    const first = lead();
    if (first !== undefined) all.add(first);
    return all;
  });
  const set = (wanted: readonly string[]) => {
    const [first] = wanted;
    const text = wanted.length < 2 ? "" : wanted.slice(0, LINKED_MAX).join(",");
    if (wanted.length > LINKED_MAX) {
      large.clear();
      large.set(`${graph} ${text}`, new Set(wanted));
    } else {
      large.delete(`${graph} ${text}`);
    }
    // Many have no single panel; their number and what can be done to them is shown instead.
    setQuery(
      { job: first !== undefined && wanted.length === 1 ? `${graph}:${first}` : undefined, sel: text, line: undefined },
      { replace: true },
    );
  };
  return {
    keys,
    lead,
    has: (key) => keys().has(key),
    choose: (key) => set([key]),
    set,
    toggle: (some) => {
      const all = new Set(keys());
      const off = some.every((key) => all.has(key));
      for (const key of some) {
        if (off) all.delete(key);
        else all.add(key);
      }
      set([...all]);
    },
  };
}
