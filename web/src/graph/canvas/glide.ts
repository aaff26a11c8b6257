import type { Laid } from "../layout/laying";

const GLIDE_MS = 150;
/**
 * Moves what was there before from where it was to where it is now, within 150 ms; lines follow their ends. `ended` is
 * called when all is in its place.
 */
export function glide(before: Laid, now: Laid, ask: () => void, ended: () => void): void {
  const places = new Map(before.ids.map((id, i) => [id, i]));
  const x = now.x.slice();
  const y = now.y.slice();
  const was = now.ids.map((id) => places.get(id) ?? -1);
  const began = performance.now();
  const frame = (at: number) => {
    const t = Math.min(1, Math.max(0, (at - began) / GLIDE_MS));
    const eased = 1 - (1 - t) ** 3;
    for (let n = 0; n < now.nodes; n++) {
      const old = was[n] as number;
      if (old < 0) continue;
      now.x[n] = (before.x[old] as number) + ((x[n] as number) - (before.x[old] as number)) * eased;
      now.y[n] = (before.y[old] as number) + ((y[n] as number) - (before.y[old] as number)) * eased;
    }
    if (t < 1) requestAnimationFrame(frame);
    else ended();
    ask();
  };
  requestAnimationFrame(frame);
}
