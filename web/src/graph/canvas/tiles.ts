/**
 * A large picture as tiles that another thread draws: the page puts them together, whatever is in them. While one moves
 * about, tiles that are there are moved; while one zooms, those of the zoom before are stretched until the new ones come.
 * No drawing of the graph, no thread: who has these gives both.
 */
import type { Camera } from "./camera";

/** Side of a tile, in CSS pixels. */
export const TILE = 512;

/** Pixels of all tiles that are kept: 64 MB. */
const PIXELS_MAX = 16 * 1_048_576;

/** Tiles around what is seen that are drawn ahead. */
const AHEAD = 1;

/** Tiles on their way: one being drawn, one waiting, so that the thread never waits for the page. */
const ASKED_MAX = 2;

/** A tile: column and row, at a zoom. */
export interface Place {
  readonly k: number;
  readonly column: number;
  readonly row: number;
}

/** What a tile is drawn on. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}

interface Tile<B extends Bitmap> {
  readonly place: Place;
  bitmap: B | undefined;
  /** What it shows is no longer so. */
  stale: boolean;
  /** On its way. */
  asked: boolean;
  /** When it was last seen, for throwing away. */
  used: number;
}

/** Where one looks, in CSS pixels. */
export interface Frame {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
}

/** A bitmap, or part of none: where on the screen it goes, in CSS pixels. */
export interface Piece<B> {
  readonly bitmap: B;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export class Tiles<B extends Bitmap> {
  private readonly tiles = new Map<string, Tile<B>>();
  /** The zoom before the present one, whose tiles stand in. */
  private before: number | undefined;
  private k = 0;
  private frame: Frame | undefined;
  private clock = 0;
  private asked = 0;

  constructor(private readonly draw: (place: Place) => void) {}

  /** What goes where, to be put on the screen in this order; asks for what is missing. */
  look(frame: Frame): Piece<B>[] {
    this.clock++;
    if (frame.camera.k !== this.k) {
      // What stands in should have no holes, when there is such a zoom.
      if (this.isWhole() || (this.before === undefined && this.any(this.k))) this.before = this.k;
      this.k = frame.camera.k;
    }
    this.frame = frame;
    const pieces: Piece<B>[] = [];
    const present = places(frame, this.k, 0);
    if (this.before !== undefined) {
      if (present.every((place) => this.at(place)?.bitmap !== undefined)) this.before = undefined;
      else this.put(pieces, frame, places(frame, this.before, 0));
    }
    this.put(pieces, frame, present);
    this.pump();
    return pieces;
  }

  /** Whether everything that is looked at is there, be it stale. */
  isWhole(): boolean {
    return this.frame !== undefined && places(this.frame, this.k, 0).every((place) => this.at(place)?.bitmap !== undefined);
  }

  /** Whether everything that is looked at shows what is so. */
  isFresh(): boolean {
    return this.frame !== undefined && places(this.frame, this.k, 0).every((place) => isFresh(this.at(place)));
  }

  /** A tile that was asked for. Returns whether it can be seen. */
  came(place: Place, bitmap: B): boolean {
    this.asked--;
    const tile = this.at(place);
    if (tile === undefined) {
      bitmap.close();
      this.pump();
      return false;
    }
    tile.bitmap?.close();
    tile.bitmap = bitmap;
    tile.asked = false;
    this.forget();
    this.pump();
    return this.frame !== undefined && place.k === this.k;
  }

  /** A tile came that nobody needs any more. */
  lost(): void {
    this.asked--;
    this.pump();
  }

  /** What lies in these boxes of the picture (x0, y0, x1, y1) is no longer so; without boxes, all of it. */
  spoil(boxes?: readonly (readonly [number, number, number, number])[]): void {
    for (const tile of this.tiles.values()) {
      if (tile.stale) continue;
      const side = TILE / tile.place.k;
      const x = tile.place.column * side;
      const y = tile.place.row * side;
      // Rings and bars reach a little beyond their box.
      const more = 8 / tile.place.k + 8;
      if (boxes === undefined || boxes.some(([x0, y0, x1, y1]) => x1 > x - more && x0 < x + side + more && y1 > y - more && y0 < y + side + more)) tile.stale = true;
    }
    this.pump();
  }

  /** Another picture, or another light: nothing of this one can be used. What is on its way is thrown away when it comes. */
  clear(): void {
    for (const tile of this.tiles.values()) tile.bitmap?.close();
    this.tiles.clear();
    this.before = undefined;
  }

  private pump(): void {
    const { frame } = this;
    if (frame === undefined) return;
    while (this.asked < ASKED_MAX) {
      const next = this.next(frame);
      if (next === undefined) return;
      this.asked++;
      next.asked = true;
      next.stale = false;
      this.draw(next.place);
    }
  }

  /** What is seen first, from the middle; then what is near. */
  private next(frame: Frame): Tile<B> | undefined {
    for (const ahead of [0, AHEAD]) {
      const middleX = (frame.width / 2 - frame.camera.x) / TILE - 0.5;
      const middleY = (frame.height / 2 - frame.camera.y) / TILE - 0.5;
      let best: Tile<B> | undefined;
      let least = Infinity;
      for (const place of places(frame, this.k, ahead)) {
        const tile = this.made(place);
        tile.used = this.clock;
        if (tile.asked || (tile.bitmap !== undefined && !tile.stale)) continue;
        // Nothing there is worse than something old.
        const far = Math.hypot(place.column - middleX, place.row - middleY) + (tile.bitmap === undefined ? 0 : 1_000);
        if (far < least) {
          least = far;
          best = tile;
        }
      }
      if (best !== undefined) return best;
    }
    return undefined;
  }

  private put(pieces: Piece<B>[], { camera }: Frame, wanted: readonly Place[]): void {
    for (const place of wanted) {
      const tile = this.at(place);
      if (tile?.bitmap === undefined) continue;
      tile.used = this.clock;
      const side = (TILE * camera.k) / place.k;
      pieces.push({ bitmap: tile.bitmap, x: camera.x + place.column * side, y: camera.y + place.row * side, side });
    }
  }

  private forget(): void {
    let pixels = 0;
    for (const { bitmap } of this.tiles.values()) if (bitmap !== undefined) pixels += bitmap.width * bitmap.height;
    if (pixels <= PIXELS_MAX) return;
    const oldest = [...this.tiles.entries()].filter(([, tile]) => tile.used < this.clock && !tile.asked).sort(([, a], [, b]) => a.used - b.used);
    for (const [name, tile] of oldest) {
      if (pixels <= PIXELS_MAX) return;
      if (tile.bitmap !== undefined) pixels -= tile.bitmap.width * tile.bitmap.height;
      tile.bitmap?.close();
      this.tiles.delete(name);
    }
  }

  private any(k: number): boolean {
    for (const tile of this.tiles.values()) if (tile.place.k === k && tile.bitmap !== undefined) return true;
    return false;
  }

  private at(place: Place): Tile<B> | undefined {
    return this.tiles.get(nameOf(place));
  }

  private made(place: Place): Tile<B> {
    const name = nameOf(place);
    let tile = this.tiles.get(name);
    if (tile === undefined) this.tiles.set(name, (tile = { place, bitmap: undefined, stale: false, asked: false, used: this.clock }));
    return tile;
  }
}

function isFresh(tile: Tile<Bitmap> | undefined): boolean {
  return tile?.bitmap !== undefined && !tile.stale && !tile.asked;
}

function nameOf({ k, column, row }: Place): string {
  return `${k} ${column} ${row}`;
}

/** The tiles of a zoom that can be seen, and those around them. */
export function places({ camera, width, height }: Frame, k: number, ahead: number): Place[] {
  const side = (TILE * camera.k) / k;
  const found: Place[] = [];
  const lastRow = Math.floor((height - camera.y) / side) + ahead;
  const lastColumn = Math.floor((width - camera.x) / side) + ahead;
  for (let row = Math.floor((0 - camera.y) / side) - ahead; row <= lastRow; row++) {
    for (let column = Math.floor((0 - camera.x) / side) - ahead; column <= lastColumn; column++) found.push({ k, column, row });
  }
  return found;
}
