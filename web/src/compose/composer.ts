/** All that the Compose page knows: what is typed and chosen, what the farm says to it, and what it would make. */
import { batch, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { explained, Refusal } from "../api/http";
import type { GraphView, WorkerView } from "../api/types";
import { liveState } from "../stream/live";
import { calls, type ParameterView, type PlanView, type Start, type TemplateView } from "./calls";
import { activate, applied, deactivate, overridesOf, type Overrides } from "./choice";
import { keepDraft, readDraft } from "./draft";
import { forecast, type Forecast } from "./forecast";
import { PlannedGraph } from "./planned";
import { faultsOf, type Fault } from "./places";

/** Silence of the keys after which the farm is asked. */
const PAUSE_MS = 350;

/** Silence after which what was typed is written to the browser's store. */
const KEEP_MS = 400;

const NONE = new Uint8Array(0);

export interface Trouble {
  text: string;
  faults: Fault[];
  /** How many faults there are in all; the farm names the first. */
  count: number;
  /** The farm was not reached: nothing is wrong with what was typed. */
  away: boolean;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof Refusal) {
    const faults = faultsOf(error.problem);
    const text = [error.problem.detail ?? error.problem.title, error.problem.next ?? ""].filter((each) => each !== "").map(sentence).join(" ");
    // A farm that is full or in trouble finds no fault with what was typed.
    const away = error.problem.status >= 500 || error.problem.status === 429;
    return { text, faults, count: error.problem.count ?? faults.length, away };
  }
  return { text: sentence(explained(error)), faults: [], count: 0, away: true };
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}

export type Composer = ReturnType<typeof createComposer>;

