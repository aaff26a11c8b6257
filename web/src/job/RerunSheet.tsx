/** Asks what the next attempt of a job does otherwise: its script, variables, how long it may take. */
import { createSignal, onMount, Show, type JSX } from "solid-js";
import type { JobDetail } from "../api/types";

export interface Change {
  env?: Record<string, string>;
  script?: string;
  timeoutSeconds?: number;
}

interface Question {
  job: JobDetail;
  answer: (change: Change | undefined) => void;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const [question, setQuestion] = createSignal<Question>();

/** What was changed; undefined if the person thought better of it. */
export function askChange(job: JobDetail): Promise<Change | undefined> {
  return new Promise((resolve) => setQuestion({ job, answer: resolve }));
}

export function RerunSheet(): JSX.Element {
  return (
    <Show when={question()} keyed>
      {(asked) => <Sheet question={asked} />}
    </Show>
  );
}

function Sheet(props: { question: Question }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  const body = () => props.question.job.body;
  const [script, setScript] = createSignal<string>();
  const [env, setEnv] = createSignal("");
  const [limit, setLimit] = createSignal("");
  const [problem, setProblem] = createSignal("");
  onMount(() => dialog?.showModal());
  const close = (change: Change | undefined) => {
    props.question.answer(change);
    setQuestion(undefined);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = changeOf();
    if (typeof wanted === "string") setProblem(wanted);
    else close(wanted);
  };
  /** What is asked for, or what is wrong with it. */
  const changeOf = (): Change | string => {
    const change: Change = {};
    const variables: Record<string, string> = {};
    for (const line of env().split("\n").filter((each) => each.trim() !== "")) {
      const at = line.indexOf("=");
      const name = line.slice(0, at).trim();
      if (at < 1 || !NAME.test(name)) return `“${line}” is no variable; write NAME=value, one a line.`;
      variables[name] = line.slice(at + 1);
    }
    if (Object.keys(variables).length > 0) change.env = variables;
    const text = script();
    if (text !== undefined && text !== body().script) change.script = text;
    if (limit().trim() !== "") {
      const seconds = Number(limit());
      if (!Number.isInteger(seconds) || seconds < 1) return "The time limit is in whole seconds, at least 1.";
      change.timeoutSeconds = seconds;
    }
    if (Object.keys(change).length === 0) return "Nothing is changed yet.";
    return change;
  };
  return (
    <dialog class="ask job-sheet" ref={(it) => (dialog = it)} aria-labelledby="rerun-title" onCancel={() => close(undefined)}>
      <form onSubmit={submit}>
        <h2 id="rerun-title">Run again with changes</h2>
        <p class="quiet">For the next attempt only: the job stays as it is.</p>
        <label for="rerun-script">Script</label>
        <textarea id="rerun-script" class="mono" rows="8" spellcheck={false} value={body().script} onInput={(event) => setScript(event.currentTarget.value)} />
        <label for="rerun-env">Variables to set, NAME=value</label>
        <textarea id="rerun-env" class="mono" rows="3" spellcheck={false} autofocus onInput={(event) => setEnv(event.currentTarget.value)} />
        <label for="rerun-timeout">Time limit in seconds</label>
        <input id="rerun-timeout" type="text" inputmode="numeric" placeholder={String(body().timeoutSeconds)} onInput={(event) => setLimit(event.currentTarget.value)} />
        <p class="field-problem" role="alert">{problem()}</p>
        <div class="row end">
          <button type="button" class="button" onClick={() => close(undefined)}>Not now</button>
          <button class="button primary">Run again</button>
        </div>
      </form>
    </dialog>
  );
}
