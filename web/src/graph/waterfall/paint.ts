/** Draws a waterfall: the rows that are seen, a lane for the critical path above them, times, and now. */
import { JOB_HEIGHT } from "../layout/laying";
import { lettersOf } from "../canvas/letters";
import { shape } from "../canvas/shapes";
import type { Ink } from "../canvas/theme";
import { ticks, type Span } from "./spans";

export const ROW = JOB_HEIGHT - 2;
export const GUTTER = 230;
/** The axis, and the critical path's lane below it. */
export const HEAD = 54;

export interface Waterfall {
  readonly spans: readonly Span[];
  readonly states: Uint8Array;
  readonly keys: readonly string[];
  readonly critical: ReadonlySet<number>;
  readonly selected: (row: number) => boolean;
  /** Place of a span among the rows. */
  readonly hovered: number;
  readonly cursor: number;
  readonly now: number;
}

/** What is seen: milliseconds since 1970 at the left, milliseconds per pixel, pixels scrolled down. */
export interface Window {
  readonly from: number;
  readonly per: number;
  readonly top: number;
}

export function paint(context: CanvasRenderingContext2D, it: Waterfall, window: Window, width: number, height: number, ratio: number, ink: Ink): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = ink.bg;
  context.fillRect(0, 0, width, height);
  const x = (t: number) => GUTTER + (t - window.from) / window.per;
  const first = Math.max(0, Math.floor(window.top / ROW));
  const last = Math.min(it.spans.length, Math.ceil((window.top + height - HEAD) / ROW));
  axis(context, window, x(it.now), width, height, ink);

  context.save();
  context.beginPath();
  context.rect(0, HEAD, width, height - HEAD);
  context.clip();
  for (const place of [it.hovered, it.cursor]) {
    if (place < first || place >= last) continue;
    context.fillStyle = ink.sunk;
    context.fillRect(0, HEAD + place * ROW - window.top, width, ROW);
  }
  const solid = new Map<number, Path2D>();
  const open = new Map<number, Path2D>();
  const shapes = new Map<number, Path2D>();
  const rims = new Path2D();
  const slack = new Path2D();
  const of = (map: Map<number, Path2D>, state: number) => {
    let path = map.get(state);
    if (path === undefined) map.set(state, (path = new Path2D()));
    return path;
  };
  context.font = `500 12px ${ink.font}`;
  context.textBaseline = "middle";
  const letters = lettersOf(context);
  for (let place = first; place < last; place++) {
    const span = it.spans[place] as Span;
    const state = it.states[span.row] as number;
    const top = HEAD + place * ROW - window.top;
    const middle = top + ROW / 2;
    if (it.selected(span.row)) {
      context.fillStyle = ink.chosen;
      context.fillRect(0, top, width, ROW);
    }
    shape(of(shapes, state), state, 18, middle, 6);
    context.fillStyle = it.critical.has(span.row) ? ink.ink : ink.ink2;
    context.fillText(letters.fitted(it.keys[span.row] as string, GUTTER - 40), 32, middle);
    const from = Math.max(GUTTER, x(span.start));
    const to = Math.min(width, x(span.end));
    if (to < GUTTER || from > width) continue;
    const known = span.expectedFrom === undefined ? to : Math.max(from, Math.min(to, x(span.expectedFrom)));
    if (known > from || span.expectedFrom === undefined) of(solid, state).roundRect(from, top + 5, Math.max(2, known - from), ROW - 10, 2);
    if (to > known) of(open, state).rect(known + 0.5, top + 5.5, Math.max(2, to - known - 1), ROW - 11);
    if (it.critical.has(span.row)) rims.rect(from, top + ROW - 4, Math.max(2, to - from), 2);
    if (place === it.hovered && (span.slack ?? 0) > 0) {
      slack.moveTo(to, middle);
      slack.lineTo(Math.min(width, x(span.end + (span.slack ?? 0))), middle);
    }
  }
  for (const [state, path] of solid) {
    context.fillStyle = ink.fill[state] as string;
    context.fill(path);
  }
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  for (const [state, path] of open) {
    context.strokeStyle = ink.state[state] as string;
    context.stroke(path);
  }
  context.setLineDash([1, 3]);
  context.lineWidth = 2;
  context.strokeStyle = ink.ink3;
  context.stroke(slack);
  context.setLineDash([]);
  context.fillStyle = ink.accent;
  context.fill(rims);
  context.lineWidth = 1.4;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [state, path] of shapes) {
    context.strokeStyle = ink.state[state] as string;
    context.stroke(path);
  }
  context.restore();
  lane(context, it, x, width, ink);
  const at = x(it.now);
  if (at >= GUTTER && at <= width) {
    context.fillStyle = ink.state[0] as string;
    context.fillRect(at, 24, 1, height);
    context.font = `500 11px ${ink.font}`;
    context.fillText(NOW, nowLeft(context, at, width), 15);
  }
  context.fillStyle = ink.line;
  context.fillRect(GUTTER - 1, 0, 1, height);
  context.fillRect(0, HEAD - 1, width, 1);
}

