/**
 * Draws a scene: what is on the screen only, and of that only what can be told apart. All areas of one state are one
 * path, all its shapes another; lines are one path. Runs on the page and, tile by tile, in a thread of its own.
 */
import type { Camera } from "./camera";
import { count as thousands } from "../../ui/text";
import { lettersOf } from "./letters";
import { STATE_COUNT, type Scene } from "./scene";
import { shape } from "./shapes";
import type { Ink } from "./theme";

export type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Lines on a screen; of more, every so-and-so-many-th one, which the page says. */
const LINES_MAX = 1_500;
/** Of those around what is selected. */
const MARKED_LINES_MAX = 2_000;
/** Of those around what is pointed at: they are drawn at each move. */
const HOVERED_LINES_MAX = 300;
/** Pixels per job's row from which on its shape and name can be told. */
const SHAPES_FROM = 9;
const NAMES_FROM = 11;
/** Pixels per job's row below which several jobs share one pixel: the loudest of them is seen. */
const SINGLE_FROM = 1.5;

/** What stays while one looks around. */
export interface Marks {
  /** Nodes with something selected in them, by node. */
  readonly selected: Uint8Array;
  /** Nodes that cannot be linked to; undefined when nothing is being linked. */
  readonly illegal?: Uint8Array | undefined;
  /** -1 removed, 1 added, 2 changed: in an edit or a difference. */
  readonly changed?: Int8Array | undefined;
  /** The same for lines. */
  readonly changedLines?: Int8Array | undefined;
}

/** What follows the pointer and the keys; -1 for none. */
export interface Pointed {
  readonly hovered: number;
  readonly cursor: number;
}

/** What is looked at: the camera, in a frame of CSS pixels, on a screen with so many pixels for each. */
export interface View {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** One of so many lines is drawn, a power of two: it depends on the zoom alone, so that tiles fit together. */
export function oneOf(scene: Scene, k: number, width: number, height: number): number {
  const { from, width: wide, height: high } = scene.laid;
  const part = Math.min(1, width / k / Math.max(1, wide)) * Math.min(1, height / k / Math.max(1, high));
  return 2 ** Math.max(0, Math.ceil(Math.log2((from.length * part) / LINES_MAX)));
}

export function draw(context: Surface, scene: Scene, view: View, ink: Ink, marks: Marks, thin: number): void {
  const { camera, width, height, ratio } = view;
  const { k } = camera;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = ink.bg;
  context.fillRect(0, 0, width, height);
  const box = boxOf(view);
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * camera.x, ratio * camera.y);
  lines(context, scene, box, k, ink, marks, thin);
  if (26 * k * ratio < SINGLE_FROM) {
    crowd(context, scene, box, view, ink, marks);
    return;
  }
  // Rings and signs reach beyond their node.
  const reach = 16 / k;
  const seen = scene.within(box.x0 - reach, box.y0 - reach, box.x1 + reach, box.y1 + reach);
  nodes(context, scene, seen, k, ink, marks);
  if (26 * k >= NAMES_FROM) names(context, scene, seen, k, ink, marks);
}

/** Over what was drawn: the pointer with its lines, and the keyboard's place. */
export function point(context: Surface, scene: Scene, view: View, ink: Ink, pointed: Pointed): void {
  const { camera, ratio } = view;
  const { k } = camera;
  const { x, y, w, h, nodes } = scene.laid;
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * camera.x, ratio * camera.y);
  context.strokeStyle = ink.accent;
  const around = (n: number, by: number) => {
    context.beginPath();
    context.roundRect((x[n] as number) - by, (y[n] as number) - (h[n] as number) / 2 - by, (w[n] as number) + 2 * by, (h[n] as number) + 2 * by, 6);
    context.stroke();
  };
  const { hovered, cursor } = pointed;
  if (hovered >= 0 && hovered < nodes) {
    const box = boxOf(view);
    const lit = new Path2D();
    let count = 0;
    for (const edges of [scene.arriving[hovered], scene.leaving[hovered]]) {
      for (const e of edges ?? []) {
        if (count >= HOVERED_LINES_MAX || !touches(scene, e, box)) continue;
        count++;
        trace(lit, scene, e);
      }
    }
    context.lineWidth = Math.max(1.6, 1.2 / k);
    context.stroke(lit);
    context.lineWidth = Math.max(1.5, 1 / k);
    around(hovered, 0);
  }
  if (cursor >= 0 && cursor < nodes) {
    context.lineWidth = Math.max(2, 1.5 / k);
    around(cursor, 3.5);
  }
}

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

function boxOf({ camera: { k, x, y }, width, height }: View): Box {
  return { x0: -x / k, y0: -y / k, x1: (width - x) / k, y1: (height - y) / k };
}

