import { createEffect, createMemo, createSignal, For, Index, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { place, setQuery } from "../shell/router";
import { Mark } from "../stream/columns";
import type { GraphStore } from "../stream/graph";
import { STATES } from "../stream/states";
import { Bar } from "../ui/Bar";
import { now } from "../ui/now";
import { StateLabel } from "../ui/StateIcon";
import { clock, count, duration, moment, plain } from "../ui/text";
import { FilterBar } from "./FilterBar";
import { EditBar } from "./edit/EditBar";
import { useStage } from "./stage";
import { branchOf, isBranch, OPEN_MAX, sortedRows, tookMs, treeRows, type Entry, type SortBy } from "./table/rows";
import "./stage.css";
import "./table/table.css";

const ROW = 28;
/** Rows beyond the edges, so that scrolling shows no gap. */
const SPARE = 8;

const COLUMNS: readonly { id: SortBy; title: string }[] = [
  { id: "key", title: "Job" },
  { id: "state", title: "State" },
  { id: "attempt", title: "Attempt" },
  { id: "started", title: "Started" },
  { id: "took", title: "Took" },
  { id: "priority", title: "Priority" },
];

/** All jobs as rows: what the pictures show, for those who read, sort or listen. */
export default function TableTab(props: { store: GraphStore }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a tab is made for one graph
  const stage = useStage(props.store);
  let body!: HTMLDivElement;
  const [top, setTop] = createSignal(0);
  const [high, setHigh] = createSignal(600);
  const [at, setAt] = createSignal(0);
  const [turned, setTurned] = createSignal<ReadonlySet<string>>(new Set());
  const columns = () => stage.store.columns();
  const sort = createMemo(() => {
    const [by, way] = (place().query.get("sort") ?? "key").split(" ");
    return { by: COLUMNS.find((each) => each.id === by)?.id ?? "key", down: way === "down" };
  });
  const openAtFirst = () => (columns()?.length ?? 0) <= OPEN_MAX || stage.wanted() !== undefined;
  const isOpen = (branch: number) => openAtFirst() !== turned().has(stage.outline()?.paths[branch] ?? "");
  const entries = createMemo<readonly Entry[]>(() => {
    const outline = stage.outline();
    const { by, down } = sort();
    if (outline === undefined) return [];
    if (by === "key" && !down) return treeRows(outline, stage.wanted(), isOpen);
    const all = columns();
    // By the second, not by each frame: rows that jump cannot be read.
    return all === undefined || all.length !== outline.order.length ? [] : sortedRows(all, outline, stage.wanted(), by, down, now());
  });
  const first = () => Math.max(0, Math.min(entries().length - 1, Math.floor(top() / ROW) - SPARE));
  const shown = () => entries().slice(first(), first() + Math.ceil(high() / ROW) + 2 * SPARE);
  createEffect(on(entries, (all) => setAt((n) => Math.max(0, Math.min(n, all.length - 1))), { defer: true }));

  onMount(() => {
    const watch = new ResizeObserver(() => setHigh(body.clientHeight));
    watch.observe(body);
    onCleanup(() => watch.disconnect());
  });
  const keysOf = (entry: Entry): string[] => {
    const all = columns();
    const outline = stage.outline();
    if (all === undefined || outline === undefined) return [];
    if (!isBranch(entry)) return [all.keys[entry] as string];
    const b = branchOf(entry);
    return Array.from(outline.order.subarray(outline.start[b], outline.end[b]))
      .filter((row) => (stage.wanted()?.[row] ?? 1) === 1)
      .map((row) => all.keys[row] as string);
  };
  const turn = (entry: Entry, open?: boolean) => {
    const path = stage.outline()?.paths[branchOf(entry)];
    if (!isBranch(entry) || path === undefined || isOpen(branchOf(entry)) === open) return;
    setTurned((all) => {
      const next = new Set(all);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  };
  const go = (to: number) => {
    const next = Math.max(0, Math.min(entries().length - 1, to));
    setAt(next);
    if (next * ROW < body.scrollTop) body.scrollTop = next * ROW;
    else if ((next + 1) * ROW > body.scrollTop + body.clientHeight) body.scrollTop = (next + 1) * ROW - body.clientHeight;
  };
  const activate = (entry: Entry, add: boolean) => {
    if (add) stage.selection.toggle(keysOf(entry));
    else if (isBranch(entry)) turn(entry);
    else stage.selection.choose(keysOf(entry)[0] as string);
  };
  const pressed = (event: KeyboardEvent) => {
    const entry = entries()[at()];
    if (entry === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(high() / ROW) - 1);
    switch (event.key) {
      case "ArrowDown":
        go(at() + 1);
        break;
      case "ArrowUp":
        go(at() - 1);
        break;
      case "PageDown":
        go(at() + page);
        break;
      case "PageUp":
        go(at() - page);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(entries().length - 1);
        break;
      case "ArrowRight":
        turn(entry, true);
        break;
      case "ArrowLeft":
        turn(entry, false);
        break;
      case "Enter":
        activate(entry, false);
        break;
      case "v":
        activate(entry, true);
        break;
      default:
        if (stage.editing.key(event, keysOf(entry))) break;
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const places = createMemo(() => {
    const order = stage.outline()?.order ?? new Int32Array(0);
    const places = new Int32Array(order.length);
    order.forEach((row, place) => (places[row] = place));
    return places;
  });
  /** From 1; a job is one below the branch that it is in, not below one that merely stands above it. */
  const level = (entry: Entry, index: number): number => {
    const outline = stage.outline();
    if (outline === undefined) return 1;
    if (isBranch(entry)) return (outline.level[branchOf(entry)] as number) + 1;
    const place = places()[entry] as number;
    for (let i = index - 1; i >= 0; i--) {
      const above = entries()[i] as Entry;
      // Branches end with or after those in them: the first one that reaches so far is the innermost.
      if (isBranch(above) && (outline.end[branchOf(above)] as number) > place) return (outline.level[branchOf(above)] as number) + 2;
      if (isBranch(above) && outline.level[branchOf(above)] === 0) return 1;
    }
    return 1;
  };
  const sortBy = (id: SortBy) => {
    const { by, down } = sort();
    const next = by === id && !down ? `${id} down` : id;
    setQuery({ sort: next === "key" ? undefined : next }, { replace: true });
  };
  return (
    <div class="stage">
      <FilterBar stage={stage}>
        <Show when={!stage.editing.on()}>
          <button class="button small" title="Edit (e)" onClick={() => stage.editing.start()}>Edit</button>
        </Show>
      </FilterBar>
      <EditBar stage={stage} />
      <div
        class="grid"
        role="treegrid"
        aria-label="Jobs"
        aria-rowcount={entries().length + 1}
        aria-multiselectable="true"
        tabindex="0"
        aria-activedescendant={entries().length > 0 ? `grid-${at()}` : undefined}
        onKeyDown={pressed}
      >
        <div class="grid-row grid-head" role="row" aria-rowindex={1}>
          <For each={COLUMNS}>
            {(column) => (
              <div role="columnheader" aria-sort={sort().by !== column.id ? "none" : sort().down ? "descending" : "ascending"}>
                <button tabindex="-1" onClick={() => sortBy(column.id)}>
                  {column.title}
                  <span aria-hidden="true">{sort().by === column.id ? (sort().down ? " ↓" : " ↑") : ""}</span>
                </button>
              </div>
            )}
          </For>
          <div role="columnheader">Marks</div>
        </div>
        <div class="grid-body" role="rowgroup" ref={(it) => (body = it)} onScroll={() => setTop(body.scrollTop)}>
          <div class="grid-all" role="presentation" style={{ height: `${entries().length * ROW}px` }}>
            <Index each={shown()}>
              {(entry, i) => {
                const index = () => first() + i;
                return (
                  <div
                    class="grid-row"
                    classList={{ at: index() === at() }}
                    id={`grid-${index()}`}
                    role="row"
                    aria-rowindex={index() + 2}
                    aria-level={level(entry(), index())}
                    aria-expanded={isBranch(entry()) ? isOpen(branchOf(entry())) : undefined}
                    aria-selected={isBranch(entry()) ? undefined : stage.selection.has(columns()?.keys[entry()] ?? "")}
                    style={{ transform: `translateY(${index() * ROW}px)` }}
                    onClick={(event) => {
                      setAt(index());
                      activate(entry(), event.ctrlKey || event.metaKey || event.shiftKey);
                    }}
                  >
                    <Show when={isBranch(entry())} fallback={<JobCells store={stage.store} row={entry()} indent={level(entry(), index()) - 1} />}>
                      <BranchCells stage={stage} entry={entry()} open={isOpen(branchOf(entry()))} />
                    </Show>
                  </div>
                );
              }}
            </Index>
          </div>
          <Show when={stage.outline() !== undefined && entries().length === 0}>
            <p class="empty-line">No job fits what is looked for.</p>
          </Show>
        </div>
      </div>
    </div>
  );
}

function BranchCells(props: { stage: ReturnType<typeof useStage>; entry: Entry; open: boolean }): JSX.Element {
  const counts = () => {
    const sums: Partial<Record<(typeof STATES)[number], number>> = {};
    const columns = props.stage.store.columns();
    const outline = props.stage.outline();
    const b = branchOf(props.entry);
    if (columns === undefined || outline === undefined) return sums;
    for (let i = outline.start[b] as number; i < (outline.end[b] as number); i++) {
      const row = outline.order[i] as number;
      if ((props.stage.wanted()?.[row] ?? 1) === 0) continue;
      const state = STATES[columns.states[row] as number] as (typeof STATES)[number];
      sums[state] = (sums[state] ?? 0) + 1;
    }
    return sums;
  };
  const sum = () => Object.values(counts()).reduce((all, each) => all + each, 0);
  return (
    <>
      <div role="gridcell" class="grid-name" style={{ "padding-left": `${8 + 16 * (props.stage.outline()?.level[branchOf(props.entry)] ?? 0)}px` }}>
        <span class="twist" classList={{ open: props.open }} aria-hidden="true">›</span>
        <b>{plain(props.stage.outline()?.names[branchOf(props.entry)] ?? "")}</b> <span class="quiet">×{count(sum())}</span>
      </div>
      <div role="gridcell" class="grid-wide">
        <Bar counts={counts()} />
      </div>
    </>
  );
}

function JobCells(props: { store: GraphStore; row: number; indent: number }): JSX.Element {
  const columns = () => props.store.columns();
  const claimed = () => columns()?.claimedAt[props.row] ?? 0;
  /** What the branches above it say already. */
  const before = () => {
    const key = columns()?.keys[props.row] ?? "";
    return props.indent === 0 ? "" : key.slice(0, key.lastIndexOf("/") + 1);
  };
  const took = () => {
    const all = columns();
    const ms = all === undefined ? undefined : tookMs(all, props.row, (all.endedAt[props.row] as number) || now());
    return ms === undefined ? "" : duration(ms);
  };
  const marks = () => {
    const all = columns();
    if (all === undefined) return "";
    const words: [number, string][] = [[Mark.waived, "waived"], [Mark.allowFailure, "may fail"], [Mark.stale, "stale"], [Mark.hold, "on hold"], [Mark.finally, "finalizer"], [Mark.barrier, "smoketest"]];
    return words.filter(([bit]) => all.has(props.row, bit)).map(([, word]) => word).join(", ");
  };
  return (
    <>
      <div role="gridcell" class="grid-name" style={{ "padding-left": `${24 + 16 * props.indent}px` }} title={plain(columns()?.keys[props.row] ?? "")}>
        <Show when={before() !== ""}>
          <span class="grid-before">{plain(before())}</span>
        </Show>
        {plain((columns()?.keys[props.row] ?? "").slice(before().length))}
      </div>
      <div role="gridcell">
        <StateLabel state={STATES[columns()?.states[props.row] ?? 0] ?? "inactive"} />
      </div>
      <div role="gridcell" class="n">{columns()?.attempts[props.row] || ""}</div>
      <div role="gridcell" class="n" title={claimed() === 0 ? "" : moment(claimed())}>{claimed() === 0 ? "" : clock(claimed())}</div>
      <div role="gridcell" class="n">{took()}</div>
      <div role="gridcell" class="n">{columns()?.priorities[props.row] || ""}</div>
      <div role="gridcell" class="quiet">{marks()}</div>
    </>
  );
}
