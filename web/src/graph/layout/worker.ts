/** The layout's thread. Messages come and go in order; each answer names its question. */
import type { Lines } from "./fold";
import { Laying, type LayRequest } from "./laying";

export type Ask = { id: number; graph: { keys: readonly string[]; lines: Lines } } | { id: number; lay: LayRequest };

let laying: Laying | undefined;
const places = new Map<string, number>();

self.onmessage = (event: MessageEvent<Ask>) => {
  const ask = event.data;
  if ("graph" in ask) {
    laying = new Laying(ask.graph.keys, ask.graph.lines, places);
    self.postMessage({ id: ask.id, answer: laying.outline() });
  } else {
    const laid = laying?.lay(ask.lay);
    const moved = laid === undefined ? [] : Object.values(laid).flatMap((each) => (ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : []));
    self.postMessage({ id: ask.id, answer: laid }, { transfer: moved });
  }
};
