import { createEffect, createMemo, createResource, createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { AttemptView, JobDetail } from "../api/types";
import { useCommands } from "../shell/commands";
import { setQuery } from "../shell/router";
import { to } from "../shell/routes";
import type { GraphStore } from "../stream/graph";
import { STATES } from "../stream/states";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateIcon, StateLabel } from "../ui/StateIcon";
import { bytes, duration, moment, plain, plural } from "../ui/text";
import { Actions } from "./actions";
import { Artifacts } from "./Artifacts";
import { History } from "./History";
import { LogView } from "./LogView";
import { Samples } from "./Samples";
import "./job.css";

const TABS = ["log", "why", "definition", "attempts", "history", "samples", "artifacts"] as const;
type Tab = (typeof TABS)[number];
const TITLES: Record<Tab, string> = {
  log: "Log",
  why: "Dependencies",
  definition: "Definition",
  attempts: "Attempts",
  history: "History",
  samples: "Samples",
  artifacts: "Artifacts",
};

/**
 * All about one job. It is read anew when the graph's columns say that its state or attempt changed; what was read
 * stays until then.
 */
export function JobPanel(props: {
  store: GraphStore;
  jobKey: string;
  /** The log's line that the address names. */
  line?: number | undefined;
  onClose?: () => void;
  /** As a page of its own: more room, no close button. */
  page?: boolean;
}): JSX.Element {
  const version = createMemo(() => {
    const columns = props.store.columns();
    const row = columns?.rowOfKey(props.jobKey);
    if (columns === undefined || row === undefined) return undefined;
    return `${props.store.graph}\n${props.jobKey}\n${columns.states[row]} ${columns.attempts[row]} ${columns.marks[row]} ${columns.revision}`;
  });
  const [again, setAgain] = createSignal(0);
  const [problem, setProblem] = createSignal<string>();
  const [detail] = createResource(
    () => {
      const known = version();
      return known === undefined ? undefined : `${known} ${again()}`;
    },
    async (): Promise<JobDetail | undefined> => {
      const key = props.jobKey;
      try {
        const job = await farm.job(props.store.graph, key);
        setProblem(undefined);
        return job;
      } catch (error) {
        setProblem(explained(error));
        return undefined;
      }
    },
  );
  // The latest, also while a newer one is on its way, but never another job's.
  const job = createMemo<JobDetail | undefined>((before) => {
    const latest = detail.latest ?? before;
    return latest?.key === props.jobKey ? latest : undefined;
  });
  const [attempt, setAttempt] = createSignal<number>();
  createEffect((before: string | undefined) => {
    if (before !== undefined && before !== props.jobKey) setAttempt(undefined);
    return props.jobKey;
  });
  const [tab, setTab] = createSignal<Tab>("log");
  const shownAttempt = () => {
    const all = job()?.attempts ?? [];
    return all.find((each) => each.attempt === attempt()) ?? all.at(-1);
  };
  // Opened beside a list it takes the focus, and gives it back.
  let section: HTMLElement | undefined;
  onMount(() => {
    if (props.onClose === undefined) return;
    const before = document.activeElement;
    section?.focus({ preventScroll: true });
    onCleanup(() => {
      const inside = document.activeElement === document.body || section?.contains(document.activeElement) === true;
      if (inside && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    });
  });
  useCommands([{ id: "close-panel", title: "Close the job", section: "View", keys: "Escape", run: () => props.onClose?.(), hidden: true }]);
  return (
    <section class="job" classList={{ "is-page": props.page === true }} aria-label={`Job ${props.jobKey}`} tabindex="-1" ref={(it) => (section = it)}>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => setAgain((n) => n + 1)} />}</Show>
      <Show when={job()} fallback={<header class="job-head"><h2>{plain(props.jobKey)}</h2></header>}>
        {(shown) => (
          <>
            <header class="job-head">
              <StateIcon state={shown().state} size={16} />
              <Show
                when={props.page === true}
                fallback={
                  <a class="job-name" href={to.job(props.store.graph, shown().key)} title="Open as a page">
                    {plain(shown().key)}
                  </a>
                }
              >
                <h1 class="job-name">{plain(shown().key)}</h1>
              </Show>
              <Badges job={shown()} />
              <span class="grow" />
              <Actions store={props.store} job={shown()} />
              <Show when={props.onClose}>
                {(close) => (
                  <button class="icon" aria-label="Close the job" title="Close (Escape)" onClick={() => close()()}>
                    ×
                  </button>
                )}
              </Show>
            </header>
            <p class="why">{plain(shown().why)}</p>
            <div class="job-bar">
              <div class="tabs" role="tablist" aria-label="About the job">
                <For each={TABS}>
                  {(each) => (
                    <button role="tab" id={`tab-${each}`} aria-selected={tab() === each} aria-controls="job-body" onClick={() => setTab(each)}>
                      {TITLES[each]}
                      <Show when={numberOf(each, shown())}>{(n) => <span class="n">{n()}</span>}</Show>
                    </button>
                  )}
                </For>
              </div>
              <Show when={shown().attempts.length > 1 && (tab() === "log" || tab() === "artifacts")}>
                <label class="attempt-choice">
                  Attempt{" "}
                  <select
                    value={shownAttempt()?.attempt}
                    onChange={(event) => {
                      setAttempt(Number(event.currentTarget.value));
                      setQuery({ line: undefined }, { replace: true });
                    }}
                  >
                    <For each={shown().attempts}>
                      {(each) => (
                        <option value={each.attempt}>
                          {each.attempt} · {each.outcome ?? "running"}
                        </option>
                      )}
                    </For>
                  </select>
                </label>
              </Show>
              <Show when={shownAttempt()}>{(each) => <Facts attempt={each()} />}</Show>
            </div>
            <div class="job-body" id="job-body" role="tabpanel" aria-labelledby={`tab-${tab()}`}>
              <Show when={tab() === "log"}>
                <Show when={shownAttempt()} fallback={<p class="empty-line">It has not started, so there is no log yet.</p>} keyed={false}>
                  {(each) => (
                    <LogView
                      graph={props.store.graph}
                      job={shown().job}
                      attempt={each().attempt}
                      running={each().outcome === undefined}
                      failed={each().outcome === "failed" || each().outcome === "timedOut"}
                      line={props.line}
                    />
                  )}
                </Show>
              </Show>
              <Show when={tab() === "why"}>
                <Dependencies store={props.store} job={shown()} />
              </Show>
              <Show when={tab() === "definition"}>
                <DefinitionOf job={shown()} />
              </Show>
              <Show when={tab() === "attempts"}>
                <Attempts job={shown()} choose={(n) => { setAttempt(n); setTab("log"); }} />
              </Show>
              <Show when={tab() === "history"}>
                <History graph={props.store.graph} job={shown().job} jobKey={shown().key} />
              </Show>
              <Show when={tab() === "samples"}>
                <Samples graph={props.store.graph} job={shown().job} />
              </Show>
              <Show when={tab() === "artifacts"}>
                <Show when={shownAttempt()} fallback={<p class="empty-line">It has not started, so it left nothing yet.</p>}>
                  {(each) => <Artifacts graph={props.store.graph} job={shown().job} attempt={each().attempt} count={each().artifacts} />}
                </Show>
              </Show>
            </div>
          </>
        )}
      </Show>
    </section>
  );
}

