/**
 * Draws a scene: what is on the screen only, and of that only what can be told apart. All areas of one state are one
 * path, all its shapes another; lines are one path.
 */
import type { Camera } from "./camera";
import { STATE_COUNT, type Scene } from "./scene";
import { shape } from "./shapes";
import type { Ink } from "./theme";

/** Lines drawn in a frame; of more, every so-and-so-many-th one, which `drawn` says. */
const LINES_MAX = 1_500;
/** Of those around what is selected. */
const MARKED_LINES_MAX = 2_000;
/** Pixels per job's row from which on its shape and name can be told. */
const SHAPES_FROM = 9;
const NAMES_FROM = 11;

export interface Marks {
  /** Nodes with something selected in them, by node. */
  readonly selected: Uint8Array;
  readonly hovered: number;
  readonly cursor: number;
  /** Nodes that cannot be linked to; undefined when nothing is being linked. */
  readonly illegal?: Uint8Array | undefined;
  /** -1 removed, 1 added, 2 changed: in an edit or a difference. */
  readonly changed?: Int8Array | undefined;
  /** The same for lines. */
  readonly changedLines?: Int8Array | undefined;
}

export interface Drawn {
  nodes: number;
  lines: number;
  /** One of so many lines was drawn. */
  oneOf: number;
}

export function draw(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, width: number, height: number, ratio: number, ink: Ink, marks: Marks): Drawn {
  const { k } = camera;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = ink.bg;
  context.fillRect(0, 0, width, height);
  const x0 = -camera.x / k;
  const y0 = -camera.y / k;
  const x1 = (width - camera.x) / k;
  const y1 = (height - camera.y) / k;
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * camera.x, ratio * camera.y);
  const drawn: Drawn = { nodes: 0, lines: 0, oneOf: 1 };
  lines(context, scene, { x0, y0, x1, y1 }, k, ink, marks, drawn);
  const seen = scene.within(x0, y0, x1, y1);
  drawn.nodes = seen.length;
  nodes(context, scene, seen, k, ink, marks);
  if (26 * k >= NAMES_FROM) names(context, scene, seen, k, ratio, camera, ink, marks);
  return drawn;
}

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

function lines(context: CanvasRenderingContext2D, scene: Scene, box: Box, k: number, ink: Ink, marks: Marks, drawn: Drawn): void {
  const { from, to, rank, soft, rankLeft, rankRight } = scene.laid;
  const inside: number[] = [];
  for (let e = 0; e < from.length; e++) {
    if ((scene.edgeBottom[e] as number) < box.y0 || (scene.edgeTop[e] as number) > box.y1) continue;
    if ((rankRight[rank[from[e] as number] as number] as number) > box.x1 || (rankLeft[rank[to[e] as number] as number] as number) < box.x0) continue;
    inside.push(e);
  }
  const oneOf = Math.max(1, Math.ceil(inside.length / LINES_MAX));
  drawn.oneOf = oneOf;
  const hard = new Path2D();
  const dashed = new Path2D();
  for (let i = 0; i < inside.length; i += oneOf) {
    const e = inside[i] as number;
    trace(soft[e] === 1 ? dashed : hard, scene, e);
    drawn.lines++;
  }
  context.lineWidth = Math.max(1, 0.75 / k);
  context.strokeStyle = ink.lineStrong;
  context.globalAlpha = oneOf > 1 ? 0.5 : 0.85;
  context.stroke(hard);
  context.setLineDash([4, 4]);
  context.stroke(dashed);
  context.setLineDash([]);
  context.globalAlpha = 1;
  const lit = new Path2D();
  let count = 0;
  const light = (node: number) => {
    for (const edges of [scene.arriving[node], scene.leaving[node]]) {
      for (const e of edges ?? []) {
        if (count++ > MARKED_LINES_MAX) return;
        trace(lit, scene, e);
      }
    }
  };
  if (marks.hovered >= 0) light(marks.hovered);
  for (let n = 0; n < marks.selected.length; n++) if (marks.selected[n] === 1 && count < MARKED_LINES_MAX) light(n);
  if (count > 0) {
    context.strokeStyle = ink.accent;
    context.lineWidth = Math.max(1.6, 1.2 / k);
    context.stroke(lit);
  }
  if (marks.changedLines !== undefined) changedLines(context, scene, marks.changedLines, k, ink);
}

function changedLines(context: CanvasRenderingContext2D, scene: Scene, changed: Int8Array, k: number, ink: Ink): void {
  const added = new Path2D();
  const removed = new Path2D();
  for (let e = 0; e < changed.length; e++) if (changed[e] !== 0) trace(changed[e] === -1 ? removed : added, scene, e);
  context.lineWidth = Math.max(2, 1.5 / k);
  context.strokeStyle = ink.state[5] as string;
  context.stroke(added);
  context.strokeStyle = ink.state[0] as string;
  context.setLineDash([6, 4]);
  context.stroke(removed);
  context.setLineDash([]);
}