function touches(scene: Scene, e: number, box: Box): boolean {
  return (
    (scene.edgeBottom[e] as number) >= box.y0 &&
    (scene.edgeTop[e] as number) <= box.y1 &&
    (scene.edgeRight[e] as number) >= box.x0 &&
    (scene.edgeLeft[e] as number) <= box.x1
  );
}

/** The same choice of lines in every tile and at every place. */
function isChosen(e: number, thin: number): boolean {
  return thin === 1 || ((Math.imul(e, 0x9e3779b1) >>> 12) & (thin - 1)) === 0;
}

function lines(context: Surface, scene: Scene, box: Box, k: number, ink: Ink, marks: Marks, thin: number): void {
  const { soft } = scene.laid;
  const hard = new Bundle(scene, box);
  const dashed = new Bundle(scene, box);
  // Hundreds of lines out of one job are an area: they are a tint, for what lies in it has to be read.
  const fans = new Bundle(scene, box);
  for (const e of scene.bySource) {
    if (!isChosen(e, thin) || !touches(scene, e, box)) continue;
    (scene.isFan(e) ? fans : soft[e] === 1 ? dashed : hard).add(e);
  }
  // One pixel of the screen, however near one looks.
  context.lineWidth = Math.max(0.75, Math.min(1, k)) / k;
  context.strokeStyle = ink.lineStrong;
  if (fans.any) {
    context.globalAlpha = 0.22;
    context.stroke(fans.done());
  }
  context.globalAlpha = thin > 1 ? 0.5 : 0.85;
  context.stroke(hard.done());
  if (dashed.any) {
    context.setLineDash([4, 4]);
    context.stroke(dashed.done());
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
  const lit = new Path2D();
  let count = 0;
  for (let n = 0; n < marks.selected.length && count < MARKED_LINES_MAX; n++) {
    if (marks.selected[n] !== 1) continue;
    for (const edges of [scene.arriving[n], scene.leaving[n]]) {
      for (const e of edges ?? []) {
        if (count++ > MARKED_LINES_MAX) break;
        if (touches(scene, e, box)) trace(lit, scene, e);
      }
    }
  }
  if (count > 0) {
    context.strokeStyle = ink.accent;
    context.lineWidth = Math.max(1.6, 1.2 / k);
    context.stroke(lit);
  }
  if (marks.changedLines !== undefined) changedLines(context, scene, box, marks.changedLines, k, ink);
}

/**
 * Lines of one kind, given source by source, as one path. What the lines of a source have in common, the chain through
 * the ranks that follow it, is in it once.
 */
class Bundle {
  any = false;
  private readonly path = new Path2D();
  private source = -1;
  private far = 0;

  constructor(
    private readonly scene: Scene,
    private readonly box: Box,
  ) {}

  add(e: number): void {
    const { from, to, rank, x, y, w, chainStart, chainY, rankRight } = this.scene.laid;
    const u = from[e] as number;
    const v = to[e] as number;
    if (u !== this.source) {
      this.trunk();
      this.source = u;
      this.far = rank[u] as number;
    }
    this.any = true;
    const span = (rank[v] as number) - (rank[u] as number);
    const straight = span <= 1;
    const last = (rank[v] as number) - 1;
    const startX = straight ? (x[u] as number) + (w[u] as number) : (rankRight[last] as number);
    const startY = straight ? (y[u] as number) : (chainY[(chainStart[u] as number) + span - 2] as number);
    if (!straight && last > this.far) this.far = last;
    this.piece(startX, startY, x[v] as number, y[v] as number);
  }

  done(): Path2D {
    this.trunk();
    this.source = -1;
    return this.path;
  }

  /** From the source through the chain to the last rank that a line of it passes. */
  private trunk(): void {
    if (this.source < 0) return;
    const { rank, x, y, w, chainStart, chainY, rankLeft, rankRight } = this.scene.laid;
    const u = this.source;
    const first = (rank[u] as number) + 1;
    let atX = (x[u] as number) + (w[u] as number);
    let atY = y[u] as number;
    for (let r = first; r <= this.far; r++) {
      const nextY = chainY[(chainStart[u] as number) + r - first] as number;
      this.piece(atX, atY, rankLeft[r] as number, nextY);
      this.piece(rankLeft[r] as number, nextY, rankRight[r] as number, nextY);
      atX = rankRight[r] as number;
      atY = nextY;
    }
  }

  private piece(x0: number, y0: number, x1: number, y1: number): void {
    const { box } = this;
    if (Math.max(x0, x1) < box.x0 || Math.min(x0, x1) > box.x1 || Math.max(y0, y1) < box.y0 || Math.min(y0, y1) > box.y1) return;
    this.path.moveTo(x0, y0);
    bend(this.path, x0, y0, x1, y1);
  }
}

function changedLines(context: Surface, scene: Scene, box: Box, changed: Int8Array, k: number, ink: Ink): void {
  const added = new Path2D();
  const removed = new Path2D();
  for (let e = 0; e < changed.length; e++) if (changed[e] !== 0 && touches(scene, e, box)) trace(changed[e] === -1 ? removed : added, scene, e);
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

/** Where several jobs share a pixel: in each rank a column, every pixel of it in the colour of the loudest job there. */
function crowd(context: Surface, scene: Scene, box: Box, { camera: { k, y: offset }, ratio }: View, ink: Ink, marks: Marks): void {
  const { x, y, w, rankLeft, rankRight } = scene.laid;
  const areas: (Path2D | undefined)[] = new Array<Path2D | undefined>(STATE_COUNT).fill(undefined);
  const chosen = new Path2D();
  let anyChosen = false;
  const pixel = 1 / (k * ratio);
  for (let r = 0; r < rankLeft.length; r++) {
    if ((rankRight[r] as number) < box.x0 || (rankLeft[r] as number) > box.x1) continue;
    let row = NaN;
    let loudest: number = STATE_COUNT;
    let picked = false;
    let left = 0;
    let wide = 0;
    const flush = () => {
      const top = (row / ratio - offset) / k;
      if (loudest < STATE_COUNT) (areas[loudest] ??= new Path2D()).rect(left, top, wide, pixel);
      if (picked) {
        anyChosen = true;
        chosen.rect(left - 3 * pixel, top, wide + 6 * pixel, pixel);
      }
    };
    for (let i = scene.first(r, box.y0); i < (scene.rankStart[r + 1] as number); i++) {
      const n = scene.rankNodes[i] as number;
      if ((y[n] as number) > box.y1) break;
      if (scene.isHidden(n)) continue;
      const at = Math.floor(((y[n] as number) * k + offset) * ratio);
      if (at !== row) {
        if (!Number.isNaN(row)) flush();
        row = at;
        loudest = STATE_COUNT;
        picked = false;
        left = x[n] as number;
        wide = w[n] as number;
      }
      const state = scene.state(n);
      if (state >= 0 && state < loudest) loudest = state;
      if (marks.selected[n] === 1) picked = true;
    }
    if (!Number.isNaN(row)) flush();
  }
  if (anyChosen) {
    context.fillStyle = ink.accent;
    context.fill(chosen);
  }
  for (let s = STATE_COUNT - 1; s >= 0; s--) {
    const path = areas[s];
    if (path === undefined) continue;
    context.fillStyle = ink.fill[s] as string;
    context.fill(path);
  }
}

function nodes(context: Surface, scene: Scene, seen: readonly number[], k: number, ink: Ink, marks: Marks): void {
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
  context.lineWidth = Math.max(0.6, Math.min(1, k)) / k;
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

/** What an edit changes, what cannot be linked. */
function rings(context: Surface, scene: Scene, seen: readonly number[], k: number, ink: Ink, marks: Marks): void {
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
}

function names(context: Surface, scene: Scene, seen: readonly number[], k: number, ink: Ink, marks: Marks): void {
  const { x, y, w, names: all } = scene.laid;
  // Whole pixels of the screen: letters between two pixels are blurred.
  const size = Math.max(9, Math.min(13, 12 * k)) / k;
  context.font = `500 ${size}px ${ink.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const letters = lettersOf(context);
  const gap = letters.width(" ");
  const quiet: [string, number, number][] = [];
  const loud: [string, number, number][] = [];
  context.fillStyle = ink.ink;
  for (const n of seen) {
    if (scene.isHidden(n)) continue;
    const group = scene.isGroup(n);
    const left = (x[n] as number) + (group ? 9 : 26);
    const middle = (y[n] as number) - (group ? 7 : 0);
    // From the right: how many there are, how many of these failed, and the name in what is left.
    let right = (x[n] as number) + (w[n] as number) - (group ? 9 : 6);
    if (marks.changed !== undefined && marks.changed[n] !== 0) quiet.push([marks.changed[n] === 1 ? "+" : marks.changed[n] === -1 ? "−" : "~", (x[n] as number) + (w[n] as number) + 5, y[n] as number]);
    if (group) {
      const count = `×${thousands(scene.size(n))}`;
      right -= letters.width(count);
      quiet.push([count, right, middle]);
      right -= gap;
      const failed = scene.counts[n * STATE_COUNT] as number;
      if (failed > 0) {
        // The word goes before the number does.
        const words = `${thousands(failed)} failed`;
        const bad = letters.width(words) <= (right - left) / 2 ? words : thousands(failed);
        right -= letters.width(bad);
        loud.push([bad, right, middle]);
        right -= gap;
      }
    }
    const name = letters.fitted(all[n] as string, right - left);
    if (name !== "") context.fillText(name, left, middle);
  }
  context.fillStyle = ink.ink3;
  for (const [text, left, middle] of quiet) context.fillText(text, left, middle);
  context.fillStyle = ink.state[0] as string;
  for (const [text, left, middle] of loud) context.fillText(text, left, middle);
}
