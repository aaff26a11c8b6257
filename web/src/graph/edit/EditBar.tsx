/** Edit mode: what can be done to the selection, what is wanted so far, what would follow, and the reason to send it with. */
import { createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { EditView } from "../../api/types";
import { useCommands } from "../../shell/commands";
import { ask } from "../../ui/ask";
import { count, plain, plural } from "../../ui/text";
import { complain } from "../../ui/toast";
import type { Stage } from "../stage";
import { slotOf, wishText } from "./draft";
import { askJob, JobSheet } from "./JobSheet";
import { SelectionBar } from "./SelectionBar";
import "./edit.css";

/** Wishes listed one by one; more as a number. */
const LISTED_MAX = 8;

export function EditBar(props: { stage: Stage }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a stage has one editing
  const editing = props.stage.editing;
  const [reason, setReason] = createSignal("");
  useCommands([
    { id: "graph-edit", title: "Edit the graph, or stop", section: "Graph", keys: "e", run: () => (editing.on() ? editing.leave() : editing.start()) },
    { id: "graph-undo", title: "Undo in the edit", section: "Graph", keys: "z", run: editing.undo, hidden: true },
    { id: "graph-redo", title: "Redo in the edit", section: "Graph", keys: "Z", run: editing.redo, hidden: true },
    { id: "graph-add", title: "Add a job to the graph", section: "Graph", keys: "n", run: () => void add() },
  ]);
  const undoKeys = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (!editing.on() || typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) editing.redo();
    else editing.undo();
  };
  onMount(() => document.addEventListener("keydown", undoKeys));
  onCleanup(() => document.removeEventListener("keydown", undoKeys));

  const keys = () => [...props.stage.selection.keys()];
  const none = () => keys().length === 0;
  const add = async () => {
    editing.start();
    const made = await askJob(props.stage.store.graph, undefined);
    if (made !== undefined) editing.put(made.key, made.job);
  };
  const replace = async () => {
    const key = keys()[0];
    if (key === undefined) return;
    try {
      const made = await askJob(props.stage.store.graph, key, props.stage.store.view()?.revision);
      if (made !== undefined) editing.put(made.key, made.job);
    } catch (error) {
      complain(error);
    }
  };
  const priority = async () => {
    const text = await ask(`Priority of ${plural(keys().length, "job")}`, "From -1000 to 1000; higher goes first", "Set");
    const value = Number(text);
    if (text !== undefined && Number.isInteger(value) && Math.abs(value) <= 1000) editing.priority(keys(), value);
  };
  const link = async (unlink: boolean) => {
    const text = await ask(unlink ? "No longer wait for" : "Also wait for", "Key of a job", unlink ? "Unlink" : "Link");
    if (text === undefined) return;
    const columns = props.stage.store.columns();
    const row = columns?.rowOfKey(text);
    if (columns === undefined || row === undefined) return complain(new Error(`There is no job ${text}`));
    if (unlink) return editing.unlink([text], keys());
    const illegal = editing.illegal([row]);
    const bad = keys().filter((key) => illegal[columns.rowOfKey(key) ?? -1] === 1);
    if (bad.length > 0) return complain(new Error(`${bad.slice(0, 3).join(", ")} cannot wait for ${text}: it started already, or ${text} waits for it (a cycle)`));
    editing.link([text], keys(), "needs");
  };
  const wishes = () => [...editing.history().draft.values()];
  return (
    <>
      <Show when={editing.on()}>
        <section class="edit" aria-label="Edit">
          <div class="edit-tools">
            <b>Edit</b>
            <span class="quiet">{none() ? "select jobs to change them" : plural(keys().length, "job")}</span>
            <button class="button small" disabled={none()} title="Space" onClick={() => editing.change("toggle", keys())}>Switch on/off</button>
            <button class="button small" disabled={none()} title="h" onClick={() => editing.change("hold", keys())}>Hold/release</button>
            <button class="button small" disabled={none()} onClick={() => void priority()}>Priority…</button>
            <button class="button small" disabled={keys().length !== 1} onClick={() => void replace()}>Definition…</button>
            <button class="button small" disabled={none()} onClick={() => void link(false)}>Link…</button>
            <button class="button small" disabled={none()} onClick={() => void link(true)}>Unlink…</button>
            <button class="button small" disabled={none()} title="r" onClick={() => editing.change("rerun", keys())}>Run again</button>
            <button class="button small" disabled={none()} onClick={() => editing.change("cancel", keys())}>Cancel</button>
            <button class="button small danger" disabled={none()} title="Delete" onClick={() => editing.change("remove", keys())}>Remove</button>
            <button class="button small" title="n" onClick={() => void add()}>Add job…</button>
            <span class="grow" />
            <button class="icon" aria-label="Undo" title="Undo (Ctrl-Z)" disabled={editing.busy() || editing.history().done.length === 0} onClick={editing.undo}>↶</button>
            <button class="icon" aria-label="Redo" title="Redo (Ctrl-Shift-Z)" disabled={editing.busy() || editing.history().undone.length === 0} onClick={editing.redo}>↷</button>
            <button class="button small" onClick={editing.leave}>{wishes().length === 0 ? "Done" : "Discard"}</button>
          </div>
          <Show when={wishes().length > 0}>
            <div class="edit-pending">
              <ul class="edit-wishes" aria-label="Wanted">
                <For each={wishes().slice(0, LISTED_MAX)}>{(wish) => <li data-slot={slotOf(wish)}>{plain(wishText(wish))}</li>}</For>
                <Show when={wishes().length > LISTED_MAX}>
                  <li class="quiet">and {count(wishes().length - LISTED_MAX)} more</li>
                </Show>
              </ul>
              <div class="edit-follows" aria-live="polite">
                <Show when={editing.problem()} fallback={<Follows preview={editing.preview()} />}>
                  {(trouble) => (
                    <div class="edit-trouble" role="alert">
                      <p>
                        <Show when={trouble().conflict}>
                          <b>Somebody changed the same jobs since you began. </b>
                        </Show>
                        {plain(trouble().text)}
                      </p>
                      <ul>
                        <For each={trouble().places.slice(0, LISTED_MAX)}>
                          {(place) => (
                            <li>
                              <code>{plain(place.where)}</code> {plain(place.message)}
                            </li>
                          )}
                        </For>
                      </ul>
                    </div>
                  )}
                </Show>
              </div>
              <form
                class="edit-send"
                onSubmit={(event) => {
                  event.preventDefault();
                  void editing.send(reason().trim()).then(() => editing.history().draft.size === 0 && setReason(""));
                }}
              >
                <input type="text" aria-label="Reason" placeholder="Why? Shown in the graph's revisions" maxlength="2000" value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
                <button class="button small primary" disabled={editing.busy() || reason().trim() === ""}>
                  Apply {plural(wishes().length, "change")}
                </button>
              </form>
            </div>
          </Show>
        </section>
      </Show>
      <SelectionBar stage={props.stage} />
      <JobSheet />
    </>
  );
}

/** What the server says would follow. */
export function Follows(props: { preview: EditView | undefined }): JSX.Element {
  const moves = () => {
    const sums = new Map<string, number>();
    for (const each of props.preview?.difference.moved ?? []) {
      const way = `${each.from} → ${each.to}`;
      sums.set(way, (sums.get(way) ?? 0) + 1);
    }
    return [...sums];
  };
  const difference = () => props.preview?.difference;
  return (
    <Show when={difference()} fallback={<span class="quiet">Asking what would follow …</span>}>
      {(it) => (
        <>
          <p>
            <b>What follows: </b>
            {it().movedCount === 0 ? "no job changes its state" : `${plural(it().movedCount, "job")} in another state`}
            {it().reopens ? ", and the graph goes on" : ""}
          </p>
          <ul class="edit-moves">
            <For each={moves()}>
              {([way, n]) => (
                <li>
                  <b>{count(n)}</b> {way}
                </li>
              )}
            </For>
            <Show when={it().stale.length > 0}>
              <li>{plural(it().stale.length, "job")} stale: they used what runs again</li>
            </Show>
          </ul>
        </>
      )}
    </Show>
  );
}
