/** Colours of terminals in logs: what a program meant, as classes; never as markup. Pure. */

export interface Span {
  text: string;
  /** Classes such as `a-red a-bold`; empty for plain text. */
  look: string;
}

/** What a line begins with: what the lines before it left switched on. */
export interface Style {
  color: number;
  background: number;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

export const PLAIN: Style = { color: -1, background: -1, bold: false, dim: false, italic: false, underline: false };

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

// A control sequence (CSI), an operating system command (OSC) with its end, or any other two-character escape.
const ESCAPE = /\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_()][0-9A-Za-z]?)?/g;

/** Cuts a line into spans; gives what is switched on at its end, too. */
export function spans(line: string, before: Style): { spans: Span[]; after: Style } {
  if (!line.includes("\u001b")) return { spans: line === "" ? [] : [{ text: line, look: lookOf(before) }], after: before };
  const all: Span[] = [];
  let style = before;
  let from = 0;
  const add = (text: string) => {
    if (text !== "") all.push({ text, look: lookOf(style) });
  };
  for (const found of line.matchAll(ESCAPE)) {
    add(line.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] === "m") style = selected(style, found[1] ?? "");
  }
  add(line.slice(from));
  return { spans: all, after: style };
}

/** The text of a line without its escapes: what is searched. */
export function stripped(line: string): string {
  return line.includes("\u001b") ? line.replace(ESCAPE, "") : line;
}

function selected(before: Style, parameters: string): Style {
  let style = { ...before };
  const codes = parameters.split(/[;:]/).map((each) => (each === "" ? 0 : Number(each)));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 0) style = { ...PLAIN };
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code >= 30 && code <= 37) style.color = code - 30;
    else if (code === 39) style.color = -1;
    else if (code >= 40 && code <= 47) style.background = code - 40;
    else if (code === 49) style.background = -1;
    else if (code >= 90 && code <= 97) style.color = code - 90;
    else if (code >= 100 && code <= 107) style.background = code - 100;
    else if (code === 38 || code === 48) {
      // Of the palettes of 256 and 16 million the 16 first are kept: the others fit no theme.
      const kind = codes[i + 1];
      const index = codes[i + 2] ?? -1;
      if (kind === 5) {
        if (index >= 0 && index < 16) {
          if (code === 38) style.color = index % 8;
          else style.background = index % 8;
        }
        i += 2;
      } else if (kind === 2) i += 4;
    }
  }
  return style;
}

function lookOf(style: Style): string {
  const looks: string[] = [];
  if (style.color >= 0) looks.push(`a-${NAMES[style.color]}`);
  if (style.background >= 0) looks.push(`a-on-${NAMES[style.background]}`);
  if (style.bold) looks.push("a-bold");
  if (style.dim) looks.push("a-dim");
  if (style.italic) looks.push("a-italic");
  if (style.underline) looks.push("a-underline");
  return looks.join(" ");
}
