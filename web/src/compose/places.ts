/** Where the farm says that a graph file is wrong. */
import type { Problem } from "../api/types";

export interface Fault {
  message: string;
  /** The place as the farm said it, without line and column. */
  where: string;
  /** From 1; undefined where the farm names none. */
  line: number | undefined;
  column: number;
  /** A parameter that it is about. */
  parameter: string | undefined;
}

/** `12:9 jobs.build.needs[0]`, `parameters.depth`, `query:set`. */
export function faultsOf(problem: Pick<Problem, "places">): Fault[] {
  return problem.places.map((place) => {
    const found = /^(\d+):(\d+)(?:\s+(.*))?$/s.exec(place.where);
    const where = found === null ? place.where : (found[3] ?? "");
    return {
      message: place.message,
      where,
      line: found === null ? undefined : Number(found[1]),
      column: found === null ? 1 : Number(found[2]),
      parameter: /^(?:parameters|set)[.:]([^.[\s]+)/.exec(where)?.[1],
    };
  });
}

/** The piece of the text that a fault is about: from its column to the end of the word there, within the text. */
export function spanOf(text: string, fault: Fault): { from: number; to: number } | undefined {
  if (fault.line === undefined) return undefined;
  let start = 0;
  for (let line = 1; line < fault.line; line++) {
    const next = text.indexOf("\n", start);
    if (next < 0) return { from: text.length, to: text.length };
    start = next + 1;
  }
  const newline = text.indexOf("\n", start);
  const end = newline < 0 ? text.length : newline;
  const from = Math.min(start + Math.max(0, fault.column - 1), end);
  const word = /^["']?[^\s,:{}[\]"']+["']?/.exec(text.slice(from, end))?.[0].length ?? 0;
  return { from, to: Math.min(end, from + Math.max(word, 1)) };
}
