import { createSignal, Show, type JSX } from "solid-js";
import { signIn } from "../api/session";

/** Asks for a token; a link printed by `croft up` brings one along. */
export function SignIn(): JSX.Element {
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("token");
    const token = typeof given === "string" ? given.trim() : "";
    if (token === "") {
      setProblem("Paste a token first.");
      return;
    }
    setBusy(true);
    try {
      const response = await fetch("/api/v1/workers", { headers: { Authorization: `Bearer ${token}` } });
      if (response.status === 401) setProblem("The farm does not know this token.");
      else if (!response.ok) setProblem(`The farm answered ${response.status}. Try again in a moment.`);
      else signIn(token);
    } catch {
      setProblem("The farm cannot be reached. Is it running?");
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <svg width="36" height="36" viewBox="0 0 32 32" aria-hidden="true">
          <rect class="brand-tile" width="32" height="32" rx="7" />
          <path class="brand-mark" d="M8 23V12l8-5 8 5v11M8 17h16M16 7v16" />
        </svg>
        <h1>Sign in to this farm</h1>
        <p>
          Open the link that <code>croft up</code> prints, or paste a token. On the farm's own machine it is in{" "}
          <code>~/.croft/admin.token</code>.
        </p>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          placeholder="croft_…"
          aria-describedby="token-problem"
          aria-invalid={problem() !== undefined}
        />
        <div id="token-problem" role="alert" class="field-problem">
          <Show when={problem()}>{problem()}</Show>
        </div>
        <button class="button primary" type="submit" disabled={busy()}>
          Sign in
        </button>
      </form>
    </main>
  );
}
