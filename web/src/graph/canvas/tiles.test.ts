import fc from "fast-check";
import { expect, test } from "vitest";
import { places, Tiles, TILE, type Bitmap, type Frame, type Place } from "./tiles";

class Drawn implements Bitmap {
  readonly width = TILE;
  readonly height = TILE;
  closed = false;

  constructor(readonly place: Place) {}

  close(): void {
    expect(this.closed, "a bitmap is thrown away once").toBe(false);
    this.closed = true;
  }
}

/** Tiles, and the thread that draws them when it is told to. */
function wall() {
  const asked: Place[] = [];
  const made: Drawn[] = [];
  const tiles = new Tiles<Drawn>((place) => asked.push(place));
  const drawOne = () => {
    const place = asked.shift();
    if (place === undefined) return false;
    const bitmap = new Drawn(place);
    made.push(bitmap);
    tiles.came(place, bitmap);
    return true;
  };
  const drawAll = () => {
    for (let i = 0; i < 10_000 && drawOne(); i++);
    expect(asked).toHaveLength(0);
  };
  return { tiles, asked, made, drawOne, drawAll };
}

const frame = (x: number, y: number, k = 1): Frame => ({ camera: { k, x, y }, width: 1_200, height: 700 });

test("what is seen is drawn first, from the middle, and what is near after it", () => {
  const { tiles, asked, drawOne } = wall();
  tiles.look(frame(0, 0));
  const order: Place[] = [];
  do order.push(asked[0] as Place);
  while (drawOne() && asked.length > 0);
  const seen = order.slice(0, 6);
  expect(order[0]).toEqual({ k: 1, column: 1, row: 0 });
  expect(seen.every(({ column, row }) => column >= 0 && column <= 2 && row >= 0 && row <= 1)).toBe(true);
  expect(order).toHaveLength(5 * 4);
});

test("only two tiles are on their way, so that what is asked for is what is looked at", () => {
  const { tiles, asked } = wall();
  tiles.look(frame(0, 0));
  tiles.look(frame(-5_000, 0));
  expect(asked).toHaveLength(2);
});

test("moving about asks for no tile that is there, and covers the screen without gaps or overlaps", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 })), { maxLength: 12 }), (steps) => {
      const { tiles, asked, drawAll } = wall();
      const known = new Set<string>();
      let [x, y] = [0, 0];
      for (const [dx, dy] of [[0, 0] as const, ...steps]) {
        [x, y] = [x + dx, y + dy];
        tiles.look(frame(x, y));
        for (let i = 0; i < asked.length; i++) {
          const name = JSON.stringify(asked[i]);
          expect(known.has(name)).toBe(false);
          known.add(name);
        }
        while (asked.length > 0) {
          const first = asked[0];
          drawAll();
          known.add(JSON.stringify(first));
        }
        const pieces = tiles.look(frame(x, y));
        expect(tiles.isWhole()).toBe(true);
        expect(tiles.isFresh()).toBe(true);
        let area = 0;
        for (const piece of pieces) {
          const wide = Math.min(1_200, piece.x + piece.side) - Math.max(0, piece.x);
          const high = Math.min(700, piece.y + piece.side) - Math.max(0, piece.y);
          area += Math.max(0, wide) * Math.max(0, high);
        }
        expect(area).toBeCloseTo(1_200 * 700);
      }
    }),
    { numRuns: 60 },
  );
});

test("while one zooms, the zoom before stands in until the new one is there", () => {
  const { tiles, drawAll } = wall();
  tiles.look(frame(0, 0));
  drawAll();
  const zoomed = tiles.look(frame(0, 0, 1.25));
  expect(zoomed.length).toBeGreaterThan(0);
  expect(zoomed.every(({ bitmap, side }) => bitmap.place.k === 1 && side === TILE * 1.25)).toBe(true);
  // A zoom on the way, of which nothing was drawn, stands in for nothing.
  expect(tiles.look(frame(0, 0, 1.5)).every(({ bitmap }) => bitmap.place.k === 1)).toBe(true);
  drawAll();
  expect(tiles.look(frame(0, 0, 1.5)).every(({ bitmap, side }) => bitmap.place.k === 1.5 && side === TILE)).toBe(true);
});

test("what changed is drawn anew and seen as it was until then; what did not is left alone", () => {
  const { tiles, asked, drawAll } = wall();
  tiles.look(frame(0, 0));
  drawAll();
  tiles.spoil([[110, 110, 190, 140]]);
  expect(asked).toEqual([{ k: 1, column: 0, row: 0 }]);
  expect(tiles.isWhole()).toBe(true);
  expect(tiles.isFresh()).toBe(false);
  drawAll();
  expect(tiles.isFresh()).toBe(true);
});

test("what changes while its tile is being drawn is drawn once more", () => {
  const { tiles, asked, drawOne, drawAll } = wall();
  tiles.look(frame(0, 0));
  const first = asked[0] as Place;
  tiles.spoil([[first.column * TILE + 5, first.row * TILE + 5, first.column * TILE + 9, first.row * TILE + 9]]);
  drawOne();
  const rest: Place[] = [];
  while (asked.length > 0) {
    rest.push(asked[0] as Place);
    drawOne();
  }
  expect(rest).toContainEqual(first);
  drawAll();
  expect(tiles.isFresh()).toBe(true);
});

test("no more than 64 MB are kept, and each bitmap is thrown away once", () => {
  const { tiles, made, drawAll } = wall();
  for (let i = 0; i < 30; i++) {
    tiles.look(frame(-i * 2_000, 0));
    drawAll();
    const kept = made.filter((each) => !each.closed).length;
    expect(kept * TILE * TILE * 4).toBeLessThanOrEqual(64 * 1_048_576 + 2 * TILE * TILE * 4);
    expect(tiles.isWhole()).toBe(true);
  }
  tiles.clear();
  expect(made.every((each) => each.closed)).toBe(true);
});

test("tiles that are seen touch the screen", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_999, max: 9_999 }), fc.integer({ min: -9_999, max: 9_999 }), (x, y) => {
      for (const { column, row } of places(frame(x, y), 1, 0)) {
        expect(x + (column + 1) * TILE).toBeGreaterThan(0);
        expect(x + column * TILE).toBeLessThanOrEqual(1_200);
        expect(y + (row + 1) * TILE).toBeGreaterThan(0);
        expect(y + row * TILE).toBeLessThanOrEqual(700);
      }
    }),
  );
});
