import { createMemo, createResource, createSignal, For, on, createEffect, onCleanup, Show, type JSX } from "solid-js";
import { useCommands } from "../shell/commands";
import { navigate, place, setQuery } from "../shell/router";
import { to } from "../shell/routes";
import { say } from "../ui/toast";
import { count, plain, plural } from "../ui/text";
import { calls, type Start } from "./calls";
import { createComposer, type Composer } from "./composer";
import { GraphFile } from "./GraphFile";
import { matcher } from "./glob";
import { JobGrid } from "./JobGrid";
import { JobTree } from "./JobTree";
import { Parameters } from "./Parameters";
import type { Fault } from "./places";
import { PlanSide } from "./PlanSide";
import "./compose.css";

/** Makes a graph: of a template, or of a file that is typed, pasted or dropped. */
export default function ComposeView(): JSX.Element {
  document.title = "New graph · Croft";
  onCleanup(() => (document.title = "Croft"));
  const template = createMemo(() => place().query.get("template") ?? undefined);
  const version = createMemo(() => Number(place().query.get("version") ?? "") || undefined);
  const source = createMemo(() => ({ template: template(), version: version() }), undefined, {
    equals: (a, b) => a.template === b.template && a.version === b.version,
  });
  return (
    <Show when={source()} keyed>
      {(of) => <Compose template={of.template} version={of.version} />}
    </Show>
  );
}

function Compose(props: { template: string | undefined; version: number | undefined }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- another source is another component
  const composer = createComposer(props.template, props.version);
  const [templates] = createResource(() => calls.templates().catch(() => []));
  let goTo: ((fault: Fault) => void) | undefined;
  const faulty = () => composer.trouble() !== undefined && composer.trouble()?.away !== true;
  /** A choice by hand is sent only with the plan that it was made on. */
  const chosen = () => Object.keys(composer.overrides()).length === 0 || (composer.graph() !== undefined && !composer.behind());
  const ready = () => composer.text().trim() !== "" && !composer.busy() && composer.missing().length === 0 && !faulty() && chosen();
  const submit = async (start: Start) => {
    if (!ready()) return;
    const made = await composer.submit(start);
    if (made === undefined) return;
    say(`Made graph ${made.graph}${start === "now" ? "" : start === "paused" ? ", paused" : ", a draft: start it when it is ready"}`);
    navigate(to.graph(made.graph));
  };
  useCommands([
    { id: "compose-submit", title: "Submit this graph", section: "Graph", run: () => void submit("now") },
    { id: "compose-submit-paused", title: "Submit this graph, paused", section: "Graph", run: () => void submit("paused") },
    { id: "compose-draft", title: "Save this graph as a draft", section: "Graph", run: () => void submit("draft") },
    { id: "compose-discard", title: "Discard what is composed", section: "Graph", run: composer.discard },
  ]);
  const keyed = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      void submit(event.shiftKey ? "paused" : "now");
    }
  };
  const dropped = async (event: DragEvent) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined || props.template !== undefined) return;
    event.preventDefault();
    composer.setText(await file.text());
  };
  const why = () =>
    composer.text().trim() === ""
      ? "There is no graph file yet"
      : composer.missing().length > 0
        ? `Missing: ${composer.missing().map((each) => each.name).join(", ")}`
        : faulty()
          ? "The graph file has faults"
          : "Ctrl Enter; with Shift, paused";
  return (
    <div class="page compose" onKeyDown={keyed} onDragOver={(event) => event.preventDefault()} onDrop={(event) => void dropped(event)}>
      <header class="page-head">
        <h1>New graph</h1>
        <select
          aria-label="Made from"
          onChange={(event) => setQuery({ template: event.currentTarget.value, version: undefined })}
        >
          <option value="" selected={props.template === undefined}>
            A graph file
          </option>
          <optgroup label="Templates">
            <For each={templates() ?? []}>
              {(each) => (
                <option value={each.name} selected={each.name === props.template}>
                  {plain(each.name)}
                </option>
              )}
            </For>
            <Show when={props.template !== undefined && !(templates() ?? []).some((each) => each.name === props.template)}>
              <option value={props.template} selected>
                {plain(props.template ?? "")}
              </option>
            </Show>
          </optgroup>
        </select>
        <Show when={composer.head()}>
          {(head) => <span class="quiet">version {props.version ?? head().version}</span>}
        </Show>
        <span class="grow" />
        <Show when={composer.missing().length > 0}>
          <span class="must">Missing: {composer.missing().map((each) => plain(each.name)).join(", ")}</span>
        </Show>
        <button class="button" onClick={composer.discard} disabled={composer.busy()}>
          {props.template === undefined ? "Discard" : "Reset"}
        </button>
        <button class="button" disabled={!ready()} title="Stored, to be edited and started later" onClick={() => void submit("draft")}>
          Save draft
        </button>
        <button class="button" disabled={!ready()} title={why()} onClick={() => void submit("paused")}>
          Submit paused
        </button>
        <button class="button primary" disabled={!ready()} title={why()} onClick={() => void submit("now")}>
          Submit
        </button>
      </header>
      <Faults composer={composer} goTo={(fault) => goTo?.(fault)} />
      <div class="compose-body" classList={{ "of-template": props.template !== undefined }}>
        <section class="compose-source" aria-label={props.template === undefined ? "Graph file" : "Template"}>
          <Show when={props.template !== undefined}>
            <p class="compose-about">{plain(composer.head()?.description ?? "")}</p>
          </Show>
          <Show when={props.template === undefined}>
            <GraphFile
              text={composer.text()}
              faults={composer.trouble()?.faults ?? []}
              onText={composer.setText}
              editor={(it) => (goTo = it)}
            />
          </Show>
          <Show when={composer.parameters().length > 0} fallback={<Show when={props.template !== undefined && composer.head()}><p class="quiet compose-about">It has no parameters.</p></Show>}>
            <div class="compose-parameters">
              <h2>Parameters</h2>
              <Parameters
                parameters={composer.parameters()}
                set={composer.set()}
                faults={composer.trouble()?.faults ?? []}
                onValue={composer.setValue}
              />
            </div>
          </Show>
        </section>
        <Jobs composer={composer} />
        <PlanSide composer={composer} />
      </div>
    </div>
  );
}

