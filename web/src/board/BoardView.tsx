import { createEffect, createMemo, createSignal, For, mapArray, onCleanup, Show, type JSX } from "solid-js";
import { to } from "../shell/routes";
import { acquire, release } from "../stream/graph";
import { graphs } from "../stream/graphs";
import { JobPanel } from "../job/JobPanel";
import { place } from "../shell/router";
import { Bar } from "../ui/Bar";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateIcon } from "../ui/StateIcon";
import { plain, relative } from "../ui/text";
import { Board, useLanes } from "./Board";
import { BoardFilter } from "./BoardFilter";
import { useBoard, type Shown } from "./useBoard";

/** Graphs on the board at first; more by a button. */
const STEP = 10;

/** Graphs down, platforms and groups of symbols across. */
export default function BoardView(): JSX.Element {
  const list = graphs.useGraphs();
  const [limit, setLimit] = createSignal(STEP);
  const ids = createMemo<number[]>(
    () =>
      list
        .views()
        .slice(0, limit())
        .map((view) => view.graph),
    [],
    { equals: (a, b) => a.length === b.length && a.every((id, i) => id === b[i]) },
  );
  const control = useBoard(() => shown());
  // Each graph's store lives as long as it is among those shown.
  const shown = createMemo(
    mapArray(ids, (id): Shown => {
      const store = acquire(id);
      onCleanup(() => release(store));
      return { store, lanes: useLanes(store, () => control.wanted()) };
    }),
  );
  document.title = "Board · Croft";
  onCleanup(() => (document.title = "Croft"));
  const chosen = createMemo(() => {
    const job = control.chosen();
    const store = shown().find((each) => each.store.graph === job?.graph)?.store;
    return job === undefined || store === undefined ? undefined : { store, key: job.key };
  });
  const line = () => Number(place().query.get("line") ?? 0) || undefined;
  createEffect(() => {
    // A link to a job of an older graph shows as many as it takes.
    const graph = control.chosen()?.graph;
    const at = list.views().findIndex((view) => view.graph === graph);
    if (at >= limit()) setLimit(at + 1);
  });
  return (
    <div class="split" classList={{ open: chosen() !== undefined }}>
      <div class="upper">
        <header class="page-head">
          <h1>Board</h1>
          <BoardFilter wanted={control.wanted()} />
        </header>
        <Show when={list.error()}>{(text) => <ProblemNote text={text()} />}</Show>
        <For each={shown()} fallback={<p class="empty-line">{list.known() ? "No graph yet." : ""}</p>}>
          {(each) => (
            <section class="board-graph" data-graph={each.store.graph} aria-label={`Graph ${each.store.graph}`}>
              <Show when={each.store.view()}>
                {(view) => (
                  <header class="board-graph-head">
                    <StateIcon state={view().state} />
                    <a class="name" href={to.graph(each.store.graph)}>
                      {plain(view().name)}
                    </a>
                    <Bar counts={view().counts} />
                    <span class="subject">{plain([view().subject?.title, view().subject?.branch, view().subject?.commit?.slice(0, 10)].filter(Boolean).join(" · "))}</span>
                    <span class="age">{relative(Date.parse(view().createdAt), now())}</span>
                  </header>
                )}
              </Show>
              <Show when={each.store.error()}>{(text) => <ProblemNote text={text()} retry={() => each.store.refresh()} />}</Show>
              <Show
                when={each.lanes().length > 0 || each.store.columns() === undefined}
                fallback={<p class="board-none">{control.wanted().unresolved ? "Nothing is unresolved." : "No job fits."}</p>}
              >
                <Board store={each.store} lanes={each.lanes()} state={control.stateOf(each.store)} />
              </Show>
            </section>
          )}
        </For>
        <Show when={list.views().length > limit()}>
          <button class="button more" onClick={() => setLimit((n) => n + STEP)}>
            Older graphs
          </button>
        </Show>
      </div>
      <Show when={chosen()} keyed={false}>
        {(job) => (
          <div class="lower">
            <JobPanel store={job().store} jobKey={job().key} line={line()} onClose={control.close} />
          </div>
        )}
      </Show>
    </div>
  );
}