const NOW = "now";
/** Between two labels of the axis. */
const LABEL_GAP = 8;

/** Right of its line, left of it where the picture ends. */
function nowLeft(context: CanvasRenderingContext2D, at: number, width: number): number {
  const wide = lettersOf(context).width(NOW);
  return at + 4 + wide <= width - LABEL_GAP ? at + 4 : at - 4 - wide;
}

function axis(context: CanvasRenderingContext2D, window: Window, now: number, width: number, height: number, ink: Ink): void {
  const marks = ticks(window.from, window.from + (width - GUTTER) * window.per, Math.max(2, (width - GUTTER) / 110));
  context.font = `500 11px ${ink.font}`;
  const nowFrom = now < GUTTER || now > width ? Infinity : nowLeft(context, now, width);
  const nowTo = nowFrom + lettersOf(context).width(NOW);
  context.font = `11px ${ink.font}`;
  context.textBaseline = "middle";
  const letters = lettersOf(context);
  for (const t of marks.at) {
    const x = GUTTER + (t - window.from) / window.per;
    context.fillStyle = ink.line;
    context.fillRect(Math.round(x), 24, 1, height);
    context.fillStyle = ink.ink3;
    const seconds = marks.step < 60_000;
    const text = new Date(t).toLocaleTimeString("en-GB", seconds ? {} : { hour: "2-digit", minute: "2-digit" });
    const to = x + 3 + letters.width(text);
    // Where now is matters more than the round time beside it; and half a label is none.
    if (to <= width && (to + LABEL_GAP < nowFrom || x + 3 - LABEL_GAP > nowTo)) context.fillText(text, x + 3, 15);
  }
}

/** The critical path as one bright lane. */
function lane(context: CanvasRenderingContext2D, it: Waterfall, x: (t: number) => number, width: number, ink: Ink): void {
  context.font = `600 11px ${ink.font}`;
  context.fillStyle = ink.ink2;
  context.fillText("Critical path", 12, 39);
  context.font = `11px ${ink.font}`;
  const letters = lettersOf(context);
  for (const span of it.spans) {
    if (!it.critical.has(span.row)) continue;
    const from = Math.max(GUTTER, x(span.start));
    const to = Math.min(width, x(span.end));
    if (to <= from) continue;
    context.globalAlpha = span.expectedFrom === undefined ? 1 : 0.6;
    context.fillStyle = ink.accent;
    context.fillRect(from, 31, Math.max(1, to - from - 1), 17);
    context.globalAlpha = 1;
    const text = letters.fitted(it.keys[span.row] as string, to - from - 10);
    context.fillStyle = ink.bg;
    if (text !== "") context.fillText(text, from + 5, 40);
  }
}
