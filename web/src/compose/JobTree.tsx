import { createMemo, createSignal, Show, type JSX } from "solid-js";
import { count, duration, plain, plural } from "../ui/text";
import { shareOf } from "./choice";
import type { PlannedGraph } from "./planned";
import { Rows } from "./Rows";
import { treeOf, visible, type Branch } from "./tree";

const ROW = 26;

/** Trees with fewer rows than this are opened all the way at first. */
const OPEN_ROWS_MAX = 60;

export interface JobsProps {
  graph: PlannedGraph;
  active: Uint8Array;
  /** Rows that the filter lets through. */
  rows: readonly number[];
  durationOf: (row: number) => number | undefined;
  onChoose: (rows: readonly number[], wanted: boolean) => void;
}

export const KINDS: Readonly<Record<string, string>> = {
  breakpoint: "a person decides",
  notify: "message",
  timer: "timer",
  graph: "a graph",
};

/** The jobs by the segments of their keys, each with a switch; a branch's switch is that of all below. */
export function JobTree(props: JobsProps): JSX.Element {
  const tree = createMemo(() => treeOf(props.graph, props.rows));
  const [folds, setFolds] = createSignal<ReadonlyMap<string, boolean>>(new Map());
  const openAtFirst = () => props.rows.length <= OPEN_ROWS_MAX;
  const isOpen = (branch: Branch) => folds().get(branch.path) ?? openAtFirst();
  const shown = createMemo(() => visible(tree(), isOpen));
  const [chosen, setChosen] = createSignal(0);
  const fold = (branch: Branch, open: boolean) => setFolds((all) => new Map(all).set(branch.path, open));
  const toggle = (branch: Branch) => props.onChoose(branch.rows, shareOf(props.active, branch.rows) !== "all");
  const keyed = (event: KeyboardEvent) => {
    const all = shown();
    const at = Math.min(chosen(), all.length - 1);
    const branch = all[at];
    if (branch === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const folded = branch.children.length > 0;
    switch (event.key) {
      case "ArrowDown":
      case "j":
        setChosen(Math.min(at + 1, all.length - 1));
        break;
      case "ArrowUp":
      case "k":
        setChosen(Math.max(at - 1, 0));
        break;
      case "Home":
        setChosen(0);
        break;
      case "End":
        setChosen(all.length - 1);
        break;
      case "PageDown":
        setChosen(Math.min(at + 15, all.length - 1));
        break;
      case "PageUp":
        setChosen(Math.max(at - 15, 0));
        break;
      case "ArrowRight":
        if (folded && !isOpen(branch)) fold(branch, true);
        else if (folded) setChosen(at + 1);
        break;
      case "ArrowLeft":
        if (folded && isOpen(branch)) fold(branch, false);
        else setChosen(Math.max(0, all.findLastIndex((each, i) => i < at && each.depth < branch.depth)));
        break;
      case " ":
      case "Enter":
        toggle(branch);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Rows
      items={shown()}
      height={ROW}
      chosen={chosen()}
      class="job-tree"
      attributes={{
        role: "tree",
        tabindex: 0,
        "aria-label": "Jobs",
        "aria-multiselectable": true,
        "aria-activedescendant": shown().length > 0 ? `job-row-${Math.min(chosen(), shown().length - 1)}` : undefined,
        onKeyDown: keyed,
      }}
    >
      {(branch, i) => {
        const share = () => shareOf(props.active, branch.rows);
        const job = () => (branch.row === undefined ? undefined : props.graph.jobs[branch.row]);
        const on = () => branch.rows.reduce((sum, row) => sum + (props.active[row] ?? 0), 0);
        return (
          <div
            id={`job-row-${i}`}
            class="job-row"
            classList={{ chosen: chosen() === i, off: share() === "none" }}
            role="treeitem"
            aria-level={branch.depth + 1}
            aria-expanded={branch.children.length > 0 ? isOpen(branch) : undefined}
            aria-checked={share() === "some" ? "mixed" : share() === "all"}
            aria-selected={chosen() === i}
            style={{ "padding-left": `${8 + branch.depth * 16}px` }}
            onClick={() => setChosen(i)}
          >
            <span
              class="chevron"
              classList={{ open: isOpen(branch), none: branch.children.length === 0 }}
              aria-hidden="true"
              onClick={() => fold(branch, !isOpen(branch))}
            />
            <span class={`check ${share()}`} aria-hidden="true" onClick={() => toggle(branch)}>
              <CheckMark share={share()} />
            </span>
            <span class="job-label mono" title={plain(branch.path)} onClick={() => toggle(branch)}>
              {plain(branch.label)}
            </span>
            <Show when={job()}>
              {(it) => (
                <>
                  <Show when={KINDS[it().kind]}>{(kind) => <span class="tag">{kind()}</span>}</Show>
                  <Show when={it().finalizer}>
                    <span class="tag">at the end</span>
                  </Show>
                  <Show when={it().barrier}>
                    <span class="tag">smoketest</span>
                  </Show>
                  <Show when={share() === "none" && it().active}>
                    <span class="tag quiet">switched off</span>
                  </Show>
                  <Show when={share() === "none" && !it().active}>
                    <span class="tag quiet" title={plain(it().inactiveBecause ?? "")}>
                      inactive
                    </span>
                  </Show>
                </>
              )}
            </Show>
            <span class="job-end">
              <Show
                when={branch.children.length > 0}
                fallback={
                  <Show when={branch.row !== undefined && props.durationOf(branch.row)}>{(ms) => <>{duration(ms())}</>}</Show>
                }
              >
                <span aria-label={`${on()} of ${plural(branch.rows.length, "job")} would run`}>
                  {count(on())}/{count(branch.rows.length)}
                </span>
              </Show>
            </span>
          </div>
        );
      }}
    </Rows>
  );
}

export function CheckMark(props: { share: "all" | "none" | "some" }): JSX.Element {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <rect class="box" x="0.5" y="0.5" width="13" height="13" rx="3" />
      <Show when={props.share === "all"}>
        <path class="tick" d="M3.4 7.2l2.4 2.4 4.8-5.2" />
      </Show>
      <Show when={props.share === "some"}>
        <path class="tick" d="M3.6 7h6.8" />
      </Show>
    </svg>
  );
}
