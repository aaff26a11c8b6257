import fc from "fast-check";
import { expect, test } from "vitest";
import { SseReader } from "./sse";

test("events come out the same, wherever the pieces were cut", () => {
  const line = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, "·"));
  const event = fc.record({ id: line, event: line.filter((name) => name !== ""), data: line });
  fc.assert(
    fc.property(fc.array(event), fc.array(fc.nat(400)), fc.constantFrom("\n", "\r\n"), (events, cuts, end) => {
      const text = events
        .map((each) => `: comment${end}id: ${each.id}${end}event: ${each.event}${end}data: ${each.data}${end}${end}`)
        .join("");
      const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
      const reader = new SseReader();
      const read = places.slice(1).flatMap((to, i) => reader.push(text.slice(places[i], to)));
      expect(read).toEqual(events);
    }),
  );
});

test("several lines of data are one event, and an event without data is none", () => {
  expect(new SseReader().push("event: a\n\ndata: x\ndata:y\n\n")).toEqual([{ id: undefined, event: "message", data: "x\ny" }]);
});
