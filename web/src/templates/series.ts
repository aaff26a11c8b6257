/** The results of a template's jobs as a table: jobs down, its newest graphs across. */
import type { SeriesView } from "../api/types";
import type { SeriesResult } from "../../generated/schema";

export interface Line {
  key: string;
  /** By graph; undefined where the job was inactive or not there. */
  cells: (SeriesResult | undefined)[];
  failed: number;
  ended: number;
}

export interface Table {
  /** The newest first. */
  graphs: number[];
  lines: Line[];
}

export function tableOf(series: readonly SeriesView[], graphsMax: number): Table {
  const known = new Set<number>();
  for (const each of series) for (const result of each.results) known.add(result.graph);
  const graphs = [...known].sort((a, b) => b - a).slice(0, graphsMax);
  const place = new Map(graphs.map((graph, i) => [graph, i]));
  const lines = series.map((each): Line => {
    const cells: (SeriesResult | undefined)[] = graphs.map(() => undefined);
    let failed = 0;
    let ended = 0;
    for (const result of each.results) {
      const at = place.get(result.graph);
      if (at === undefined) continue;
      cells[at] = result;
      if (result.state === "failed") failed++;
      if (result.state === "failed" || result.state === "succeeded") ended++;
    }
    return { key: each.key, cells, failed, ended };
  });
  return { graphs, lines };
}
