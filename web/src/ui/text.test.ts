import { expect, test } from "vitest";
import { bytes, duration, plain, relative } from "./text";

test.each([
  [40, "40ms"],
  [950, "0.9s"],
  [9_400, "9.4s"],
  [61_000, "1m 01s"],
  [3_600_000, "1h"],
  [7_500_000, "2h 05m"],
  [90_000_000, "1d 01h"],
  [-5, "–"],
])("%d ms are %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test("ages have one unit", () => {
  expect(relative(0, 200_000)).toBe("3m ago");
  expect(relative(200_000, 0)).toBe("in 3m");
  expect(relative(0, 500)).toBe("now");
});

test("sizes have three digits at most", () => {
  expect([bytes(999), bytes(1_500), bytes(999_600), bytes(12_345_678)]).toEqual(["999 B", "1.5 kB", "1.0 MB", "12 MB"]);
});

test("characters that hide or turn text are shown", () => {
  expect(plain("a\u202eb\u200bc\u0007")).toBe("a⟨U+202E⟩b⟨U+200B⟩c⟨U+0007⟩");
});
