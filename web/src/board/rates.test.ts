import { expect, test } from "vitest";
import { longRate, shortRate } from "./rates";

test("a rate says how often, of how many, and between what it likely lies", () => {
  const rate = { runs: 20, failed: 1, rate: 0.05, low: 0.0089, high: 0.2361 };
  expect(shortRate(rate)).toBe("5%");
  expect(longRate(rate)).toBe("1 of 20 samples failed, 5%, likely 1% to 24%");
});
