/** Rows of one height, of which only those on the screen exist: 10,000 jobs are 40 elements. */
import { createEffect, createMemo, createSignal, For, onCleanup, onMount, type JSX } from "solid-js";
import "./rows.css";

/** Rows above and below the screen that are there already, so that scrolling shows no gaps. */
const SPARE = 8;

export interface RowsProps<T> {
  items: readonly T[];
  height: number;
  /** Which row is kept in sight; −1 for none. */
  chosen?: number;
  class?: string;
  /** Role, label, keys: all that makes the list what it is. */
  attributes?: JSX.HTMLAttributes<HTMLDivElement>;
  children: (item: T, index: number) => JSX.Element;
  /** Stays at the end while more comes, if it was there. */
  atEnd?: boolean;
}

export function Rows<T>(props: RowsProps<T>): JSX.Element {
  let box: HTMLDivElement | undefined;
  const [top, setTop] = createSignal(0);
  const [size, setSize] = createSignal(400);
  onMount(() => {
    if (box === undefined) return;
    const mine = box;
    const observer = new ResizeObserver(() => setSize(mine.clientHeight));
    observer.observe(mine);
    onCleanup(() => observer.disconnect());
  });
  const first = createMemo(() => Math.max(0, Math.min(props.items.length, Math.floor(top() / props.height)) - SPARE));
  const last = createMemo(() => Math.min(props.items.length, Math.ceil((top() + size()) / props.height) + SPARE));
  const shown = createMemo(() => props.items.slice(first(), last()));
  createEffect(() => {
    const at = props.chosen ?? -1;
    if (at < 0 || box === undefined) return;
    const from = at * props.height;
    if (from < box.scrollTop) box.scrollTop = from;
    else if (from + props.height > box.scrollTop + box.clientHeight) box.scrollTop = from + props.height - box.clientHeight;
  });
  let following = true;
  createEffect(() => {
    const n = props.items.length;
    if (props.atEnd === true && following && box !== undefined) box.scrollTop = n * props.height;
  });
  return (
    <div
      {...props.attributes}
      class={`rows ${props.class ?? ""}`}
      ref={(it) => (box = it)}
      onScroll={(event) => {
        const it = event.currentTarget;
        setTop(it.scrollTop);
        following = it.scrollTop + it.clientHeight >= it.scrollHeight - 2 * props.height;
      }}
    >
      <div class="rows-all" role="presentation" style={{ height: `${props.items.length * props.height}px` }}>
        <div class="rows-shown" role="presentation" style={{ transform: `translateY(${first() * props.height}px)` }}>
          <For each={shown()}>{(item, i) => props.children(item, first() + i())}</For>
        </div>
      </div>
    </div>
  );
}
