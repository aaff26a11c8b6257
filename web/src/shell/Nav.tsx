import { For, Show, type JSX } from "solid-js";
import { liveState, retryNow } from "../stream/live";
import { now } from "../ui/now";
import { moment, relative } from "../ui/text";
import { openPalette } from "./Palette";
import { place } from "./router";
import { to } from "./routes";
import { isDark, toggleTheme } from "./theme";

const LINKS: readonly { title: string; address: string; path: string; keys: string; inside: (path: string) => boolean }[] = [
  {
    title: "Graphs",
    address: to.graphs(),
    path: "M3 3h4v4H3zM9 9h4v4H9zM5 7v4h4",
    keys: "g g",
    inside: (path) => path === "/" || path.startsWith("/graphs"),
  },
  {
    title: "Board",
    address: to.board(),
    path: "M2 3h12M2 8h12M2 13h12M6 3v10M11 3v10",
    keys: "g b",
    inside: (path) => path === "/board",
  },
  {
    title: "Inbox",
    address: to.inbox(),
    path: "M2 9l2-6h8l2 6v4H2zM2 9h4l1 2h2l1-2h4",
    keys: "g i",
    inside: (path) => path === "/inbox",
  },
  {
    title: "Workers",
    address: to.workers(),
    path: "M2 3h12v4H2zM2 9h12v4H2zM4.5 5h1M4.5 11h1",
    keys: "g w",
    inside: (path) => path === "/workers",
  },
  {
    title: "Templates",
    address: to.templates(),
    path: "M3 2h7l3 3v9H3zM10 2v3h3M5.5 8h5M5.5 11h3",
    keys: "g t",
    inside: (path) => path === "/templates",
  },
  {
    title: "Events",
    address: to.events(),
    path: "M1.5 8h3l2-5 3 10 2-5h3",
    keys: "g e",
    inside: (path) => path === "/events",
  },
];

export function Nav(): JSX.Element {
  return (
    <nav class="nav" aria-label="Views">
      <a class="brand" href={to.graphs()} aria-label="Croft">
        <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
          <rect class="brand-tile" width="32" height="32" rx="7" />
          <path class="brand-mark" d="M8 23V12l8-5 8 5v11M8 17h16M16 7v16" />
        </svg>
        <span>Croft</span>
      </a>
      <button class="search-button" onClick={openPalette}>
        <span>Search or do…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <ul>
        <For each={LINKS}>
          {(link) => (
            <li>
              <a href={link.address} aria-current={link.inside(place().path) ? "page" : undefined} title={`${link.title} (${link.keys})`}>
                <svg class="nav-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                  <path d={link.path} />
                </svg>
                <span>{link.title}</span>
              </a>
            </li>
          )}
        </For>
      </ul>
      <a class="button primary new" href={to.compose()} title="New graph (c)">
        <span aria-hidden="true">+</span> <span class="long">New graph</span>
      </a>
      <div class="nav-foot">
        <Live />
        <button
          class="icon"
          onClick={toggleTheme}
          title="Light or dark (t)"
          aria-label={isDark() ? "Switch to light" : "Switch to dark"}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" class="nav-icon">
            <path d="M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11" />
          </svg>
        </button>
      </div>
    </nav>
  );
}

/** Whether the screen is what the farm has; if not, since when. */
function Live(): JSX.Element {
  return (
    <Show
      when={liveState().kind === "offline"}
      fallback={
        <span class="live" classList={{ on: liveState().kind === "live" }}>
          <span class="dot" aria-hidden="true" />
          {liveState().kind === "live" ? "Live" : "Connecting"}
        </span>
      }
    >
      <Offline />
    </Show>
  );
}

function Offline(): JSX.Element {
  const offline = () => {
    const state = liveState();
    return state.kind === "offline" ? state : undefined;
  };
  const seen = () => offline()?.seen ?? 0;
  return (
    <button
      class="live off"
      role="status"
      title={`${offline()?.reason ?? ""}${seen() > 0 ? `; last heard ${moment(seen())}` : ""}. Click to try now.`}
      onClick={retryNow}
    >
      <span class="dot" aria-hidden="true" />
      Offline{seen() > 0 ? `, last seen ${relative(seen(), now())}` : ""}
    </button>
  );
}