function Faults(props: { composer: Composer; goTo: (fault: Fault) => void }): JSX.Element {
  return (
    <div role="alert" class="compose-alert">
      <Show when={props.composer.trouble()}>
        {(trouble) => (
          <div class="faults" classList={{ away: trouble().away }}>
            <div class="row">
              <b>{plain(trouble().text)}</b>
              <Show when={trouble().away}>
                <span>What you typed is kept here. </span>
                <button class="link" onClick={() => props.composer.again()}>
                  Try again
                </button>
              </Show>
            </div>
            <ul>
              <For each={trouble().faults}>
                {(fault) => (
                  <li>
                    <Show when={fault.line} fallback={<code>{plain(fault.where)}</code>}>
                      {(line) => (
                        <button class="link mono" onClick={() => props.goTo(fault)}>
                          {line()}:{fault.column}
                        </button>
                      )}
                    </Show>
                    <span>
                      <Show when={fault.line !== undefined && fault.where !== ""}>
                        <code class="quiet">{plain(fault.where)}</code>{" "}
                      </Show>
                      {plain(fault.message)}
                    </span>
                  </li>
                )}
              </For>
              <Show when={trouble().count > trouble().faults.length && trouble().faults.length > 0}>
                <li class="quiet">… {count(trouble().count - trouble().faults.length)} more</li>
              </Show>
            </ul>
          </div>
        )}
      </Show>
    </div>
  );
}

const SHAPE = "croft.compose.shape";

function Jobs(props: { composer: Composer }): JSX.Element {
  const [filter, setFilter] = createSignal("");
  const [shape, setShape] = createSignal<"tree" | "grid">(localStorage.getItem(SHAPE) === "grid" ? "grid" : "tree");
  createEffect(on(shape, (it) => localStorage.setItem(SHAPE, it), { defer: true }));
  const rows = createMemo(() => {
    const graph = props.composer.graph();
    if (graph === undefined) return [];
    const fits = matcher(filter());
    const found: number[] = [];
    graph.keys.forEach((key, row) => {
      if (fits(key)) found.push(row);
    });
    return found;
  });
  const changed = () => Object.keys(props.composer.overrides()).length;
  let field: HTMLInputElement | undefined;
  useCommands([
    { id: "compose-filter", title: "Filter jobs", section: "View", keys: "/", run: () => field?.focus() },
    { id: "compose-shape", title: "Jobs as tree or grid", section: "View", keys: "x", run: () => setShape(shape() === "tree" ? "grid" : "tree") },
  ]);
  return (
    <section class="compose-jobs" aria-label="Jobs">
      <div class="compose-tools">
        <input
          ref={(it) => (field = it)}
          type="search"
          placeholder="Filter: text, or test/**"
          aria-label="Filter jobs by text or glob"
          title="Text, or a glob: * inside a segment, ** across ( / )"
          value={filter()}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <div class="tabs" role="group" aria-label="Shape">
          <button aria-pressed={shape() === "tree"} onClick={() => setShape("tree")}>
            Tree
          </button>
          <button aria-pressed={shape() === "grid"} onClick={() => setShape("grid")}>
            Grid
          </button>
        </div>
        <span class="grow" />
        <button class="button small" disabled={rows().length === 0} onClick={() => props.composer.choose(rows(), true)}>
          {filter() === "" ? "All" : `Switch on ${count(rows().length)}`}
        </button>
        <button class="button small" disabled={rows().length === 0} onClick={() => props.composer.choose(rows(), false)}>
          {filter() === "" ? "None" : "Switch off"}
        </button>
      </div>
      <Show
        when={props.composer.graph()}
        fallback={<p class="compose-none">Its jobs show here, to switch on and off before they run.</p>}
      >
        {(graph) => (
          <Show when={rows().length > 0} fallback={<p class="compose-none">No job fits “{plain(filter())}”.</p>}>
            <Show
              when={shape() === "tree"}
              fallback={
                <JobGrid graph={graph()} active={props.composer.active()} rows={rows()} durationOf={props.composer.durationOf} onChoose={props.composer.choose} />
              }
            >
              <JobTree graph={graph()} active={props.composer.active()} rows={rows()} durationOf={props.composer.durationOf} onChoose={props.composer.choose} />
            </Show>
            <p class="compose-foot" aria-live="polite">
              {plural(props.composer.outlook()?.jobs ?? 0, "job")} would run
              <Show when={changed() > 0}>
                , {count(changed())} switched by hand{" "}
                <button class="link" onClick={() => props.composer.asFiled()}>
                  As the file says
                </button>
              </Show>
            </p>
          </Show>
        )}
      </Show>
    </section>
  );
}
