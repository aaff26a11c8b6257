import type { JSX } from "solid-js";

export default function GraphView(props: { parameters: Record<string, string> }): JSX.Element {
  return <div class="page"><header class="page-head"><h1>Graph {props.parameters["graph"]}</h1></header></div>;
}
