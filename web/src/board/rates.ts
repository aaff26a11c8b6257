/** How often the sampled jobs of graphs fail. Samples are graphs of their own, which no stream of a graph tells of. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { farm } from "../api/farm";
import type { FailureRate } from "../api/types";
import { percent } from "../ui/text";

export type Rates = ReadonlyMap<number, FailureRate>;

/** How often a graph is looked at that has samples. */
const LOOK_MS = 15_000;

const NONE: Rates = new Map<number, FailureRate>();

interface Known {
  rates: Accessor<Rates>;
  look: () => void;
  users: number;
  timer: ReturnType<typeof setInterval>;
}

const known = new Map<number, Known>();

/** By job number; for as long as the component that asks is there. */
export function useRates(graph: number): Accessor<Rates> {
  let its = known.get(graph);
  if (its === undefined) {
    const [rates, setRates] = createSignal(NONE);
    const look = () => {
      farm.rates(graph).then(
        (page) => setRates(page.items.length === 0 ? NONE : new Map(page.items.map((each) => [each.job, each.failures]))),
        () => {
          // What is known stays; the board itself says that the farm is away.
        },
      );
    };
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && rates().size > 0) look();
    }, LOOK_MS);
    its = { rates, look, users: 0, timer };
    known.set(graph, its);
    look();
  }
  const mine = its;
  mine.users++;
  onCleanup(() => {
    if (--mine.users > 0) return;
    clearInterval(mine.timer);
    known.delete(graph);
  });
  return mine.rates;
}

/** A graph's jobs were sampled: boards that show it look again. */
export function sampled(graph: number): void {
  known.get(graph)?.look();
}


/** A rate as a board has room for. */
export function shortRate(rate: FailureRate): string {
  return percent(rate.rate);
}

/** A rate with what it is worth. */
export function longRate(rate: FailureRate): string {
  return `${rate.failed} of ${rate.runs} samples failed, ${percent(rate.rate)}, likely ${percent(rate.low)} to ${percent(rate.high)}`;
}
