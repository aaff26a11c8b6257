/**
 * The tab's one stream. Views say what they follow; topics are joined into one connection, which is opened anew when
 * they change, from where it was. A slow tab is not flooded: the server keeps nothing for it, tells at most ten times a
 * second of each job its newest state, and tells of a gap, after which the view reads its graph anew.
 */
import { createSignal } from "solid-js";
import { streamPath } from "../api/farm";
import { refusal } from "../api/http";
import { token } from "../api/session";
import type { GraphView, StreamJobs, StreamLog, StreamReset } from "../api/types";
import { SseReader, type ServerEvent } from "./sse";

/** The server sends a comment every 15 s. */
const SILENCE_MAX_MS = 45_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;
/** What happens to a graph within this time is one event. */
const FRAME_MS = 100;
/** Views that mount together make one connection. */
const GATHER_MS = 30;

export type Topic = { kind: "project" } | { kind: "graph"; graph: number } | { kind: "log"; log: string };

export interface Follower {
  graph?(view: GraphView): void;
  jobs?(change: StreamJobs): void;
  log?(piece: StreamLog): void;
  /** Something was missed (or the stream has just begun): read the topic anew. */
  reset?(): void;
}

/** Whether what is on the screen is what the farm has. */
export type LiveState =
  | { kind: "connecting" }
  | { kind: "live" }
  /** `seen`: when the farm was last heard, in ms since 1970; 0 for never. */
  | { kind: "offline"; seen: number; reason: string };

const [state, setState] = createSignal<LiveState>({ kind: "connecting" });
export { state as liveState };

interface Entry {
  topic: Topic;
  followers: Set<Follower>;
}

const topics = new Map<string, Entry>();
let lastId: string | undefined;
let connection: AbortController | undefined;
let gathering: ReturnType<typeof setTimeout> | undefined;
let seen = 0;

/** Follows a topic until the given function is called. */
export function follow(topic: Topic, follower: Follower): () => void {
  const name = nameOf(topic);
  let entry = topics.get(name);
  if (entry === undefined) {
    entry = { topic, followers: new Set() };
    topics.set(name, entry);
    changed();
  }
  entry.followers.add(follower);
  return () => {
    entry.followers.delete(follower);
    if (entry.followers.size === 0 && topics.get(name) === entry) {
      topics.delete(name);
      changed();
    }
  };
}

/** Connects at once instead of at the next try. */
export function retryNow(): void {
  connection?.abort();
  void run();
}

function nameOf(topic: Topic): string {
  switch (topic.kind) {
    case "project":
      return "project";
    case "graph":
      return `graph:${topic.graph}`;
    case "log":
      return `log:${topic.log}`;
  }
}

function changed(): void {
  clearTimeout(gathering);
  gathering = setTimeout(retryNow, GATHER_MS);
}

async function run(): Promise<void> {
  const mine = new AbortController();
  connection = mine;
  let wait = RETRY_FIRST_MS;
  while (!mine.signal.aborted && token() !== undefined) {
    try {
      await read(mine, () => (wait = RETRY_FIRST_MS));
      if (!mine.signal.aborted) setState({ kind: "offline", seen, reason: "the farm closed the stream" });
    } catch (error) {
      if (mine.signal.aborted) return;
      setState({ kind: "offline", seen, reason: error instanceof Error ? error.message : "unknown" });
    }
    await pause(wait, mine.signal);
    wait = Math.min(wait * 2, RETRY_MAX_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms * (0.75 + Math.random() / 2));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function query(): string {
  const graphs: number[] = [];
  const logs: string[] = [];
  const parameters = new URLSearchParams();
  for (const { topic } of topics.values()) {
    if (topic.kind === "graph") graphs.push(topic.graph);
    else if (topic.kind === "log") logs.push(topic.log);
    else parameters.set("project", "true");
  }
  // A view that follows nothing still says whether the farm is there.
  if (topics.size === 0) parameters.set("project", "true");
  if (graphs.length > 0) parameters.set("graphs", graphs.join(","));
  if (logs.length > 0) parameters.set("logs", logs.join(","));
  parameters.set("frame", String(FRAME_MS));
  return parameters.toString();
}

async function read(mine: AbortController, heard: () => void): Promise<void> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token() ?? ""}`, Accept: "text/event-stream" };
  if (lastId !== undefined) headers["Last-Event-ID"] = lastId;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const ending = new AbortController();
  const end = () => ending.abort(new Error("the farm went silent"));
  mine.signal.addEventListener("abort", () => ending.abort());
  const watch = () => {
    clearTimeout(silence);
    silence = setTimeout(end, SILENCE_MAX_MS);
  };
  watch();
  try {
    let response: Response;
    try {
      response = await fetch(`${streamPath}?${query()}`, { headers, cache: "no-store", signal: ending.signal });
    } catch {
      throw new Error("the farm cannot be reached");
    }
    if (!response.ok || response.body === null) throw await refusal(response);
    setState({ kind: "live" });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new SseReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      seen = Date.now();
      heard();
      watch();
      for (const event of events.push(value)) {
        if (mine.signal.aborted) return;
        dispatch(event);
      }
    }
  } finally {
    clearTimeout(silence);
  }
}

function dispatch(event: ServerEvent): void {
  switch (event.event) {
    case "graph": {
      const view = JSON.parse(event.data) as GraphView;
      tell("project", (follower) => follower.graph?.(view));
      tell(`graph:${view.graph}`, (follower) => follower.graph?.(view));
      break;
    }
    case "jobs": {
      const change = JSON.parse(event.data) as StreamJobs;
      tell(`graph:${change.graph}`, (follower) => follower.jobs?.(change));
      break;
    }
    case "log": {
      const piece = JSON.parse(event.data) as StreamLog;
      tell(`log:${piece.graph}:${piece.job}:${piece.attempt}`, (follower) => follower.log?.(piece));
      break;
    }
    case "reset":
      tell((JSON.parse(event.data) as StreamReset).topic, (follower) => follower.reset?.());
      break;
  }
  // Only now: what was not dispatched must come again.
  if (event.id !== undefined) lastId = event.id;
}

function tell(name: string, what: (follower: Follower) => void): void {
  topics.get(name)?.followers.forEach(what);
}

if (typeof window !== "undefined") {
  window.addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && state().kind === "offline") retryNow();
  });
}
