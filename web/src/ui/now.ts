import { createSignal } from "solid-js";

const [now, setNow] = createSignal(Date.now());

/** The time, a second at a time, for ages and elapsed times on the screen. */
export { now };

if (typeof window !== "undefined") {
  setInterval(() => {
    if (document.visibilityState === "visible") setNow(Date.now());
  }, 1_000);
  document.addEventListener("visibilitychange", () => setNow(Date.now()));
}
