import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { complain } from "../ui/toast";
import type { CodeEditor } from "./codeEditor";
import type { Fault } from "./places";

/** Files larger than this are not meant to be edited by hand; the farm refuses them as well. */
const FILE_MAX = 16_000_000;

export interface GraphFileProps {
  text: string;
  faults: readonly Fault[];
  onText: (text: string) => void;
  /** Gets the way to show a fault. */
  editor: (goTo: (fault: Fault) => void) => void;
}

/** The graph file as text. Until the editor's own chunk is there, and if it cannot be read, a plain field does. */
export function GraphFile(props: GraphFileProps): JSX.Element {
  let host: HTMLDivElement | undefined;
  const [editor, setEditor] = createSignal<CodeEditor>();
  const [over, setOver] = createSignal(false);
  onMount(() => {
    let gone = false;
    onCleanup(() => (gone = true));
    import("./codeEditor").then(
      ({ createEditor }) => {
        if (gone || host === undefined) return;
        const made = createEditor(host, props.text, props.onText);
        setEditor(made);
        props.editor((fault) => made.goTo(fault));
      },
      () => complain("The editor could not be loaded; the plain field does the same without colours."),
    );
  });
  onCleanup(() => editor()?.destroy());
  createEffect(() => editor()?.setText(props.text));
  createEffect(on([editor, () => props.faults], ([made, faults]) => made?.mark(faults)));
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > FILE_MAX) complain(`${file.name} is larger than 16 MB; submit it with croft submit.`);
    else props.onText(await file.text());
  };
  return (
    <div
      class="graph-file"
      classList={{ over: over() }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        const file = event.dataTransfer?.files[0];
        setOver(false);
        if (file === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        void take(file);
      }}
    >
      <div class="graph-file-editor" ref={(it) => (host = it)} hidden={editor() === undefined} />
      <Show when={editor() === undefined}>
        <textarea
          class="mono"
          aria-label="Graph file in YAML or JSON"
          placeholder="Type, paste or drop a graph file, in YAML or JSON"
          spellcheck={false}
          value={props.text}
          onInput={(event) => props.onText(event.currentTarget.value)}
        />
      </Show>
      <label class="button small graph-file-open">
        Open a file
        <input
          type="file"
          accept=".yaml,.yml,.json,.ndjson"
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </label>
    </div>
  );
}
