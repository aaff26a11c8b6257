import { createSignal, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import { navigate } from "../shell/router";
import { to } from "../shell/routes";

/** Small, and shows most of what there is: a matrix, files handed on, a job that may fail, one to switch on, a finalizer. */
const EXAMPLE = `croft: 1
name: hello
description: A first graph. Nothing in it needs more than a shell.
jobs:
  fetch:
    script: |
      echo "fetching"; sleep 1
      mkdir -p src && for i in 1 2 3 4; do echo "source $i" > src/$i.txt; done
    outputs: ["src/**"]
    face: {symbol: F, platform: any, group: prepare}
  build:
    matrix: {os: [linux, mac], mode: [debug, release]}
    needs: [fetch]
    script: |
      echo "building $CROFT_JOB"; sleep 2; cat src/*.txt > app.txt
    outputs: ["app.txt"]
  test:
    matrix: {os: [linux, mac], mode: [debug, release], chunk: ["1", "2", "3"]}
    needs: [build]
    script: |
      echo "running chunk"; for i in 1 2 3 4 5; do echo "case $i ok"; sleep 0.3; done
  lint:
    needs: [fetch]
    script: |
      echo "src/3.txt:1: warning: this line is too plain"; sleep 1; exit 1
    allowFailure: true
    face: {symbol: lint, platform: any, group: check}
  benchmark:
    needs: [build]
    active: false
    script: echo "switch me on"; sleep 2
    face: {symbol: bench, platform: any, group: check}
  report:
    finally: true
    script: |
      echo "<h1>Report</h1>" > report.html; echo "all done"
    artifacts: ["report.html"]
    face: {symbol: R, platform: any, group: report}
`;

/** An empty farm: what to do first, and the doing of it in one click. */
export function FirstRun(): JSX.Element {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const start = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const graph = await farm.submit(EXAMPLE, "application/yaml");
      navigate(to.graph(graph.graph));
    } catch (error) {
      setProblem(explained(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="first-run" aria-labelledby="first-run">
      <div class="first-run-text">
        <h2 id="first-run">Nothing has run here yet</h2>
        <p>
          A graph is a file that names jobs and what each of them needs. The farm runs all of them on whatever workers are
          signed on, as soon as they can start.
        </p>
        <div class="row">
          <button class="button primary large" onClick={() => void start()} disabled={busy()}>
            Run this example
          </button>
          <a class="button large" href={to.compose()}>
            Paste a file of your own
          </a>
        </div>
        <Show when={problem()}>
          {(text) => (
            <p class="field-problem" role="alert">
              {text()}
            </p>
          )}
        </Show>
        <p class="quiet">
          From a terminal: <code>croft init &amp;&amp; croft submit --watch</code>
        </p>
      </div>
      <pre class="first-run-file" tabindex="0" aria-label="The example's graph file">
        {EXAMPLE}
      </pre>
    </section>
  );
}
