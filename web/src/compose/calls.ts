/** The farm's calls for making graphs. */
import { PROJECT } from "../api/farm";
import { call, fetched } from "../api/http";
import type { GraphView, Page, WorkerView } from "../api/types";
import type { EditView, ParameterView, PlanView, StatisticView, TemplateView } from "../../generated/schema";
import { mediaOf } from "./draft";

const BASE = `/api/v1/projects/${PROJECT}`;
const seg = encodeURIComponent;

/** Pieces of a list that are read at most: what comes later is not worth the wait. */
const PAGES_MAX = 20;

/** The greatest piece that the farm gives. */
const PAGE = 1_000;

export type { ParameterView, PlanView, TemplateView };

/** When a graph that is made begins: at once, when it is resumed, or when its draft is started. */
export type Start = "now" | "paused" | "draft";

export type Values = Readonly<Record<string, string>>;

function withSet(path: string, set: Values, more: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(set)) query.append("set", `${name}=${value}`);
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** All of a list, piece by piece, up to a bound. */
async function all<T>(path: string, query: Record<string, string | number | undefined>, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  for (let i = 0; i < PAGES_MAX; i++) {
    const page = await call<Page<T>>(path, { query: { ...query, limit: PAGE, after }, ...(signal ? { signal } : {}) });
    items.push(...page.items);
    after = page.next;
    if (after === undefined) break;
  }
  return items;
}

export const calls = {
  templates: () => all<TemplateView>(`${BASE}/templates`, {}),

  template: (name: string, version?: number) => call<TemplateView>(`${BASE}/templates/${seg(name)}`, { query: { version } }),

  templateVersions: (name: string) => all<TemplateView>(`${BASE}/templates/${seg(name)}/versions`, {}),

  templateFile: async (name: string, version?: number) =>
    (await fetched(`${BASE}/templates/${seg(name)}/file`, { query: { version } })).text(),

  putTemplate: (name: string, text: string) =>
    call<TemplateView>(`${BASE}/templates/${seg(name)}`, { method: "PUT", text: { type: mediaOf(text), content: text } }),

  plan: (text: string, set: Values, against: number | undefined, signal: AbortSignal) =>
    call<PlanView>(withSet(`${BASE}/plan`, set, { against: against?.toString() }), {
      method: "POST",
      text: { type: mediaOf(text), content: text },
      signal,
    }),

  lastRun: async (of: { template: string } | { name: string }) =>
    (await call<Page<GraphView>>(`${BASE}/graphs`, { query: { ...of, limit: 1 } })).items[0],

  statistics: (series: string) => all<StatisticView>(`${BASE}/statistics`, { series }),

  workers: async () => (await call<Page<WorkerView>>("/api/v1/workers")).items,

  submitFile: (text: string, set: Values, start: Start, key: string) =>
    call<GraphView>(withSet(`${BASE}/graphs`, set, start === "now" ? {} : { [start]: "true" }), {
      method: "POST",
      text: { type: mediaOf(text), content: text },
      headers: { "Idempotency-Key": key },
    }),

  useTemplate: (name: string, version: number | undefined, set: Values, start: Start, key: string) =>
    call<GraphView>(`${BASE}/templates/${seg(name)}/graphs`, {
      method: "POST",
      body: { set, ...(start === "now" ? {} : { [start]: true }), ...(version === undefined ? {} : { version }) },
      headers: { "Idempotency-Key": key },
    }),

  /** Switches jobs on and off in a graph that was made just now. */
  choose: (graph: number, on: readonly string[], off: readonly string[]) =>
    call<EditView>(`${BASE}/graphs/${graph}/edits`, {
      method: "POST",
      body: {
        reason: "chosen when it was made",
        operations: [
          ...(on.length > 0 ? [{ op: "activate", jobs: on }] : []),
          ...(off.length > 0 ? [{ op: "deactivate", jobs: off }] : []),
        ],
      },
    }),

  resume: (graph: number) => call<unknown>(`${BASE}/graphs/${graph}/resume`, { method: "POST", body: {} }),
};
