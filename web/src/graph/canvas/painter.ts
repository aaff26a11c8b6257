/** The painter's thread: it has the picture, and draws the tiles that it is asked for. Messages are taken in order. */
import type { Laid } from "../layout/laying";
import { draw, type Marks } from "./draw";
import { Scene } from "./scene";
import type { Ink } from "./theme";
import { TILE, type Place } from "./tiles";

export type PainterAsk =
  | { readonly laid: Laid }
  | { readonly states: Uint8Array }
  | { readonly marks: Marks }
  | { readonly ink: Ink }
  /** `picture`: the number of the picture that it is of. */
  | { readonly tile: Place; readonly picture: number; readonly ratio: number; readonly thin: number };

export interface PainterAnswer {
  readonly tile: Place;
  readonly picture: number;
  readonly bitmap: ImageBitmap;
  /** What drawing took. */
  readonly ms: number;
}

let scene: Scene | undefined;
let marks: Marks | undefined;
let ink: Ink | undefined;
let canvas: OffscreenCanvas | undefined;

self.onmessage = (event: MessageEvent<PainterAsk>) => {
  const ask = event.data;
  if ("laid" in ask) {
    scene = new Scene(ask.laid);
    marks = undefined;
  } else if ("states" in ask) scene?.states(ask.states);
  else if ("marks" in ask) marks = ask.marks;
  else if ("ink" in ask) ink = ask.ink;
  else paint(ask);
};

function paint({ tile, picture, ratio, thin }: Extract<PainterAsk, { tile: Place }>): void {
  const began = performance.now();
  const side = Math.round(TILE * ratio);
  if (canvas?.width !== side) canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("no canvas in this thread");
  if (scene !== undefined && ink !== undefined) {
    const camera = { k: tile.k, x: -tile.column * TILE, y: -tile.row * TILE };
    draw(context, scene, { camera, width: TILE, height: TILE, ratio }, ink, marks ?? { selected: new Uint8Array(scene.laid.nodes) }, thin);
  }
  const bitmap = canvas.transferToImageBitmap();
  const answer: PainterAnswer = { tile, picture, bitmap, ms: performance.now() - began };
  self.postMessage(answer, { transfer: [bitmap] });
}
