/** A live tail of what happens: the newest lines, bounded, with a filter. */
import type { GraphView, JobState, StreamJobs } from "../api/types";

export interface Line {
  /** Grows by one with each line. */
  id: number;
  at: number;
  graph: number;
  name: string;
  /** Of a job; undefined for the graph itself. */
  key: string | undefined;
  state: JobState | GraphView["state"] | "paused";
  attempt: number;
  text: string;
}

/** Lines that are kept; older ones are in the graphs' own events. */
export const LINES_MAX = 10_000;

/** Lines of one change that are told one by one: an edit of 10,000 jobs is one thing that happened. */
const JOBS_MAX = 200;

export class Tail {
  private all: Line[] = [];
  private last = 0;
  private readonly heads = new Map<number, GraphView>();

  lines(): readonly Line[] {
    return this.all;
  }

  clear(): void {
    this.all = [];
  }

  /** A graph as it is now; a line only if its state is another than the last time. */
  graph(view: GraphView, at: number): boolean {
    const before = this.heads.get(view.graph);
    this.heads.set(view.graph, view);
    const state = (of: GraphView) => (of.paused ? "paused" : of.state);
    if (before === undefined ? view.endedAt !== undefined : state(before) === state(view) && before.revision === view.revision && before.endings === view.endings) {
      return false;
    }
    const text =
      before === undefined
        ? `submitted by ${view.author}`
        : before.revision !== view.revision
          ? `edited: revision ${view.revision}`
          : view.paused && !before.paused
            ? "paused"
            : before.paused && !view.paused
              ? "resumed"
              : "";
    this.add({ at, graph: view.graph, name: view.name, key: undefined, state: state(view), attempt: 0, text });
    return true;
  }

  jobs(change: StreamJobs, keyOf: (job: number) => string): void {
    const at = Date.parse(change.at);
    const name = this.heads.get(change.graph)?.name ?? "";
    change.jobs.slice(0, JOBS_MAX).forEach((job, i) => {
      this.add({
        at,
        graph: change.graph,
        name,
        key: keyOf(job),
        state: change.states[i] as JobState,
        attempt: change.attempts[i] ?? 0,
        text: "",
      });
    });
    const more = change.jobs.length - JOBS_MAX;
    if (more > 0) {
      const state = change.states[JOBS_MAX] as JobState;
      this.add({ at, graph: change.graph, name, key: undefined, state, attempt: 0, text: `and ${more} more jobs` });
    }
  }

  private add(line: Omit<Line, "id">): void {
    this.all.push({ ...line, id: ++this.last });
    // In pieces: taking one away at each new one would move all the others each time.
    if (this.all.length > LINES_MAX * 1.2) this.all = this.all.slice(-LINES_MAX);
  }
}

/** Lines in which all words occur: of the graph's name and number, the job's key, the state. `-word`: does not occur. */
export function filtered(lines: readonly Line[], typed: string): readonly Line[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "" && word !== "-");
  if (words.length === 0) return lines;
  return lines.filter((line) => {
    const text = `${line.graph} ${line.name} ${line.key ?? ""} ${line.state} ${line.text}`.toLowerCase();
    return words.every((word) => (word.startsWith("-") ? !text.includes(word.slice(1)) : text.includes(word)));
  });
}
