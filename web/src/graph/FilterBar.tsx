/** Which jobs are seen: by words and globs, states, failures and what led there, and what is around a job. */
import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { useCommands } from "../shell/commands";
import { setQuery } from "../shell/router";
import { STATES } from "../stream/states";
import { StateIcon } from "../ui/StateIcon";
import { count, plain } from "../ui/text";
import { HOPS_MAX, isAll } from "./filter";
import type { Stage } from "./stage";

/** Typing does not lay out a graph at each letter. */
const TYPING_MS = 200;

export function FilterBar(props: { stage: Stage; children?: JSX.Element }): JSX.Element {
  let search: HTMLInputElement | undefined;
  const filter = () => props.stage.filter();
  const set = (changes: Record<string, string | undefined>) => setQuery(changes, { replace: true });
  const [typing, setTyping] = createSignal<ReturnType<typeof setTimeout>>();
  onCleanup(() => clearTimeout(typing()));
  const typed = (text: string) => {
    clearTimeout(typing());
    setTyping(setTimeout(() => set({ find: text }), TYPING_MS));
  };
  const selected = () => {
    const [first] = props.stage.selection.keys();
    return props.stage.selection.lead() ?? first;
  };
  const clear = () => {
    if (search !== undefined) search.value = "";
    set({ find: undefined, state: undefined, focus: undefined, hops: undefined, led: undefined });
  };
  const focus = () => set({ focus: filter().focus === undefined ? selected() : undefined });
  const led = () => set({ led: filter().led ? undefined : "1" });
  useCommands([
    { id: "graph-find", title: "Find jobs by name or glob", section: "View", keys: "/", run: () => search?.focus() },
    { id: "graph-focus", title: "Show what is around the selected job, or all", section: "View", keys: "f", run: focus },
    { id: "graph-led", title: "Show failed jobs and what led there, or all", section: "View", keys: "l", run: led },
  ]);
  const toggle = (state: (typeof STATES)[number]) => {
    const now = new Set(filter().states);
    if (!now.delete(state)) now.add(state);
    set({ state: [...now].join(",") });
  };
  const counts = () => props.stage.store.view()?.counts ?? {};
  return (
    <div class="tab-bar graph-filter">
      <input
        ref={(it) => (search = it)}
        type="search"
        class="graph-find"
        aria-label="Find jobs"
        placeholder="Find: test/*"
        value={filter().words.join(" ")}
        onInput={(event) => typed(event.currentTarget.value)}
      />
      <div class="chips" role="group" aria-label="States">
        <For each={STATES}>
          {(state) => (
            <Show when={(counts()[state] ?? 0) > 0 || filter().states.has(state)}>
              <button class="chip" aria-pressed={filter().states.has(state)} title={`Only ${state}`} onClick={() => toggle(state)}>
                <StateIcon state={state} size={12} quiet />
                <span>{state}</span>
                <span class="n">{count(counts()[state] ?? 0)}</span>
              </button>
            </Show>
          )}
        </For>
      </div>
      <button class="chip" aria-pressed={filter().led} title="Failed jobs and all that they waited for (l)" onClick={led}>
        What led to failures
      </button>
      <Show
        when={filter().focus}
        fallback={
          <button class="chip" aria-pressed="false" disabled={selected() === undefined} title="Only what is around the selected job (f)" onClick={focus}>
            Focus
          </button>
        }
      >
        {(key) => (
          <span class="chip on">
            {filter().hops} around {plain(key())}
            <button class="icon tiny" aria-label="One step fewer" disabled={filter().hops <= 1} onClick={() => set({ hops: String(filter().hops - 1) })}>−</button>
            <button class="icon tiny" aria-label="One step more" disabled={filter().hops >= HOPS_MAX} onClick={() => set({ hops: String(filter().hops + 1) })}>+</button>
            <button class="icon tiny" aria-label="Show all again" onClick={focus}>×</button>
          </span>
        )}
      </Show>
      <Show when={!isAll(filter())}>
        <span class="quiet" role="status">{count(props.stage.shownCount())} shown</span>
        <button class="link" onClick={clear}>Show all</button>
      </Show>
      <span class="grow" />
      {props.children}
    </div>
  );
}
