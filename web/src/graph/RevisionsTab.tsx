import { createMemo, createResource, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm, PROJECT } from "../api/farm";
import { call, explained } from "../api/http";
import type { Page } from "../api/types";
import type { components } from "../../generated/schema";
import { place, setQuery } from "../shell/router";
import type { GraphStore } from "../stream/graph";
import { INACTIVE } from "../stream/states";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { count, moment, plain, plural, relative } from "../ui/text";
import { complain, say } from "../ui/toast";
import { Picture } from "./canvas/Picture";
import { union, type RevisionFile } from "./difference/union";
import { Follows } from "./edit/EditBar";
import { LayoutThread } from "./layout/client";
import "./stage.css";
import "./difference/difference.css";

type RevisionView = components["schemas"]["RevisionView"];

/** Who changed the graph, why, how; and any two revisions beside one another as one picture. */
export default function RevisionsTab(props: { store: GraphStore }): JSX.Element {
  const path = () => `/api/v1/projects/${PROJECT}/graphs/${props.store.graph}/revisions`;
  const newest = createMemo(() => props.store.view()?.revision ?? 1);
  const [list] = createResource(newest, () => call<Page<RevisionView>>(path(), { query: { limit: 100 } }));
  const [problem, setProblem] = createSignal<string>();
  const chosen = createMemo(() => {
    const [before, after] = (place().query.get("between") ?? "").split(",").map(Number);
    const to = Number.isInteger(after) && (after as number) >= 1 ? (after as number) : newest();
    return { before: Number.isInteger(before) && (before as number) >= 1 ? (before as number) : Math.max(1, to - 1), after: to };
  }, undefined, { equals: (a, b) => a.before === b.before && a.after === b.after });
  const between = (before: number, after: number) => setQuery({ between: `${before},${after}` }, { replace: true });
  const thread = new LayoutThread(setProblem);
  onCleanup(() => thread.end());
  const [folds, setFolds] = createSignal<readonly string[]>([]);
  const [both] = createResource(chosen, async ({ before, after }) => {
    try {
      const [a, b] = await Promise.all([before, after].map((revision) => call<RevisionFile>(`${path()}/${revision}/file`)));
      const joined = union(a ?? {}, b ?? {});
      void thread.graph(joined.keys, joined.lines);
      setProblem(undefined);
      return joined;
    } catch (error) {
      setProblem(explained(error));
      return undefined;
    }
  });
  const [laid] = createResource(
    () => {
      const joined = both();
      return joined === undefined ? undefined : { joined, open: folds() };
    },
    // What changed is shown open: that is what one looks for.
    ({ open }) => thread.lay({ open, shut: [] }),
  );
  const lines = () => {
    const joined = both();
    const picture = laid.latest;
    if (joined === undefined || picture === undefined) return undefined;
    const changed = new Int8Array(picture.from.length);
    const at = new Map(Array.from(picture.from, (from, e) => [`${from} ${picture.to[e]}`, e]));
    joined.edges.forEach((how, i) => {
      const e = at.get(`${picture.nodeOf[joined.lines.from[i] as number]} ${picture.nodeOf[joined.lines.to[i] as number]}`);
      if (how !== 0 && e !== undefined) changed[e] = how;
    });
    return changed;
  };
  const sum = (how: number) => both()?.jobs.reduce((all, each) => all + (each === how ? 1 : 0), 0) ?? 0;
  const undo = async (revision: number) => {
    try {
      const done = await farm.undo(props.store.graph, revision);
      props.store.refresh();
      say(`Revision ${revision} is undone, by revision ${done.revision}`);
    } catch (error) {
      complain(error);
    }
  };
  const states = () => new Uint8Array(both()?.keys.length ?? 0).fill(INACTIVE);
  const versions = () => Array.from({ length: newest() }, (_, i) => newest() - i);
  return (
    <div class="stage revisions">
      <ol class="revision-list" aria-label="Revisions">
        <For each={list.error === undefined ? (list.latest?.items ?? []) : []} fallback={<li class="quiet">{list.error === undefined ? "It is as it was submitted." : explained(list.error)}</li>}>
          {(it) => (
            <li classList={{ on: chosen().after === it.revision }}>
              <div class="row">
                <b>Revision {it.revision}</b>
                <span class="quiet" title={moment(Date.parse(it.at))}>
                  {plain(it.author)}, {relative(Date.parse(it.at), now())}
                </span>
              </div>
              <p>{plain(it.reason ?? "without a reason")}</p>
              <p class="quiet">{plain(it.operations.slice(0, 3).map((each) => `${each.op} ${each.key ?? each.jobs?.join(", ") ?? each.to ?? each.name ?? ""}`).join(" · "))}{it.operations.length > 3 ? ` and ${it.operations.length - 3} more` : ""}</p>
              <Follows preview={{ difference: it.difference, dryRun: false, revision: it.revision } as Parameters<typeof Follows>[0]["preview"]} />
              <div class="row">
                <button class="link" onClick={() => between(it.revision - 1, it.revision)}>Show</button>
                <Show when={it.irreversible === undefined} fallback={<span class="quiet">cannot be undone: {plain(it.irreversible ?? "")}</span>}>
                  <button class="link" onClick={() => void undo(it.revision)}>Undo</button>
                </Show>
              </div>
            </li>
          )}
        </For>
      </ol>
      <div class="revision-main">
        <div class="tab-bar">
          <label>
            From <select value={chosen().before} onChange={(event) => between(Number(event.currentTarget.value), chosen().after)}>
              <For each={versions()}>{(n) => <option value={n} selected={n === chosen().before}>revision {n}</option>}</For>
            </select>
          </label>
          <label>
            to <select value={chosen().after} onChange={(event) => between(chosen().before, Number(event.currentTarget.value))}>
              <For each={versions()}>{(n) => <option value={n} selected={n === chosen().after}>revision {n}</option>}</For>
            </select>
          </label>
          <Show when={both()}>
            <span role="status">
              <span class="plus">+ {plural(sum(1), "job")} added</span> <span class="minus">− {count(sum(-1))} removed</span> <span class="tilde">~ {count(sum(2))} changed</span>
            </span>
          </Show>
        </div>
        <Show when={problem()}>{(text) => <ProblemNote text={text()} />}</Show>
        <div class="stage-main">
          <Picture
            laid={laid.latest}
            states={states()}
            label="Difference of two revisions"
            selection={undefined}
            isSelected={() => false}
            onChoose={() => undefined}
            onSelect={() => undefined}
            onOpen={(branch) => setFolds((all) => [...all, branch])}
            changed={both()?.jobs}
            changedLines={lines()}
          />
        </div>
        <Show when={(both()?.fields.size ?? 0) > 0}>
          <div class="field-list" tabindex="0" role="region" aria-label="Changed fields">
            <For each={[...(both()?.fields ?? [])].slice(0, 100)}>
              {([key, changes]) => (
                <section>
                  <h3>{plain(key)}</h3>
                  <For each={changes}>
                    {(change) => (
                      <div class="field-change">
                        <code>{plain(change.field)}</code>
                        <pre class="minus">{plain(change.before ?? "(absent)")}</pre>
                        <pre class="plus">{plain(change.after ?? "(absent)")}</pre>
                      </div>
                    )}
                  </For>
                </section>
              )}
            </For>
          </div>
        </Show>
      </div>
    </div>
  );
}
