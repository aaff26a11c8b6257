/**
 * The graph as a picture: one canvas, looked at by pointer, wheel and keys. It is made of tiles that another thread
 * draws; what is small enough is drawn here until these come.
 */
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from "solid-js";
import { STATES } from "../../stream/states";
import type { Laid } from "../layout/laying";
import { around, fitted, revealing, zoomed, type Camera } from "./camera";
import { draw, oneOf, point, type Marks } from "./draw";
import { Painting } from "./painting";
import { lookAround } from "./pointer";
import { Scene } from "./scene";
import { reducedMotion, useInk } from "./theme";
import { glide } from "./glide";

/** What a picture shows and does; rows are those of the graph that was laid out. */
export interface PictureProps {
  laid: Laid | undefined;
  /** States by row; told anew each time that one changed. */
  states: Uint8Array | undefined;
  /** For a screen reader: what this is. */
  label: string;
  isSelected: (row: number) => boolean;
  /** Told when `isSelected` answers otherwise. */
  selection: unknown;
  /** A job or a set was clicked; `add` with Ctrl or Shift. */
  onChoose: (rows: Int32Array, add: boolean) => void;
  onSelect: (rows: readonly number[]) => void;
  /** A set of jobs (`path`) is to be opened. */
  onOpen: (path: string) => void;
  /** By row: 1 added, -1 removed, 2 changed. */
  changed?: Int8Array | undefined;
  changedLines?: Int8Array | undefined;
  /** Edges can be drawn by the pointer, from a job's right end. */
  link?: { illegal: (from: Int32Array) => Uint8Array; make: (from: Int32Array, to: Int32Array) => void } | undefined;
  /** A key that is not about looking; true if it meant something. */
  onKey?: (event: KeyboardEvent, rows: Int32Array) => boolean;
  children?: JSX.Element;
}

/** Names are to be read at first, even if not all of the graph is seen then: boxes are as wide as names are from here on. */
const READABLE = 0.75;
const KEY_PAN = 80;
const KEY_ZOOM = 1.25;
/** Nodes of a picture that this thread draws when the other one is not ready. */
const SMALL_NODES = 400;
const SMALL_LINES = 1_500;
/** So long the picture before is seen when one that is not small was laid out anew. */
const HOLD_MS = 250;
/** Frames whose script time is kept for who measures. */
const MEASURES_MAX = 2_000;

