/** Who this browser is to the farm: a token, kept until the person signs out or the farm refuses it. */
import { createSignal } from "solid-js";

const KEY = "croft.token";

/** `croft up` prints a link that ends in this and the token: a fragment never reaches a server or a proxy's log. */
const FRAGMENT = "#token=";

const [token, setToken] = createSignal<string | undefined>(found());

export { token };

function found(): string | undefined {
  if (typeof location === "undefined") return undefined;
  if (location.hash.startsWith(FRAGMENT)) {
    const given = decodeURIComponent(location.hash.slice(FRAGMENT.length));
    history.replaceState(null, "", location.pathname + location.search);
    if (given !== "") localStorage.setItem(KEY, given);
  }
  return localStorage.getItem(KEY) ?? undefined;
}

export function signIn(given: string): void {
  localStorage.setItem(KEY, given);
  setToken(given);
}

export function signOut(): void {
  localStorage.removeItem(KEY);
  setToken(undefined);
}

// Another tab signed in or out.
if (typeof window !== "undefined") {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) setToken(event.newValue ?? undefined);
  });
  // The link of a farm, opened where the app is open already.
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith(FRAGMENT)) setToken(found());
  });
}
