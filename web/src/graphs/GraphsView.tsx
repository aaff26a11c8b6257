import { createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { GraphView } from "../api/types";
import { useCommands } from "../shell/commands";
import { navigate, place, setQuery } from "../shell/router";
import { to } from "../shell/routes";
import { graphs } from "../stream/graphs";
import { isOver, progress } from "../stream/states";
import { Bar } from "../ui/Bar";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateIcon, stateWord, type AnyState } from "../ui/StateIcon";
import { count, duration, moment, plain, plural, relative } from "../ui/text";
import { filtered, FILTERS, type Filter } from "./filter";
import { FirstRun } from "./FirstRun";
import "./graphs.css";

export default function GraphsView(): JSX.Element {
  const list = graphs.useGraphs();
  let search: HTMLInputElement | undefined;
  const filter = (): Filter => FILTERS.find((each) => each === place().query.get("show")) ?? "all";
  const typed = () => place().query.get("q") ?? "";
  const shown = createMemo(() => filtered(list.views(), filter(), typed()));
  const [row, setRow] = createSignal(-1);
  let body: HTMLDivElement | undefined;
  const move = (by: number) => {
    const at = Math.max(0, Math.min(row() + by, shown().length - 1));
    setRow(at);
    const link = body?.querySelectorAll<HTMLAnchorElement>("a.graph-row")[at];
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  };
  useCommands([
    { id: "list-next", title: "Next graph", section: "View", keys: "j", run: () => move(1) },
    { id: "list-previous", title: "Previous graph", section: "View", keys: "k", run: () => move(-1) },
    { id: "list-search", title: "Search graphs", section: "View", keys: "/", run: () => search?.focus() },
  ]);
  const title = document.title;
  document.title = "Graphs · Croft";
  onCleanup(() => (document.title = title));
  const counts = createMemo(() => {
    const all = new Map<Filter, number>();
    for (const each of FILTERS) all.set(each, filtered(list.views(), each, "").length);
    return all;
  });
  return (
    <div class="page">
      <header class="page-head">
        <h1>Graphs</h1>
        <div class="tabs" role="group" aria-label="Which graphs">
          <For each={FILTERS}>
            {(each) => (
              <button
                aria-pressed={filter() === each}
                onClick={() => setQuery({ show: each === "all" ? undefined : each }, { replace: true })}
              >
                {each === "all" ? "All" : each === "waiting" ? "Paused or held" : each[0]?.toUpperCase() + each.slice(1)}
                <span class="n">{count(counts().get(each) ?? 0)}</span>
              </button>
            )}
          </For>
        </div>
        <input
          class="search"
          type="search"
          placeholder="Filter by name, subject, author or tag"
          aria-label="Filter graphs"
          value={typed()}
          ref={(it) => (search = it)}
          onInput={(event) => setQuery({ q: event.currentTarget.value }, { replace: true })}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key === "ArrowDown" || event.key === "Enter") move(row() < 0 ? 1 : 0);
          }}
        />
      </header>
      <Show when={list.error()}>{(text) => <ProblemNote text={text()} />}</Show>
      <Show when={list.known() || list.views().length > 0} fallback={<Ghosts />}>
        <Show when={list.views().length > 0} fallback={<FirstRun />}>
          <Show
            when={shown().length > 0}
            fallback={
              <p class="empty-line">
                No graph fits. <button class="link" onClick={() => navigate(to.graphs(), { replace: true })}>Show all</button>
              </p>
            }
          >
            <div class="graph-list" role="list" aria-label="Graphs" ref={(it) => (body = it)}>
              <For each={shown()}>{(view) => <GraphRow view={view} />}</For>
            </div>
          </Show>
          <Show when={list.next() !== undefined && filter() === "all" && typed() === ""}>
            <button class="button more" onClick={() => void list.more()}>
              Older graphs
            </button>
          </Show>
        </Show>
      </Show>
    </div>
  );
}

function GraphRow(props: { view: GraphView }): JSX.Element {
  const state = (): AnyState => (props.view.paused && !isOver(props.view.state) ? "paused" : props.view.state);
  const done = () => progress(props.view.counts);
  const failed = () => props.view.counts.failed ?? 0;
  return (
    <div role="listitem">
      <a class="graph-row" href={to.graph(props.view.graph)}>
        <StateIcon state={state()} size={16} />
        <span class="what">
          <span class="name">{plain(props.view.name)}</span>
          <span class="subject">{subject(props.view)}</span>
        </span>
        <span class="progress">
          <Bar counts={props.view.counts} />
          <span class="done">
            <Show when={failed() > 0}>
              <Show when={props.view.state === "succeeded"} fallback={<b class="bad">{count(failed())} failed</b>}>
                <span class="excused" title="Failures that were allowed or waived do not count">{count(failed())} failed, excused</span>
              </Show>
            </Show>
            <span>
              {count(done().done)}/{count(done().of)}
            </span>
          </span>
        </span>
        <span class="when" title={`Submitted ${moment(Date.parse(props.view.createdAt))}`}>
          {forecast(props.view, state())}
        </span>
        <span class="author">{plain(props.view.author)}</span>
        <span class="age">{relative(Date.parse(props.view.createdAt), now())}</span>
      </a>
    </div>
  );
}

function subject(view: GraphView): string {
  const about = view.subject;
  const parts = [about?.title, about?.branch, about?.commit?.slice(0, 10)].filter((part) => part !== undefined && part !== "");
  if (parts.length === 0 && view.template !== undefined) parts.push(`${view.template} v${view.templateVersion ?? 1}`);
  if (parts.length === 0) parts.push(...view.tags.slice(0, 4));
  return parts.length === 0 ? `#${view.graph}` : plain(parts.join(" · "));
}

/** When it will be over, or what it took. */
function forecast(view: GraphView, state: AnyState): string {
  if (view.endedAt !== undefined && isOver(view.state)) {
    return `${stateWord(state)} in ${duration(Date.parse(view.endedAt) - Date.parse(view.startedAt ?? view.createdAt))}`;
  }
  if (state === "paused") return "paused";
  if (view.expectedEndAt !== undefined) {
    const left = Date.parse(view.expectedEndAt) - now();
    return left > 0 ? `over in ~${duration(Math.round(left / 1_000) * 1_000)}` : "over any moment";
  }
  const running = view.counts.running ?? 0;
  return running > 0 ? `${plural(running, "job")} running` : stateWord(state);
}

/** The shape of the list, while the farm is asked for the first time. */
function Ghosts(): JSX.Element {
  return (
    <div class="graph-list" aria-busy="true" aria-label="Graphs are being read">
      <For each={[0, 1, 2, 3, 4, 5]}>{() => <div class="graph-row ghost" aria-hidden="true" />}</For>
    </div>
  );
}
