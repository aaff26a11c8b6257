import { createSignal, onMount, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { Standing, StandingView } from "../api/types";
import { complain, say } from "../ui/toast";
import { moment, plain } from "../ui/text";

/** Workers that are kept from work: what their state is called, with a shape of its own. */
export function StandingMark(props: { standing: StandingView; idle: boolean }): JSX.Element {
  const drained = () => props.standing.standing === "draining" && props.idle;
  return (
    <span
      class={`worker-state is-${props.standing.standing}`}
      title={`${plain(props.standing.reason)} (${plain(props.standing.author)}, ${moment(Date.parse(props.standing.changedAt))})`}
    >
      <svg width="10" height="10" viewBox="0 0 16 16" aria-hidden="true">
        <path d={props.standing.standing === "draining" ? "M3 2h10M3 14h10M4 2c0 5 8 7 8 12M12 2c0 5-8 7-8 12" : "M5 2h6l3 3v6l-3 3h-6l-3-3v-6zM4 8h8"} />
      </svg>
      {drained() ? "drained" : props.standing.standing}
    </span>
  );
}

/** Lets a worker that is kept from work have work again, or asks why it is to be kept from it. */
export function StandingButton(props: { worker: string; standing: StandingView | undefined; changed: () => void }): JSX.Element {
  const release = () => {
    farm.setStanding(props.worker, { standing: "active" }).then(
      () => {
        say(`${plain(props.worker)} gets work again`);
        props.changed();
      },
      (error: unknown) => complain(error),
    );
  };
  return (
    <Show
      when={props.standing}
      fallback={
        <button
          class="button small"
          aria-label={`Stop work for ${props.worker}`}
          aria-haspopup="dialog"
          onClick={() => setAsked({ worker: props.worker, changed: () => props.changed() })}
        >
          Stop work…
        </button>
      }
    >
      <button class="button small" aria-label={`Release ${props.worker}`} onClick={release}>
        Release
      </button>
    </Show>
  );
}

interface Asked {
  worker: string;
  changed: () => void;
}

const [asked, setAsked] = createSignal<Asked>();

/** The sheet in which a worker is drained or quarantined; one for the view. */
export function StandingSheet(): JSX.Element {
  return (
    <Show when={asked()} keyed>
      {(each) => <Sheet asked={each} />}
    </Show>
  );
}

function Sheet(props: { asked: Asked }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  const [standing, setStanding] = createSignal<Standing>("draining");
  const [reason, setReason] = createSignal("");
  const [requeue, setRequeue] = createSignal(false);
  const [problem, setProblem] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  onMount(() => dialog?.showModal());
  const close = () => setAsked(undefined);
  const send = async () => {
    setBusy(true);
    try {
      const set = await farm.setStanding(props.asked.worker, { standing: standing(), reason: reason().trim(), requeue: requeue() });
      say(`${plain(set.worker)} is ${set.standing}`);
      props.asked.changed();
      close();
    } catch (error) {
      // What was typed stays.
      setProblem(explained(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog class="ask standing" ref={(it) => (dialog = it)} aria-labelledby="standing-title" onCancel={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason().trim() !== "" && !busy()) void send();
        }}
      >
        <h2 id="standing-title">No more work for {plain(props.asked.worker)}</h2>
        <fieldset>
          <legend class="visually-hidden">How</legend>
          <label class="check">
            <input type="radio" name="standing" checked={standing() === "draining"} onChange={() => setStanding("draining")} />
            <span>
              <b>Drain</b> <span class="quiet">It is to be free, for maintenance say.</span>
            </span>
          </label>
          <label class="check">
            <input type="radio" name="standing" checked={standing() === "quarantined"} onChange={() => setStanding("quarantined")} />
            <span>
              <b>Quarantine</b> <span class="quiet">Something is wrong with it.</span>
            </span>
          </label>
        </fieldset>
        <label for="standing-reason">Why</label>
        <input id="standing-reason" type="text" autofocus maxlength="2000" value={reason()} onInput={(event) => setReason(event.currentTarget.value)} />
        <label class="check">
          <input type="checkbox" checked={requeue()} onChange={(event) => setRequeue(event.currentTarget.checked)} />
          <span>
            Take what it runs from it <span class="quiet">Otherwise those jobs go on to their end.</span>
          </span>
        </label>
        <p class="field-problem" role="alert">
          {problem()}
        </p>
        <div class="row end">
          <button type="button" class="button" onClick={close}>
            Not now
          </button>
          <button class="button primary" disabled={busy() || reason().trim() === ""}>
            {standing() === "draining" ? "Drain" : "Quarantine"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
