/** Where in a YAML text something is, by its indentation: good enough to complete words in, also while it is half written. */

export interface Spot {
  /** Keys from the top down to the map that the word is in; `[]` for an entry of a list. */
  path: string[];
  /** Where the word begins, as an offset in the text. */
  from: number;
  /** Whether a value is written here, of the last key of the path; else a key. */
  value: boolean;
  /** Keys that the same map has already, as far as they stand on lines of their own. */
  siblings: string[];
}

const KEY = /^(\s*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s#:{}[\],"'][^:]*?))\s*:(?:\s|$)/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The spot at an offset; undefined in a comment or in a block of text such as a script. */
export function spotAt(text: string, offset: number): Spot | undefined {
  const before = text.slice(0, offset).split("\n");
  const line = before.pop() ?? "";
  if (/(^|\s)#/.test(line)) return undefined;
  const dashes = /^(\s*(?:- +)*)/.exec(line)?.[1] ?? "";
  const inline = line.slice(dashes.length);
  const parents = above(before, dashes.length, dashes.includes("-"));
  if (parents === undefined) return undefined;
  const lineStart = offset - line.length;
  const flow = flowAt(inline);
  if (flow !== undefined) {
    return { path: [...parents, ...flow.path], from: lineStart + dashes.length + flow.from, value: flow.value, siblings: flow.siblings };
  }
  const pair = KEY.exec(line);
  if (pair !== null) {
    const key = pair[2] ?? pair[3] ?? pair[4] ?? "";
    return { path: [...parents, key], from: lineStart + pair[0].length, value: true, siblings: [] };
  }
  return {
    path: parents,
    from: lineStart + dashes.length,
    value: false,
    siblings: siblingsOf(text, lineStart, dashes.length),
  };
}

/** Keys under which a line of this indent stands. */
function above(lines: readonly string[], indent: number, inList: boolean): string[] | undefined {
  const path: string[] = [];
  let limit = indent;
  let list = inList;
  for (let i = lines.length - 1; i >= 0 && (limit > 0 || list); i--) {
    const line = lines[i] as string;
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const pair = KEY.exec(line);
    const dashed = /^\s*- /.test(line);
    const at = pair === null ? indentOf(line) : (pair[1] ?? "").length;
    if (pair !== null && dashed && at === limit && !list) {
      // The first key of the same entry of a list.
      list = true;
      limit = indentOf(line);
      continue;
    }
    // The dashes of a list may stand right under its key.
    if (at > limit || (at === limit && !(list && !dashed))) continue;
    if (pair === null) {
      if (at < limit) limit = at;
      continue;
    }
    const rest = line.slice(pair[0].length).trim();
    if (/^[|>][+-]?\d*$/.test(rest)) return undefined;
    if (list) path.unshift("[]");
    path.unshift(pair[2] ?? pair[3] ?? pair[4] ?? "");
    limit = dashed ? indentOf(line) : at;
    list = dashed;
  }
  if (list && path.length === 0) path.unshift("[]");
  return path;
}

function siblingsOf(text: string, lineStart: number, indent: number): string[] {
  const keys: string[] = [];
  const collect = (lines: readonly string[]) => {
    for (const line of lines) {
      if (line.trim() === "") continue;
      const pair = KEY.exec(line);
      const at = pair === null ? indentOf(line) : (pair[1] ?? "").length;
      if (at < indent) return;
      if (at === indent && pair !== null) keys.push(pair[2] ?? pair[3] ?? pair[4] ?? "");
      if (/^\s*- /.test(line) && indentOf(line) < indent) return;
    }
  };
  collect(text.slice(0, lineStart).split("\n").reverse());
  collect(text.slice(lineStart).split("\n").slice(1));
  return keys;
}

/** The same inside `{…}` and `[…]` that are open on this line. */
function flowAt(line: string): { path: string[]; from: number; value: boolean; siblings: string[] } | undefined {
  interface Level {
    kind: "map" | "list";
    key: string | undefined;
    keys: string[];
    wordFrom: number;
  }
  const stack: Level[] = [];
  const path: string[] = [];
  let quote = "";
  let outer: string | undefined;
  let word = 0;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    const level = stack.at(-1);
    if (quote !== "") {
      if (character === quote) quote = "";
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    else if (character === "{" || character === "[") {
      const key = level === undefined ? outer : level.kind === "list" ? "[]" : level.key;
      if (level === undefined && outer === undefined && line.slice(word, i).trim() !== "") return undefined;
      if (key !== undefined) path.push(key);
      else if (level !== undefined) return undefined;
      stack.push({ kind: character === "{" ? "map" : "list", key: undefined, keys: [], wordFrom: i + 1 });
    } else if (character === "}" || character === "]") {
      if (stack.pop() === undefined) return undefined;
      path.pop();
    } else if (character === ":" && (line[i + 1] === " " || i + 1 === line.length)) {
      if (level === undefined) {
        outer = line.slice(word, i).trim();
        word = i + 1;
      } else if (level.kind === "map") {
        level.key = line.slice(level.wordFrom, i).trim();
        level.keys.push(level.key);
        level.wordFrom = i + 1;
      }
    } else if (character === "," && level !== undefined) {
      level.key = undefined;
      level.wordFrom = i + 1;
    }
  }
  const level = stack.at(-1);
  if (level === undefined || quote !== "") return undefined;
  const blank = /^\s*/.exec(line.slice(level.wordFrom))?.[0].length ?? 0;
  const inner = level.kind === "list" ? ["[]"] : level.key === undefined ? [] : [level.key];
  return {
    path: [...path, ...inner],
    from: level.wordFrom + blank,
    value: level.kind === "list" || level.key !== undefined,
    siblings: level.keys,
  };
}
