import type { JSX } from "solid-js";

export default function BoardView(): JSX.Element {
  return <div class="page"><header class="page-head"><h1>Board</h1></header></div>;
}
