/** The states' shapes, as `StateIcon` has them, added to a path: all icons of one state are one path. */
import { STATES } from "../../stream/states";

/** Adds the shape of a state around (x, y), r being half its size. */
export function shape(path: Path2D, state: number, x: number, y: number, r: number): void {
  const line = (...points: number[]) => {
    path.moveTo(x + (points[0] as number) * r, y + (points[1] as number) * r);
    for (let i = 2; i < points.length; i += 2) path.lineTo(x + (points[i] as number) * r, y + (points[i + 1] as number) * r);
  };
  const ring = () => {
    path.moveTo(x + r * 0.85, y);
    path.arc(x, y, r * 0.85, 0, Math.PI * 2);
  };
  const name = STATES[state] as (typeof STATES)[number];
  switch (name) {
    case "failed":
      line(-0.4, -0.95, 0.4, -0.95, 0.95, -0.4, 0.95, 0.4, 0.4, 0.95, -0.4, 0.95, -0.95, 0.4, -0.95, -0.4, -0.4, -0.95);
      line(-0.35, -0.35, 0.35, 0.35);
      line(0.35, -0.35, -0.35, 0.35);
      break;
    case "running":
      ring();
      line(-0.25, -0.4, -0.25, 0.4, 0.45, 0, -0.25, -0.4);
      break;
    case "succeeded":
      ring();
      line(-0.4, 0.05, -0.1, 0.35, 0.42, -0.3);
      break;
    case "ready":
      ring();
      path.moveTo(x + r * 0.3, y);
      path.arc(x, y, r * 0.3, 0, Math.PI * 2);
      break;
    case "blocked":
      line(-0.6, -0.85, 0.6, -0.85, -0.6, 0.85, 0.6, 0.85, -0.6, -0.85);
      break;
    case "held":
      path.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
      line(-0.25, -0.35, -0.25, 0.35);
      line(0.25, -0.35, 0.25, 0.35);
      break;
    case "cancelled":
      ring();
      line(-0.55, 0.55, 0.55, -0.55);
      break;
    case "skipped":
      line(-0.75, -0.5, -0.15, 0, -0.75, 0.5);
      line(0.05, -0.5, 0.65, 0, 0.05, 0.5);
      break;
    case "inactive":
      for (let i = 0; i < 6; i++) {
        const a = (i * Math.PI) / 3;
        path.moveTo(x + Math.cos(a) * r * 0.85, y + Math.sin(a) * r * 0.85);
        path.arc(x, y, r * 0.85, a, a + Math.PI / 6);
      }
      break;
  }
}
