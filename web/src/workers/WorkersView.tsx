import { createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { call, explained } from "../api/http";
import type { Page, StandingView, WorkerView } from "../api/types";
import type { PoolView } from "../../generated/schema";
import { useCommands } from "../shell/commands";
import { place, setQuery } from "../shell/router";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { bytes, count, moment, plain, plural, relative } from "../ui/text";
import { absent, fits, poolsOf, type Pool } from "./pools";
import { StandingButton, StandingMark, StandingSheet } from "./Standing";
import "./workers.css";

const LOOK_MS = 3_000;

/** Workers of a pool that are listed before the filter is needed. */
const LISTED_MAX = 200;

/** Slots that are drawn one by one. */
const SLOTS_MAX = 48;

/** Every pool: its workers, how busy they are, and what waits for them and why. */
export default function WorkersView(): JSX.Element {
  const [workers, setWorkers] = createSignal<readonly WorkerView[]>();
  const [pools, setPools] = createSignal<readonly PoolView[]>([]);
  const [standings, setStandings] = createSignal<readonly StandingView[]>([]);
  const [problem, setProblem] = createSignal<string>();
  const look = async () => {
    try {
      const [all, waiting, kept] = await Promise.all([farm.workers(), call<Page<PoolView>>("/api/v1/pools"), farm.standings()]);
      setWorkers(all.items);
      setPools(waiting.items);
      setStandings(kept.items);
      setProblem(undefined);
    } catch (error) {
      setProblem(explained(error));
    }
  };
  void look();
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") void look();
  }, LOOK_MS);
  document.title = "Workers · Croft";
  onCleanup(() => {
    clearInterval(timer);
    document.title = "Croft";
  });
  const typed = () => place().query.get("q") ?? "";
  const all = createMemo(() => poolsOf(workers() ?? [], pools()));
  const found = createMemo(() => {
    if (typed() === "") return all();
    return all()
      .map((pool) => ({ ...pool, workers: pool.workers.filter((worker) => fits(worker, typed())) }))
      .filter((pool) => pool.workers.length > 0 || pool.name.includes(typed()));
  });
  // By name, so that a look every few seconds changes texts and keeps elements, focus and what is open.
  const names = createMemo(() => found().map((pool) => pool.name), undefined, { equals: (a, b) => a.join("\n") === b.join("\n") });
  const sum = (of: (pool: Pool) => number) => all().reduce((n, pool) => n + of(pool), 0);
  const away = createMemo(() => absent(standings(), workers() ?? []));
  const lost = () => sum((pool) => pool.workers.filter((each) => each.state === "lost").length);
  let field: HTMLInputElement | undefined;
  useCommands([{ id: "workers-filter", title: "Filter workers", section: "View", keys: "/", run: () => field?.focus() }]);
  return (
    <div class="page">
      <header class="page-head">
        <h1>Workers</h1>
        <Show when={workers()}>
          <span class="facts">
            <span>
              <b>{count(sum((pool) => pool.running))}</b> of {plural(sum((pool) => pool.slots), "slot")} busy
            </span>
            <span>
              <b>{count(sum((pool) => pool.live))}</b> live
            </span>
            <Show when={lost() > 0}>
              <span class="worker-state is-lost">
                <WorkerIcon state="lost" /> {count(lost())} lost
              </span>
            </Show>
            <span>
              <b>{count(sum((pool) => pool.ready))}</b> {sum((pool) => pool.ready) === 1 ? "job waits" : "jobs wait"} for a slot
            </span>
          </span>
        </Show>
        <input
          ref={(it) => (field = it)}
          class="search"
          type="search"
          placeholder="Filter: name, label, pool, state ( / )"
          aria-label="Filter workers"
          value={typed()}
          onInput={(event) => setQuery({ q: event.currentTarget.value }, { replace: true })}
        />
      </header>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void look()} />}</Show>
      <Show when={workers() !== undefined && names().length === 0}>
        <div class="empty">
          <h2>{typed() === "" ? "No worker is signed on" : `No worker fits “${plain(typed())}”`}</h2>
          <p>
            Start one on any machine: <code>croft worker</code>
          </p>
        </div>
      </Show>
      <div class="pools">
        <For each={names()}>{(name) => <Show when={found().find((each) => each.name === name)}>{(pool) => <PoolPart pool={pool()} changed={() => void look()} />}</Show>}</For>
        <Show when={away().length > 0}>
          <section class="pool" aria-label="Stopped and not signed on">
            <header>
              <h2>Stopped and not signed on</h2>
              <span class="quiet">They get no work when they come back either.</span>
            </header>
            <table class="table">
              <tbody>
                <For each={away()}>
                  {(each) => (
                    <tr>
                      <td>
                        <StandingMark standing={each} idle={true} />
                      </td>
                      <td>
                        <span class="worker-name">{plain(each.worker)}</span> <span class="worker-why">{plain(each.reason)}</span>
                      </td>
                      <td class="worker-do">
                        <StandingButton worker={each.worker} standing={each} changed={() => void look()} />
                      </td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </section>
        </Show>
      </div>
      <StandingSheet />
    </div>
  );
}

