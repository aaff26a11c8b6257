/** Which lines of a log are seen while some of its groups are folded. Pure. */

/** Lines between `::group::NAME` and `::endgroup::`. */
export interface LogGroup {
  /** The line that opens it. */
  start: number;
  /** The line that ends it; the number of lines so far while it is open. */
  end: number;
  ended: boolean;
  name: string;
}

const OPENS = /^::group::(.*)$/;

/** The name of the group that a line opens; undefined if it opens none. */
export function opens(line: string): string | undefined {
  const match = OPENS.exec(line);
  return match === null ? undefined : (match[1] as string).trim();
}

/** Whether a line ends a group. */
export function ends(line: string): boolean {
  return line.trimEnd() === "::endgroup::";
}

/** Lines that follow each other, seen from this row on. */
interface Run {
  row: number;
  line: number;
  length: number;
}

/** Rows of what is seen, and the lines that they show. */
export class Rows {
  private readonly runs: Run[] = [];
  readonly count: number;

  constructor(
    lines: number,
    private readonly groups: readonly LogGroup[],
    isFolded: (group: LogGroup) => boolean,
  ) {
    let line = 0;
    let row = 0;
    const show = (until: number) => {
      if (until <= line) return;
      this.runs.push({ row, line, length: until - line });
      row += until - line;
      line = until;
    };
    for (const group of groups) {
      if (isFolded(group)) {
        show(group.start + 1);
        line = Math.max(line, group.ended ? group.end + 1 : group.end);
      } else if (group.ended) {
        // Its last line says nothing that the eye needs.
        show(group.end);
        line = group.end + 1;
      }
    }
    show(lines);
    this.count = row;
  }

  lineAt(row: number): number {
    const run = this.runs[below(this.runs, row, (each) => each.row)];
    return run === undefined ? 0 : run.line + Math.min(row - run.row, run.length - 1);
  }

  /** The row that shows a line, or else the last one before it. */
  rowOf(line: number): number {
    const run = this.runs[below(this.runs, line, (each) => each.line)];
    return run === undefined ? 0 : run.row + Math.min(line - run.line, run.length - 1);
  }

  /** The group that a line is in, or that it opens. */
  groupOf(line: number): LogGroup | undefined {
    const group = this.groups[below(this.groups, line, (each) => each.start)];
    return group !== undefined && (line < group.end || (group.ended && line === group.end)) ? group : undefined;
  }

  /** The group that a line opens. */
  opening(line: number): LogGroup | undefined {
    const group = this.groups[below(this.groups, line, (each) => each.start)];
    return group?.start === line ? group : undefined;
  }
}

/** The index of the last one whose number is not above; -1 if there is none. */
function below<T>(sorted: readonly T[], number: number, of: (each: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(sorted[middle] as T) <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
