import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { explained } from "../api/http";
import type { DecisionView } from "../api/types";
import { useCommands } from "../shell/commands";
import { place, setQuery } from "../shell/router";
import { follow } from "../stream/live";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateIcon } from "../ui/StateIcon";
import { plain, relative } from "../ui/text";
import { calls, type LatchView } from "./calls";
import { Decision } from "./Decision";
import { Latches } from "./Latches";
import "./inbox.css";

const GATHER_MS = 500;

type Tab = "waiting" | "decided" | "latches";

const nameOf = (decision: DecisionView) => `${decision.graph}:${decision.job}:${decision.opening}`;

/** What waits for a person: breakpoints with what they rest on, and latches. */
export default function InboxView(): JSX.Element {
  const [waiting, setWaiting] = createSignal<readonly DecisionView[]>();
  const [mine, setMine] = createSignal<ReadonlySet<string>>();
  const [decided, setDecided] = createSignal<readonly DecisionView[]>();
  const [latches, setLatches] = createSignal<readonly LatchView[]>();
  const [problem, setProblem] = createSignal<string>();
  const tab = createMemo<Tab>(() => {
    const wanted = place().query.get("tab");
    return wanted === "decided" || wanted === "latches" ? wanted : "waiting";
  });
  const look = async () => {
    try {
      const [open, own, over, all] = await Promise.all([calls.waiting(false), calls.waiting(true), calls.decided(), calls.latches()]);
      setMine(new Set(own.map(nameOf)));
      setWaiting(open);
      setDecided(over);
      setLatches(all);
      setProblem(undefined);
    } catch (error) {
      setProblem(explained(error));
    }
  };
  void look();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, GATHER_MS);
  };
  onCleanup(follow({ kind: "project" }, { graph: soon, reset: soon }));
  createEffect(() => {
    const n = waiting()?.length ?? 0;
    document.title = n > 0 ? `(${n}) Inbox · Croft` : "Inbox · Croft";
  });
  onCleanup(() => {
    clearTimeout(timer);
    document.title = "Croft";
  });
  const shown = createMemo(() => (tab() === "decided" ? decided() : waiting()) ?? []);
  const at = createMemo(() => {
    const wanted = place().query.get("item");
    const found = shown().findIndex((each) => nameOf(each) === wanted);
    return found < 0 ? 0 : found;
  });
  const chosen = createMemo(() => shown()[at()]);
  const choose = (i: number) => {
    const next = shown()[Math.max(0, Math.min(i, shown().length - 1))];
    if (next === undefined) return;
    setQuery({ item: nameOf(next) }, { replace: true });
    document.getElementById(`decision-${nameOf(next)}`)?.scrollIntoView({ block: "nearest" });
  };
  useCommands([
    { id: "inbox-next", title: "Next decision", section: "View", keys: "j", run: () => choose(at() + 1) },
    { id: "inbox-previous", title: "Previous decision", section: "View", keys: "k", run: () => choose(at() - 1) },
  ]);
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") choose(at() + 1);
    else if (event.key === "ArrowUp") choose(at() - 1);
    else return;
    event.preventDefault();
  };
  const tabs = (): readonly [Tab, string, number | undefined][] => [
    ["waiting", "Waiting", waiting()?.length],
    ["decided", "Decided", undefined],
    ["latches", "Latches", latches()?.filter((each) => !each.open).length],
  ];
  return (
    <div class="page inbox-page">
      <header class="page-head">
        <h1>Inbox</h1>
        <div class="tabs" role="group" aria-label="What is shown">
          <For each={tabs()}>
            {([name, title, n]) => (
              <button aria-pressed={tab() === name} onClick={() => setQuery({ tab: name === "waiting" ? undefined : name, item: undefined })}>
                {title}
                <Show when={(n ?? 0) > 0}>
                  <span class="n">
                    {n}
                    {name === "latches" ? " closed" : ""}
                  </span>
                </Show>
              </button>
            )}
          </For>
        </div>
        <span class="grow" />
        <Show when={tab() !== "latches" && shown().length > 1}>
          <span class="quiet keys-hint">
            <kbd>j</kbd> <kbd>k</kbd> next, previous
          </span>
        </Show>
      </header>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void look()} />}</Show>
      <Show when={tab() !== "latches"} fallback={<Latches latches={latches()} changed={() => void look()} />}>
        <Show
          when={shown().length > 0}
          fallback={
            <Show when={waiting() !== undefined}>
              <div class="empty">
                <h2>{tab() === "decided" ? "Nothing was decided yet" : "Nothing waits for a decision"}</h2>
                <p>A job with a breakpoint shows up here when all that it waits for is over.</p>
              </div>
            </Show>
          }
        >
          <div class="inbox-body">
            <div class="inbox-list" role="listbox" tabindex="0" aria-label="Decisions" aria-activedescendant={chosen() === undefined ? undefined : `decision-${nameOf(chosen() as DecisionView)}`} onKeyDown={keyed}>
              <For each={shown()}>
                {(decision, i) => (
                  <div
                    id={`decision-${nameOf(decision)}`}
                    class="inbox-item"
                    role="option"
                    aria-selected={at() === i()}
                    onClick={() => choose(i())}
                  >
                    <StateIcon state={decision.decidedAt === undefined ? "held" : decision.verdict === "approved" || decision.verdict === "continued" ? "succeeded" : "failed"} />
                    <div>
                      <b>{plain(decision.message === "" ? decision.key : decision.message)}</b>
                      <span class="quiet">
                        {plain(decision.graphName)} · <span class="mono">{plain(decision.key)}</span>
                      </span>
                      <Show when={decision.since.length > 0 && decision.decidedAt === undefined}>
                        <span class="again">asks again</span>
                      </Show>
                    </div>
                    <span class="when quiet">{relative(Date.parse(decision.decidedAt ?? decision.askedAt), now())}</span>
                  </div>
                )}
              </For>
            </div>
            <Show when={chosen()}>
              {(decision) => <Decision decision={decision()} mine={mine()?.has(nameOf(decision()))} done={() => void look()} />}
            </Show>
          </div>
        </Show>
      </Show>
    </div>
  );
}
