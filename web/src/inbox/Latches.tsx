import { createSignal, For, Show, type JSX } from "solid-js";
import { now } from "../ui/now";
import { complain, say } from "../ui/toast";
import { moment, plain, relative } from "../ui/text";
import { calls, type LatchView } from "./calls";

/** The project's latches: what is bound to a closed one is held or refused until someone opens it. */
export function Latches(props: { latches: readonly LatchView[] | undefined; changed: () => void }): JSX.Element {
  const [name, setName] = createSignal("");
  return (
    <div class="latches">
      <p class="quiet">
        While a latch is closed, breakpoints that name it are held, and graphs that name it are refused. One that was never set is open.
      </p>
      <table class="latch-table">
        <thead>
          <tr>
            <th>Latch</th>
            <th>State</th>
            <th>Why</th>
            <th>Changed</th>
            <th>
              <span class="visually-hidden">Change it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For
            each={props.latches}
            fallback={
              <tr>
                <td colspan="5" class="quiet">
                  {props.latches === undefined ? "" : "None was set yet."}
                </td>
              </tr>
            }
          >
            {(latch) => (
              <tr>
                <td class="mono">{plain(latch.name)}</td>
                <td>
                  <LatchState open={latch.open} />
                </td>
                <td>{plain(latch.reason ?? "")}</td>
                <td class="quiet" title={moment(Date.parse(latch.changedAt))}>
                  {plain(latch.author)}, {relative(Date.parse(latch.changedAt), now())}
                </td>
                <td>
                  <Change name={latch.name} open={latch.open} changed={() => props.changed()} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (name().trim() === "") return;
          calls.setLatch(name().trim(), false, "").then(
            () => {
              say(`Closed the latch ${name().trim()}`);
              setName("");
              props.changed();
            },
            (error: unknown) => complain(error),
          );
        }}
      >
        <input
          type="text"
          aria-label="Name of another latch"
          placeholder="Another latch, such as main"
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button class="button" disabled={name().trim() === ""}>
          Close it
        </button>
      </form>
    </div>
  );
}

function LatchState(props: { open: boolean }): JSX.Element {
  return (
    <span class={`latch-state ${props.open ? "open" : "closed"}`}>
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        <path d={props.open ? "M5 7V4.5a3 3 0 0 1 5.8-1M3.5 7h9v6.5h-9z" : "M5 7V4.5a3 3 0 0 1 6 0V7M3.5 7h9v6.5h-9z"} />
      </svg>
      {props.open ? "open" : "closed"}
    </span>
  );
}

/** Asks for a reason first; closing needs one, so that whoever is held up can read it. */
function Change(props: { name: string; open: boolean; changed: () => void }): JSX.Element {
  const [asked, setAsked] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const change = async () => {
    setBusy(true);
    try {
      await calls.setLatch(props.name, !props.open, reason().trim());
      say(`${props.open ? "Closed" : "Opened"} the latch ${props.name}`);
      setAsked(false);
      setReason("");
      props.changed();
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Show
      when={asked()}
      fallback={
        <button class="button small" onClick={() => setAsked(true)} aria-label={`${props.open ? "Close" : "Open"} ${props.name}`}>
          {props.open ? "Close…" : "Open…"}
        </button>
      }
    >
      <form
        class="row latch-change"
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        <input
          ref={(it) => queueMicrotask(() => it.focus())}
          type="text"
          aria-label={`Why ${props.name} is ${props.open ? "closed" : "opened"}`}
          placeholder={props.open ? "Why is it closed?" : "Why is it opened? (optional)"}
          value={reason()}
          onInput={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setAsked(false);
          }}
        />
        <button class="button small primary" disabled={busy() || (props.open && reason().trim() === "")}>
          {props.open ? "Close" : "Open"}
        </button>
        <button type="button" class="button small" onClick={() => setAsked(false)}>
          Leave it
        </button>
      </form>
    </Show>
  );
}