function numberOf(tab: Tab, job: JobDetail): number | undefined {
  switch (tab) {
    case "attempts":
      return job.attempts.length || undefined;
    case "artifacts":
      return job.attempts.at(-1)?.artifacts || undefined;
    case "why":
      return job.dependencyCount || undefined;
    case "log":
    case "definition":
    case "history":
    case "samples":
      return undefined;
  }
}

function Badges(props: { job: JobDetail }): JSX.Element {
  const badges = () => {
    const job = props.job;
    const all: string[] = [];
    if (job.waived) all.push("waived");
    else if (job.allowFailure) all.push("may fail");
    if (job.stale) all.push("stale");
    if (job.hold) all.push("on hold");
    if (job.finally) all.push("finalizer");
    if (job.priority !== 0) all.push(`priority ${job.priority}`);
    all.push(...job.tags.map(plain));
    return all;
  };
  return <For each={badges()}>{(badge) => <span class="badge">{badge}</span>}</For>;
}

function Facts(props: { attempt: AttemptView }): JSX.Element {
  const took = () => {
    const end = props.attempt.endedAt === undefined ? now() : Date.parse(props.attempt.endedAt);
    return duration(end - Date.parse(props.attempt.claimedAt));
  };
  const tests = () => props.attempt.tests;
  return (
    <span class="facts">
      <Show when={tests()}>
        {(counts) => (
          <span classList={{ bad: counts().failed + counts().errors > 0 }}>
            {counts().failed + counts().errors > 0 ? `${counts().failed + counts().errors} of ` : ""}
            {plural(counts().total, "test")}
            {counts().failed + counts().errors > 0 ? " failed" : ""}
          </span>
        )}
      </Show>
      <Show when={props.attempt.exitCode !== undefined && props.attempt.exitCode !== 0}>
        <span>exit code {props.attempt.exitCode}</span>
      </Show>
      <span title={moment(Date.parse(props.attempt.claimedAt))}>{took()}</span>
      <span>{plain(props.attempt.worker)}</span>
    </span>
  );
}

