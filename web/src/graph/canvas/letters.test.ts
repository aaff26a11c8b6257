import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { lettersBy } from "./letters";

const WIDE = new Set(["w", "m", "W", "M"]);
const letters = lettersBy((character) => (WIDE.has(character) ? 9 : character === "…" ? 8 : 5));

describe("names in their room", () => {
  it("are whole where they fit", () => {
    expect(letters.fitted("build", 25)).toBe("build");
  });

  it("keep both ends where they do not", () => {
    expect(letters.fitted("bench/windows/large", 60)).toMatch(/^bench….*large$|^ben…s\/large$|^.+….+e$/);
    expect(letters.fitted("build", 24)).toBe("bu…d");
  });

  it("are left out where nothing worth reading fits", () => {
    expect(letters.fitted("build", 9)).toBe("");
    expect(letters.fitted("", 0)).toBe("");
  });

  it("are never wider than their room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 0, max: 400 }), (name, room) => {
        expect(letters.width(letters.fitted(name, room))).toBeLessThanOrEqual(room);
      }),
    );
  });

  it("measure each character once", () => {
    let measured = 0;
    const counting = lettersBy(() => {
      measured++;
      return 5;
    });
    for (let i = 0; i < 1_000; i++) counting.fitted("test/linux/12", 40);
    expect(measured).toBe(new Set("test/linux/12…").size);
  });
});
