/** Jobs by state as one segmented bar, with its counts as words for those who cannot see it. */
import { createMemo, For, type JSX } from "solid-js";
import type { Counts } from "../api/types";
import { STATES } from "../stream/states";
import { count } from "./text";

export function countsText(counts: Counts): string {
  const parts = STATES.filter((state) => (counts[state] ?? 0) > 0).map((state) => `${count(counts[state] ?? 0)} ${state}`);
  return parts.length === 0 ? "no jobs" : parts.join(", ");
}

/** What is done stands on the left, what waits on the right. */
const ORDER = ["failed", "cancelled", "skipped", "succeeded", "running", "held", "ready", "blocked", "inactive"] as const;

export function Bar(props: { counts: Counts }): JSX.Element {
  const shown = () => ORDER.filter((state) => (props.counts[state] ?? 0) > 0);
  const all = createMemo(() => {
    let sum = 0;
    for (const state of ORDER) sum += props.counts[state] ?? 0;
    return sum;
  });
  return (
    <span class="bar" role="img" aria-label={countsText(props.counts)} title={countsText(props.counts)}>
      <For each={shown()}>
        {(state) => (
          <Segment state={state} share={(props.counts[state] ?? 0) / all()} />
        )}
      </For>
    </span>
  );
}

/** However few they are, they are seen. */
function Segment(props: { state: string; share: number }): JSX.Element {
  return <span class={`seg s-${props.state}`} style={{ "flex-grow": Math.max(props.share, 0.015) }} />;
}
