import { createEffect, createMemo, createSignal, For, onCleanup, Show, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { farm } from "../api/farm";
import { JobPanel } from "../job/JobPanel";
import { chunk } from "../shell/chunk";
import { useCommands } from "../shell/commands";
import { place, setQuery } from "../shell/router";
import { to } from "../shell/routes";
import { useGraph, type GraphStore } from "../stream/graph";
import { isOver, progress } from "../stream/states";
import { Bar, countsText } from "../ui/Bar";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateLabel, type AnyState } from "../ui/StateIcon";
import { complain, say } from "../ui/toast";
import { count, duration, moment, plain } from "../ui/text";
import "../board/board.css";
import "./graph.css";

/** A tab gets the graph, and the key of the chosen job; it chooses by `setQuery({job: "GRAPH:KEY"})`. */
export type GraphTab = Component<{ store: GraphStore }>;

/** The tabs over one selection, in their order; each is its own chunk. */
const TABS: readonly { id: string; title: string; tab: GraphTab }[] = [
  { id: "board", title: "Board", tab: chunk(() => import("./BoardTab")) },
  { id: "dependencies", title: "Dependencies", tab: chunk(() => import("./DependenciesTab")) },
  { id: "waterfall", title: "Waterfall", tab: chunk(() => import("./WaterfallTab")) },
  { id: "table", title: "Table", tab: chunk(() => import("./TableTab")) },
  { id: "revisions", title: "Revisions", tab: chunk(() => import("./RevisionsTab")) },
];

export default function GraphView(props: { parameters: Record<string, string> }): JSX.Element {
  const graph = createMemo(() => Number(props.parameters["graph"]));
  return (
    <Show when={graph()} keyed fallback={<p class="empty-line">A graph is known by its number.</p>}>
      {(id) => <OfGraph graph={id} />}
    </Show>
  );
}

function OfGraph(props: { graph: number }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- keyed by the graph
  const store = useGraph(props.graph);
  createEffect(() => (document.title = `${plain(store.view()?.name ?? "Graph")} · Croft`));
  onCleanup(() => (document.title = "Croft"));
  const tab = () => TABS.find((each) => each.id === place().query.get("tab")) ?? TABS[0];
  const chosen = createMemo(() => {
    const [graph, ...key] = (place().query.get("job") ?? "").split(":");
    return Number(graph) === props.graph && key.length > 0 ? key.join(":") : undefined;
  });
  const line = () => Number(place().query.get("line") ?? 0) || undefined;
  return (
    <div class="split" classList={{ open: chosen() !== undefined }}>
      <div class="upper">
        <header class="page-head graph-head">
          <Head store={store} />
        </header>
        <Show when={TABS.length > 1}>
          <div class="tabs graph-tabs" role="tablist" aria-label="Ways to see the graph">
            <For each={TABS}>
              {(each) => (
                <button role="tab" aria-selected={tab()?.id === each.id} onClick={() => setQuery({ tab: each.id }, { replace: true })}>
                  {each.title}
                </button>
              )}
            </For>
          </div>
        </Show>
        <Show when={store.error()}>{(text) => <ProblemNote text={text()} retry={() => store.refresh()} />}</Show>
        <Dynamic component={tab()?.tab} store={store} />
      </div>
      <Show when={chosen()} keyed={false}>
        {(key) => (
          <div class="lower">
            <JobPanel store={store} jobKey={key()} line={line()} onClose={() => setQuery({ job: undefined, line: undefined }, { replace: true })} />
          </div>
        )}
      </Show>
    </div>
  );
}

function Head(props: { store: GraphStore }): JSX.Element {
  const view = () => props.store.view();
  const over = () => {
    const state = view()?.state;
    return state !== undefined && isOver(state);
  };
  const [busy, setBusy] = createSignal(false);
  const command = async (verb: "pause" | "resume" | "cancel" | "rerun" | "start", said: string) => {
    setBusy(true);
    try {
      await farm.commandGraph(props.store.graph, verb, verb === "rerun" ? { which: "failed" } : {});
      props.store.refresh();
      say(said);
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  useCommands([
    {
      id: "graph-pause",
      title: "Pause or resume the graph",
      section: "Graph",
      run: () => void (view()?.paused === true ? command("resume", "The graph goes on") : command("pause", "No further job starts")),
    },
    { id: "graph-rerun", title: "Run all failed jobs again", section: "Graph", run: () => void command("rerun", "Failed jobs run again") },
    { id: "graph-cancel", title: "Cancel the graph", section: "Graph", run: () => void command("cancel", "The graph is being cancelled") },
  ]);
  const state = (): AnyState => (view()?.paused === true && !over() ? "paused" : (view()?.state ?? "draft"));
  const done = () => progress(view()?.counts ?? {});
  const time = () => {
    const it = view();
    if (it === undefined) return "";
    const start = Date.parse(it.startedAt ?? it.createdAt);
    if (it.endedAt !== undefined && over()) return `took ${duration(Date.parse(it.endedAt) - start)}`;
    const left = it.expectedEndAt === undefined ? undefined : Date.parse(it.expectedEndAt) - now();
    return `${duration(Math.max(0, now() - start))}${left === undefined ? "" : left > 0 ? `, over in ~${duration(left)}` : ", over any moment"}`;
  };
  return (
    <>
      <nav class="crumbs-line" aria-label="Where this is">
        <a href={to.graphs()}>Graphs</a>
        <span aria-hidden="true">/</span>
        <h1>{plain(view()?.name ?? String(props.store.graph))}</h1>
      </nav>
      <Show when={view()}>
        {(it) => (
          <>
            <StateLabel state={state()} />
            <span class="graph-bar">
              <Bar counts={it().counts} />
            </span>
            <span class="n quiet" title={countsText(it().counts)}>
              {count(done().done)}/{count(done().of)}
              <Show when={(it().counts.failed ?? 0) > 0}>
                <b class="bad"> {count(it().counts.failed ?? 0)} failed</b>
              </Show>
            </span>
            <span class="n quiet" title={`Submitted ${moment(Date.parse(it().createdAt))} by ${plain(it().author)}`}>
              {time()}
            </span>
            <Show when={it().revision > 1}>
              <span class="badge">revision {it().revision}</span>
            </Show>
            <span class="grow" />
            <Show when={it().state === "draft"}>
              <button class="button small primary" disabled={busy()} onClick={() => void command("start", "The graph has started")}>
                Start
              </button>
            </Show>
            <Show when={!over() && it().state !== "draft"}>
              <button class="button small" disabled={busy()} onClick={() => void command(it().paused ? "resume" : "pause", it().paused ? "The graph goes on" : "No further job starts")}>
                {it().paused ? "Resume" : "Pause"}
              </button>
            </Show>
            <Show when={!over()}>
              <button class="button small danger" disabled={busy()} onClick={() => void command("cancel", "The graph is being cancelled")}>
                Cancel
              </button>
            </Show>
            <Show when={(it().counts.failed ?? 0) > 0}>
              <button class="button small" disabled={busy()} onClick={() => void command("rerun", "Failed jobs run again")}>
                Run failed again
              </button>
            </Show>
          </>
        )}
      </Show>
    </>
  );
}