function Dependencies(props: { store: GraphStore; job: JobDetail }): JSX.Element {
  return (
    <div class="two">
      <div>
        <h3>Waits for</h3>
        <table class="table compact">
          <tbody>
            <For each={props.job.dependencies} fallback={<tr><td class="quiet">Nothing: it could start at once.</td></tr>}>
              {(edge) => (
                <tr>
                  <td>
                    <StateLabel state={edge.state} />
                  </td>
                  <td>
                    <a href={to.job(props.store.graph, edge.key)}>{plain(edge.key)}</a>
                  </td>
                  <td class="quiet">
                    {edge.kind} {edge.condition}
                    {edge.join === undefined ? "" : ", one of a set"}
                  </td>
                  <td class={`edge-${edge.value}`}>{edge.value}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
        <Show when={props.job.dependencyCount > props.job.dependencies.length}>
          <p class="quiet">and {plural(props.job.dependencyCount - props.job.dependencies.length, "other")}</p>
        </Show>
      </div>
      <div>
        <h3>Waited for by</h3>
        <table class="table compact">
          <tbody>
            <For each={props.job.dependents} fallback={<tr><td class="quiet">Nobody.</td></tr>}>
              {(key) => (
                <tr>
                  <td>
                    <StateOf store={props.store} jobKey={key} />
                  </td>
                  <td>
                    <a href={to.job(props.store.graph, key)}>{plain(key)}</a>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </div>
  );
}

function StateOf(props: { store: GraphStore; jobKey: string }): JSX.Element {
  const state = () => {
    const columns = props.store.columns();
    const row = columns?.rowOfKey(props.jobKey);
    return columns === undefined || row === undefined ? undefined : STATES[columns.states[row] as number];
  };
  return <Show when={state()}>{(known) => <StateLabel state={known()} />}</Show>;
}

function DefinitionOf(props: { job: JobDetail }): JSX.Element {
  const rest = () => {
    return JSON.stringify({ ...props.job.body, script: undefined }, null, 2);
  };
  return (
    <div class="two">
      <div>
        <h3>Script</h3>
        <pre class="source" tabindex="0">{plain(props.job.body.script === "" ? "(takes no worker)" : props.job.body.script)}</pre>
      </div>
      <div>
        <h3>
          The rest <span class="quiet mono">{props.job.definition.slice(0, 19)}</span>
        </h3>
        <pre class="source" tabindex="0">{plain(rest())}</pre>
      </div>
    </div>
  );
}

function Attempts(props: { job: JobDetail; choose: (attempt: number) => void }): JSX.Element {
  return (
    <table class="table">
      <thead>
        <tr>
          <th>Attempt</th>
          <th>Outcome</th>
          <th>Took</th>
          <th>CPU</th>
          <th>Memory</th>
          <th>Worker</th>
          <th>Started</th>
          <th>Log</th>
        </tr>
      </thead>
      <tbody>
        <For each={[...props.job.attempts].reverse()} fallback={<tr><td colspan="8" class="quiet">None yet.</td></tr>}>
          {(each) => (
            <tr>
              <td>{each.attempt}</td>
              <td>
                <StateLabel state={outcomeState(each)}>{each.outcome ?? "running"}</StateLabel>
                <Show when={each.reason}>{(reason) => <div class="quiet">{plain(reason())}</div>}</Show>
              </td>
              <td>{duration((each.endedAt === undefined ? now() : Date.parse(each.endedAt)) - Date.parse(each.claimedAt))}</td>
              <td>{each.usage === undefined ? "" : duration(each.usage.cpuMs)}</td>
              <td>{each.usage === undefined ? "" : bytes(each.usage.maxRssBytes)}</td>
              <td>{plain(each.worker)}</td>
              <td>{moment(Date.parse(each.claimedAt))}</td>
              <td>
                <button class="link" onClick={() => props.choose(each.attempt)}>
                  {bytes(each.logBytes)}
                </button>
              </td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function outcomeState(attempt: AttemptView): "running" | "succeeded" | "failed" | "cancelled" {
  const outcome = attempt.outcome;
  if (outcome === undefined) return "running";
  switch (outcome) {
    case "succeeded":
    case "reused":
      return "succeeded";
    case "cancelled":
    case "lost":
    case "workerStopped":
      return "cancelled";
    case "failed":
    case "timedOut":
    case "refused":
      return "failed";
  }
}

