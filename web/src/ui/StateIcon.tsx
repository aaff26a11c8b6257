/** A state as a shape. Never colour alone: each has its own outline, and a name for those who cannot see it. */
import { Match, Show, Switch, type JSX } from "solid-js";
import type { GraphState, JobState } from "../api/types";

export type AnyState = JobState | GraphState | "paused";

const WORDS: Record<AnyState, string> = {
  inactive: "inactive",
  blocked: "blocked",
  ready: "ready",
  held: "held",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
  skipped: "skipped",
  draft: "draft",
  paused: "paused",
};

export function stateWord(state: AnyState): string {
  return WORDS[state];
}

/** `quiet`: the word stands beside it, so a screen reader need not hear it twice. */
export function StateIcon(props: { state: AnyState; size?: number; quiet?: boolean }): JSX.Element {
  const size = () => props.size ?? 14;
  return (
    <svg
      class={`state-icon s-${props.state}`}
      width={size()}
      height={size()}
      viewBox="0 0 16 16"
      aria-hidden={props.quiet === true ? "true" : undefined}
      role={props.quiet === true ? undefined : "img"}
      aria-label={props.quiet === true ? undefined : stateWord(props.state)}
    >
      <Switch>
        <Match when={props.state === "succeeded"}>
          <circle class="fill" cx="8" cy="8" r="7" />
          <path class="mark" d="M4.8 8.3l2.2 2.2 4.3-4.6" />
        </Match>
        <Match when={props.state === "failed"}>
          <path class="fill" d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
          <path class="mark" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" />
        </Match>
        <Match when={props.state === "running"}>
          <circle class="line faint" cx="8" cy="8" r="6.2" />
          <path class="line spin" d="M8 1.8a6.2 6.2 0 0 1 6.2 6.2" />
          <path class="fill" d="M6.4 5.2v5.6L11 8z" />
        </Match>
        <Match when={props.state === "ready"}>
          <circle class="line" cx="8" cy="8" r="6.2" />
          <circle class="fill" cx="8" cy="8" r="2.6" />
        </Match>
        <Match when={props.state === "blocked"}>
          <path class="line" d="M4 2h8M4 14h8M5 2v2.2L8 8l3-3.8V2M5 14v-2.2L8 8l3 3.8V14" />
        </Match>
        <Match when={props.state === "held" || props.state === "paused"}>
          <rect class="line" x="1.8" y="1.8" width="12.4" height="12.4" rx="2.5" />
          <path class="line" d="M6.2 5.4v5.2M9.8 5.4v5.2" />
        </Match>
        <Match when={props.state === "cancelled"}>
          <circle class="line" cx="8" cy="8" r="6.2" />
          <path class="line" d="M3.8 12.2l8.4-8.4" />
        </Match>
        <Match when={props.state === "skipped"}>
          <path class="line" d="M2.5 4l4.5 4-4.5 4M8 4l4.5 4L8 12M14 4v8" />
        </Match>
        <Match when={props.state === "inactive" || props.state === "draft"}>
          <circle class="line dotted" cx="8" cy="8" r="6.2" />
        </Match>
      </Switch>
    </svg>
  );
}

/** Icon and word. */
export function StateLabel(props: { state: AnyState; children?: JSX.Element }): JSX.Element {
  return (
    <span class={`state-label s-${props.state}`}>
      <StateIcon state={props.state} quiet />
      <Show when={props.children} fallback={stateWord(props.state)}>
        {props.children}
      </Show>
    </span>
  );
}