function PoolPart(props: { pool: Pool; changed: () => void }): JSX.Element {
  const waiting = () => props.pool.causes.filter((each) => each.jobs > 0);
  // Those that signed off are history: there on demand.
  const [withGone, setWithGone] = createSignal(false);
  const gone = () => props.pool.workers.filter((each) => each.state === "gone").length;
  const sessions = createMemo(
    () =>
      props.pool.workers
        .filter((each) => withGone() || each.state !== "gone")
        .slice(0, LISTED_MAX)
        .map((each) => each.session),
    undefined,
    { equals: (a, b) => a.join() === b.join() },
  );
  return (
    <section class="pool" aria-label={`Pool ${props.pool.name}`}>
      <header>
        <h2>{plain(props.pool.name)}</h2>
        <Load running={props.pool.running} slots={props.pool.slots} />
        <span class="quiet">
          {count(props.pool.running)}/{plural(props.pool.slots, "slot")} on {plural(props.pool.live, "live worker")}
        </span>
        <span class="grow" />
        <Show when={gone() > 0}>
          <button class="link" aria-pressed={withGone()} onClick={() => setWithGone(!withGone())}>
            {withGone() ? "Hide" : "Show"} {count(gone())} that signed off
          </button>
        </Show>
        <span classList={{ waits: props.pool.ready > 0, quiet: props.pool.ready === 0 }}>
          {props.pool.ready === 0 ? "nothing waits" : `${plural(props.pool.ready, "job")} ready and waiting`}
        </span>
      </header>
      <Show when={waiting().length > 0}>
        <ul class="causes" aria-label="Why jobs wait">
          <For each={waiting()}>
            {(each) => (
              <li>
                <b>{count(each.jobs)}</b> {plain(each.cause)}
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={sessions().length > 0} fallback={<p class="quiet pool-none">No worker of this pool is signed on.</p>}>
        <table class="table">
          <thead>
            <tr>
              <th>State</th>
              <th>Worker</th>
              <th>Slots</th>
              <th>Machine</th>
              <th>Isolation</th>
              <th>Labels</th>
              <th>Heard</th>
              <th>
                <span class="visually-hidden">Work</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={sessions()}>
              {(session) => (
                <Show when={props.pool.workers.find((each) => each.session === session)}>{(worker) => <Line worker={worker()} changed={() => props.changed()} />}</Show>
              )}
            </For>
          </tbody>
        </table>
        <Show when={props.pool.workers.length > LISTED_MAX}>
          <p class="quiet pool-none">… {count(props.pool.workers.length - LISTED_MAX)} more; the filter finds them</p>
        </Show>
      </Show>
    </section>
  );
}

function Line(props: { worker: WorkerView; changed: () => void }): JSX.Element {
  return (
    <tr classList={{ dim: props.worker.state === "gone" }}>
      <td>
        <Show
          when={props.worker.state === "live" && props.worker.standing}
          fallback={
            <span class={`worker-state is-${props.worker.state}`}>
              <WorkerIcon state={props.worker.state} /> {props.worker.state}
            </span>
          }
        >
          {(standing) => <StandingMark standing={standing()} idle={props.worker.running === 0} />}
        </Show>
      </td>
      <td>
        <span class="worker-name">{plain(props.worker.name)}</span> <span class="quiet">{plain(props.worker.version)}</span>
        <Show when={props.worker.standing}>
          {(standing) => (
            <div class="worker-why">
              {plain(standing().reason)} <span class="quiet">{plain(standing().author)}, {relative(Date.parse(standing().changedAt), now())}</span>
            </div>
          )}
        </Show>
      </td>
      <td>
        <Slots running={props.worker.running} slots={props.worker.slots} />
      </td>
      <td class="quiet">
        {props.worker.resources.cpus} CPU · {bytes(props.worker.resources.memoryBytes)}
        {props.worker.resources.gpus > 0 ? ` · ${plural(props.worker.resources.gpus, "GPU")}` : ""}
      </td>
      <td class={props.worker.isolation === "none" ? "worker-bare" : "quiet"}>{props.worker.isolation}</td>
      <td class="worker-labels">
        <For each={props.worker.labels}>{(label) => <span class="mono">{plain(label)}</span>}</For>
      </td>
      <td class="quiet" title={`Signed on ${moment(Date.parse(props.worker.registeredAt))}`}>
        {relative(Date.parse(props.worker.heartbeatAt), now())}
      </td>
      <td class="worker-do">
        <Show when={props.worker.state !== "gone" || props.worker.standing !== undefined}>
          <StandingButton worker={props.worker.name} standing={props.worker.standing} changed={() => props.changed()} />
        </Show>
      </td>
    </tr>
  );
}

function WorkerIcon(props: { state: WorkerView["state"] }): JSX.Element {
  const path = () => (props.state === "live" ? "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10" : props.state === "lost" ? "M8 2l6.5 11.5h-13z" : "M4 4l8 8M12 4l-8 8");
  return (
    <svg width="10" height="10" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path()} />
    </svg>
  );
}

function Load(props: { running: number; slots: number }): JSX.Element {
  const share = () => (props.slots === 0 ? 0 : Math.min(1, props.running / props.slots));
  return (
    <span class="load" role="img" aria-label={`${Math.round(share() * 100)}% busy`} title={`${Math.round(share() * 100)}% busy`}>
      <span style={{ width: `${share() * 100}%` }} />
    </span>
  );
}

function Slots(props: { running: number; slots: number }): JSX.Element {
  return (
    <span class="slots" role="img" aria-label={`${props.running} of ${plural(props.slots, "slot")} busy`}>
      <For each={Array.from({ length: Math.min(props.slots, SLOTS_MAX) }, (_, i) => i)}>
        {(i) => <span classList={{ busy: i < props.running }} />}
      </For>
      <span class="n">
        {props.running}/{props.slots}
      </span>
    </span>
  );
}
