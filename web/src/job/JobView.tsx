import type { JSX } from "solid-js";

export default function JobView(props: { parameters: Record<string, string> }): JSX.Element {
  return <div class="page"><header class="page-head"><h1>{props.parameters["job"]}</h1></header></div>;
}
