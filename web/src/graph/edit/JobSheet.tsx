/** A job as in a graph file, to be changed or made, in a dialog. */
import { createSignal, onMount, Show, type JSX } from "solid-js";
import { PROJECT } from "../../api/farm";
import { call } from "../../api/http";

interface Made {
  key: string;
  job: Record<string, unknown>;
}

interface Question {
  /** Absent for a new job. */
  key: string | undefined;
  text: string;
  answer: (made: Made | undefined) => void;
}

const KEY = /^[A-Za-z0-9._/=-]{1,200}$/;
const NEW = { script: "./run.sh\n", needs: [], timeout: "20m" };

const [question, setQuestion] = createSignal<Question>();

/** Asks for a job's definition; of one that is there, begins with what it is now. */
export async function askJob(graph: number, key: string | undefined, revision?: number): Promise<Made | undefined> {
  let job: unknown = NEW;
  if (key !== undefined) {
    const file = await call<{ jobs?: Record<string, unknown> }>(`/api/v1/projects/${PROJECT}/graphs/${graph}/revisions/${revision ?? 1}/file`);
    job = file.jobs?.[key] ?? NEW;
  }
  return new Promise((resolve) => setQuestion({ key, text: JSON.stringify(job, null, 2), answer: resolve }));
}

export function JobSheet(): JSX.Element {
  return (
    <Show when={question()} keyed>
      {(asked) => <Sheet question={asked} />}
    </Show>
  );
}

function Sheet(props: { question: Question }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  const asked = () => props.question;
  // What was there first; typing goes on from it.
  const [key, setKey] = createSignal("");
  const [text, setText] = createSignal<string>();
  const [problem, setProblem] = createSignal("");
  onMount(() => dialog?.showModal());
  const close = (made: Made | undefined) => {
    asked().answer(made);
    setQuestion(undefined);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const name = asked().key ?? key().trim();
    if (!KEY.test(name) || name.includes("..")) {
      setProblem("A key has letters, digits and . _ / = - only, up to 200.");
      return;
    }
    try {
      const job: unknown = JSON.parse(text() ?? asked().text);
      if (typeof job !== "object" || job === null || Array.isArray(job)) throw new Error("a job is an object: {…}");
      close({ key: name, job: job as Record<string, unknown> });
    } catch (error) {
      setProblem(`This is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <dialog class="ask job-sheet" ref={(it) => (dialog = it)} aria-labelledby="job-sheet-title" onCancel={() => close(undefined)}>
      <form onSubmit={submit}>
        <h2 id="job-sheet-title">{asked().key ?? "New job"}</h2>
        <Show when={asked().key === undefined}>
          <label for="job-sheet-key">Key</label>
          <input id="job-sheet-key" type="text" autofocus placeholder="test/linux" onInput={(event) => setKey(event.currentTarget.value)} />
        </Show>
        <label for="job-sheet-text">As in a graph file, in JSON</label>
        <textarea id="job-sheet-text" class="mono" rows="16" spellcheck={false} value={asked().text} onInput={(event) => setText(event.currentTarget.value)} />
        <p class="field-problem" role="alert">{problem()}</p>
        <div class="row end">
          <button type="button" class="button" onClick={() => close(undefined)}>Not now</button>
          <button class="button primary">{asked().key === undefined ? "Add to the edit" : "Replace in the edit"}</button>
        </div>
      </form>
    </dialog>
  );
}
