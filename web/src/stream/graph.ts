/**
 * A graph that views share: its head, and its jobs as columns, kept up to date by the tab's stream. It stays for a while
 * after the last view has left, so that going back shows something at once.
 */
import { createSignal, onCleanup, type Accessor, type Setter } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { GraphView, StreamJobs } from "../api/types";
import { JobColumns } from "./columns";
import { follow } from "./live";

/** Graphs that nobody looks at, kept. */
const KEPT_MAX = 12;

/** Changes that come while a snapshot is on its way; more than that and it is asked for again. */
const WAITING_MAX = 10_000;

export interface GraphStore {
  readonly graph: number;
  /** The graph's head; undefined until it is known. */
  readonly view: Accessor<GraphView | undefined>;
  /** The columns; the same object, told anew, each time that something in it changed. */
  readonly columns: Accessor<JobColumns | undefined>;
  /** What went wrong with the last reading, for a person. */
  readonly error: Accessor<string | undefined>;
  /** Reads all anew, after a command whose marks no event tells. */
  refresh(): void;
}

class Shared implements GraphStore {
  readonly view: Accessor<GraphView | undefined>;
  readonly columns: Accessor<JobColumns | undefined>;
  readonly error: Accessor<string | undefined>;
  users = 0;

  private readonly setView: Setter<GraphView | undefined>;
  private readonly setColumns: Setter<JobColumns | undefined>;
  private readonly setError: Setter<string | undefined>;
  private unfollow: (() => void) | undefined;
  private reading: AbortController | undefined;
  private waiting: StreamJobs[] = [];
  private frame = false;
  /** Number of the graph's newest event when its stream began; no event up to it is sent. Undefined until it has begun. */
  private began: number | undefined;

  constructor(readonly graph: number) {
    const [view, setView] = createSignal<GraphView | undefined>(undefined);
    // A typed array that changed is the same object: telling is by frame, not by comparison.
    const [columns, setColumns] = createSignal<JobColumns | undefined>(undefined, { equals: false });
    const [error, setError] = createSignal<string | undefined>(undefined);
    this.view = view;
    this.columns = columns;
    this.error = error;
    this.setView = setView;
    this.setColumns = setColumns;
    this.setError = setError;
  }

  open(): void {
    this.began = undefined;
    this.unfollow = follow(
      { kind: "graph", graph: this.graph },
      {
        graph: (view) => {
          this.began ??= view.seq;
          this.head(view);
          this.catchUp();
        },
        jobs: (change) => this.change(change),
        reset: () => this.refresh(),
      },
    );
    this.refresh();
  }

  close(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    this.reading?.abort();
    this.reading = undefined;
  }

  refresh(): void {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    this.waiting = [];
    farm.columns(this.graph, reading.signal).then(
      (snapshot) => {
        if (reading.signal.aborted) return;
        this.reading = undefined;
        const columns = new JobColumns(snapshot);
        for (const change of this.waiting) columns.apply(change);
        this.waiting = [];
        this.setError(undefined);
        this.head(snapshot.graph);
        this.setColumns(columns);
        this.catchUp();
      },
      (error: unknown) => {
        if (reading.signal.aborted) return;
        this.reading = undefined;
        this.setError(explained(error));
      },
    );
  }

  private head(view: GraphView): void {
    const known = this.view();
    if (known !== undefined && known.seq > view.seq) return;
    this.setView(view);
    const columns = this.columns();
    if (columns !== undefined && columns.revision !== view.revision && this.reading === undefined) this.refresh();
  }

  /** What happened after the columns were read and before the stream began is in neither. */
  private catchUp(): void {
    const columns = this.columns();
    if (columns === undefined || this.began === undefined || this.reading !== undefined) return;
    if (columns.seq < this.began) this.refresh();
    else this.began = 0;
  }

  private change(change: StreamJobs): void {
    if (this.reading !== undefined && this.waiting.push(change) > WAITING_MAX) this.refresh();
    const columns = this.columns();
    if (columns === undefined) return;
    if (!columns.apply(change) && this.reading === undefined) this.refresh();
    this.tell();
  }

  /** Once a frame, however many changes came. */
  private tell(): void {
    if (this.frame) return;
    this.frame = true;
    const now = () => {
      this.frame = false;
      this.setColumns(this.columns());
    };
    if (document.visibilityState === "visible") requestAnimationFrame(now);
    else setTimeout(now, 250);
  }
}

const shared = new Map<number, Shared>();

/** The graph, followed for as long as the component that asks is there. */
export function useGraph(graph: number): GraphStore {
  const store = acquire(graph);
  onCleanup(() => release(store));
  return store;
}

export function acquire(graph: number): GraphStore {
  let store = shared.get(graph);
  if (store === undefined) store = new Shared(graph);
  // The newest last: what is dropped is what was not looked at for longest.
  shared.delete(graph);
  shared.set(graph, store);
  if (store.users++ === 0) store.open();
  return store;
}

export function release(store: GraphStore): void {
  const mine = store as Shared;
  if (--mine.users > 0) return;
  mine.close();
  const idle = [...shared.values()].filter((each) => each.users === 0);
  for (const old of idle.slice(0, Math.max(0, idle.length - KEPT_MAX))) shared.delete(old.graph);
}
