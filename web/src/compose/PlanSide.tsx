import { createMemo, For, Show, type JSX } from "solid-js";
import type { PlanDifference, PlannedEdge } from "../../generated/schema";
import { to } from "../shell/routes";
import { now } from "../ui/now";
import { StateIcon } from "../ui/StateIcon";
import { count, duration, moment, plain, plural, relative } from "../ui/text";
import type { Composer } from "./composer";

/** Lines of a list before it says how many more there are. */
const LINES_MAX = 12;

/** The graph that this would make: how much, how long, what decides that, and what is other than the last time. */
export function PlanSide(props: { composer: Composer }): JSX.Element {
  const c = () => props.composer;
  return (
    <aside class="plan" aria-label="What it would make" classList={{ behind: c().behind() && c().trouble()?.away !== true }}>
      <Show
        when={c().outlook()}
        fallback={<p class="plan-empty">What the graph would do shows here: how many jobs, in which order, for how long.</p>}
      >
        {(outlook) => (
          <>
            <div class="plan-time">
              <b>{outlook().endMs === undefined ? "–" : `≈ ${duration(outlook().endMs ?? 0)}`}</b>
              <span>
                <Show
                  when={outlook().known > 0}
                  fallback="Nothing is known yet of how long these jobs take: run them once, or write estimates."
                >
                  <Show
                    when={outlook().withoutSlots.length === 0}
                    fallback={`${plural(outlook().withoutSlots.length, "pool")} without a worker: ${outlook().withoutSlots.map(plain).join(", ")}`}
                  >
                    {`if ${plural(slotCount(c()), "slot")} ${slotCount(c()) === 1 ? "is" : "are"} free`}
                    {outlook().known < outlook().jobs ? `; ${plural(outlook().jobs - outlook().known, "job")} of unknown length not counted` : ""}
                  </Show>
                </Show>
              </span>
            </div>
            <dl class="plan-facts">
              <Fact name="Jobs that run" value={`${count(outlook().jobs)} of ${count(c().graph()?.keys.length ?? 0)}`} />
              <Fact name="Dependencies" value={count(outlook().dependencies)} />
              <Fact name="Steps" value={count(outlook().levels)} />
              <Show when={outlook().known > 0}>
                <Fact name="Work in all" value={duration(outlook().workMs)} />
              </Show>
            </dl>
            <Order composer={c()} />
            <Show when={outlook().chain.length > 1}>
              <section class="plan-part">
                <h2>
                  Longest chain
                  <Show when={outlook().known > 0}>
                    <span class="n">{duration(outlook().chainMs)}</span>
                  </Show>
                </h2>
                <ol class="chain">
                  <For each={outlook().chain.slice(0, LINES_MAX)}>
                    {(row) => (
                      <li>
                        <span class="mono">{plain(c().graph()?.keys[row] ?? "")}</span>
                        <span class="n">{c().durationOf(row) === undefined ? "?" : duration(c().durationOf(row) ?? 0)}</span>
                      </li>
                    )}
                  </For>
                </ol>
                <Rest n={outlook().chain.length} />
              </section>
            </Show>
          </>
        )}
      </Show>
      <Show when={(c().planned()?.plan.expectations.length ?? 0) > 0}>
        <section class="plan-part">
          <h2>Expectations</h2>
          <ul class="expectations">
            <For each={c().planned()?.plan.expectations}>
              {(expected) => (
                <li>
                  <StateIcon state={expected.verdict === "MET" ? "succeeded" : "failed"} quiet />
                  <span>
                    {expected.verdict === "MET" ? "met" : expected.verdict === "FAILED" ? "not met" : "faulty"}:{" "}
                    {plain(expected.message === "" ? expected.that : expected.message)}
                    <Show when={expected.fault ?? (expected.offending.length > 0 ? expected.offending.join(", ") : undefined)}>
                      {(more) => <span class="quiet"> {plain(more())}</span>}
                    </Show>
                  </span>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={c().last()}>
        {(last) => (
          <section class="plan-part">
            <h2>
              Since <a href={to.graph(last().graph)}>the last run</a>
              <span class="n" title={moment(Date.parse(last().createdAt))}>
                {relative(Date.parse(last().createdAt), now())}
              </span>
            </h2>
            <Show when={c().planned()?.plan.difference} fallback={<p class="quiet">What it was made from is no longer kept.</p>}>
              {(difference) => <Difference difference={difference()} />}
            </Show>
          </section>
        )}
      </Show>
    </aside>
  );
}

function slotCount(composer: Composer): number {
  let n = 0;
  for (const slots of composer.slots().values()) n += slots;
  return n;
}

function Fact(props: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

/** How many jobs can run in each step: the graph's shape at a glance. */
function Order(props: { composer: Composer }): JSX.Element {
  const steps = createMemo(() => {
    const graph = props.composer.graph();
    const active = props.composer.active();
    const found: number[] = [];
    graph?.jobs.forEach((job, row) => {
      if (active[row] === 1) found[job.level - 1] = (found[job.level - 1] ?? 0) + 1;
    });
    return Array.from(found, (n) => n ?? 0).filter((n) => n > 0);
  });
  const most = () => Math.max(1, ...steps());
  return (
    <Show when={steps().length > 1}>
      <div class="steps" role="img" aria-label={`Jobs in each step: ${steps().slice(0, 40).join(", ")}`}>
        <For each={steps().slice(0, 60)}>
          {(n, i) => <span style={{ height: `${Math.max(8, (Math.sqrt(n) / Math.sqrt(most())) * 100)}%` }} title={`Step ${i() + 1}: ${plural(n, "job")}`} />}
        </For>
      </div>
    </Show>
  );
}

function Rest(props: { n: number }): JSX.Element {
  return (
    <Show when={props.n > LINES_MAX}>
      <p class="quiet">… {count(props.n - LINES_MAX)} more</p>
    </Show>
  );
}

interface Line {
  sign: "+" | "−" | "~";
  text: string;
  more: string;
}

function Difference(props: { difference: PlanDifference }): JSX.Element {
  const lines = createMemo<Line[]>(() => {
    const d = props.difference;
    return [
      ...d.graph.map((field): Line => ({ sign: "~", text: field.field, more: values(field.before, field.after) })),
      ...d.added.map((key): Line => ({ sign: "+", text: key, more: "" })),
      ...d.removed.map((key): Line => ({ sign: "−", text: key, more: "" })),
      ...d.changed.map(
        (each): Line => ({ sign: "~", text: each.key, more: each.fields.map((field) => field.field).join(", ") }),
      ),
      ...d.edgesAdded.map((edge): Line => ({ sign: "+", text: edge.job, more: `waits for ${other(edge.waitsFor)}` })),
      ...d.edgesRemoved.map((edge): Line => ({ sign: "−", text: edge.job, more: `waits for ${other(edge.waitsFor)}` })),
    ];
  });
  return (
    <Show when={lines().length > 0} fallback={<p class="quiet">The same graph.</p>}>
      <ul class="difference">
        <For each={lines().slice(0, LINES_MAX)}>
          {(line) => (
            <li class={line.sign === "+" ? "added" : line.sign === "−" ? "removed" : "changed"}>
              <b aria-label={line.sign === "+" ? "added" : line.sign === "−" ? "removed" : "changed"}>{line.sign}</b>
              <span class="mono">{plain(line.text)}</span>
              <span class="quiet" title={plain(line.more)}>
                {plain(line.more)}
              </span>
            </li>
          )}
        </For>
      </ul>
      <Rest n={lines().length} />
    </Show>
  );
}

function values(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `now ${after ?? ""}`;
  return after === undefined ? `no longer ${before}` : `${before} → ${after}`;
}

function other(edge: PlannedEdge): string {
  return edge.job ?? `${edge.atLeast ?? 0} of ${edge.of.map((each) => each.job ?? "").join(", ")}`;
}