/** A line along its source's chain, then to its end. */
function trace(path: Path2D, scene: Scene, e: number): void {
  const { from, to, rank, x, y, w, chainStart, chainY, rankLeft, rankRight } = scene.laid;
  const u = from[e] as number;
  const v = to[e] as number;
  let atX = (x[u] as number) + (w[u] as number);
  let atY = y[u] as number;
  path.moveTo(atX, atY);
  const span = (rank[v] as number) - (rank[u] as number);
  for (let i = 0; i < span - 1; i++) {
    const r = (rank[u] as number) + 1 + i;
    const nextY = chainY[(chainStart[u] as number) + i] as number;
    bend(path, atX, atY, rankLeft[r] as number, nextY);
    atX = rankRight[r] as number;
    atY = nextY;
    path.lineTo(atX, atY);
  }
  bend(path, atX, atY, x[v] as number, y[v] as number);
}

function bend(path: Path2D, x0: number, y0: number, x1: number, y1: number): void {
  if (Math.abs(y0 - y1) < 0.5) {
    path.lineTo(x1, y1);
    return;
  }
  const middle = (x0 + x1) / 2;
  path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

function nodes(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[], k: number, ink: Ink, marks: Marks): void {
  const { x, y, w, h } = scene.laid;
  const small = 26 * k < SHAPES_FROM;
  const bodies = new Path2D();
  const chosen = new Path2D();
  const dots = new Path2D();
  const stacks = new Path2D();
  const areas: (Path2D | undefined)[] = new Array<Path2D | undefined>(STATE_COUNT).fill(undefined);
  const shapes: (Path2D | undefined)[] = new Array<Path2D | undefined>(STATE_COUNT).fill(undefined);
  const area = (state: number) => (areas[state] ??= new Path2D());
  const round = (path: Path2D, left: number, top: number, wide: number, high: number) => {
    if (small) path.rect(left, top, wide, high);
    else path.roundRect(left, top, wide, high, 5);
  };
  for (const n of seen) {
    const left = x[n] as number;
    const top = (y[n] as number) - (h[n] as number) / 2;
    const wide = w[n] as number;
    const high = h[n] as number;
    if (scene.isHidden(n)) {
      dots.moveTo(left + wide, y[n] as number);
      dots.arc(left + wide / 2, y[n] as number, wide / 2, 0, Math.PI * 2);
      continue;
    }
    const group = scene.isGroup(n);
    if (!small || group) {
      if (group && !small) {
        stacks.moveTo(left + 5, top - 2.5);
        stacks.lineTo(left + wide - 5, top - 2.5);
      }
      round(marks.selected[n] === 1 ? chosen : bodies, left, top, wide, high);
    }
    if (group) {
      // Its jobs as one segmented bar; the few are seen, too.
      const all = scene.size(n);
      const barTop = small ? top : top + high - 12;
      const barHigh = small ? high : 6;
      const barWide = wide - (small ? 0 : 16);
      let at = left + (small ? 0 : 8);
      for (let s = 0; s < STATE_COUNT; s++) {
        const count = scene.counts[n * STATE_COUNT + s] as number;
        if (count === 0) continue;
        const part = (barWide * count) / all;
        area(s).rect(at, barTop, Math.max(part, s === 0 ? 3 : 1), barHigh);
        at += part;
      }
    } else {
      const s = scene.state(n);
      if (s < 0) continue;
      if (small) area(s).rect(left, top, wide, high);
      else shape((shapes[s] ??= new Path2D()), s, left + 14, y[n] as number, 6.5);
    }
  }
  context.fillStyle = ink.bg;
  context.fill(bodies);
  context.lineWidth = Math.max(1, 0.6 / k);
  context.strokeStyle = ink.lineStrong;
  context.stroke(bodies);
  context.stroke(stacks);
  context.fillStyle = ink.chosen;
  context.fill(chosen);
  context.fillStyle = ink.ink3;
  context.fill(dots);
  for (let s = STATE_COUNT - 1; s >= 0; s--) {
    const path = areas[s];
    if (path === undefined) continue;
    context.fillStyle = ink.fill[s] as string;
    context.fill(path);
  }
  context.lineWidth = 1.5;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (let s = 0; s < STATE_COUNT; s++) {
    const path = shapes[s];
    if (path === undefined) continue;
    context.strokeStyle = ink.state[s] as string;
    context.stroke(path);
  }
  context.strokeStyle = ink.accent;
  context.lineWidth = Math.max(2, 1.5 / k);
  if (small) {
    const rims = new Path2D();
    for (const n of seen) if (marks.selected[n] === 1) rims.rect(x[n] as number, (y[n] as number) - (h[n] as number) / 2, w[n] as number, h[n] as number);
    context.stroke(rims);
  } else {
    context.stroke(chosen);
  }
  rings(context, scene, seen, k, ink, marks);
}

/** Pointer, keyboard's place, what an edit changes, what cannot be linked. */
function rings(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[], k: number, ink: Ink, marks: Marks): void {
  const { x, y, w, h } = scene.laid;
  const around = (n: number, by: number) => {
    context.beginPath();
    context.roundRect((x[n] as number) - by, (y[n] as number) - (h[n] as number) / 2 - by, (w[n] as number) + 2 * by, (h[n] as number) + 2 * by, 6);
  };
  if (marks.illegal !== undefined) {
    context.globalAlpha = 0.7;
    context.fillStyle = ink.bg;
    for (const n of seen) {
      if (marks.illegal[n] === 0) continue;
      around(n, 1);
      context.fill();
    }
    context.globalAlpha = 1;
  }
  if (marks.changed !== undefined) {
    context.lineWidth = Math.max(2, 1.6 / k);
    for (const n of seen) {
      const change = marks.changed[n] as number;
      if (change === 0) continue;
      context.strokeStyle = (change === 1 ? ink.state[5] : change === -1 ? ink.state[0] : ink.state[2]) as string;
      context.setLineDash(change === -1 ? [5, 3] : []);
      around(n, 2);
      context.stroke();
    }
    context.setLineDash([]);
  }
  context.strokeStyle = ink.accent;
  if (marks.hovered >= 0) {
    context.lineWidth = Math.max(1.5, 1 / k);
    around(marks.hovered, 0);
    context.stroke();
  }
  if (marks.cursor >= 0) {
    context.lineWidth = Math.max(2, 1.5 / k);
    around(marks.cursor, 3.5);
    context.stroke();
  }
}

function names(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[], k: number, ratio: number, camera: Camera, ink: Ink, marks: Marks): void {
  const { x, y, w, names: all } = scene.laid;
  // Whole pixels of the screen: letters between two pixels are blurred.
  const size = Math.max(9, Math.min(13, 12 * k)) / k;
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * camera.x, ratio * camera.y);
  context.font = `500 ${size}px ${ink.font}`;
  // One measurement for all: measuring each name would take most of the frame.
  const character = context.measureText(SAMPLE).width / SAMPLE.length;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const quiet: [string, number, number][] = [];
  const loud: [string, number, number][] = [];
  context.fillStyle = ink.ink;
  for (const n of seen) {
    if (scene.isHidden(n)) continue;
    const group = scene.isGroup(n);
    const left = (x[n] as number) + (group ? 9 : 26);
    const middle = (y[n] as number) - (group ? 7 : 0);
    const count = group ? `×${scene.size(n)}` : "";
    const failed = group ? (scene.counts[n * STATE_COUNT] as number) : 0;
    const bad = failed > 0 ? `${failed} failed` : "";
    const beside = (count.length + (count === "" ? 0 : 1) + bad.length + (bad === "" ? 0 : 1)) * character;
    const room = (w[n] as number) - (group ? 18 : 32) - beside;
    if (bad !== "") loud.push([bad, (x[n] as number) + (w[n] as number) - 15 - context.measureText(count).width - context.measureText(bad).width, middle]);
    if (marks.changed !== undefined && marks.changed[n] !== 0) quiet.push([marks.changed[n] === 1 ? "+" : marks.changed[n] === -1 ? "−" : "~", (x[n] as number) + (w[n] as number) + 5, y[n] as number]);
    context.fillText(cut(all[n] as string, Math.floor(room / character)), left, middle);
    if (group) quiet.push([count, (x[n] as number) + (w[n] as number) - 9 - context.measureText(count).width, middle]);
  }
  context.fillStyle = ink.ink3;
  for (const [text, left, middle] of quiet) context.fillText(text, left, middle);
  context.fillStyle = ink.state[0] as string;
  for (const [text, left, middle] of loud) context.fillText(text, left, middle);
}

/** Letters as keys have them. */
const SAMPLE = "test/linux-debug/sign-off.build/25";

/** The end of a name tells more than its middle: both ends stay. */
export function cut(name: string, characters: number): string {
  if (name.length <= characters) return name;
  if (characters < 3) return "";
  const tail = Math.floor((characters - 1) * 0.55);
  return `${name.slice(0, characters - 1 - tail)}…${name.slice(name.length - tail)}`;
}
