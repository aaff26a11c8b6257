import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { SampleView } from "../api/types";
import { sampled } from "../board/rates";
import { to } from "../shell/routes";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateLabel } from "../ui/StateIcon";
import { complain, say } from "../ui/toast";
import { percent, plain, plural, relative } from "../ui/text";

/** Samples are graphs of their own, which no stream of this job tells of. */
const LOOK_MS = 2_000;
const TIMES_MAX = 1_000;


/** The same job, run further times: how often it fails, and how sure that is. */
export function Samples(props: { graph: number; job: number }): JSX.Element {
  const [samples, setSamples] = createSignal<readonly SampleView[]>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [times, setTimes] = createSignal(10);
  const [untilFailure, setUntilFailure] = createSignal(false);
  const look = async () => {
    try {
      setSamples((await farm.samples(props.graph, props.job)).items);
      sampled(props.graph);
      setProblem(undefined);
    } catch (error) {
      setProblem(explained(error));
    }
  };
  void look();
  const timer = setInterval(() => {
    if (document.visibilityState === "visible" && (samples() ?? []).some((each) => each.unfinished > 0)) void look();
  }, LOOK_MS);
  onCleanup(() => clearInterval(timer));
  const start = async () => {
    setBusy(true);
    try {
      await farm.sample(props.graph, props.job, { times: times(), ...(untilFailure() ? { until: "failure" as const } : {}) });
      say(`It runs ${plural(times(), "more time")}`);
      await look();
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="samples">
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <label for="sample-times">Run it</label>
        <input id="sample-times" type="number" min="1" max={TIMES_MAX} required value={times()} onInput={(event) => setTimes(event.currentTarget.valueAsNumber)} />
        <span>more times</span>
        <label class="check">
          <input type="checkbox" checked={untilFailure()} onChange={(event) => setUntilFailure(event.currentTarget.checked)} />
          until one fails
        </label>
        <button class="button small" disabled={busy()}>Sample</button>
        <span class="quiet">Samples change neither the job nor what waits for it.</span>
      </form>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void look()} />}</Show>
      <Show when={samples()}>
        {(all) => (
          <Show when={all().length > 0} fallback={<p class="quiet">It was not sampled yet.</p>}>
            <table class="table">
              <thead>
                <tr>
                  <th>State</th>
                  <th>Failed</th>
                  <th>Rate</th>
                  <th>Likely between</th>
                  <th>By</th>
                  <th>Asked</th>
                </tr>
              </thead>
              <tbody>
                <For each={all()}>
                  {(each) => (
                    <tr>
                      <td>
                        <a href={to.graph(each.graph)}>
                          <StateLabel state={each.state} />
                        </a>
                      </td>
                      <td>
                        {each.failures.failed} of {each.failures.runs}
                        <Show when={each.unfinished > 0}>
                          <span class="quiet">, {each.unfinished} to go</span>
                        </Show>
                      </td>
                      <td>{each.failures.runs === 0 ? "" : percent(each.failures.rate)}</td>
                      <td>
                        <Show when={each.failures.runs > 0}>
                          <span class="interval" role="img" aria-label={`${percent(each.failures.low)} to ${percent(each.failures.high)}`}>
                            <span style={{ left: `${each.failures.low * 100}%`, width: `${Math.max(1, (each.failures.high - each.failures.low) * 100)}%` }} />
                          </span>{" "}
                          {percent(each.failures.low)} – {percent(each.failures.high)}
                        </Show>
                      </td>
                      <td>
                        {plain(each.author)}
                        <Show when={each.reason}>{(reason) => <span class="quiet">: {plain(reason())}</span>}</Show>
                      </td>
                      <td class="quiet">{relative(Date.parse(each.createdAt), now())}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </Show>
        )}
      </Show>
    </div>
  );
}
