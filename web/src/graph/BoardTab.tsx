import { Show, type JSX } from "solid-js";
import { Board, useLanes } from "../board/Board";
import { BoardFilter } from "../board/BoardFilter";
import { useBoard } from "../board/useBoard";
import type { GraphStore } from "../stream/graph";

/** One graph as a board. */
export default function BoardTab(props: { store: GraphStore }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a tab is made for one graph
  const store = props.store;
  // The control first: the lanes are worked out at once where the graph is there already.
  const control = useBoard(() => [{ store, lanes }]);
  const lanes = useLanes(store, () => control.wanted());
  return (
    <div data-graph={store.graph}>
      <div class="tab-bar">
        <BoardFilter wanted={control.wanted()} />
      </div>
      <Show when={lanes().length > 0 || store.columns() === undefined} fallback={<p class="board-none">{control.wanted().unresolved ? "Nothing is unresolved." : "No job fits."}</p>}>
        <Board store={store} lanes={lanes()} state={control.stateOf(store)} />
      </Show>
    </div>
  );
}
