/** Pointer and wheel over a picture: drag moves, Shift-drag selects, a drag from a job's right end links. */
import { zoomed, type Camera } from "./camera";

/** Less than this is a click. */
const DRAG_FROM = 4;

export interface Looked {
  camera: () => Camera | undefined;
  go: (camera: Camera) => void;
  hit: (x: number, y: number) => number;
  hover: (node: number) => void;
  isPort: (node: number, x: number) => boolean;
  click: (node: number, add: boolean) => void;
  overlay: (box: { x0: number; y0: number; x1: number; y1: number; line: boolean } | undefined) => void;
  lasso: (x0: number, y0: number, x1: number, y1: number) => void;
  linkFrom: (node: number) => void;
  linkTo: (node: number) => void;
}

/** Listens until the function that it gives is called. */
export function lookAround(frame: HTMLElement, looked: Looked): () => void {
  let down: { x: number; y: number; camera: Camera; mode: "pan" | "lasso" | "link"; moved: boolean } | undefined;
  const at = (event: PointerEvent | WheelEvent) => {
    const box = frame.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const wheel = (event: WheelEvent) => {
    const camera = looked.camera();
    if (camera === undefined) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      const { x, y } = at(event);
      looked.go(zoomed(camera, Math.exp(-Math.max(-60, Math.min(60, event.deltaY * unit)) / 150), x, y));
    } else if (event.shiftKey) {
      looked.go({ ...camera, x: camera.x - event.deltaY * unit });
    } else {
      looked.go({ ...camera, x: camera.x - event.deltaX * unit, y: camera.y - event.deltaY * unit });
    }
  };
  const pressed = (event: PointerEvent) => {
    const camera = looked.camera();
    if (event.button !== 0 || camera === undefined) return;
    const { x, y } = at(event);
    const node = looked.hit(x, y);
    const mode = node >= 0 && looked.isPort(node, x) ? "link" : event.shiftKey && node < 0 ? "lasso" : "pan";
    down = { x, y, camera, mode, moved: false };
    frame.setPointerCapture(event.pointerId);
    if (mode === "link") looked.linkFrom(node);
  };
  const moved = (event: PointerEvent) => {
    const { x, y } = at(event);
    if (down === undefined) {
      const node = looked.hit(x, y);
      looked.hover(node);
      frame.style.cursor = node < 0 ? "grab" : looked.isPort(node, x) ? "crosshair" : "pointer";
      return;
    }
    if (!down.moved && Math.abs(x - down.x) + Math.abs(y - down.y) < DRAG_FROM) return;
    down.moved = true;
    if (down.mode === "pan") looked.go({ ...down.camera, x: down.camera.x + x - down.x, y: down.camera.y + y - down.y });
    else {
      if (down.mode === "link") looked.hover(looked.hit(x, y));
      looked.overlay({ x0: down.x, y0: down.y, x1: x, y1: y, line: down.mode === "link" });
    }
  };
  const released = (event: PointerEvent) => {
    if (down === undefined) return;
    const { x, y } = at(event);
    const was = down;
    down = undefined;
    looked.overlay(undefined);
    if (was.mode === "link") looked.linkTo(was.moved ? looked.hit(x, y) : -1);
    if (!was.moved) looked.click(looked.hit(x, y), event.shiftKey || event.ctrlKey || event.metaKey);
    else if (was.mode === "lasso") looked.lasso(Math.min(was.x, x), Math.min(was.y, y), Math.max(was.x, x), Math.max(was.y, y));
  };
  const gone = () => {
    if (down?.mode === "link") looked.linkTo(-1);
    down = undefined;
    looked.overlay(undefined);
    looked.hover(-1);
  };
  frame.addEventListener("wheel", wheel, { passive: false });
  frame.addEventListener("pointerdown", pressed);
  frame.addEventListener("pointermove", moved);
  frame.addEventListener("pointerup", released);
  frame.addEventListener("pointercancel", gone);
  frame.addEventListener("pointerleave", gone);
  return () => {
    frame.removeEventListener("wheel", wheel);
    frame.removeEventListener("pointerdown", pressed);
    frame.removeEventListener("pointermove", moved);
    frame.removeEventListener("pointerup", released);
    frame.removeEventListener("pointercancel", gone);
    frame.removeEventListener("pointerleave", gone);
  };
}
