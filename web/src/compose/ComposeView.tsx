import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained, Refusal } from "../api/http";
import { navigate } from "../shell/router";
import { to } from "../shell/routes";
import { plain } from "../ui/text";
import "./compose.css";

/** Makes a graph of a file: what is typed stays, whatever the farm says to it. */
export default function ComposeView(): JSX.Element {
  const [problem, setProblem] = createSignal<unknown>();
  const [busy, setBusy] = createSignal(false);
  const [text, setText] = createSignal(sessionStorage.getItem("croft.compose") ?? "");
  document.title = "New graph · Croft";
  onCleanup(() => (document.title = "Croft"));
  const typed = (value: string) => {
    setText(value);
    sessionStorage.setItem("croft.compose", value);
  };
  const submit = async (paused: boolean) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const graph = await farm.submit(text(), text().trimStart().startsWith("{") ? "application/json" : "application/yaml", paused);
      sessionStorage.removeItem("croft.compose");
      navigate(to.graph(graph.graph));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const dropped = async (event: DragEvent) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    typed(await file.text());
  };
  return (
    <div class="page">
      <header class="page-head">
        <h1>New graph</h1>
        <span class="grow" />
        <button class="button" disabled={busy() || text() === ""} onClick={() => void submit(true)}>
          Submit paused
        </button>
        <button class="button primary" disabled={busy() || text() === ""} onClick={() => void submit(false)}>
          Submit
        </button>
      </header>
      <Show when={problem()}>{(error) => <Faults error={error()} />}</Show>
      <textarea
        class="compose-file mono"
        aria-label="Graph file in YAML or JSON"
        placeholder="Paste or drop a graph file, in YAML or JSON"
        spellcheck={false}
        value={text()}
        onInput={(event) => typed(event.currentTarget.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => void dropped(event)}
      />
    </div>
  );
}

function Faults(props: { error: unknown }): JSX.Element {
  const places = () => (props.error instanceof Refusal ? props.error.problem.places : []);
  return (
    <div class="faults" role="alert">
      <b>{plain(explained(props.error))}</b>
      <ul>
        <For each={places()}>
          {(place) => (
            <li>
              <code>{plain(place.where)}</code> {plain(place.message)}
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
