import { describe, expect, it } from "vitest";
import { around, fitted } from "./camera";

const SCREEN = { width: 1_000, height: 600 };

function at(width: number, height: number, point: { x: number; y: number }) {
  const all = fitted(width, height, SCREEN.width, SCREEN.height, 0.75);
  return around(all, point, width, height, SCREEN.width, SCREEN.height);
}

describe("where one begins to look", () => {
  it("a small graph is in the middle, as large as it is", () => {
    expect(at(400, 200, { x: 10, y: 10 })).toEqual({ k: 1, x: 300, y: 200 });
  });

  it("a tall graph is readable, with what matters in the middle", () => {
    const camera = at(400, 100_000, { x: 200, y: 50_000 });
    expect(camera.k).toBe(0.75);
    expect(50_000 * camera.k + camera.y).toBeCloseTo(300);
    expect(camera.x).toBeCloseTo(350);
  });

  it("nothing beyond its ends is shown while there is more of it", () => {
    expect(at(400, 100_000, { x: 200, y: 0 }).y).toBe(24);
    const end = at(400, 100_000, { x: 200, y: 100_000 });
    expect(100_000 * end.k + end.y).toBeCloseTo(600 - 24);
    expect(at(100_000, 400, { x: 0, y: 10 }).x).toBe(24);
  });

  it("all of it is there when that is asked for, however small", () => {
    const all = fitted(400, 100_000, SCREEN.width, SCREEN.height);
    expect(100_000 * all.k).toBeLessThanOrEqual(600);
  });
});
