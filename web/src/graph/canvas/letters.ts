/** How wide texts are on a canvas, by their characters: each is measured once for a font, so a frame of names costs sums. */
import type { Surface } from "./draw";

/** Fonts that are kept: one zooms through many sizes, and comes back to few. */
const FONTS_MAX = 24;

export interface Letters {
  width(text: string): number;
  /** The text, or so much of both its ends that it fits; empty if nothing worth reading does. */
  fitted(text: string, room: number): string;
}

class Measured implements Letters {
  private readonly widths = new Map<string, number>();

  constructor(private readonly measure: (character: string) => number) {}

  width(text: string): number {
    let sum = 0;
    for (const character of text) sum += this.of(character);
    return sum;
  }

  fitted(text: string, room: number): string {
    if (this.width(text) <= room) return text;
    const left = room - this.of("…");
    const characters = [...text];
    // The end of a name tells more than its middle: both ends stay.
    let tail = 0;
    let end = characters.length;
    while (end > 0 && tail + this.of(characters[end - 1] as string) <= left * 0.55) tail += this.of(characters[--end] as string);
    let head = 0;
    let start = 0;
    while (start < end && tail + head + this.of(characters[start] as string) <= left) head += this.of(characters[start++] as string);
    return start === 0 ? "" : `${characters.slice(0, start).join("")}…${characters.slice(end).join("")}`;
  }

  private of(character: string): number {
    let width = this.widths.get(character);
    if (width === undefined) this.widths.set(character, (width = this.measure(character)));
    return width;
  }
}

/** Letters by a measure of single characters. */
export function lettersBy(measure: (character: string) => number): Letters {
  return new Measured(measure);
}

const known = new Map<string, Letters>();

/** Of the font that the surface has now. */
export function lettersOf(context: Surface): Letters {
  const { font } = context;
  let letters = known.get(font);
  if (letters === undefined) {
    if (known.size >= FONTS_MAX) known.clear();
    known.set(
      font,
      (letters = lettersBy((character) => {
        // Asked for while another font may be set.
        const before = context.font;
        context.font = font;
        const { width } = context.measureText(character);
        context.font = before;
        return width;
      })),
    );
  }
  return letters;
}
