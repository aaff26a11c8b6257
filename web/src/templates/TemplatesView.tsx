import { createEffect, createMemo, createResource, createSignal, For, on, onCleanup, Show, type JSX } from "solid-js";
import { PROJECT } from "../api/farm";
import { call, explained } from "../api/http";
import type { Page, SeriesView } from "../api/types";
import { calls, type TemplateView } from "../compose/calls";
import { useCommands } from "../shell/commands";
import { navigate, place, setQuery } from "../shell/router";
import { to } from "../shell/routes";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { StateIcon } from "../ui/StateIcon";
import { duration, moment, plain, plural, relative } from "../ui/text";
import { tableOf } from "./series";
import "./templates.css";

/** Graphs of a series on the screen. */
const GRAPHS_MAX = 24;

const composeOf = (name: string, version?: number) =>
  `${to.compose()}?template=${encodeURIComponent(name)}${version === undefined ? "" : `&version=${version}`}`;

/** Graph files under names: what they ask for, how they went, and the way to run them. */
export default function TemplatesView(): JSX.Element {
  const [templates, setTemplates] = createSignal<readonly TemplateView[]>();
  const [problem, setProblem] = createSignal<string>();
  const look = () => {
    calls.templates().then(
      (all) => {
        setTemplates(all);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(explained(error)),
    );
  };
  look();
  document.title = "Templates · Croft";
  onCleanup(() => (document.title = "Croft"));
  const at = createMemo(() => {
    const wanted = place().query.get("name");
    const found = (templates() ?? []).findIndex((each) => each.name === wanted);
    return found < 0 ? 0 : found;
  });
  const chosen = createMemo(() => templates()?.[at()]);
  const choose = (i: number) => {
    const next = templates()?.[Math.max(0, Math.min(i, (templates()?.length ?? 1) - 1))];
    if (next !== undefined) setQuery({ name: next.name, version: undefined, key: undefined }, { replace: true });
  };
  useCommands([
    { id: "template-next", title: "Next template", section: "View", keys: "j", run: () => choose(at() + 1) },
    { id: "template-previous", title: "Previous template", section: "View", keys: "k", run: () => choose(at() - 1) },
    {
      id: "template-run",
      title: "Run this template…",
      section: "Graph",
      keys: "r",
      run: () => {
        const it = chosen();
        if (it !== undefined) navigate(composeOf(it.name));
      },
    },
  ]);
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") choose(at() + 1);
    else if (event.key === "ArrowUp") choose(at() - 1);
    else return;
    event.preventDefault();
  };
  return (
    <div class="page templates-page">
      <header class="page-head">
        <h1>Templates</h1>
        <span class="quiet">graph files that the farm keeps under a name</span>
      </header>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={look} />}</Show>
      <Show
        when={(templates()?.length ?? 0) > 0}
        fallback={
          <Show when={templates() !== undefined}>
            <div class="empty">
              <h2>No templates yet</h2>
              <p>
                Keep a graph file under a name, and anybody can run it: <code>croft template put nightly graph.yaml</code>
              </p>
            </div>
          </Show>
        }
      >
        <div class="templates-body">
          <div class="template-list" role="listbox" tabindex="0" aria-label="Templates" onKeyDown={keyed} aria-activedescendant={`template-${at()}`}>
            <For each={templates()}>
              {(template, i) => (
                <div id={`template-${i()}`} class="template-item" role="option" aria-selected={at() === i()} onClick={() => choose(i())}>
                  <b>{plain(template.name)}</b>
                  <span class="quiet">
                    {plural(template.jobs, "job")} · version {template.version} · {relative(Date.parse(template.createdAt), now())}
                  </span>
                </div>
              )}
            </For>
          </div>
          <Show when={chosen()?.name} keyed>
            {(name) => <Template name={name} newest={chosen() as TemplateView} />}
          </Show>
        </div>
      </Show>
    </div>
  );
}

