/** The farm's calls, one function each. Every path is below one project. */
import { call, fetched } from "./http";
import type {
  ArtifactView,
  Changed,
  DecisionView,
  EditView,
  GraphColumns,
  GraphView,
  JobDetail,
  JobRate,
  JobView,
  Operation,
  Page,
  SampleView,
  SeriesResult,
  SeriesView,
  SetStanding,
  StandingView,
  WorkerView,
} from "./types";

export const PROJECT = "default";

const BASE = `/api/v1/projects/${PROJECT}`;

const seg = encodeURIComponent;

/** A job by number or key. */
export type JobName = number | string;

const graphPath = (graph: number) => `${BASE}/graphs/${graph}`;
const jobPath = (graph: number, job: JobName) => `${graphPath(graph)}/jobs/${seg(String(job))}`;
const attemptPath = (graph: number, job: JobName, attempt: number) => `${jobPath(graph, job)}/attempts/${attempt}`;

export const streamPath = `${BASE}/stream`;

export const farm = {
  graphs: (query: { limit?: number; after?: string | undefined; name?: string } = {}) =>
    call<Page<GraphView>>(`${BASE}/graphs`, { query }),

  graph: (graph: number) => call<GraphView>(graphPath(graph)),

  columns: (graph: number, signal?: AbortSignal) =>
    call<GraphColumns>(`${graphPath(graph)}/columns`, signal ? { signal } : {}),

  submit: (text: string, type: string, paused = false) =>
    call<GraphView>(`${BASE}/graphs`, {
      method: "POST",
      text: { type, content: text },
      query: { paused: paused ? true : undefined },
      headers: { "Idempotency-Key": crypto.randomUUID() },
    }),

  job: (graph: number, job: JobName, signal?: AbortSignal) =>
    call<JobDetail>(jobPath(graph, job), signal ? { signal } : {}),

  jobs: (graph: number, query: { key?: string; state?: string; limit?: number; after?: string } = {}) =>
    call<Page<JobView>>(`${graphPath(graph)}/jobs`, { query }),

  series: (template: string, key: string) =>
    call<Page<SeriesView>>(`${BASE}/templates/${seg(template)}/series`, { query: { key, limit: 30 } }),

  commandGraph: (graph: number, verb: "cancel" | "pause" | "resume" | "priority" | "rerun" | "start", body: object) =>
    call<Changed>(`${graphPath(graph)}/${verb}`, { method: "POST", body }),

  commandJob: (
    graph: number,
    job: JobName,
    verb: "cancel" | "rerun" | "hold" | "release" | "priority" | "approve" | "reject",
    body: object,
  ) => call<unknown>(`${jobPath(graph, job)}/${verb}`, { method: "POST", body }),

  edit: (graph: number, operations: Operation[], options: { reason?: string; revision?: number; dryRun?: boolean }) =>
    call<EditView>(`${graphPath(graph)}/edits`, {
      method: "POST",
      body: {
        operations,
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        ...(options.revision === undefined ? {} : { revision: options.revision }),
      },
      query: { dryRun: options.dryRun },
    }),

  undo: (graph: number, revision: number) =>
    call<EditView>(`${graphPath(graph)}/revisions/${revision}/undo`, { method: "POST", body: {} }),

  artifacts: (graph: number, job: JobName, attempt: number) =>
    call<Page<ArtifactView>>(`${attemptPath(graph, job, attempt)}/artifacts`, { query: { limit: 500 } }),

  artifact: (graph: number, job: JobName, attempt: number, name: string, signal?: AbortSignal) =>
    fetched(
      `${attemptPath(graph, job, attempt)}/artifacts/${name.split("/").map(seg).join("/")}`,
      signal ? { signal } : {},
    ),

  log: (graph: number, job: JobName, attempt: number, offset: number, limit: number, signal?: AbortSignal) =>
    fetched(`${attemptPath(graph, job, attempt)}/log`, { query: { offset, limit }, ...(signal ? { signal } : {}) }),

  history: (graph: number, job: JobName, after?: string) =>
    call<Page<SeriesResult>>(`${jobPath(graph, job)}/history`, { query: { limit: 30, after } }),

  rates: (graph: number) => call<Page<JobRate>>(`${graphPath(graph)}/rates`),

  samples: (graph: number, job: JobName) => call<Page<SampleView>>(`${jobPath(graph, job)}/samples`, { query: { limit: 50 } }),

  sample: (graph: number, job: JobName, body: { times: number; until?: "failure" }) =>
    call<SampleView>(`${jobPath(graph, job)}/samples`, { method: "POST", body, headers: { "Idempotency-Key": crypto.randomUUID() } }),

  decisions: () => call<Page<DecisionView>>(`${BASE}/decisions`, { query: { limit: 200 } }),

  workers: () => call<Page<WorkerView>>("/api/v1/workers"),

  standings: () => call<Page<StandingView>>("/api/v1/standings"),

  setStanding: (worker: string, body: SetStanding) =>
    call<StandingView>(`/api/v1/standings/${seg(worker)}`, { method: "PUT", body }),
};
