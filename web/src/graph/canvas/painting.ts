/** The painter's thread as seen from the page: a large picture whose tiles it draws. */
import type { Camera } from "./camera";
import { oneOf, type Marks, type Surface } from "./draw";
import type { PainterAnswer, PainterAsk } from "./painter";
import type { Scene } from "./scene";
import type { Ink } from "./theme";
import { Tiles, TILE, type Piece, type Place } from "./tiles";

/** Changes in more nodes than this are everywhere. */
const BOXES_MAX = 500;

export class Painting {
  private readonly thread = new Worker(new URL("./painter.ts", import.meta.url), { type: "module" });
  private readonly tiles = new Tiles<ImageBitmap>((place) => this.draw(place));
  private scene: Scene | undefined;
  private picture = 0;
  private ratio = 1;
  private size = { width: 0, height: 0 };
  private pieces: readonly Piece<ImageBitmap>[] = [];

  /** `changed`: something that is looked at came. */
  constructor(changed: () => void, failed: (what: string) => void) {
    this.thread.onmessage = ({ data: { tile, picture, bitmap, ms } }: MessageEvent<PainterAnswer>) => {
      const now = performance.now();
      performance.measure("croft.tile", { start: now - ms, end: now });
      if (picture === this.picture) {
        if (this.tiles.came(tile, bitmap)) changed();
      } else {
        bitmap.close();
        this.tiles.lost();
      }
    };
    this.thread.onerror = (event) => failed(event.message);
  }

  /** Another picture. Its states and marks come after it. */
  show(scene: Scene): void {
    this.scene = scene;
    this.picture++;
    this.tiles.clear();
    this.send({ laid: scene.laid });
  }

  /** New states, by row; `nodes` are those in which something changed. */
  states(states: Uint8Array, nodes: ReadonlySet<number>): void {
    const { scene } = this;
    if (scene === undefined || nodes.size === 0) return;
    this.send({ states });
    if (nodes.size > BOXES_MAX) {
      this.tiles.spoil();
      return;
    }
    const { x, y, w, h } = scene.laid;
    const boxes = Array.from(nodes, (n) => {
      const half = (h[n] as number) / 2;
      return [x[n] as number, (y[n] as number) - half, (x[n] as number) + (w[n] as number), (y[n] as number) + half] as const;
    });
    this.tiles.spoil(boxes);
  }

  marks(marks: Marks): void {
    this.send({ marks });
    this.tiles.spoil();
  }

  ink(ink: Ink): void {
    this.send({ ink });
    this.tiles.spoil();
  }

  /** Goes there, and asks for what is missing. Returns whether all of it is there. */
  look(camera: Camera, width: number, height: number, ratio: number): boolean {
    if (ratio !== this.ratio) {
      this.ratio = ratio;
      this.picture++;
      this.tiles.clear();
    }
    this.size = { width, height };
    this.pieces = this.tiles.look({ camera, width, height });
    return this.tiles.isWhole();
  }

  /** Puts on the canvas what there is of what is looked at. */
  paint(context: Surface, background: string): void {
    const { ratio, size } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!this.tiles.isWhole()) {
      context.fillStyle = background;
      context.fillRect(0, 0, Math.ceil(size.width * ratio), Math.ceil(size.height * ratio));
    }
    for (const { bitmap, x, y, side } of this.pieces) {
      // A tile of this zoom goes pixel by pixel.
      const left = Math.round(x * ratio);
      const top = Math.round(y * ratio);
      if (side === TILE) context.drawImage(bitmap, left, top);
      else context.drawImage(bitmap, left, top, Math.round((x + side) * ratio) - left, Math.round((y + side) * ratio) - top);
    }
  }

  /** Whether what is looked at is what the states and marks say. */
  isFresh(): boolean {
    return this.tiles.isFresh();
  }

  end(): void {
    this.thread.terminate();
    this.tiles.clear();
  }

  private draw(tile: Place): void {
    const thin = this.scene === undefined ? 1 : oneOf(this.scene, tile.k, this.size.width, this.size.height);
    this.send({ tile, picture: this.picture, ratio: this.ratio, thin });
  }

  private send(ask: PainterAsk): void {
    this.thread.postMessage(ask);
  }
}
