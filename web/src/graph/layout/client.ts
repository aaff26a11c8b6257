/** The layout's thread as seen from the page: one per graph view, ended with it. */
import type { Lines } from "./fold";
import type { Laid, LayRequest, Outline } from "./laying";

export class LayoutThread {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private last = 0;

  constructor(failed: (what: string) => void) {
    this.worker.onmessage = (event: MessageEvent<{ id: number; answer: unknown }>) => {
      const answer = this.waiting.get(event.data.id);
      this.waiting.delete(event.data.id);
      answer?.(event.data.answer);
    };
    this.worker.onerror = (event) => failed(`The picture of the graph could not be laid out: ${event.message}. The table shows all of it.`);
  }

  /** Gives the graph; what is laid out afterwards is of it. */
  graph(keys: readonly string[], lines: Lines): Promise<Outline> {
    return this.ask({ graph: { keys, lines } }) as Promise<Outline>;
  }

  lay(request: LayRequest): Promise<Laid | undefined> {
    return this.ask({ lay: request }) as Promise<Laid | undefined>;
  }

  end(): void {
    this.worker.terminate();
    this.waiting.clear();
  }

  private ask(what: object): Promise<unknown> {
    const id = ++this.last;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, ...what });
    });
  }
}
