import { createMemo, For, Show, type JSX } from "solid-js";
import { StateLabel } from "../ui/StateIcon";
import { count, duration, plain, plural } from "../ui/text";
import type { Report } from "./junit";

const FAILED_MAX = 200;
const SLOW = 10;

/** Failures first, with what they said; then the slowest; passes are a number. */
export function TestReport(props: { report: Report }): JSX.Element {
  const failed = createMemo(() => props.report.cases.filter((each) => each.outcome === "failed"));
  const slow = createMemo(() => [...props.report.cases].sort((a, b) => b.seconds - a.seconds).slice(0, SLOW));
  const skipped = () => props.report.cases.filter((each) => each.outcome === "skipped").length;
  return (
    <section class="tests" aria-label="Test report">
      <h3>
        {plural(props.report.cases.length, "test")}: {count(failed().length)} failed, {count(skipped())} skipped
        <Show when={props.report.unreadable > 0}>
          <span class="quiet"> ({plural(props.report.unreadable, "report file")} could not be read)</span>
        </Show>
      </h3>
      <For each={failed().slice(0, FAILED_MAX)}>
        {(test) => (
          <details class="test">
            <summary>
              <StateLabel state="failed">failed</StateLabel> <span class="quiet">{plain(test.suite)}</span> {plain(test.name)}
            </summary>
            <pre class="source" tabindex="0">{plain(test.detail)}</pre>
          </details>
        )}
      </For>
      <details>
        <summary class="quiet">The slowest</summary>
        <table class="table compact">
          <tbody>
            <For each={slow()}>
              {(test) => (
                <tr>
                  <td class="n">{duration(test.seconds * 1_000)}</td>
                  <td>
                    <span class="quiet">{plain(test.suite)}</span> {plain(test.name)}
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </details>
    </section>
  );
}
