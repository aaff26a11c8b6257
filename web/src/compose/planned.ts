/** A planned graph as arrays by row, for choosing and forecasting: 10,000 jobs are walked at each click. */
import type { Plan, PlannedEdge, PlannedJob } from "../../generated/schema";

/** Needs of which so many must be there: a single job is one of one. */
export interface Need {
  atLeast: number;
  of: readonly number[];
}

export class PlannedGraph {
  readonly jobs: readonly PlannedJob[];
  readonly keys: readonly string[];
  /** Of each job, what it cannot do without; jobs of other graphs left out. */
  readonly needs: readonly (readonly Need[])[];
  /** Of each job, whom it waits for, whatever the kind. */
  readonly waits: readonly (readonly number[])[];
  /** The reverse of needs. */
  readonly neededBy: readonly (readonly number[])[];
  /** Whether the file has it active. */
  readonly asFiled: Uint8Array;

  private readonly rows = new Map<string, number>();

  constructor(plan: Pick<Plan, "jobs">) {
    this.jobs = plan.jobs;
    this.keys = plan.jobs.map((job) => job.key);
    this.keys.forEach((key, row) => this.rows.set(key, row));
    this.asFiled = Uint8Array.from(plan.jobs, (job) => (job.active ? 1 : 0));
    const needs: Need[][] = [];
    const waits: number[][] = [];
    const neededBy: number[][] = plan.jobs.map(() => []);
    plan.jobs.forEach((job, row) => {
      const mine: Need[] = [];
      const all = new Set<number>();
      for (const edge of job.waitsFor) {
        const members = this.members(edge);
        members.forEach((other) => all.add(other));
        if (edge.kind !== "needs" || members.length === 0) continue;
        // A job of another graph, or one that is not there, counts as there.
        const elsewhere = edge.job === undefined ? edge.of.length - members.length : 0;
        const atLeast = (edge.job === undefined ? (edge.atLeast ?? members.length) : 1) - elsewhere;
        if (atLeast <= 0) continue;
        mine.push({ atLeast, of: members });
        for (const other of members) neededBy[other]?.push(row);
      }
      needs.push(mine);
      waits.push([...all]);
    });
    this.needs = needs;
    this.waits = waits;
    this.neededBy = neededBy;
  }

  row(key: string): number | undefined {
    return this.rows.get(key);
  }

  private members(edge: PlannedEdge): number[] {
    const edges = edge.job === undefined ? edge.of : [edge];
    const rows: number[] = [];
    for (const each of edges) {
      if (each.graph !== undefined || each.job === undefined) continue;
      const row = this.rows.get(each.job);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }
}
