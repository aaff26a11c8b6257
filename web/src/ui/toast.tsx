/** What came of a command: said once, and for long enough; failures stay until they are taken away. */
import { createSignal, For, Show, type JSX } from "solid-js";
import { explained } from "../api/http";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { title: string; run: () => void } | undefined;
}

const SHOWN_MS = 6_000;
const SHOWN_MAX = 4;

const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
let last = 0;

function drop(id: number): void {
  setToasts((all) => all.filter((each) => each.id !== id));
}

function add(toast: Omit<Toast, "id">): void {
  const id = ++last;
  setToasts((all) => [...all, { ...toast, id }].slice(-SHOWN_MAX));
  if (!toast.bad) setTimeout(() => drop(id), SHOWN_MS);
}

export function say(text: string, action?: { title: string; run: () => void }): void {
  add({ text, bad: false, action });
}

export function complain(error: unknown): void {
  add({ text: explained(error), bad: true });
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      <For each={toasts()}>
        {(toast) => (
          <div class="toast" classList={{ bad: toast.bad }}>
            <span>{toast.text}</span>
            <Show when={toast.action}>
              {(action) => (
                <button
                  class="link"
                  onClick={() => {
                    drop(toast.id);
                    action().run();
                  }}
                >
                  {action().title}
                </button>
              )}
            </Show>
            <button class="icon" aria-label="Dismiss" onClick={() => drop(toast.id)}>
              ×
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