/** `template`: undefined for a file of one's own. For as long as the component that calls this is there. */
export function createComposer(template: string | undefined, version: number | undefined) {
  const draft = readDraft(template);
  const [text, setText] = createSignal(draft.text);
  const [set, setSet] = createSignal<Readonly<Record<string, string>>>(draft.set);
  const [overrides, setOverrides] = createSignal<Overrides>(draft.overrides);
  const [head, setHead] = createSignal<TemplateView>();
  const [planned, setPlanned] = createSignal<PlanView>();
  /** What `planned` is the plan of is no longer what is typed. */
  const [behind, setBehind] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Trouble>();
  const [last, setLast] = createSignal<GraphView>();
  const [p50, setP50] = createSignal<ReadonlyMap<string, number>>(new Map());
  const [workers, setWorkers] = createSignal<readonly WorkerView[]>([]);
  const [busy, setBusy] = createSignal(false);
  let key: string = crypto.randomUUID();
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const graph = createMemo(() => {
    const view = planned();
    return view === undefined ? undefined : new PlannedGraph(view.plan);
  });
  const active = createMemo(() => {
    const of = graph();
    return of === undefined ? NONE : applied(of, overrides());
  });
  const slots = createMemo(() => {
    const free = new Map<string, number>();
    for (const worker of workers()) {
      if (worker.state === "live") free.set(worker.pool, (free.get(worker.pool) ?? 0) + worker.slots);
    }
    return free;
  });
  const durationOf = (row: number): number | undefined => {
    const job = graph()?.jobs[row];
    if (job === undefined) return undefined;
    if (job.kind === "breakpoint") return 0;
    return p50().get(job.key) ?? (job.estimateSeconds === undefined ? undefined : job.estimateSeconds * 1_000);
  };
  const [outlook, setOutlook] = createSignal<Forecast>();
  let later: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  // After the frame in which a switch moves: with 10,000 jobs a forecast is longer than a frame.
  createEffect(
    on([graph, active, p50, slots], ([of, chosen, , free]) => {
      clearTimeout(later);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        later = setTimeout(() => setOutlook(of === undefined ? undefined : forecast(of, chosen, durationOf, free)), 0);
      });
    }),
  );
  const parameters = createMemo<readonly ParameterView[]>(() => planned()?.parameters ?? head()?.parameters ?? []);
  /** Only what this file has: values of others stay in the draft, in case they come back. */
  const values = createMemo(() => {
    const known = parameters();
    const given: Record<string, string> = {};
    for (const parameter of known) {
      const value = set()[parameter.name];
      if (value !== undefined) given[parameter.name] = value;
    }
    return given;
  });
  const missing = createMemo(() =>
    parameters().filter((each) => each.required && each.default === undefined && (values()[each.name] ?? "") === ""),
  );

  const keep = () => keepDraft({ text: template === undefined ? text() : "", set: set(), overrides: overrides() }, template);
  // A long file is written when the person rests, not at each key or switch; and before the page goes.
  let kept: ReturnType<typeof setTimeout> | undefined;
  const keepNow = () => {
    if (kept === undefined) return;
    clearTimeout(kept);
    kept = undefined;
    keep();
  };
  const keepSoon = () => {
    clearTimeout(kept);
    kept = setTimeout(keepNow, KEEP_MS);
  };
  window.addEventListener("pagehide", keepNow);
  onCleanup(() => {
    window.removeEventListener("pagehide", keepNow);
    keepNow();
  });
  createEffect(
    on(
      [text, set, overrides],
      () => {
        keepSoon();
        // Another graph than the one that was perhaps made: a new key. The same again keeps it, and is made once.
        key = crypto.randomUUID();
      },
      { defer: true },
    ),
  );

  const look = async () => {
    asking?.abort();
    if (text().trim() === "") {
      batch(() => {
        setPlanned(undefined);
        setTrouble(undefined);
        setBehind(false);
      });
      return;
    }
    const mine = new AbortController();
    asking = mine;
    try {
      const view = await calls.plan(text(), template === undefined ? values() : set(), last()?.graph, mine.signal);
      if (mine.signal.aborted) return;
      batch(() => {
        setPlanned(view);
        setTrouble(undefined);
        setBehind(false);
      });
    } catch (error) {
      if (!mine.signal.aborted) setTrouble(troubleOf(error));
    }
  };
  const soon = () => {
    setBehind(true);
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE_MS);
  };
  createEffect(on([text, set, () => last()?.graph], soon, { defer: true }));
  // What could not be asked while the farm was away is asked when it is back.
  createEffect(
    on(
      () => liveState().kind,
      (kind) => {
        if (kind === "live" && (trouble()?.away === true || (template !== undefined && text() === ""))) void begin();
      },
      { defer: true },
    ),
  );

  const readTemplate = async (name: string) => {
    const [view, file] = await Promise.all([calls.template(name, version), calls.templateFile(name, version)]);
    batch(() => {
      setHead(view);
      setText(file);
    });
  };
  const readHistory = async (of: { template: string } | { name: string }) => {
    const [run, statistics] = await Promise.all([
      calls.lastRun(of),
      calls.statistics("template" in of ? of.template : of.name),
    ]);
    const known = new Map<string, number>();
    for (const each of statistics) if (each.p50Ms !== undefined) known.set(each.key, Math.max(known.get(each.key) ?? 0, each.p50Ms));
    batch(() => {
      setLast(run);
      setP50(known);
    });
  };
  /** Its history is beside the point when it cannot be read: the plan stands without it. */
  const history = (of: { template: string } | { name: string }) => void readHistory(of).catch(() => undefined);
  const begin = async () => {
    calls.workers().then(setWorkers, () => undefined);
    try {
      if (template === undefined) await look();
      else {
        await readTemplate(template);
        history({ template });
      }
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  };
  void begin();
  createEffect(
    on(
      () => (template === undefined ? planned()?.plan.name : undefined),
      (name) => {
        if (name !== undefined && name !== "") history({ name });
      },
    ),
  );
  onCleanup(() => {
    asking?.abort();
    clearTimeout(timer);
    clearTimeout(later);
    cancelAnimationFrame(frame);
  });

  const choose = (rows: Iterable<number>, wanted: boolean) => {
    const of = graph();
    if (of === undefined) return;
    const next = wanted ? activate(of, active(), rows) : deactivate(of, active(), rows);
    setOverrides(overridesOf(of, next));
  };

  /** Makes the graph; undefined when it was refused, and then `trouble` says why. */
  const submit = async (start: Start): Promise<GraphView | undefined> => {
    setBusy(true);
    try {
      const of = graph();
      const changed = Object.entries(of === undefined ? {} : overridesOf(of, active()));
      const first = start === "now" && changed.length > 0 ? "paused" : start;
      const once = `${key}-${first}`;
      const made =
        template === undefined
          ? await calls.submitFile(text(), values(), first, once)
          : await calls.useTemplate(template, version, values(), first, once);
      if (changed.length > 0) {
        const keys = (wanted: boolean) => changed.filter((each) => each[1] === wanted).map((each) => each[0]);
        // Nothing is claimed in between: the graph is paused until the choice is made.
        try {
          await calls.choose(made.graph, keys(true), keys(false));
          if (first === "paused" && start === "now") await calls.resume(made.graph);
        } catch (error) {
          const why = troubleOf(error);
          setTrouble({ ...why, text: `Graph ${made.graph} was made and is ${first === "draft" ? "a draft" : "paused"}, but the choice of jobs did not reach it. ${why.text} Submitting again goes on with it.`, away: true });
          return undefined;
        }
      }
      clearTimeout(kept);
      kept = undefined;
      keepDraft({ text: "", set: {}, overrides: {} }, template);
      return made;
    } catch (error) {
      setTrouble(troubleOf(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  };

  const discard = () => {
    batch(() => {
      if (template === undefined) setText("");
      setSet({});
      setOverrides({});
      setTrouble(undefined);
    });
  };

  return {
    template,
    text,
    setText,
    set,
    setValue: (name: string, value: string | undefined) => {
      const next = { ...set() };
      if (value === undefined) delete next[name];
      else next[name] = value;
      setSet(next);
    },
    overrides,
    asFiled: () => setOverrides({}),
    head,
    planned,
    behind,
    trouble,
    last,
    graph,
    active,
    choose,
    durationOf,
    outlook,
    slots,
    parameters,
    missing,
    busy,
    submit,
    discard,
    again: () => void begin(),
  };
}
