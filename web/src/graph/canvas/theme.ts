/** The tokens as a canvas needs them: read from the style sheet, and again when light turns to dark. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { STATES } from "../../stream/states";

export interface Ink {
  readonly bg: string;
  readonly sunk: string;
  readonly chosen: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly accent: string;
  readonly font: string;
  /** By state number: of text and shapes, and of areas. */
  readonly state: readonly string[];
  readonly fill: readonly string[];
  readonly failedBg: string;
}

/** Those states that have a colour of their own for areas. */
const FILLED = new Set(["succeeded", "blocked", "held", "cancelled", "skipped", "inactive"]);

export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    bg: token("bg"),
    sunk: token("bg-sunk"),
    chosen: token("bg-chosen"),
    line: token("line"),
    lineStrong: token("line-strong"),
    ink: token("ink"),
    ink2: token("ink-2"),
    ink3: token("ink-3"),
    accent: token("focus"),
    font: token("font"),
    state: STATES.map((state) => token(state)),
    fill: STATES.map((state) => token(FILLED.has(state) ? `${state}-fill` : state)),
    failedBg: token("failed-bg"),
  };
}

/** The tokens, for as long as the component is there. */
export function useInk(): Accessor<Ink> {
  const [ink, setInk] = createSignal(readInk());
  const again = () => setInk(readInk());
  const watch = new MutationObserver(again);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", again);
  onCleanup(() => {
    watch.disconnect();
    system.removeEventListener("change", again);
  });
  return ink;
}

export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
