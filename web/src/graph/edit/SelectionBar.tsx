/** Several jobs selected: how they are, and what can be done to all of them that allow it, by one edit. */
import { createMemo, For, Show, type JSX } from "solid-js";
import { STATES } from "../../stream/states";
import { ask } from "../../ui/ask";
import { Bar } from "../../ui/Bar";
import { StateIcon } from "../../ui/StateIcon";
import { count, plural } from "../../ui/text";
import type { Stage } from "../stage";
import type { Change } from "./editing";

export function SelectionBar(props: { stage: Stage }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a stage has one editing
  const editing = props.stage.editing;
  const keys = createMemo(() => [...props.stage.selection.keys()]);
  const stateOf = (key: string) => {
    const columns = props.stage.store.columns();
    const row = columns?.rowOfKey(key);
    return columns === undefined || row === undefined ? undefined : STATES[columns.states[row] as number];
  };
  const counts = createMemo(() => {
    const sums: Partial<Record<(typeof STATES)[number], number>> = {};
    for (const key of keys()) {
      const state = stateOf(key);
      if (state !== undefined) sums[state] = (sums[state] ?? 0) + 1;
    }
    return sums;
  });
  const toggled = (on: boolean) => editing.allowed("toggle", keys()).filter((key) => (stateOf(key) === "inactive") === on);
  const actions = createMemo(() =>
    (
      [
        { what: "rerun", title: (n: string) => `Run ${n} again`, keys: editing.allowed("rerun", keys()) },
        { what: "toggle", title: (n: string) => `Switch ${n} on`, keys: toggled(true) },
        { what: "toggle", title: (n: string) => `Switch ${n} off`, keys: toggled(false) },
        { what: "hold", title: (n: string) => `Hold or release ${n}`, keys: editing.allowed("hold", keys()) },
        { what: "cancel", title: (n: string) => `Cancel ${n}`, keys: editing.allowed("cancel", keys()) },
      ] satisfies { what: Change; title: (n: string) => string; keys: readonly string[] }[]
    ).filter((each) => each.keys.length > 0),
  );
  const waiting = () => editing.allowed("hold", keys());
  /** Nothing is sent yet: the edit shows what would follow. */
  const want = (what: Change, some: readonly string[]) => {
    editing.start();
    editing.change(what, some);
  };
  const priority = async () => {
    const some = waiting();
    const text = await ask(`Priority of ${plural(some.length, "job")}`, "From -1000 to 1000; higher goes first", "Set");
    const value = Number(text);
    if (text === undefined || !Number.isInteger(value) || Math.abs(value) > 1000) return;
    editing.start();
    editing.priority(some, value);
  };
  return (
    <Show when={keys().length > 1 && !editing.on()}>
      <section class="selection-bar" aria-label="Selected jobs">
        <b>{plural(keys().length, "job")} selected</b>
        <span class="selection-share">
          <Bar counts={counts()} />
        </span>
        <ul>
          <For each={STATES}>
            {(state) => (
              <Show when={counts()[state]}>
                {(n) => (
                  <li>
                    <StateIcon state={state} size={12} quiet /> {count(n())} {state}
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
        <span class="grow" />
        <For each={actions()}>
          {(each) => (
            <button class="button small" classList={{ danger: each.what === "cancel" }} onClick={() => want(each.what, each.keys)}>
              {each.title(count(each.keys.length))}
            </button>
          )}
        </For>
        <Show when={waiting().length > 0}>
          <button class="button small" onClick={() => void priority()}>
            Priority…
          </button>
        </Show>
        <button class="icon" aria-label="Select nothing" title="Select nothing" onClick={() => props.stage.selection.set([])}>
          ×
        </button>
      </section>
    </Show>
  );
}
