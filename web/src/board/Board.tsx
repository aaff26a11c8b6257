import { createMemo, Index, Show, type JSX } from "solid-js";
import type { JobState } from "../api/types";
import type { JobColumns } from "../stream/columns";
import type { GraphStore } from "../stream/graph";
import { StateIcon, type AnyState } from "../ui/StateIcon";
import { plain, plural } from "../ui/text";
import { longRate, shortRate, type Rates, useRates } from "./rates";
import { type Chip, fold, type Folded, foldName, type Lane, type Look, type Single, type Wanted } from "./fold";
import "./board.css";

/** Chips of one graph, however many jobs it has: what is more is left to the filter. */
const CHIPS_MAX = 3_000;

export interface BoardState {
  wanted: () => Wanted;
  /** The key of the chosen job of this graph, if any. */
  chosen: () => string | undefined;
  choose: (key: string) => void;
  toggle: (fold: string) => void;
  /** Ctrl-click or s on a ghost: switches it on. */
  activate: (key: string) => void;
}

/** The lanes of a graph, once for all who want them. */
export function useLanes(store: GraphStore, wanted: () => Wanted): () => Lane[] {
  const rates = useRates(store.graph);
  return createMemo(() => {
    const columns = store.columns();
    return columns === undefined ? [] : fold(columns, wanted(), rates());
  });
}

export function Board(props: { store: GraphStore; lanes: Lane[]; state: BoardState }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a board is of one graph
  const rates = useRates(props.store.graph);
  let left = CHIPS_MAX;
  const lanes = createMemo(() => {
    left = CHIPS_MAX;
    return props.lanes.map((lane) => ({
      ...lane,
      groups: lane.groups.map((group) => {
        const chips = group.chips.slice(0, Math.max(0, left));
        left -= group.chips.length;
        return { ...group, chips, more: group.chips.length - chips.length };
      }),
    }));
  });
  return (
    <Show when={props.store.columns()}>
      {(columns) => (
        <table class="board-table">
          <tbody>
            {/* By position: what changes changes in place, so that the focus and a double click stay where they are. */}
            <Index each={lanes()}>
              {(lane) => (
                <tr>
                  <th scope="row" class="platform">
                    {lane().platform === "" ? "any" : plain(lane().platform)}
                  </th>
                  <td class="groups">
                    <Index each={lane().groups}>
                      {(group) => (
                        <span class="group">
                          <Show when={group().name !== ""}>
                            <span class="group-name">{plain(group().name)}</span>
                          </Show>
                          <Index each={group().chips}>
                            {(chip) => (
                              <Show
                                when={single(chip())}
                                fallback={
                                  <FoldChip
                                    chip={chip() as Folded}
                                    open={() => props.state.toggle(foldName(lane().platform, group().name, (chip() as Folded).state))}
                                  />
                                }
                              >
                                {(job) => <JobChip row={job().row} look={job().look} columns={columns()} rates={rates()} state={props.state} />}
                              </Show>
                            )}
                          </Index>
                          <Show when={group().more > 0}>
                            <span class="quiet">{plural(group().more, "more job")}: filter to see them</span>
                          </Show>
                        </span>
                      )}
                    </Index>
                  </td>
                </tr>
              )}
            </Index>
          </tbody>
        </table>
      )}
    </Show>
  );
}

function single(chip: Chip): Single | undefined {
  return chip.kind === "job" ? chip : undefined;
}

function word(look: Look): string {
  return look === "allowed" ? "failed, which is allowed" : look === "waived" ? "failed, waived" : look;
}

/** Loud is what needs a person; the rest is quiet. */
function JobChip(props: { row: number; look: Look; columns: JobColumns; rates: Rates; state: BoardState }): JSX.Element {
  const key = () => props.columns.keys[props.row] as string;
  const symbol = () => {
    const own = props.columns.symbols[props.row] as string;
    return plain(own === "" ? key() : own);
  };
  const icon = (): AnyState => (props.look === "allowed" || props.look === "waived" ? "failed" : props.look);
  const rate = () => props.rates.get(props.columns.jobs[props.row] as number);
  const attempts = () => props.columns.attempts[props.row] as number;
  const label = () => {
    const title = plain(props.columns.titles[props.row] as string);
    const names = [symbol(), title, plain(key())].filter((name, i, all) => all.indexOf(name) === i);
    const sampled = rate();
    return `${names.join(", ")}${sampled === undefined ? "" : ` (${longRate(sampled)})`}: ${word(props.look)}`;
  };
  return (
    <button
      class={`chip look-${props.look} s-${icon()}`}
      classList={{ chosen: props.state.chosen() === key() }}
      data-key={key()}
      title={`${label()}${attempts() > 1 ? `, attempt ${attempts()}` : ""}${props.look === "inactive" ? ". Double-click switches it on." : ""}`}
      aria-label={label()}
      aria-pressed={props.state.chosen() === key()}
      onClick={() => props.state.choose(key())}
      onDblClick={() => {
        if (props.look === "inactive") props.state.activate(key());
      }}
    >
      <Show when={props.look !== "succeeded" && props.look !== "inactive"}>
        <Show when={props.look === "allowed" || props.look === "waived"} fallback={<StateIcon state={icon()} size={11} quiet />}>
          <svg class="warn" width="11" height="11" viewBox="0 0 16 16" aria-hidden="true">
            <path d={props.look === "allowed" ? "M8 1.5L15 14.5H1zM8 6v4M8 12v.5" : "M1.5 8h13M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13"} />
          </svg>
        </Show>
      </Show>
      {symbol()}
      <Show when={rate()}>
        {(sampled) => (
          <span class="rate" aria-hidden="true">
            {shortRate(sampled())}
          </span>
        )}
      </Show>
      <Show when={attempts() > 1}>
        <sub aria-hidden="true">{attempts()}</sub>
      </Show>
    </button>
  );
}

function FoldChip(props: { chip: Folded; open: () => void }): JSX.Element {
  const state = (): JobState => props.chip.state;
  return (
    <button
      class={`chip fold look-${state()} s-${state()}`}
      title={`${plural(props.chip.rows.length, "job")} ${state()}: click to show each`}
      aria-label={`${plural(props.chip.rows.length, "job")} ${state()}, folded`}
      onClick={() => props.open()}
    >
      <StateIcon state={state()} size={11} quiet />+{props.chip.rows.length}
    </button>
  );
}
