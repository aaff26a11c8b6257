import { Show, type JSX } from "solid-js";
import { useCommands } from "../shell/commands";
import type { GraphStore } from "../stream/graph";
import { ProblemNote } from "../ui/Problem";
import { Picture } from "./canvas/Picture";
import { EditBar } from "./edit/EditBar";
import { FilterBar } from "./FilterBar";
import { useStage } from "./stage";
import "./stage.css";

/** Jobs and what they wait for, as a picture. */
export default function DependenciesTab(props: { store: GraphStore }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a tab is made for one graph
  const stage = useStage(props.store);
  const keysOf = (rows: Iterable<number>) => {
    const columns = stage.store.columns();
    return columns === undefined ? [] : Array.from(rows, (row) => columns.keys[row] as string);
  };
  useCommands([{ id: "graph-open-all", title: "Open all sets of jobs, or fold them again", section: "View", keys: "o", run: stage.foldAll }]);
  return (
    <div class="stage">
      <FilterBar stage={stage}>
        <button class="button small" aria-pressed={stage.allOpen()} title="Each job by itself, or folded as at first (o)" onClick={stage.foldAll}>
          {stage.allOpen() ? "Fold" : "Open all"}
        </button>
        <Show when={!stage.editing.on()}>
          <button class="button small" title="Edit (e)" onClick={stage.editing.start}>Edit</button>
        </Show>
      </FilterBar>
      <EditBar stage={stage} />
      <Show when={stage.problem()}>{(text) => <ProblemNote text={text()} />}</Show>
      <div class="stage-main">
        <Picture
          laid={stage.laid()}
          states={stage.store.columns()?.states}
          label="Dependencies"
          selection={stage.selection.keys()}
          isSelected={(row) => stage.selection.has(stage.store.columns()?.keys[row] ?? "")}
          onChoose={(rows, add) => (add ? stage.selection.toggle(keysOf(rows)) : stage.selection.set(keysOf(rows)))}
          onSelect={(rows) => stage.selection.set(keysOf(rows))}
          onOpen={(path) => stage.fold([path], true)}
          changed={stage.editing.changed()}
          link={
            stage.editing.on()
              ? { illegal: (rows) => stage.editing.illegal(rows), make: (from, to) => stage.editing.link(keysOf(from), keysOf(to), "needs") }
              : undefined
          }
          onKey={(event, rows) => stage.editing.key(event, keysOf(rows))}
        />
        <Show when={stage.laid() !== undefined && stage.shownCount() === 0}>
          <p class="stage-none">No job fits what is looked for.</p>
        </Show>
      </div>
    </div>
  );
}
