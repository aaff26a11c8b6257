import { createEffect, createMemo, createResource, createSignal, on, onCleanup, onMount, Show, untrack, type JSX } from "solid-js";
import { PROJECT } from "../api/farm";
import { call } from "../api/http";
import type { GraphStore } from "../stream/graph";
import { STATES } from "../stream/states";
import { now } from "../ui/now";
import { count, duration, plain } from "../ui/text";
import { useInk } from "./canvas/theme";
import { EditBar } from "./edit/EditBar";
import { FilterBar } from "./FilterBar";
import { useStage } from "./stage";
import { GUTTER, HEAD, paint, ROW, type Window } from "./waterfall/paint";
import { criticalPath, spansOf, type Forecast } from "./waterfall/spans";
import "./stage.css";

/** The forecast is asked again when states changed, but not more often than this. */
const FORECAST_MS = 15_000;
const ZOOM = 1.3;

/** When jobs ran, run and are expected to run. */
export default function WaterfallTab(props: { store: GraphStore }): JSX.Element {
  // eslint-disable-next-line solid/reactivity -- a tab is made for one graph
  const stage = useStage(props.store);
  let frame!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const ink = useInk();
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const [view, setView] = createSignal<Window>();
  const [hovered, setHovered] = createSignal(-1);
  const [cursor, setCursor] = createSignal(-1);
  // Once in a while: a forecast is a look at all of the farm.
  const [forecast] = createResource(
    () => Math.floor(now() / FORECAST_MS),
    () => call<Forecast>(`/api/v1/projects/${PROJECT}/graphs/${stage.store.graph}/forecast`).then((it) => (Array.isArray(it.jobs) ? it : undefined), () => undefined),
  );
  const spans = createMemo(() => {
    const columns = stage.store.columns();
    return columns === undefined ? [] : spansOf(columns, stage.wanted(), forecast.latest, now());
  });
  const critical = createMemo(() => {
    const columns = stage.store.columns();
    const ways = stage.ways();
    return new Set(columns === undefined || ways === undefined ? [] : criticalPath(columns, ways, spans(), forecast.latest));
  });
  const extent = () => {
    let from = Infinity;
    let to = -Infinity;
    for (const span of spans()) {
      from = Math.min(from, span.start);
      to = Math.max(to, span.end);
    }
    return from > to ? { from: now() - 60_000, to: now() } : { from, to: Math.max(to, from + 1_000) };
  };
  /** Until a person looks at a part of the time, all of it is seen, as it grows. */
  let following = true;
  const fitted = (top: number) => {
    const { from, to } = extent();
    const per = ((to - from) * 1.04) / Math.max(1, size().width - GUTTER - 24);
    setView({ from: from - per * 12, per, top });
  };
  const fit = () => {
    following = true;
    fitted(0);
  };
  createEffect(
    on([spans, size], () => {
      if (following && spans().length > 0 && size().width > 0) fitted(untrack(view)?.top ?? 0);
    }),
  );
  let asked = 0;
  createEffect(
    on([spans, critical, size, view, hovered, cursor, ink, stage.selection.keys], () => {
      if (asked === 0) asked = requestAnimationFrame(drawn);
    }),
  );
  const drawn = () => {
    asked = 0;
    const columns = stage.store.columns();
    const window = view();
    const context = canvas.getContext("2d", { alpha: false });
    const { width, height } = size();
    if (columns === undefined || window === undefined || context === null || width === 0) return;
    const began = performance.now();
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    paint(
      context,
      { spans: spans(), states: columns.states, keys: columns.keys, critical: critical(), selected: (row) => stage.selection.has(columns.keys[row] as string), hovered: hovered(), cursor: cursor(), now: now() },
      window,
      width,
      height,
      ratio,
      ink(),
    );
    performance.measure("croft.waterfall", { start: began, end: performance.now() });
  };
  const go = (change: Partial<Window>) => {
    const before = view();
    if (before === undefined) return;
    if (change.per !== undefined || (change.from !== undefined && change.from !== before.from)) following = false;
    const most = Math.max(0, spans().length * ROW - (size().height - HEAD));
    const next = { ...before, ...change };
    setView({ ...next, top: Math.max(0, Math.min(most, next.top)) });
  };
  const zoom = (factor: number, atX: number) => {
    const window = view();
    if (window === undefined) return;
    const per = Math.max(0.5, Math.min(3_600_000, window.per / factor));
    go({ per, from: window.from + (atX - GUTTER) * (window.per - per) });
  };
  const placeAt = (y: number) => {
    const place = Math.floor((y - HEAD + (view()?.top ?? 0)) / ROW);
    return y < HEAD || place >= spans().length ? -1 : place;
  };
  const choose = (place: number, add: boolean) => {
    const span = spans()[place];
    const key = span === undefined ? undefined : stage.store.columns()?.keys[span.row];
    if (key === undefined) return;
    setCursor(place);
    if (add) stage.selection.toggle([key]);
    else stage.selection.choose(key);
  };
  const step = (to: number) => {
    const place = Math.max(0, Math.min(spans().length - 1, to));
    const window = view();
    setCursor(place);
    if (window === undefined) return;
    const room = size().height - HEAD;
    go({ top: Math.min(place * ROW, Math.max(window.top, (place + 1) * ROW - room)) });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const window = view();
    const pan = (sign: number) => window !== undefined && go({ from: window.from + sign * 80 * window.per });
    const span = spans()[cursor()];
    const key = span === undefined ? undefined : stage.store.columns()?.keys[span.row];
    if (event.key === "ArrowDown") step(cursor() + 1);
    else if (event.key === "ArrowUp") step(cursor() - 1);
    else if (event.key === "PageDown") step(cursor() + 20);
    else if (event.key === "PageUp") step(cursor() - 20);
    else if (event.key === "Home") step(0);
    else if (event.key === "End") step(spans().length - 1);
    else if (event.key === "ArrowLeft") pan(-1);
    else if (event.key === "ArrowRight") pan(1);
    else if (event.key === "+" || event.key === "=") zoom(ZOOM, (size().width + GUTTER) / 2);
    else if (event.key === "-") zoom(1 / ZOOM, (size().width + GUTTER) / 2);
    else if (event.key === "0") fit();
    else if (event.key === "Enter") choose(Math.max(0, cursor()), false);
    else if (event.key === "v") choose(Math.max(0, cursor()), true);
    else if (!stage.editing.key(event, key === undefined ? [] : [key])) return;
    event.preventDefault();
    event.stopPropagation();
  };
  onMount(() => {
    const watch = new ResizeObserver(() => setSize({ width: frame.clientWidth, height: frame.clientHeight }));
    watch.observe(frame);
    const wheel = (event: WheelEvent) => {
      const window = view();
      if (window === undefined) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 150), event.clientX - frame.getBoundingClientRect().left);
      else if (event.shiftKey) go({ from: window.from + event.deltaY * window.per });
      else go({ top: window.top + event.deltaY, from: window.from + event.deltaX * window.per });
    };
    frame.addEventListener("wheel", wheel, { passive: false });
    onCleanup(() => {
      watch.disconnect();
      frame.removeEventListener("wheel", wheel);
      cancelAnimationFrame(asked);
    });
  });
  const words = (place: number) => {
    const span = spans()[place];
    const columns = stage.store.columns();
    if (span === undefined || columns === undefined) return "";
    const parts = [plain(columns.keys[span.row] as string), STATES[columns.states[span.row] as number], duration(span.end - span.start)];
    if (span.expectedFrom !== undefined) parts.push("as expected");
    if (critical().has(span.row)) parts.push("on the critical path");
    else if ((span.slack ?? 0) > 0) parts.push(`${duration(span.slack ?? 0)} of slack`);
    return parts.join(" · ");
  };
  const left = () => Math.max(0, stage.shownCount() - spans().length);
  return (
    <div class="stage">
      <FilterBar stage={stage}>
        <Show when={!stage.editing.on()}>
          <button class="button small" title="Edit (e)" onClick={() => stage.editing.start()}>Edit</button>
        </Show>
      </FilterBar>
      <EditBar stage={stage} />
      <div class="stage-main picture">
        <div
          class="picture-frame"
          ref={(it) => (frame = it)}
          tabindex="0"
          role="application"
          aria-roledescription="waterfall"
          aria-label="Waterfall. Arrow keys go through the jobs in the order of their starts; the table tab has the same as rows."
          onKeyDown={pressed}
          onPointerMove={(event) => setHovered(placeAt(event.clientY - frame.getBoundingClientRect().top))}
          onPointerLeave={() => setHovered(-1)}
          onClick={(event) => choose(placeAt(event.clientY - frame.getBoundingClientRect().top), event.ctrlKey || event.metaKey || event.shiftKey)}
        >
          <canvas ref={(it) => (canvas = it)} aria-hidden="true" />
        </div>
        <p class="sr" aria-live="polite">{words(cursor())}</p>
        <div class="picture-foot">
          <Show when={hovered() >= 0} fallback={<span class="quiet">{spans().length === 0 ? "Nothing has started yet" : "Ctrl and wheel to zoom, Shift and wheel to go along time; dashed is expected"}</span>}>
            <span>{words(hovered())}</span>
          </Show>
          <span class="grow" />
          <Show when={left() > 0}>
            <span class="quiet">{count(left())} without a time</span>
          </Show>
          <button class="icon" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1 / ZOOM, size().width / 2)}>−</button>
          <button class="icon" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(ZOOM, size().width / 2)}>+</button>
          <button class="button small" title="All of it (0)" onClick={fit}>Fit</button>
        </div>
      </div>
    </div>
  );
}
