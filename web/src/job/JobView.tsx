import { createEffect, createMemo, onCleanup, Show, type JSX } from "solid-js";
import { place } from "../shell/router";
import { to } from "../shell/routes";
import { useGraph } from "../stream/graph";
import { ProblemNote } from "../ui/Problem";
import { plain } from "../ui/text";
import { JobPanel } from "./JobPanel";

/** A job as a page of its own. */
export default function JobView(props: { parameters: Record<string, string> }): JSX.Element {
  const graph = createMemo(() => Number(props.parameters["graph"]));
  return (
    <Show when={graph()} keyed>
      {(id) => <OfGraph graph={id} job={props.parameters["job"] ?? ""} />}
    </Show>
  );
}

function OfGraph(props: { graph: number; job: string }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- keyed by the graph
  const store = useGraph(props.graph);
  createEffect(() => (document.title = `${plain(props.job)} · Croft`));
  onCleanup(() => (document.title = "Croft"));
  const line = () => Number(place().query.get("line") ?? 0) || undefined;
  return (
    <div class="page job-page">
      <nav class="crumbs" aria-label="Where this is">
        <a href={to.graphs()}>Graphs</a>
        <span aria-hidden="true">/</span>
        <a href={to.graph(props.graph)}>{plain(store.view()?.name ?? String(props.graph))}</a>
      </nav>
      <Show when={store.error()}>{(text) => <ProblemNote text={text()} retry={() => store.refresh()} />}</Show>
      <JobPanel store={store} jobKey={props.job} line={line()} page />
    </div>
  );
}
