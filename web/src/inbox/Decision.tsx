import { createEffect, createMemo, createResource, createSignal, For, on, Show, type JSX } from "solid-js";
import { farm } from "../api/farm";
import type { DecisionView } from "../api/types";
import { useCommands } from "../shell/commands";
import { to } from "../shell/routes";
import { now } from "../ui/now";
import { StateIcon } from "../ui/StateIcon";
import { complain, say } from "../ui/toast";
import { count, moment, plain, plural, relative } from "../ui/text";
import { evidenceOf, type Evidence, type Why } from "./evidence";

/** Lines of findings before it says how many more there are. */
const FINDINGS_MAX = 30;

const WHY: Readonly<Record<Why, string>> = {
  failed: "failed",
  waived: "failed, waived",
  allowed: "failed, allowed to",
  stale: "stale: what it used ran again",
  skipped: "skipped",
  cancelled: "cancelled",
};

export interface DecisionProps {
  decision: DecisionView;
  /** Whether the one who looks may decide; undefined while that is not known. */
  mine: boolean | undefined;
  done: () => void;
}

/** All that someone needs to decide: what is asked, what it rests on, what changed, what follows. */
export function Decision(props: DecisionProps): JSX.Element {
  const place = createMemo(() => ({ graph: props.decision.graph, job: props.decision.job, digest: props.decision.digest }), undefined, {
    equals: (a, b) => a.graph === b.graph && a.job === b.job && a.digest === b.digest,
  });
  const [evidence] = createResource(place, async (at) => evidenceOf(await farm.columns(at.graph), at.job));
  const [detail] = createResource(place, (at) => farm.job(at.graph, at.job));
  const earlier = () => (detail.state === "ready" ? detail().decisions.filter((each) => each.decidedAt !== undefined) : []);
  const open = () => props.decision.decidedAt === undefined;
  return (
    <article class="decision" aria-label={`${props.decision.key} in ${props.decision.graphName}`}>
      <header>
        <h2>{plain(props.decision.message === "" ? props.decision.key : props.decision.message)}</h2>
        <p class="quiet">
          <a class="mono" href={to.job(props.decision.graph, props.decision.key)}>
            {plain(props.decision.key)}
          </a>{" "}
          in <a href={to.graph(props.decision.graph)}>{plain(props.decision.graphName)}</a>, asked{" "}
          <span title={moment(Date.parse(props.decision.askedAt))}>{relative(Date.parse(props.decision.askedAt), now())}</span>
          <Show when={props.decision.opening > 1}>, for the {ordinal(props.decision.opening)} time</Show>
        </p>
        <Show when={open() && props.decision.dueAt}>
          {(due) => (
            <p class="due">
              {props.decision.onTimeout === "continue" ? "Goes on by itself" : props.decision.onTimeout === "skip" ? "Is skipped" : "Fails"}{" "}
              <span title={moment(Date.parse(due()))}>{relative(Date.parse(due()), now())}</span>
            </p>
          )}
        </Show>
      </header>
      <Show when={open()} fallback={<Verdict decision={props.decision} />}>
        <Decide {...props} />
      </Show>
      <Show when={props.decision.since.length > 0}>
        <section>
          <h3>Changed since it was last let through</h3>
          <ul class="since">
            <For each={props.decision.since.slice(0, FINDINGS_MAX)}>{(line) => <li>{plain(line)}</li>}</For>
          </ul>
          <More of={props.decision.since.length} />
        </section>
      </Show>
      <Show when={evidence.latest} fallback={<Show when={evidence.error as unknown}><p class="quiet">What led here cannot be read now.</p></Show>}>
        {(found) => <Grounds evidence={found()} graph={props.decision.graph} />}
      </Show>
      <Show when={earlier().length > 0}>
        <section>
          <h3>Decided before</h3>
          <ul class="since">
            <For each={earlier()}>
              {(each) => (
                <li>
                  <b>{each.verdict}</b> {plain(each.author ?? "by the farm")},{" "}
                  <span title={moment(Date.parse(each.decidedAt ?? ""))}>{relative(Date.parse(each.decidedAt ?? ""), now())}</span>
                  <Show when={each.comment}>{(comment) => <>: {plain(comment())}</>}</Show>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <Show when={props.decision.digest}>
        {(digest) => (
          <p class="digest quiet">
            Decides about <code title={digest()}>{digest().slice(0, 19)}…</code>
            <button
              class="link"
              onClick={() => void navigator.clipboard.writeText(digest()).then(() => say("Copied the digest"), complain)}
              title="What it waited for, and the definitions and edges of all that follows. If any of it changes, the verdict is refused."
            >
              Copy
            </button>
          </p>
        )}
      </Show>
    </article>
  );
}

function Grounds(props: { evidence: Evidence; graph: number }): JSX.Element {
  return (
    <>
      <section>
        <h3>
          What led here
          <span class="n">
            {count(props.evidence.green)} of {plural(props.evidence.above, "job")} succeeded
          </span>
        </h3>
        <Show when={props.evidence.findings.length > 0} fallback={<p class="quiet">Nothing failed, was waived, skipped or stale.</p>}>
          <ul class="findings">
            <For each={props.evidence.findings.slice(0, FINDINGS_MAX)}>
              {(finding) => (
                <li>
                  <StateIcon state={finding.state} quiet />
                  <a class="mono" href={to.job(props.graph, finding.key)}>
                    {plain(finding.key)}
                  </a>
                  <span class={`why ${finding.why}`}>{WHY[finding.why]}</span>
                </li>
              )}
            </For>
          </ul>
          <More of={props.evidence.findings.length} />
        </Show>
      </section>
      <section>
        <h3>
          What waits for it <span class="n">{plural(props.evidence.below.length, "job")}</span>
        </h3>
        <p class="mono below">
          {props.evidence.below.slice(0, 12).map(plain).join("  ")}
          {props.evidence.below.length > 12 ? `  … ${count(props.evidence.below.length - 12)} more` : ""}
        </p>
      </section>
    </>
  );
}

function More(props: { of: number }): JSX.Element {
  return (
    <Show when={props.of > FINDINGS_MAX}>
      <p class="quiet">… {count(props.of - FINDINGS_MAX)} more</p>
    </Show>
  );
}

function Verdict(props: { decision: DecisionView }): JSX.Element {
  return (
    <p class={`verdict ${props.decision.verdict ?? ""}`}>
      <StateIcon state={props.decision.verdict === "approved" || props.decision.verdict === "continued" ? "succeeded" : props.decision.verdict === "rejected" || props.decision.verdict === "failed" ? "failed" : "skipped"} quiet />
      <span>
        <b>{props.decision.verdict}</b> by {plain(props.decision.author ?? "the farm")}{" "}
        {relative(Date.parse(props.decision.decidedAt ?? ""), now())}
        <Show when={props.decision.comment}>{(comment) => <>: {plain(comment())}</>}</Show>
      </span>
    </p>
  );
}

/** `a` and `r` choose a verdict and go to the comment; the verdict itself takes one more key, as it cannot be taken back. */
function Decide(props: DecisionProps): JSX.Element {
  const [verdict, setVerdict] = createSignal<"approve" | "reject">("approve");
  const [comment, setComment] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  let field: HTMLTextAreaElement | undefined;
  createEffect(
    on(
      () => `${props.decision.graph}:${props.decision.job}`,
      () => setVerdict("approve"),
    ),
  );
  const choose = (wanted: "approve" | "reject") => {
    setVerdict(wanted);
    field?.focus();
  };
  useCommands([
    { id: "inbox-approve", title: "Approve…", section: "Job", keys: "a", run: () => choose("approve") },
    { id: "inbox-reject", title: "Reject…", section: "Job", keys: "r", run: () => choose("reject") },
  ]);
  const decide = async (wanted: "approve" | "reject") => {
    setBusy(true);
    const d = props.decision;
    try {
      await farm.commandJob(d.graph, d.key, wanted, {
        ...(comment().trim() === "" ? {} : { comment: comment().trim() }),
        // What is decided is what was looked at; if that changed meanwhile the farm refuses it.
        ...(d.digest === undefined ? {} : { digest: d.digest }),
      });
      say(`${wanted === "approve" ? "Approved" : "Rejected"} ${plain(d.key)} of ${plain(d.graphName)}`);
      setComment("");
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
      props.done();
    }
  };
  return (
    <form
      class="decide"
      onSubmit={(event) => {
        event.preventDefault();
        void decide(verdict());
      }}
    >
      <textarea
        ref={(it) => (field = it)}
        rows="2"
        placeholder={verdict() === "approve" ? "Comment (optional)" : "Why not?"}
        aria-label={`Comment on ${props.decision.key}`}
        value={comment()}
        onInput={(event) => setComment(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void decide(verdict());
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <div class="row">
        <button type="button" class="button" classList={{ primary: verdict() === "approve" }} disabled={busy() || props.mine === false} onClick={() => void decide("approve")}>
          Approve <kbd>a</kbd>
        </button>
        <button type="button" class="button danger" classList={{ chosen: verdict() === "reject" }} disabled={busy() || props.mine === false} onClick={() => void decide("reject")}>
          Reject <kbd>r</kbd>
        </button>
        <span class="quiet">
          <Show
            when={props.mine !== false}
            fallback={`Not yours to decide: ${props.decision.approvers.map(plain).join(", ") || "not by the author of the graph"}`}
          >
            {verdict() === "approve" ? "Ctrl Enter approves" : "Ctrl Enter rejects"}
            {props.decision.approvers.length > 0 ? `; may decide: ${props.decision.approvers.map(plain).join(", ")}` : ""}
          </Show>
        </span>
      </div>
    </form>
  );
}

function ordinal(n: number): string {
  const last = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10;
  return `${n}${last === 1 ? "st" : last === 2 ? "nd" : last === 3 ? "rd" : "th"}`;
}
