import { createEffect, createSignal, For, on, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { SeriesResult } from "../api/types";
import { to } from "../shell/routes";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateLabel } from "../ui/StateIcon";
import { duration, moment, plain, plural, relative } from "../ui/text";

/** Height of the longest run's bar. */
const BAR_PX = 36;
/** Bars that are drawn, the newest at the right. */
const BARS_MAX = 60;

/** What became of the job in this graph and those before it of its series. */
export function History(props: { graph: number; job: number; jobKey: string }): JSX.Element {
  const [results, setResults] = createSignal<readonly SeriesResult[]>();
  const [next, setNext] = createSignal<string>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let asked = 0;
  const read = async (after?: string) => {
    const mine = ++asked;
    setBusy(true);
    try {
      const page = await farm.history(props.graph, props.job, after);
      if (mine !== asked) return;
      setResults((before) => (after === undefined ? page.items : [...(before ?? []), ...page.items]));
      setNext(page.next);
      setProblem(undefined);
    } catch (error) {
      if (mine === asked) setProblem(explained(error));
    } finally {
      if (mine === asked) setBusy(false);
    }
  };
  createEffect(
    on(
      () => `${props.graph} ${props.job}`,
      () => {
        setResults(undefined);
        void read();
      },
    ),
  );
  return (
    <div class="history">
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void read()} />}</Show>
      <Show when={results()}>
        {(all) => (
          <>
            <Bars results={all()} />
            <table class="table">
              <thead>
                <tr>
                  <th>State</th>
                  <th>Graph</th>
                  <th>Of</th>
                  <th>Took</th>
                  <th>Attempts</th>
                  <th>Ended</th>
                </tr>
              </thead>
              <tbody>
                <For each={all()} fallback={<tr><td colspan="6" class="quiet">It never ran.</td></tr>}>
                  {(each) => (
                    <tr classList={{ "is-this": each.graph === props.graph }} aria-current={each.graph === props.graph ? "true" : undefined}>
                      <td>
                        <StateLabel state={each.state} />
                        <Show when={each.exitCode !== undefined && each.exitCode !== 0}>
                          <span class="quiet"> exit code {each.exitCode}</span>
                        </Show>
                      </td>
                      <td>
                        <a href={to.job(each.graph, props.jobKey)}>{each.graph}</a>
                        <Show when={each.graph === props.graph}>
                          <span class="quiet"> this one</span>
                        </Show>
                      </td>
                      <td class="history-subject">{plain(subjectOf(each))}</td>
                      <td>{each.durationMs === undefined ? "" : duration(each.durationMs)}</td>
                      <td>{each.attempt}</td>
                      <td class="quiet" title={each.endedAt === undefined ? undefined : moment(Date.parse(each.endedAt))}>
                        {each.endedAt === undefined ? "" : relative(Date.parse(each.endedAt), now())}
                      </td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
            <Show when={next()}>
              {(after) => (
                <button class="button small" disabled={busy()} onClick={() => void read(after())}>
                  Older graphs
                </button>
              )}
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}

function subjectOf(result: SeriesResult): string {
  const subject = result.subject;
  return [subject?.title, subject?.branch, subject?.commit?.slice(0, 10)].filter((part) => part !== undefined && part !== "").join(" · ");
}

/** How long it took from graph to graph; the table says the same. */
function Bars(props: { results: readonly SeriesResult[] }): JSX.Element {
  const bars = () => props.results.slice(0, BARS_MAX).reverse();
  const longest = () => Math.max(1, ...bars().map((each) => each.durationMs ?? 0));
  const failed = () => props.results.filter((each) => each.state === "failed").length;
  return (
    <Show when={props.results.length > 1}>
      <div
        class="history-bars"
        role="img"
        aria-label={`${plural(props.results.length, "graph")}, the oldest first: failed in ${failed()}; the longest run took ${duration(longest())}`}
      >
        <For each={bars()}>
          {(each) => <span class={`s-${each.state}`} style={{ height: `${Math.max(3, Math.round((BAR_PX * (each.durationMs ?? 0)) / longest()))}px` }} />}
        </For>
      </div>
    </Show>
  );
}
