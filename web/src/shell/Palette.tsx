/** Ctrl-K: every command, and the newest graphs, found by a few letters. */
import { createEffect, createMemo, createSignal, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { graphs } from "../stream/graphs";
import { StateIcon } from "../ui/StateIcon";
import { plain } from "../ui/text";
import { commands, fuzzy, type Command } from "./commands";
import { navigate } from "./router";
import { to } from "./routes";

const SHOWN_MAX = 60;

const [open, setOpen] = createSignal(false);

export function openPalette(): void {
  setOpen(true);
}

interface Item {
  id: string;
  section: string;
  title: string;
  keys?: string | undefined;
  state?: Parameters<typeof StateIcon>[0]["state"];
  run: () => void;
}

export function Palette(): JSX.Element {
  const shortcut = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      setOpen((was) => !was);
    }
  };
  onMount(() => document.addEventListener("keydown", shortcut));
  onCleanup(() => document.removeEventListener("keydown", shortcut));
  return (
    <Show when={open()}>
      <Sheet />
    </Show>
  );
}

function Sheet(): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  let list: HTMLUListElement | undefined;
  const [typed, setTyped] = createSignal("");
  const [chosen, setChosen] = createSignal(0);
  const items = createMemo<Item[]>(() => {
    const all: Item[] = commands()
      .filter((command: Command) => command.hidden !== true)
      .map((command) => ({ ...command }));
    for (const view of graphs.views().slice(0, 200)) {
      all.push({
        id: `graph-${view.graph}`,
        section: "Graph",
        title: `${plain(view.name)} ${view.graph}`,
        state: view.state,
        run: () => navigate(to.graph(view.graph)),
      });
    }
    if (typed() === "") return all.slice(0, SHOWN_MAX);
    return all
      .map((item) => ({ item, score: fuzzy(typed(), `${item.section} ${item.title}`) }))
      .filter((each) => each.score >= 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, SHOWN_MAX)
      .map((each) => each.item);
  });
  onMount(() => dialog?.showModal());
  createEffect(() => {
    list?.children[chosen()]?.scrollIntoView({ block: "nearest" });
  });
  const run = (item: Item | undefined) => {
    setOpen(false);
    item?.run();
  };
  const keyed = (event: KeyboardEvent) => {
    const last = items().length - 1;
    if (event.key === "ArrowDown") setChosen((at) => Math.min(at + 1, last));
    else if (event.key === "ArrowUp") setChosen((at) => Math.max(at - 1, 0));
    else if (event.key === "Enter") run(items()[chosen()]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      class="palette"
      ref={(it) => (dialog = it)}
      aria-label="Commands"
      onClose={() => setOpen(false)}
      onClick={(event) => {
        if (event.target === dialog) setOpen(false);
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={items().length > 0 ? `palette-${chosen()}` : undefined}
        aria-label="Search commands and graphs"
        placeholder="Search commands and graphs"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={keyed}
        autofocus
      />
      <Show when={items().length > 0} fallback={<p class="none">Nothing fits “{plain(typed())}”.</p>}>
        <ul id="palette-list" role="listbox" aria-label="Commands and graphs" ref={(it) => (list = it)}>
          <For each={items()}>
            {(item, i) => (
              <li
                id={`palette-${i()}`}
                role="option"
                aria-selected={i() === chosen()}
                onPointerMove={() => setChosen(i())}
                onClick={() => run(item)}
              >
                <span class="section">{item.section}</span>
                <Show when={item.state}>{(state) => <StateIcon state={state()} />}</Show>
                <span class="title">{item.title}</span>
                <Show when={item.keys}>
                  {(keys) => (
                    <span class="keys">
                      <For each={keys().split(" ")}>{(key) => <kbd>{key}</kbd>}</For>
                    </span>
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </dialog>
  );
}
