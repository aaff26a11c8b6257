import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { WorkerView } from "../api/types";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { bytes, plain, relative } from "../ui/text";
import "./workers.css";

const LOOK_MS = 3_000;

export default function WorkersView(): JSX.Element {
  const [workers, setWorkers] = createSignal<WorkerView[]>();
  const [problem, setProblem] = createSignal<string>();
  const look = async () => {
    try {
      setWorkers((await farm.workers()).items);
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
  const slots = () => (workers() ?? []).filter((each) => each.state === "live").reduce((sum, each) => sum + each.slots, 0);
  const running = () => (workers() ?? []).reduce((sum, each) => sum + each.running, 0);
  return (
    <div class="page">
      <header class="page-head">
        <h1>Workers</h1>
        <span class="quiet">
          {running()} of {slots()} slots busy
        </span>
      </header>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void look()} />}</Show>
      <table class="table">
        <thead>
          <tr>
            <th>Worker</th>
            <th>Pool</th>
            <th>Slots</th>
            <th>Resources</th>
            <th>Isolation</th>
            <th>Labels</th>
            <th>Heard</th>
          </tr>
        </thead>
        <tbody>
          <For
            each={workers()}
            fallback={
              <tr>
                <td colspan="7" class="quiet">
                  {workers() === undefined ? "Asking the farm" : "No worker is signed on. Start one: croft worker"}
                </td>
              </tr>
            }
          >
            {(worker) => (
              <tr classList={{ dim: worker.state !== "live" }}>
                <td>
                  <span class={`worker-state ${worker.state}`}>
                    <span aria-hidden="true">{worker.state === "live" ? "●" : worker.state === "lost" ? "▲" : "○"}</span> {worker.state}
                  </span>{" "}
                  <b>{plain(worker.name)}</b>
                </td>
                <td>{plain(worker.pool)}</td>
                <td>
                  <span class="slots" role="img" aria-label={`${worker.running} of ${worker.slots} slots busy`}>
                    <For each={Array.from({ length: Math.min(worker.slots, 32) }, (_, i) => i)}>
                      {(i) => <span classList={{ busy: i < worker.running }} />}
                    </For>
                  </span>{" "}
                  {worker.running}/{worker.slots}
                </td>
                <td class="quiet">
                  {worker.resources.cpus} CPU · {bytes(worker.resources.memoryBytes)}
                </td>
                <td>{worker.isolation}</td>
                <td class="quiet">{worker.labels.map(plain).join(" ")}</td>
                <td class="quiet">{relative(Date.parse(worker.heartbeatAt), now())}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}
