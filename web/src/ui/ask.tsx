/** Asks for a line of text, such as a reason, in a dialog. */
import { createSignal, onMount, Show, type JSX } from "solid-js";

interface Question {
  title: string;
  /** Of what is to be typed; absent if a yes is enough. */
  label: string | undefined;
  action: string;
  answer: (text: string | undefined) => void;
}

const [question, setQuestion] = createSignal<Question>();

/** What was typed; undefined if the person thought better of it. */
export function ask(title: string, label: string, action: string): Promise<string | undefined> {
  return new Promise((resolve) => setQuestion({ title, label, action, answer: resolve }));
}

/** Whether the person means it: for what cannot be taken back. */
export async function confirmed(title: string, action: string): Promise<boolean> {
  return (await new Promise<string | undefined>((resolve) => setQuestion({ title, label: undefined, action, answer: resolve }))) !== undefined;
}

export function Asking(): JSX.Element {
  return (
    <Show when={question()} keyed>
      {(asked) => <Sheet question={asked} />}
    </Show>
  );
}

function Sheet(props: { question: Question }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  const [text, setText] = createSignal("");
  onMount(() => dialog?.showModal());
  const close = (answer: string | undefined) => {
    props.question.answer(answer);
    setQuestion(undefined);
  };
  return (
    <dialog class="ask" ref={(it) => (dialog = it)} aria-labelledby="ask-title" onCancel={() => close(undefined)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (props.question.label === undefined || text().trim() !== "") close(text().trim());
        }}
      >
        <h2 id="ask-title">{props.question.title}</h2>
        <Show when={props.question.label}>
          {(label) => (
            <>
              <label for="ask-text">{label()}</label>
              <input id="ask-text" type="text" autofocus maxlength="2000" onInput={(event) => setText(event.currentTarget.value)} />
            </>
          )}
        </Show>
        <div class="row end">
          <button type="button" class="button" onClick={() => close(undefined)}>
            Not now
          </button>
          <button class="button primary" autofocus={props.question.label === undefined} disabled={props.question.label !== undefined && text().trim() === ""}>
            {props.question.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
