import { createEffect, createMemo, ErrorBoundary, onCleanup, onMount, Show, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { signOut, token } from "../api/session";
import { explained } from "../api/http";
import { retryNow } from "../stream/live";
import { ProblemNote } from "../ui/Problem";
import { Asking } from "../ui/ask";
import { Toasts } from "../ui/toast";
import { chunk } from "./chunk";
import { pressed, useCommands } from "./commands";
import { Nav } from "./Nav";
import { openPalette, Palette } from "./Palette";
import { navigate, place } from "./router";
import { match, to } from "./routes";
import { SignIn } from "./SignIn";
import { toggleTheme } from "./theme";

/** A view: gets the parameters of its address. */
export type View = Component<{ parameters: Record<string, string> }>;

/** Each view is its own chunk, read when it is first opened. */
const VIEWS: readonly (readonly [string, View])[] = [
  ["/", chunk(() => import("../graphs/GraphsView"))],
  ["/graphs", chunk(() => import("../graphs/GraphsView"))],
  ["/board", chunk(() => import("../board/BoardView"))],
  ["/graphs/:graph", chunk(() => import("../graph/GraphView"))],
  ["/graphs/:graph/jobs/:job", chunk(() => import("../job/JobView"))],
  ["/compose", chunk(() => import("../compose/ComposeView"))],
  ["/workers", chunk(() => import("../workers/WorkersView"))],
  ["/inbox", chunk(() => import("../inbox/InboxView"))],
  ["/templates", chunk(() => import("../templates/TemplatesView"))],
  ["/events", chunk(() => import("../events/EventsView"))],
];

export function App(): JSX.Element {
  onMount(() => document.addEventListener("keydown", pressed));
  onCleanup(() => document.removeEventListener("keydown", pressed));
  const found = createMemo(() => match(place().path, VIEWS));
  // Another view of the same kind keeps what it can: its parameters change under it.
  const page = createMemo(() => found()?.page);
  createEffect(() => {
    if (token() !== undefined) retryNow();
  });
  return (
    <>
      <Show when={token() !== undefined} fallback={<SignIn />}>
        <Commands />
        <div class="app">
          <Nav />
          <main id="main" class="main" tabindex="-1">
            <ErrorBoundary
              fallback={(error: unknown, reset) => (
                <ProblemNote text={`This view failed: ${explained(error)}`} retry={reset} />
              )}
            >
              <Show when={page()} fallback={<Missing />}>
                {(view) => <Dynamic component={view()} parameters={found()?.parameters ?? {}} />}
              </Show>
            </ErrorBoundary>
          </main>
        </div>
        <Palette />
        <Asking />
      </Show>
      <Toasts />
    </>
  );
}

function Missing(): JSX.Element {
  return (
    <div class="empty">
      <h1>There is no such page</h1>
      <p>
        <a href={to.graphs()}>All graphs</a>
      </p>
    </div>
  );
}

function Commands(): JSX.Element {
  useCommands([
    { id: "palette", title: "All commands", section: "View", keys: "?", run: openPalette, hidden: true },
    { id: "go-graphs", title: "Graphs", section: "Go to", keys: "g g", run: () => navigate(to.graphs()) },
    { id: "go-board", title: "Board", section: "Go to", keys: "g b", run: () => navigate(to.board()) },
    { id: "go-compose", title: "New graph", section: "Go to", keys: "c", run: () => navigate(to.compose()) },
    { id: "go-inbox", title: "Waiting for a decision", section: "Go to", keys: "g i", run: () => navigate(to.inbox()) },
    { id: "go-workers", title: "Workers", section: "Go to", keys: "g w", run: () => navigate(to.workers()) },
    { id: "go-templates", title: "Templates", section: "Go to", keys: "g t", run: () => navigate(to.templates()) },
    { id: "go-events", title: "Events", section: "Go to", keys: "g e", run: () => navigate(to.events()) },
    { id: "theme", title: "Light or dark", section: "View", keys: "t", run: toggleTheme },
    { id: "sign-out", title: "Sign out", section: "Farm", run: signOut },
  ]);
  return null;
}
