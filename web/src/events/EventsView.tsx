import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import type { GraphView } from "../api/types";
import { Rows } from "../compose/Rows";
import { useCommands } from "../shell/commands";
import { place, setQuery } from "../shell/router";
import { to } from "../shell/routes";
import { follow, liveState } from "../stream/live";
import { graphs } from "../stream/graphs";
import { StateLabel } from "../ui/StateIcon";
import { count, moment, plain } from "../ui/text";
import { filtered, Tail, type Line } from "./tail";
import "./events.css";

const ROW = 26;

/** Running graphs whose jobs are followed one by one, the newest: each is a topic of the stream. */
const FOLLOWED_MAX = 16;

/** What happens on the farm, as it happens: states of graphs, and of the jobs of those that run. */
export default function EventsView(): JSX.Element {
  const tail = new Tail();
  const [lines, setLines] = createSignal<readonly Line[]>([]);
  const [held, setHeld] = createSignal(false);
  const list = graphs.useGraphs();
  const keys = new Map<number, Map<number, string>>();
  const followed = new Map<number, () => void>();
  let frame = false;
  const tell = () => {
    if (frame) return;
    frame = true;
    setTimeout(() => {
      frame = false;
      if (!held()) setLines([...tail.lines()]);
    }, 100);
  };
  document.title = "Events · Croft";
  onCleanup(() => {
    followed.forEach((unfollow) => unfollow());
    document.title = "Croft";
  });
  const readKeys = async (graph: number) => {
    try {
      const columns = await farm.columns(graph);
      keys.set(graph, new Map(columns.jobs.map((job, i) => [job, columns.keys[i] ?? ""])));
    } catch {
      // Jobs are shown by their numbers then.
      keys.set(graph, new Map());
    }
  };
  const start = (view: GraphView) => {
    // What comes before its jobs' keys are known waits for them: nobody knows jobs by their numbers.
    let known: Promise<void> = readKeys(view.graph);
    followed.set(
      view.graph,
      follow(
        { kind: "graph", graph: view.graph },
        {
          jobs: (change) => {
            const there = keys.get(change.graph);
            if (there !== undefined && change.jobs.some((job) => !there.has(job))) known = known.then(() => readKeys(change.graph));
            known = known.then(() => {
              const names = keys.get(change.graph);
              tail.jobs(change, (job) => names?.get(job) ?? `#${job}`);
              tell();
            });
          },
        },
      ),
    );
  };
  createEffect(() => {
    const running = list.views().filter((view) => view.state === "running").slice(0, FOLLOWED_MAX);
    const wanted = new Set(running.map((view) => view.graph));
    for (const view of running) if (!followed.has(view.graph)) start(view);
    for (const [graph, unfollow] of followed) {
      // One that is over stays a while: its last jobs' changes may come after its own.
      if (!wanted.has(graph) && followed.size > FOLLOWED_MAX) {
        unfollow();
        followed.delete(graph);
        keys.delete(graph);
      }
    }
  });
  createEffect(() => {
    let any = false;
    // The oldest first, as they were submitted.
    for (const view of [...list.views()].reverse()) any = tail.graph(view, Date.parse(view.endedAt ?? view.startedAt ?? view.createdAt)) || any;
    if (any) tell();
  });
  const typed = () => place().query.get("q") ?? "";
  const shown = createMemo(() => filtered(lines(), typed()));
  let field: HTMLInputElement | undefined;
  const hold = () => {
    setHeld(!held());
    if (!held()) setLines([...tail.lines()]);
  };
  const clear = () => {
    tail.clear();
    setLines([]);
  };
  useCommands([
    { id: "events-filter", title: "Filter events", section: "View", keys: "/", run: () => field?.focus() },
    { id: "events-hold", title: "Hold or go on with events", section: "View", keys: "p", run: hold },
    { id: "events-clear", title: "Clear events", section: "View", run: clear },
  ]);
  return (
    <div class="page events-page">
      <header class="page-head">
        <h1>Events</h1>
        <span class="quiet" aria-live="off">
          {liveState().kind === "live" ? (held() ? "held" : "as they happen") : "not connected"}
          {typed() === "" ? "" : `; ${count(shown().length)} of ${count(lines().length)}`}
        </span>
        <span class="grow" />
        <input
          ref={(it) => (field = it)}
          class="search"
          type="search"
          placeholder="Filter: failed test/ -linux ( / )"
          aria-label="Filter events: words that must occur, with a minus those that must not"
          value={typed()}
          onInput={(event) => setQuery({ q: event.currentTarget.value }, { replace: true })}
        />
        <button class="button" aria-pressed={held()} onClick={hold} title="p">
          {held() ? "Go on" : "Hold"}
        </button>
        <button class="button" onClick={clear} disabled={lines().length === 0}>
          Clear
        </button>
      </header>
      <Show
        when={shown().length > 0}
        fallback={
          <div class="empty">
            <h2>{lines().length > 0 ? "No event fits" : "Nothing has happened since you opened this"}</h2>
            <p>States of graphs and of the jobs of running graphs show here, the newest at the end.</p>
          </div>
        }
      >
        <Rows items={shown()} height={ROW} class="events" atEnd attributes={{ role: "log", tabindex: 0, "aria-label": "Events", "aria-live": "off" }}>
          {(line) => (
            <div class="event">
              <time dateTime={new Date(line.at).toISOString()} title={moment(line.at)}>
                {clockOf(line.at)}
              </time>
              <span class="event-state">
                <StateLabel state={line.state} />
              </span>
              <a class="event-graph" href={to.graph(line.graph)} title={`Graph ${line.graph}`}>
                {plain(line.name)}
              </a>
              <span class="event-what">
                <Show when={line.key} fallback={<span class="quiet">{line.text === "" ? "the graph" : plain(line.text)}</span>}>
                  {(key) => (
                    <>
                      <a class="mono" href={to.job(line.graph, key())}>
                        {plain(key())}
                      </a>
                      <Show when={line.attempt > 1}>
                        <span class="quiet"> attempt {line.attempt}</span>
                      </Show>
                    </>
                  )}
                </Show>
              </span>
            </div>
          )}
        </Rows>
      </Show>
      <ul class="visually-hidden" aria-live="polite">
        <For each={lines().filter((line) => line.key === undefined).slice(-1)}>
          {(line) => (
            <li>
              Graph {line.name}: {line.state} {line.text}
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

/** With tenths: what belongs together can be told from what came after. */
function clockOf(at: number): string {
  const time = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${Math.floor(time.getMilliseconds() / 100)}`;
}