function Template(props: { name: string; newest: TemplateView }): JSX.Element {
  const [versions] = createResource(
    () => props.name,
    (name) => calls.templateVersions(name).catch(() => []),
  );
  const version = () => Number(place().query.get("version") ?? "") || undefined;
  const shown = () => versions.latest?.find((each) => each.version === version()) ?? props.newest;
  const [open, setOpen] = createSignal(false);
  const [file] = createResource(
    () => (open() ? { name: props.name, version: shown().version } : undefined),
    (of) => calls.templateFile(of.name, of.version).catch(explained),
  );
  return (
    <article class="template" aria-label={`Template ${props.name}`}>
      <header>
        <h2>{plain(props.name)}</h2>
        <Show when={(versions.latest?.length ?? 0) > 1} fallback={<span class="quiet">version {shown().version}</span>}>
          <select
            aria-label="Version"
            onChange={(event) => setQuery({ version: event.currentTarget.value === String(props.newest.version) ? undefined : event.currentTarget.value })}
          >
            <For each={versions.latest}>
              {(each) => (
                <option value={each.version} selected={each.version === shown().version}>
                  version {each.version}
                </option>
              )}
            </For>
          </select>
        </Show>
        <span class="quiet" title={moment(Date.parse(shown().createdAt))}>
          by {plain(shown().author)}, {relative(Date.parse(shown().createdAt), now())}
        </span>
        <span class="grow" />
        <a class="button primary" href={composeOf(props.name, shown().version === props.newest.version ? undefined : shown().version)}>
          Run… <kbd>r</kbd>
        </a>
      </header>
      <Show when={shown().description !== ""}>
        <p>{plain(shown().description)}</p>
      </Show>
      <Show when={shown().parameters.length > 0}>
        <section>
          <h3>Parameters</h3>
          <table class="template-table">
            <tbody>
              <For each={shown().parameters}>
                {(parameter) => (
                  <tr>
                    <th scope="row" class="mono">
                      {plain(parameter.name)}
                    </th>
                    <td class="quiet">
                      {parameter.type}
                      {parameter.choices.length > 0 ? `: ${parameter.choices.map(plain).join(", ")}` : ""}
                    </td>
                    <td>
                      <Show when={parameter.default !== undefined} fallback={<span class="must">required</span>}>
                        <code>{plain(parameter.default ?? "") || "(empty)"}</code>
                      </Show>
                    </td>
                    <td>{plain(parameter.description)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </section>
      </Show>
      <Series name={props.name} />
      <section>
        <button class="link" aria-expanded={open()} onClick={() => setOpen(!open())}>
          {open() ? "Hide the graph file" : "Show the graph file"}
        </button>
        <Show when={open() && file.latest}>
          {(text) => (
            <pre class="template-file" tabindex="0" aria-label="Graph file">
              {text()}
            </pre>
          )}
        </Show>
      </section>
    </article>
  );
}

/** How each job went along the template's newest graphs. */
function Series(props: { name: string }): JSX.Element {
  const glob = () => place().query.get("key") ?? "";
  const [pattern, setPattern] = createSignal(glob());
  createEffect(
    on(pattern, (it) => {
      const timer = setTimeout(() => setQuery({ key: it }, { replace: true }), 300);
      onCleanup(() => clearTimeout(timer));
    }, { defer: true }),
  );
  const [series] = createResource(
    () => ({ name: props.name, key: glob() }),
    (of) =>
      call<Page<SeriesView>>(`/api/v1/projects/${PROJECT}/templates/${encodeURIComponent(of.name)}/series`, {
        query: { key: of.key === "" ? "**" : of.key.includes("*") ? of.key : `**${of.key}**`, limit: GRAPHS_MAX },
      }).catch(() => undefined),
  );
  const table = createMemo(() => {
    const page = series.latest;
    return page === undefined ? undefined : tableOf(page.items, GRAPHS_MAX);
  });
  return (
    <section>
      <h3>
        How it went
        <input
          type="search"
          aria-label="Only jobs whose key matches"
          placeholder="Jobs: text, or test/**"
          value={pattern()}
          onInput={(event) => setPattern(event.currentTarget.value)}
        />
      </h3>
      <Show when={table()} fallback={<Show when={series.state === "ready"}><p class="quiet">Its history cannot be read now.</p></Show>}>
        {(it) => (
          <Show when={it().lines.length > 0} fallback={<p class="quiet">{glob() === "" ? "It was not run yet." : "No job fits."}</p>}>
            <div class="series-wrap" tabindex="0" role="region" aria-label="Results by job and graph">
              <table class="series">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col">Failed</th>
                    <For each={it().graphs}>
                      {(graph, i) => (
                        <th scope="col">
                          <a href={to.graph(graph)} aria-label={i() === 0 ? `newest: graph ${graph}` : `Graph ${graph}`} title={`Graph ${graph}`}>
                            {i() === 0 ? "newest" : "·"}
                          </a>
                        </th>
                      )}
                    </For>
                  </tr>
                </thead>
                <tbody>
                  <For each={it().lines}>
                    {(line) => (
                      <tr>
                        <th scope="row" class="mono">
                          {plain(line.key)}
                        </th>
                        <td classList={{ bad: line.failed > 0 }}>
                          {line.failed}/{line.ended}
                        </td>
                        <For each={line.cells}>
                          {(result) => (
                            <td>
                              <Show when={result} fallback={<span class="quiet">·</span>}>
                                {(at) => (
                                  <a
                                    href={to.job(at().graph, line.key)}
                                    title={`${at().state}${at().durationMs === undefined ? "" : ` after ${duration(at().durationMs ?? 0)}`}, graph ${at().graph}`}
                                  >
                                    <StateIcon state={at().state} />
                                  </a>
                                )}
                              </Show>
                            </td>
                          )}
                        </For>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </div>
            <Show when={series.latest?.next !== undefined}>
              <p class="quiet">The first {it().lines.length} jobs; the filter finds the others.</p>
            </Show>
          </Show>
        )}
      </Show>
    </section>
  );
}
