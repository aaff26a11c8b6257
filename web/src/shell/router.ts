/** Where the person is: the address is the only state of navigation, so every view can be linked to. */
import { createSignal } from "solid-js";

export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

const [place, setPlace] = createSignal<Place>(here());
export { place };

/** Goes to an address of the app. `replace` leaves no step back: for what is typed or moved through. */
export function navigate(address: string, options: { replace?: boolean } = {}): void {
  if (address === location.pathname + location.search) return;
  if (options.replace === true) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  setPlace(here());
}

/** Sets parameters of the query, and leaves the others; undefined takes one away. */
export function setQuery(changes: Record<string, string | undefined>, options: { replace?: boolean } = {}): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text === "" ? "" : `?${text}`), options);
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", () => setPlace(here()));
  // Plain links stay links (open in a new tab, copy the address), and go without loading the page anew.
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
