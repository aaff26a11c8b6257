import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN, spans, stripped } from "./ansi";
import { LogLines } from "./lines";

test("a log has the same lines, wherever its pieces were cut", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n", " ", "\u001b[31m", "\u001b[0m") })), (pieces) => {
      const inPieces = new LogLines();
      for (const piece of pieces) inPieces.append(piece);
      const whole = new LogLines();
      whole.append(pieces.join(""));
      expect(inPieces.lines).toEqual(whole.lines);
      expect(whole.lines.map((_, i) => whole.styleAt(i))).toEqual(whole.lines.map((_, i) => inPieces.styleAt(i)));
      expect(whole.lines.join("\n")).toBe(pieces.join(""));
    }),
  );
});

test("spans of a line are its text without escapes, whatever the escapes are", () => {
  const part = fc.oneof(fc.string(), fc.constantFrom("\u001b[1;31m", "\u001b[38;5;196m", "\u001b[2K", "\u001b]0;title\u0007", "\u001b", "\u001b[", "\u001b[m"));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const line = parts.join("");
      expect(spans(line, PLAIN).spans.map((span) => span.text).join("")).toBe(stripped(line));
      expect(stripped(line)).not.toContain("\u001b");
    }),
  );
});

test("a colour goes on in the next line until it is switched off", () => {
  const log = new LogLines();
  log.append("\u001b[1;31mred\nstill\u001b[0m plain\nplain\n");
  expect(spans(log.lines[1] as string, log.styleAt(1)).spans).toEqual([
    { text: "still", look: "a-red a-bold" },
    { text: " plain", look: "" },
  ]);
  expect(log.styleAt(2)).toEqual(PLAIN);
});

test("of a progress line the last state counts", () => {
  const log = new LogLines();
  log.append("10%\r50%\r100%\r\nnext\n");
  expect(log.lines).toEqual(["100%", "next", ""]);
  expect(log.count).toBe(2);
});

test("the first failing line is found, and a summary without failures is none", () => {
  const log = new LogLines();
  log.append("running\nTests run: 4, Failures: 0, Errors: 0\n0 failed\nsrc/a.c:3: error: no such thing\nmake: failed\n");
  expect(log.firstFailing()).toBe(3);
});
