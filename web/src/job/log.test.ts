import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN, spans, stripped } from "./ansi";
import { Rows, type LogGroup } from "./folds";
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

test("lines between the marks are a group, which the next one or the end of the log ends too", () => {
  const log = new LogLines();
  log.append("a\n::group::Build it\nb\nc\n::endgroup::\nd\n::endgroup::\n::group::one\ne\n::group::two\nf\n x ::group::no\n");
  expect(log.groups).toEqual([
    { start: 1, end: 4, ended: true, name: "Build it" },
    { start: 7, end: 9, ended: false, name: "one" },
    { start: 9, end: 12, ended: false, name: "two" },
  ]);
  log.append("g");
  expect(log.groups.at(-1)?.end).toBe(13);
});

/** What is seen, line by line: the slow way to say it. */
function seen(log: LogLines, isFolded: (group: LogGroup) => boolean): number[] {
  const lines: number[] = [];
  for (let line = 0; line < log.count; line++) {
    const group = log.groups.find((each) => line >= each.start && line <= each.end && (line < each.end || each.ended));
    if (group !== undefined && line > group.start && (isFolded(group) || (group.ended && line === group.end))) continue;
    lines.push(line);
  }
  return lines;
}

test("rows show each line that is not folded, in order, and lead to any line or the one before it", () => {
  const line = fc.constantFrom("text", "::group::g", "::endgroup::", "");
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.array(fc.boolean(), { minLength: 41, maxLength: 41 }), (lines, folds) => {
      const log = new LogLines();
      log.append(lines.map((each) => `${each}\n`).join(""));
      const isFolded = (group: LogGroup) => folds[group.start] === true;
      const rows = new Rows(log.count, log.groups, isFolded);
      const wanted = seen(log, isFolded);
      expect(rows.count).toBe(wanted.length);
      expect(wanted.map((_, row) => rows.lineAt(row))).toEqual(wanted);
      for (let each = 0; each < log.count; each++) {
        const row = wanted.findLastIndex((shown) => shown <= each);
        expect(rows.rowOf(each)).toBe(Math.max(0, row));
        expect(rows.opening(each)?.start).toBe(log.groups.find((group) => group.start === each)?.start);
      }
    }),
  );
});
