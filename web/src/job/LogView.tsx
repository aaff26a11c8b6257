import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import { setQuery } from "../shell/router";
import { useCommands } from "../shell/commands";
import { follow } from "../stream/live";
import { bytes, count, plain, plural } from "../ui/text";
import { spans, stripped, type Style } from "./ansi";
import { Rows, type LogGroup } from "./folds";
import { LogLines } from "./lines";

const LINE_PX = 18;
/** Lines drawn above and below what is seen. */
const MORE = 30;
/** Characters of a line that are drawn: one of a megabyte would stop the browser. */
const WIDTH_MAX = 4_000;
const PIECE = 1 << 20;
/** Of a log that is larger, the end is read. */
const READ_MAX = 32 << 20;

/** A log: live while it is written, as virtual lines of text, with permalinks and search. */
export function LogView(props: {
  graph: number;
  job: number;
  attempt: number;
  running: boolean;
  failed: boolean;
  line?: number | undefined;
}): JSX.Element {
  const [log, setLog] = createSignal(new LogLines(), { equals: false });
  const [cut, setCut] = createSignal(0);
  const [problem, setProblem] = createSignal<string>();
  const [whole, setWhole] = createSignal(false);
  // Groups that somebody opened or folded, by the line that opens them; the others are folded once they are over.
  const [toggled, setToggled] = createSignal<ReadonlyMap<number, boolean>>(new Map<number, boolean>());
  const isFolded = (group: LogGroup) => toggled().get(group.start) ?? isOver(group);
  const isOver = (group: LogGroup) => group.ended || group.end < log().count;
  const rows = createMemo(() => new Rows(log().count, log().groups, isFolded));
  const fold = (group: LogGroup, folded: boolean) => setToggled((before) => new Map(before).set(group.start, folded));
  const anyFolded = () => log().groups.some(isFolded);
  const foldAll = () => {
    const folded = !anyFolded();
    setToggled(new Map(log().groups.map((group) => [group.start, folded])));
  };
  const id = createMemo(() => `${props.graph}:${props.job}:${props.attempt}`);
  let body: HTMLDivElement | undefined;
  let search: HTMLInputElement | undefined;

  // A log that is being written comes by the stream; one that is written is read by pieces.
  createEffect(
    on(id, () => {
      setLog(new LogLines());
      setCut(0);
      setToggled(new Map<number, boolean>());
      setWhole(false);
      setProblem(undefined);
      const stop = props.running ? followed() : read();
      onCleanup(stop);
    }),
  );

  function followed(): () => void {
    let lines = new LogLines();
    return follow(
      { kind: "log", log: id() },
      {
        log: (piece) => {
          if (piece.offset === 0) lines = new LogLines();
          lines.append(piece.text);
          setLog(lines);
          if (piece.ended) setWhole(true);
        },
      },
    );
  }

  function read(): () => void {
    const stop = new AbortController();
    const lines = new LogLines();
    const go = async () => {
      const decoder = new TextDecoder();
      let offset = 0;
      let size = Infinity;
      while (offset < size) {
        const response = await farm.log(props.graph, props.job, props.attempt, offset, PIECE, stop.signal);
        size = Number(response.headers.get("Croft-Log-Size") ?? 0);
        if (offset === 0 && size > READ_MAX) {
          offset = size - READ_MAX;
          setCut(offset);
          continue;
        }
        const piece = new Uint8Array(await response.arrayBuffer());
        if (piece.length === 0) break;
        offset += piece.length;
        lines.append(decoder.decode(piece, { stream: true }));
        setLog(lines);
      }
      setWhole(true);
      setLog(lines);
    };
    go().catch((error: unknown) => {
      if (!stop.signal.aborted) setProblem(explained(error));
    });
    return () => stop.abort();
  }

  // What is seen.
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(400);
  const [following, setFollowing] = createSignal(true);
  const first = () => Math.max(0, Math.floor(top() / LINE_PX) - MORE);
  const last = () => Math.min(rows().count, Math.ceil((top() + height()) / LINE_PX) + MORE);
  const shown = createMemo(() => {
    const lines = log();
    return Array.from({ length: Math.max(0, last() - first()) }, (_, i) => {
      const number = rows().lineAt(first() + i);
      return { number, group: rows().opening(number), text: lines.lines[number] ?? "", style: lines.styleAt(number) };
    });
  });
  onMount(() => {
    if (body === undefined) return;
    const observer = new ResizeObserver(() => setHeight(body?.clientHeight ?? 400));
    observer.observe(body);
    onCleanup(() => observer.disconnect());
  });
  const scrollTo = (line: number) => {
    if (body === undefined) return;
    setFollowing(false);
    const group = rows().groupOf(line);
    if (group !== undefined && line > group.start && isFolded(group)) fold(group, false);
    body.scrollTop = Math.max(0, (rows().rowOf(line) - Math.floor(height() / LINE_PX / 3)) * LINE_PX);
  };
  createEffect(() => {
    log();
    if (following() && props.running && body !== undefined) body.scrollTop = body.scrollHeight;
  });

  // Where the address or the failure leads, once the log is there.
  let led = "";
  const failing = createMemo(() => (props.failed && whole() ? log().firstFailing() : -1));
  createEffect(() => {
    const wanted = props.line === undefined ? failing() : props.line - 1;
    const key = `${id()} ${wanted}`;
    if (wanted < 0 || led === key || log().count <= wanted || height() === 0) return;
    led = key;
    requestAnimationFrame(() => scrollTo(wanted));
  });

  const [typed, setTyped] = createSignal("");
  const [at, setAt] = createSignal(0);
  const matches = createMemo(() => (typed().length < 2 ? [] : log().matches(typed())));
  const matched = createMemo(() => new Set(matches()));
  const step = (by: number) => {
    if (matches().length === 0) return;
    const next = (at() + by + matches().length) % matches().length;
    setAt(next);
    scrollTo(matches()[next] as number);
  };
  useCommands([
    { id: "log-search", title: "Search the log", section: "Job", keys: "l", run: () => search?.focus() },
    { id: "log-end", title: "To the end of the log", section: "Job", keys: "G", run: () => toEnd() },
    { id: "log-fold", title: "Fold or open all groups of the log", section: "Job", keys: "z", run: foldAll },
    { id: "log-failing", title: "To the first failing line", section: "Job", keys: "e", run: () => failing() >= 0 && scrollTo(failing()) },
  ]);
  const toEnd = () => {
    setFollowing(true);
    if (body !== undefined) body.scrollTop = body.scrollHeight;
  };

  return (
    <div class="log">
      <div class="log-bar">
        <input
          type="search"
          placeholder="Search the log"
          aria-label="Search the log"
          ref={(it) => (search = it)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
            const found = matches()[0];
            if (found !== undefined) scrollTo(found);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <span class="quiet n" role="status">
          <Show when={typed().length >= 2}>{matches().length === 0 ? "not found" : `${at() + 1} of ${count(matches().length)}`}</Show>
        </span>
        <Show when={failing() >= 0}>
          <button class="button small danger" onClick={() => scrollTo(failing())}>
            First failing line: {failing() + 1}
          </button>
        </Show>
        <span class="grow" />
        <Show when={cut() > 0}>
          <span class="quiet">the first {bytes(cut())} are not shown; croft logs has all</span>
        </Show>
        <Show when={log().groups.length > 0}>
          <button class="button small" title="z" onClick={foldAll}>
            {anyFolded() ? "Open" : "Fold"} {plural(log().groups.length, "group")}
          </button>
        </Show>
        <span class="quiet n">{plural(log().count, "line")}</span>
        <Show when={props.running}>
          <button class="button small" aria-pressed={following()} onClick={toEnd}>
            {following() ? "Following" : "Follow"}
          </button>
        </Show>
      </div>
      <Show when={problem()}>{(text) => <p class="field-problem log-problem">{text()}</p>}</Show>
      <div
        class="log-body mono"
        tabindex="0"
        role="region"
        aria-label="Log"
        ref={(it) => (body = it)}
        onScroll={(event) => {
          const it = event.currentTarget;
          setTop(it.scrollTop);
          setFollowing(it.scrollTop + it.clientHeight >= it.scrollHeight - LINE_PX);
        }}
      >
        <Show when={log().count === 0}>
          <p class="quiet log-empty">{props.running && !whole() ? "Nothing was printed yet." : whole() ? "It printed nothing." : ""}</p>
        </Show>
        <div class="log-space" style={{ height: `${rows().count * LINE_PX}px` }}>
          <div class="log-lines" style={{ transform: `translateY(${first() * LINE_PX}px)` }}>
            <For each={shown()}>
              {(line) => (
                <div
                  class="log-line"
                  classList={{
                    chosen: props.line === line.number + 1,
                    failing: failing() === line.number,
                    found: matched().has(line.number),
                    "opens-group": line.group !== undefined,
                  }}
                >
                  <button
                    class="line-number"
                    tabindex="-1"
                    aria-label={`Link to line ${line.number + 1}`}
                    onClick={() => setQuery({ line: String(line.number + 1), attempt: String(props.attempt) }, { replace: true })}
                  >
                    {line.number + 1}
                  </button>
                  <Show when={line.group} fallback={<Text line={line} />}>
                    {(group) => (
                      <button class="line-text log-group" aria-expanded={!isFolded(group())} onClick={() => fold(group(), !isFolded(group()))}>
                        <svg width="10" height="10" viewBox="0 0 16 16" aria-hidden="true">
                          <path d={isFolded(group()) ? "M5 2l7 6-7 6z" : "M2 5l6 7 6-7z"} />
                        </svg>{" "}
                        {plain(stripped(group().name).slice(0, WIDTH_MAX)) || "group"}{" "}
                        <span class="quiet">{plural(group().end - group().start - 1, "line")}</span>
                      </button>
                    )}
                  </Show>
                </div>
              )}
            </For>
          </div>
        </div>
      </div>
    </div>
  );
}

function Text(props: { line: { text: string; style: Style } }): JSX.Element {
  return (
    <span class="line-text">
      <For each={spans(props.line.text.slice(0, WIDTH_MAX), props.line.style).spans}>
        {(span) => <span class={span.look === "" ? undefined : span.look}>{plain(span.text.replaceAll("\r", ""))}</span>}
      </For>
      <Show when={stripped(props.line.text).length > WIDTH_MAX}>
        <span class="quiet"> … and {count(props.line.text.length - WIDTH_MAX)} characters</span>
      </Show>
    </span>
  );
}
