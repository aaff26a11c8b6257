/** Where one looks: screen = picture · k + (x, y), in CSS pixels. Pure. */
export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export const ZOOM_MIN = 0.001;
export const ZOOM_MAX = 3;
/** Around a picture. */
const MARGIN = 24;

/** The point of the screen that stays where it is. */
export function zoomed(camera: Camera, factor: number, atX: number, atY: number): Camera {
  const k = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, camera.k * factor));
  const by = k / camera.k;
  return { k, x: atX - (atX - camera.x) * by, y: atY - (atY - camera.y) * by };
}

/** All of it, but never larger than it is, and readable first: what is too high for that begins at the top. */
export function fitted(width: number, height: number, screenWidth: number, screenHeight: number, least = 0): Camera {
  const all = Math.min((screenWidth - 2 * MARGIN) / Math.max(1, width), (screenHeight - 2 * MARGIN) / Math.max(1, height), 1);
  const k = Math.max(all, least, ZOOM_MIN);
  const wide = width * k;
  const high = height * k;
  return {
    k,
    x: wide <= screenWidth - MARGIN ? Math.max(MARGIN, (screenWidth - wide) / 2) : MARGIN,
    y: high <= screenHeight - MARGIN ? Math.max(MARGIN, (screenHeight - high) / 2) : MARGIN,
  };
}

/** With a point of the picture in the middle, as far as there is picture on all sides. */
export function around(camera: Camera, point: { x: number; y: number }, width: number, height: number, screenWidth: number, screenHeight: number): Camera {
  const along = (at: number, size: number, screen: number, fits: number) => {
    if (size * camera.k + 2 * MARGIN <= screen) return fits;
    return Math.min(MARGIN, Math.max(screen - MARGIN - size * camera.k, screen / 2 - at * camera.k));
  };
  return { k: camera.k, x: along(point.x, width, screenWidth, camera.x), y: along(point.y, height, screenHeight, camera.y) };
}

/** Moves no more than needed so that a box (in the picture) is seen. */
export function revealing(camera: Camera, box: { x: number; y: number; w: number; h: number }, screenWidth: number, screenHeight: number): Camera {
  const margin = 48;
  const left = box.x * camera.k + camera.x;
  const top = box.y * camera.k + camera.y;
  const dx = left < margin ? margin - left : Math.min(0, screenWidth - margin - (left + box.w * camera.k));
  const dy = top < margin ? margin - top : Math.min(0, screenHeight - margin - (top + box.h * camera.k));
  return { k: camera.k, x: camera.x + dx, y: camera.y + dy };
}