export function Picture(props: PictureProps): JSX.Element {
  let frame!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const ink = useInk();
  const [hovered, setHovered] = createSignal(-1);
  const [cursor, setCursor] = createSignal(-1);
  const [thin, setThin] = createSignal(1);
  const [failure, setFailure] = createSignal<string>();
  const [linking, setLinking] = createSignal<{ from: number; illegal: Uint8Array }>();
  let camera: Camera | undefined;
  let size = { width: 0, height: 0 };
  let asked = 0;
  let measures = 0;
  let gliding = false;
  let holding = 0;
  /** When states came that are not on the screen yet. */
  let toShow: number | undefined;
  let overlay: { x0: number; y0: number; x1: number; y1: number; line: boolean } | undefined;
  let anchor: { path: string; x: number; y: number } | undefined;

  const scene = createMemo(() => (props.laid === undefined ? undefined : new Scene(props.laid)));
  const marks = createMemo((): Marks => {
    const it = scene();
    const selected = new Uint8Array(it?.laid.nodes ?? 0);
    void props.selection;
    const changed = props.changed === undefined ? undefined : new Int8Array(selected.length);
    if (it !== undefined) {
      for (let row = 0; row < it.laid.nodeOf.length; row++) {
        const node = it.laid.nodeOf[row] as number;
        if (node < 0) continue;
        if (props.isSelected(row)) selected[node] = 1;
        const change = props.changed?.[row] ?? 0;
        if (changed !== undefined && change !== 0) changed[node] = changed[node] === 0 || changed[node] === change ? change : 2;
      }
    }
    return { selected, illegal: linking()?.illegal, changed, changedLines: props.changedLines };
  });
  const isSmall = (it: Scene) => it.laid.nodes <= SMALL_NODES && it.laid.from.length <= SMALL_LINES;

  /** Readable; of what is too large for that, where it matters first. */
  const home = (it: Scene): Camera => {
    // In an edit or a difference, what is another than it was.
    const changed = marks().changed?.findIndex((each) => each !== 0) ?? -1;
    const node = changed >= 0 ? changed : it.matters();
    const all = fitted(it.laid.width, it.laid.height, size.width, size.height, READABLE);
    return node < 0 ? all : around(all, middleOf(it, node), it.laid.width, it.laid.height, size.width, size.height);
  };
  const ask = () => {
    if (asked === 0) asked = requestAnimationFrame(paint);
  };
  const paint = () => {
    asked = 0;
    const it = scene();
    const context = canvas.getContext("2d", { alpha: false });
    if (it === undefined || context === null || size.width === 0) return;
    const began = performance.now();
    camera ??= home(it);
    const ratio = devicePixelRatio;
    const wide = Math.round(size.width * ratio);
    const high = Math.round(size.height * ratio);
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    const view = { camera, ...size, ratio };
    const there = !gliding && painting.look(camera, size.width, size.height, ratio);
    const one = oneOf(it, camera.k, size.width, size.height);
    if (!there && isSmall(it)) draw(context, it, view, ink(), marks(), one);
    else if (!there && performance.now() < holding) return;
    else painting.paint(context, ink().bg);
    point(context, it, view, ink(), { hovered: hovered(), cursor: cursor() });
    if (overlay !== undefined) drawOverlay(context, overlay, ratio, ink().accent);
    setThin(one);
    const ended = performance.now();
    if (++measures % MEASURES_MAX === 0) for (const each of ["croft.frame", "croft.tile", "croft.change"]) performance.clearMeasures(each);
    performance.measure("croft.frame", { start: began, end: ended });
    if (toShow !== undefined && (painting.isFresh() || (!there && isSmall(it)))) {
      performance.measure("croft.change", { start: toShow, end: ended });
      toShow = undefined;
    }
  };

  const painting = new Painting(() => ask(), setFailure);
  onCleanup(() => painting.end());
  createEffect(() => {
    painting.ink(ink());
    ask();
  });
  createEffect(
    on(scene, (it) => {
      if (it !== undefined) painting.show(it);
    }),
  );
  createEffect(() => {
    const it = scene();
    if (it === undefined || props.states === undefined) return;
    const changed = it.states(props.states);
    if (changed.size === 0) return;
    painting.states(props.states, changed);
    toShow ??= performance.now();
    ask();
  });
  createEffect(() => {
    if (scene() === undefined) return;
    painting.marks(marks());
    ask();
  });
  createEffect(() => {
    hovered();
    cursor();
    ask();
  });
  // What is laid out anew glides there, and what was opened stays where it was on the screen.
  createEffect(
    on(scene, (now, before) => {
      if (now === undefined) return;
      setCursor(-1);
      setHovered(-1);
      if (camera === undefined || before === undefined) return;
      const held = anchor;
      anchor = undefined;
      const node = held === undefined ? -1 : now.laid.paths.findIndex((path) => path === held.path || path.startsWith(held.path));
      if (held !== undefined && node >= 0) {
        camera = { ...camera, x: held.x - (now.laid.x[node] as number) * camera.k, y: held.y - (now.laid.y[node] as number) * camera.k };
        setCursor(node);
      } else if (now.laid.nodes !== before.laid.nodes && !now.laid.ids.some((id, i) => id === before.laid.ids[i])) {
        camera = home(now);
      }
      // Whatever happened, something is seen.
      const { k, x, y } = camera;
      if (now.within(-x / k, -y / k, (size.width - x) / k, (size.height - y) / k).length === 0) camera = home(now);
      if (reducedMotion() || !isSmall(now) || !isSmall(before)) {
        holding = performance.now() + HOLD_MS;
        setTimeout(ask, HOLD_MS);
        return;
      }
      gliding = true;
      glide(before.laid, now.laid, ask, () => {
        gliding = false;
      });
    }),
  );

  const open = (node: number) => {
    const it = scene();
    if (it === undefined || camera === undefined || !it.isGroup(node)) return;
    const path = it.laid.paths[node] as string;
    anchor = { path, x: (it.laid.x[node] as number) * camera.k + camera.x, y: (it.laid.y[node] as number) * camera.k + camera.y };
    props.onOpen(path);
  };
  const go = (next: Camera) => {
    camera = next;
    ask();
  };
  const reveal = (node: number) => {
    const it = scene();
    if (it === undefined || camera === undefined || node >= it.laid.nodes) return;
    const { x, y, w, h } = it.laid;
    go(revealing(camera, { x: x[node] as number, y: (y[node] as number) - (h[node] as number) / 2, w: w[node] as number, h: h[node] as number }, size.width, size.height));
  };
  const step = (direction: "left" | "right" | "up" | "down") => {
    const it = scene();
    if (it === undefined || camera === undefined || it.laid.nodes === 0) return;
    let next = cursor() < 0 ? firstSelected(marks().selected) : it.step(cursor(), direction);
    // A set's dot is passed.
    for (let i = 0; it.isHidden(next) && i < 4; i++) next = it.step(next, direction);
    setCursor(next);
    reveal(next);
  };
  const start = () => {
    const it = scene();
    if (it !== undefined) go(home(it));
  };
  const whole = () => {
    const it = scene();
    if (it !== undefined) go(fitted(it.laid.width, it.laid.height, size.width, size.height));
  };
  const zoom = (factor: number) => {
    if (camera !== undefined) go(zoomed(camera, factor, size.width / 2, size.height / 2));
  };
  const pressed = (event: KeyboardEvent) => {
    const it = scene();
    if (it === undefined || camera === undefined || event.ctrlKey || event.metaKey) return;
    const at = cursor();
    const arrow = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" }[event.key] as "left" | "right" | "up" | "down" | undefined;
    if (arrow !== undefined && event.shiftKey) {
      go({ ...camera, x: camera.x + (arrow === "left" ? KEY_PAN : arrow === "right" ? -KEY_PAN : 0), y: camera.y + (arrow === "up" ? KEY_PAN : arrow === "down" ? -KEY_PAN : 0) });
    } else if (arrow !== undefined) step(arrow);
    else if (event.key === "Enter" && at >= 0) {
      if (it.isGroup(at)) open(at);
      else props.onChoose(it.rowsOf(at), event.shiftKey);
    } else if (event.key === "v" && at >= 0) props.onChoose(it.rowsOf(at), true);
    else if (event.key === "+" || event.key === "=") zoom(KEY_ZOOM);
    else if (event.key === "-") zoom(1 / KEY_ZOOM);
    else if (event.key === "0") start();
    else if (event.key === "9") whole();
    else if (props.onKey?.(event, at >= 0 ? it.rowsOf(at) : new Int32Array(0)) !== true) return;
    event.preventDefault();
    event.stopPropagation();
  };

  onMount(() => {
    const watch = new ResizeObserver(() => {
      const before = size;
      size = { width: frame.clientWidth, height: frame.clientHeight };
      // What was in the middle stays there when a panel opens or shuts.
      if (camera !== undefined && before.width > 0) camera = { ...camera, x: camera.x + (size.width - before.width) / 2, y: camera.y + (size.height - before.height) / 2 };
      if (cursor() >= 0) reveal(cursor());
      ask();
    });
    watch.observe(frame);
    const end = lookAround(frame, {
      camera: () => camera,
      go,
      hit: (x, y) => (camera === undefined ? -1 : (scene()?.at((x - camera.x) / camera.k, (y - camera.y) / camera.k) ?? -1)),
      hover: setHovered,
      isPort: (node, x) => {
        const it = scene();
        if (it === undefined || camera === undefined || props.link === undefined || it.isHidden(node)) return false;
        return x > ((it.laid.x[node] as number) + (it.laid.w[node] as number)) * camera.k + camera.x - 14;
      },
      click: (node, add) => {
        const it = scene();
        if (it === undefined) return;
        if (node < 0) {
          if (!add) props.onSelect([]);
        } else if (!it.isHidden(node)) {
          setCursor(node);
          if (it.isGroup(node) && !add) open(node);
          else props.onChoose(it.rowsOf(node), add);
        }
      },
      overlay: (box) => {
        overlay = box;
        ask();
      },
      lasso: (x0, y0, x1, y1) => {
        const it = scene();
        if (it === undefined || camera === undefined) return;
        const { k, x, y } = camera;
        props.onSelect(it.within((x0 - x) / k, (y0 - y) / k, (x1 - x) / k, (y1 - y) / k).flatMap((node) => [...it.rowsOf(node)]));
      },
      linkFrom: (node) => {
        const it = scene();
        if (it === undefined || props.link === undefined) return;
        const rows = props.link.illegal(it.rowsOf(node));
        const illegal = Uint8Array.from({ length: it.laid.nodes }, (_, n) => (it.isHidden(n) || it.rowsOf(n).some((row) => rows[row] === 1) ? 1 : 0));
        setLinking({ from: node, illegal });
      },
      linkTo: (node) => {
        const it = scene();
        const link = linking();
        setLinking(undefined);
        if (it !== undefined && link !== undefined && node >= 0 && link.illegal[node] === 0) props.link?.make(it.rowsOf(link.from), it.rowsOf(node));
      },
    });
    onCleanup(() => {
      watch.disconnect();
      end();
      cancelAnimationFrame(asked);
    });
  });

  const told = () => {
    const it = scene();
    const node = cursor();
    void props.states;
    if (it === undefined || node < 0 || node >= it.laid.nodes) return "";
    const around = `waits for ${it.arriving[node]?.length ?? 0}, waited for by ${it.leaving[node]?.length ?? 0}`;
    return it.isGroup(node)
      ? `${it.laid.names[node]}, ${it.size(node)} jobs: ${it.countsText(node)}; ${around}. Enter opens it.`
      : `${it.laid.names[node]}, ${STATES[it.state(node)] ?? ""}; ${around}`;
  };
  const hint = () => {
    const it = scene();
    const node = hovered();
    void props.states;
    if (it === undefined || node < 0 || node >= it.laid.nodes) return undefined;
    if (it.isHidden(node)) return { name: "A set", text: `of ${it.arriving[node]?.length ?? 0}, before ${it.leaving[node]?.length ?? 0}` };
    return { name: it.laid.names[node] as string, text: it.isGroup(node) ? `${it.size(node)} jobs: ${it.countsText(node)}` : (STATES[it.state(node)] ?? "") };
  };
  return (
    <div class="picture">
      <div
        class="picture-frame"
        ref={(it) => (frame = it)}
        tabindex="0"
        role="application"
        aria-roledescription="graph"
        aria-label={`${props.label}. Arrow keys go along dependencies, Enter opens, the table tab has the same as rows.`}
        onKeyDown={pressed}
        onBlur={() => setHovered(-1)}
      >
        <canvas ref={(it) => (canvas = it)} aria-hidden="true" />
      </div>
      <p class="sr" aria-live="polite">{told()}</p>
      <div class="picture-foot">
        <Show when={hint()} fallback={<span class="quiet">Drag to move, Ctrl and wheel to zoom, Shift and drag to select</span>}>
          {(it) => (
            <span>
              <b>{it().name}</b> {it().text}
            </span>
          )}
        </Show>
        <span class="grow" />
        <Show when={failure()}>{(what) => <span class="quiet">The picture could not be drawn: {what()}. The table shows all of it.</span>}</Show>
        <Show when={thin() > 1}>
          <span class="quiet">1 of {thin()} lines drawn, all of what you point at</span>
        </Show>
        {props.children}
        <button class="icon" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1 / KEY_ZOOM)}>−</button>
        <button class="icon" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(KEY_ZOOM)}>+</button>
        <button class="button small" title="As large as it can be read, at what failed or runs (0)" onClick={start}>Fit</button>
        <button class="button small" title="All of it, however small (9)" onClick={whole}>Whole graph</button>
      </div>
    </div>
  );
}

function middleOf({ laid }: Scene, node: number): { x: number; y: number } {
  return { x: (laid.x[node] as number) + (laid.w[node] as number) / 2, y: laid.y[node] as number };
}

function firstSelected(selected: Uint8Array): number {
  return Math.max(0, selected.indexOf(1));
}

function drawOverlay(context: CanvasRenderingContext2D, box: { x0: number; y0: number; x1: number; y1: number; line: boolean }, ratio: number, colour: string): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  if (box.line) {
    context.moveTo(box.x0, box.y0);
    context.bezierCurveTo((box.x0 + box.x1) / 2, box.y0, (box.x0 + box.x1) / 2, box.y1, box.x1, box.y1);
  } else {
    context.rect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
  }
  context.stroke();
}
