import { createMemo, For, Show, type JSX } from "solid-js";
import { count, plain, plural } from "../ui/text";
import { shareOf } from "./choice";
import { CheckMark, type JobsProps } from "./JobTree";
import { Rows } from "./Rows";
import { cellName, gridOf } from "./tree";

const ROW = 28;

/** Platforms down, symbols across: a click on a head switches its whole line, a click on a cell the jobs in it. */
export function JobGrid(props: JobsProps): JSX.Element {
  const grid = createMemo(() => gridOf(props.graph, props.rows));
  const lines = createMemo(() =>
    grid().platforms.map((platform, y) => ({
      platform,
      y,
      rows: grid().columns.flatMap((_, x) => grid().cells.get(cellName(y, x)) ?? []),
    })),
  );
  const columnRows = createMemo(() =>
    grid().columns.map((_, x) => grid().platforms.flatMap((_platform, y) => grid().cells.get(cellName(y, x)) ?? [])),
  );
  const groups = createMemo(() => {
    const found: { group: string; span: number; rows: number[] }[] = [];
    grid().columns.forEach((column, x) => {
      const last = found.at(-1);
      if (last !== undefined && last.group === column.group) {
        last.span++;
        last.rows.push(...(columnRows()[x] ?? []));
      } else found.push({ group: column.group, span: 1, rows: [...(columnRows()[x] ?? [])] });
    });
    return found;
  });
  const toggle = (rows: readonly number[]) => {
    if (rows.length > 0) props.onChoose(rows, shareOf(props.active, rows) !== "all");
  };
  const template = () => `minmax(110px, 180px) repeat(${grid().columns.length}, minmax(44px, max-content))`;
  /** Arrows move between the cells; Space and Enter are the button's own. */
  const moved = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-x]");
    if (cell === null) return;
    let x = Number(cell.dataset["x"]);
    let y = Number(cell.dataset["y"]);
    if (event.key === "ArrowRight") x++;
    else if (event.key === "ArrowLeft") x--;
    else if (event.key === "ArrowDown") y++;
    else if (event.key === "ArrowUp") y--;
    else return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-x="${x}"][data-y="${y}"]`)?.focus();
  };
  const words = (rows: readonly number[]) => {
    const on = rows.reduce((sum, row) => sum + (props.active[row] ?? 0), 0);
    return `${on} of ${plural(rows.length, "job")} would run`;
  };
  return (
    <div class="job-grid" role="grid" aria-label="Jobs by platform and symbol" aria-rowcount={lines().length + 2} onKeyDown={moved}>
      <div class="grid-wide" role="presentation">
        <div class="grid-line grid-groups" role="row" style={{ "grid-template-columns": template() }}>
          <span role="columnheader" />
          <For each={groups()}>
            {(group) => (
              <span role="columnheader" style={{ "grid-column": `span ${group.span}` }}>
                <button class="grid-group" title={`${plain(group.group)}: ${words(group.rows)}`} onClick={() => toggle(group.rows)}>
                  {plain(group.group)}
                </button>
              </span>
            )}
          </For>
        </div>
        <div class="grid-line grid-heads" role="row" style={{ "grid-template-columns": template() }}>
          <span role="columnheader" />
          <For each={grid().columns}>
            {(column, x) => (
              <span role="columnheader">
              <button
                data-x={x()}
                data-y={-1}
                tabindex={x() === 0 ? 0 : -1}
                title={`${plain(column.group)} ${plain(column.symbol)}: ${words(columnRows()[x()] ?? [])}`}
                onClick={() => toggle(columnRows()[x()] ?? [])}
              >
                {column.symbol === "" ? "•" : plain(column.symbol)}
              </button>
              </span>
            )}
          </For>
        </div>
        <Rows items={lines()} height={ROW} class="grid-rows" attributes={{ role: "rowgroup" }}>
          {(line) => (
            <div class="grid-line" role="row" style={{ "grid-template-columns": template() }}>
              <span role="rowheader">
              <button
                class="grid-platform"
                data-x={-1}
                data-y={line.y}
                tabindex={line.y === 0 ? 0 : -1}
                title={words(line.rows)}
                onClick={() => toggle(line.rows)}
              >
                <span class={`check ${shareOf(props.active, line.rows)}`}>
                  <CheckMark share={shareOf(props.active, line.rows)} />
                </span>
                {line.platform === "" ? "any platform" : plain(line.platform)}
              </button>
              </span>
              <For each={grid().columns}>
                {(column, x) => {
                  const rows = () => grid().cells.get(cellName(line.y, x())) ?? [];
                  const share = () => shareOf(props.active, rows());
                  const one = () => (rows().length === 1 ? props.graph.keys[rows()[0] ?? 0] : undefined);
                  return (
                    <Show when={rows().length > 0} fallback={<span role="gridcell" />}>
                      <span role="gridcell">
                      <button
                        class={`cell ${share()}`}
                        data-x={x()}
                        data-y={line.y}
                        tabindex={line.y === 0 && x() === 0 ? 0 : -1}
                        aria-pressed={share() === "some" ? "mixed" : share() === "all"}
                        aria-label={`${one() ?? `${line.platform} ${column.group} ${column.symbol}`}: ${words(rows())}`}
                        title={`${plain(one() ?? "")} ${words(rows())}`.trim()}
                        onClick={() => toggle(rows())}
                      >
                        <CheckMark share={share()} />
                        <Show when={rows().length > 1}>
                          <span class="n">{count(rows().length)}</span>
                        </Show>
                      </button>
                      </span>
                    </Show>
                  );
                }}
              </For>
            </div>
          )}
        </Rows>
      </div>
    </div>
  );
}
