/** Numbers and times as people read them. */

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];

/** `4 s`, `3m 20s`, `2h 05m`, `3d 4h`: two units, so that columns of them can be compared. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  if (ms < 1_000) return ms < 100 ? `${Math.round(ms)}ms` : `${(ms / 1_000).toFixed(1)}s`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1_000);
  for (let i = 0; i < UNITS.length - 1; i++) {
    const [size, name] = UNITS[i] as readonly [number, string];
    const [smaller, smallerName] = UNITS[i + 1] as readonly [number, string];
    if (seconds >= size) {
      const rest = Math.floor((seconds % size) / smaller);
      return `${Math.floor(seconds / size)}${name}${rest === 0 ? "" : ` ${String(rest).padStart(2, "0")}${smallerName}`}`;
    }
  }
  return `${seconds}s`;
}

/** `now`, `12s ago`, `in 3m 20s`. */
export function relative(at: number, now: number): string {
  const ms = at - now;
  if (Math.abs(ms) < 2_000) return "now";
  const rounded = Math.round(Math.abs(ms) / 1_000) * 1_000;
  return ms < 0 ? `${coarse(rounded)} ago` : `in ${coarse(rounded)}`;
}

/** One unit is enough for an age. */
function coarse(ms: number): string {
  for (const [size, name] of UNITS) {
    if (ms >= size * 1_000) return `${Math.floor(ms / 1_000 / size)}${name}`;
  }
  return "0s";
}

export function bytes(n: number): string {
  if (n < 1_000) return `${n} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = n / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** `1 job`, `2 jobs`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function clock(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function moment(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium", hour12: false });
}

/** Characters that turn or hide text (bidirectional overrides, zero width) are shown as what they are. */
export function plain(text: string): string {
  return text.replace(HIDDEN, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A share of one, in whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
