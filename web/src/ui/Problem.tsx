import { Show, type JSX } from "solid-js";

/** Something did not work: what happened, and the way on. */
export function ProblemNote(props: { text: string; retry?: () => void }): JSX.Element {
  return (
    <div class="problem" role="alert">
      <span>{props.text}</span>
      <Show when={props.retry}>
        {(retry) => (
          <button class="button small" onClick={() => retry()()}>
            Try again
          </button>
        )}
      </Show>
    </div>
  );
}
