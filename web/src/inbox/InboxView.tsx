import { createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import { explained } from "../api/http";
import type { DecisionView } from "../api/types";
import { to } from "../shell/routes";
import { follow } from "../stream/live";
import { now } from "../ui/now";
import { ProblemNote } from "../ui/Problem";
import { complain, say } from "../ui/toast";
import { moment, plain, relative } from "../ui/text";
import "./inbox.css";

const GATHER_MS = 500;

/** What waits for a person: breakpoints, with what changed since they were last let through. */
export default function InboxView(): JSX.Element {
  const [waiting, setWaiting] = createSignal<DecisionView[]>();
  const [problem, setProblem] = createSignal<string>();
  const look = async () => {
    try {
      setWaiting((await farm.decisions()).items);
      setProblem(undefined);
    } catch (error) {
      setProblem(explained(error));
    }
  };
  void look();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, GATHER_MS);
  };
  onCleanup(follow({ kind: "project" }, { graph: soon, reset: soon }));
  document.title = "Inbox · Croft";
  onCleanup(() => {
    clearTimeout(timer);
    document.title = "Croft";
  });
  return (
    <div class="page">
      <header class="page-head">
        <h1>Inbox</h1>
        <span class="quiet">breakpoints that wait for a decision</span>
      </header>
      <Show when={problem()}>{(text) => <ProblemNote text={text()} retry={() => void look()} />}</Show>
      <ul class="inbox">
        <For
          each={waiting()}
          fallback={
            <li class="empty">
              <Show when={waiting() !== undefined}>
                <h2>Nothing waits for you</h2>
                <p>A job with a breakpoint shows up here when all that it waits for is over.</p>
              </Show>
            </li>
          }
        >
          {(decision) => <Decision decision={decision} done={() => void look()} />}
        </For>
      </ul>
    </div>
  );
}

function Decision(props: { decision: DecisionView; done: () => void }): JSX.Element {
  const [comment, setComment] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const decide = async (verb: "approve" | "reject") => {
    setBusy(true);
    try {
      const d = props.decision;
      await farm.commandJob(d.graph, d.key, verb, {
        ...(comment() === "" ? {} : { comment: comment() }),
        ...(d.digest === undefined ? {} : { digest: d.digest }),
      });
      say(`${verb === "approve" ? "Approved" : "Rejected"} ${plain(d.key)} of ${plain(d.graphName)}`);
      props.done();
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li class="decision">
      <div class="decision-head">
        <a href={to.job(props.decision.graph, props.decision.key)}>{plain(props.decision.key)}</a>
        <span class="quiet">
          in <a href={to.graph(props.decision.graph)}>{plain(props.decision.graphName)}</a>
        </span>
        <span class="quiet" title={moment(Date.parse(props.decision.askedAt))}>
          asked {relative(Date.parse(props.decision.askedAt), now())}
        </span>
        <Show when={props.decision.dueAt}>
          {(due) => (
            <span class="due">
              {props.decision.onTimeout ?? "ends"} {relative(Date.parse(due()), now())}
            </span>
          )}
        </Show>
      </div>
      <p>{plain(props.decision.message)}</p>
      <Show when={props.decision.since.length > 0}>
        <details>
          <summary>{props.decision.since.length} changes since it was last let through</summary>
          <ul class="since">
            <For each={props.decision.since}>{(line) => <li>{plain(line)}</li>}</For>
          </ul>
        </details>
      </Show>
      <Show when={props.decision.approvers.length > 0}>
        <p class="quiet">May decide: {props.decision.approvers.map(plain).join(", ")}</p>
      </Show>
      <div class="row">
        <input
          type="text"
          placeholder="Comment"
          aria-label={`Comment on ${props.decision.key}`}
          value={comment()}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
        <button class="button primary" disabled={busy()} onClick={() => void decide("approve")}>
          Approve
        </button>
        <button class="button danger" disabled={busy()} onClick={() => void decide("reject")}>
          Reject
        </button>
      </div>
    </li>
  );
}
