/** Everything that can be done now, with its key: the palette lists it, the keyboard does it. */
import { createSignal, onCleanup } from "solid-js";

export interface Command {
  id: string;
  title: string;
  /** What it belongs to, shown before the title. */
  section: "Go to" | "View" | "Graph" | "Job" | "Farm";
  /** One key (`n`, `?`, `Escape`) or two after one another (`g b`). */
  keys?: string;
  run: () => void;
  /** Not listed in the palette, as its key alone makes sense. */
  hidden?: boolean;
}

const [commands, setCommands] = createSignal<readonly Command[]>([]);
export { commands };

/** Offers commands for as long as the component is there; the newest win a key. */
export function useCommands(offered: readonly Command[]): void {
  setCommands((all) => [...offered, ...all]);
  onCleanup(() => setCommands((all) => all.filter((each) => !offered.includes(each))));
}

/** How long a first key waits for its second one. */
const SEQUENCE_MS = 900;

let first = "";
let firstAt = 0;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
  );
}

/** Runs the command whose key was pressed, if any. */
export function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") !== null) return;
  const now = Date.now();
  const sequence = first !== "" && now - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : event.key;
  first = "";
  const all = commands();
  const found = all.find((each) => each.keys === sequence) ?? all.find((each) => each.keys === event.key);
  if (found !== undefined) {
    event.preventDefault();
    found.run();
  } else if (all.some((each) => each.keys?.startsWith(`${event.key} `) === true)) {
    first = event.key;
    firstAt = now;
  }
}

/** How well a title fits what was typed: all letters in order, best when together and at starts of words; -1 if not. */
export function fuzzy(typed: string, title: string): number {
  const wanted = typed.toLowerCase().replaceAll(" ", "");
  const text = title.toLowerCase();
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return -1;
    if (next === at + 1) score += 3;
    if (next === 0 || /[\s/:._-]/.test(text[next - 1] as string)) score += 2;
    score -= Math.min(next - at - 1, 5) / 5;
    at = next;
  }
  return score - text.length / 200;
}
