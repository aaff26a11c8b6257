/** One event of a stream of Server-Sent Events. */
export interface ServerEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/**
 * Reads Server-Sent Events out of text that comes in pieces of any length. The browser's own EventSource cannot send
 * the token in a header.
 */
export class SseReader {
  private rest = "";
  private id: string | undefined;
  private event = "";
  private data: string[] = [];

  /** Takes the next piece, and gives what became complete. Comments are swallowed. */
  push(piece: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    this.rest += piece;
    let from = 0;
    for (;;) {
      const end = this.rest.indexOf("\n", from);
      if (end < 0) break;
      const line = this.rest.slice(from, this.rest[end - 1] === "\r" ? end - 1 : end);
      from = end + 1;
      const complete = this.line(line);
      if (complete) events.push(complete);
    }
    this.rest = this.rest.slice(from);
    return events;
  }

  private line(line: string): ServerEvent | undefined {
    if (line === "") {
      const complete =
        this.data.length === 0
          ? undefined
          : { id: this.id, event: this.event === "" ? "message" : this.event, data: this.data.join("\n") };
      this.event = "";
      this.data = [];
      return complete;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "id") this.id = value;
    else if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    return undefined;
  }
}
