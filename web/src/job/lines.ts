/** A log as lines, which grows at its end. Pure. */
import { PLAIN, spans, stripped, type Style } from "./ansi";
import { ends, opens, type LogGroup } from "./folds";

/** Signs of what went wrong first; what only mentions a count of none is not one. */
const FAILING =
  /(^|[\s[(:])(error|fatal|failed|failure|exception|panic|panicked|traceback|assertion ?error|segmentation fault|cannot|undefined reference)\b|(Error|Exception)(:|$)|^not ok\b|\bFAIL(ED|URE)?\b/i;
const NOT_FAILING = /\b(0|no|without) (error|failure|failed|fail)s?\b|\b(failures?|errors?|failed)[:=] ?0\b|--fail|on-?error|allow-?fail/i;

export class LogLines {
  /** Whole lines, with their escapes. The last one may still grow. */
  readonly lines: string[] = [""];
  /** What is switched on where each line begins. */
  private readonly styles: Style[] = [PLAIN];
  /** One after the other: a group that begins in another one ends that. */
  private readonly known: LogGroup[] = [];

  get count(): number {
    const last = this.lines.length - 1;
    return this.lines[last] === "" ? last : last + 1;
  }

  /** The groups of lines; the last one may still grow. */
  get groups(): readonly LogGroup[] {
    const last = this.known.at(-1);
    if (last === undefined || last.ended) return this.known;
    return [...this.known.slice(0, -1), { ...last, end: this.count }];
  }

  append(text: string): void {
    const parts = text.split("\n");
    const last = this.lines.length - 1;
    this.lines[last] = (this.lines[last] as string) + (parts[0] as string);
    for (let i = 1; i < parts.length; i++) {
      this.finish();
      this.lines.push(parts[i] as string);
    }
  }

  /** The last line is whole: programs that draw progress return to its beginning, and what they wrote last counts. */
  private finish(): void {
    const at = this.lines.length - 1;
    let line = this.lines[at] as string;
    if (line.endsWith("\r")) line = line.slice(0, -1);
    const back = line.lastIndexOf("\r");
    if (back >= 0) line = line.slice(back + 1);
    this.lines[at] = line;
    this.group(at, line);
    const style = this.styles[at] as Style;
    this.styles.push(line.includes("\u001b") ? spans(line, style).after : style);
  }

  private group(at: number, line: string): void {
    if (!line.startsWith("::")) return;
    const name = opens(line);
    const last = this.known.at(-1);
    const open = last !== undefined && !last.ended;
    if (name !== undefined) {
      // The line before is its last one, and there is none that ends it.
      if (open) this.known[this.known.length - 1] = { ...last, end: at };
      this.known.push({ start: at, end: at + 1, ended: false, name });
    } else if (open && ends(line)) {
      this.known[this.known.length - 1] = { ...last, end: at, ended: true };
    }
  }

  styleAt(line: number): Style {
    return this.styles[line] ?? PLAIN;
  }

  text(line: number): string {
    return stripped(this.lines[line] ?? "");
  }

  /** Numbers of the lines that have the text, from the given one on. */
  matches(text: string, from = 0): number[] {
    const wanted = text.toLowerCase();
    const found: number[] = [];
    for (let i = from; i < this.count; i++) {
      if (this.text(i).toLowerCase().includes(wanted)) found.push(i);
    }
    return found;
  }

  /** The first line that looks like what went wrong; -1 if none does. */
  firstFailing(): number {
    for (let i = 0; i < this.count; i++) {
      const text = this.text(i).slice(0, 2_000);
      if (FAILING.test(text) && !NOT_FAILING.test(text)) return i;
    }
    return -1;
  }
}
